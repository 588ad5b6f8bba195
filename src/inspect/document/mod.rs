//! The texts beside the code: which there are, and what they say that a rule asks about.
//!
//! Texts are read once, at most [`MOST_TEXTS`] of at most [`LONGEST_TEXT`] bytes; what is left out is recorded.

mod budget;
mod command;
mod constitution;
mod feature;
mod infrastructure;
mod markdown;
mod signature;
mod tool;
mod workflow;

use std::sync::LazyLock;

use regex::Regex;

use super::kind::kind_of;
use super::tree::{Tree, is_generated};
use crate::facts::Seen;
use crate::facts::checkout::document::{Documents, Guide, Line, Version};
use crate::facts::checkout::history::Kind;
use markdown::Text;

/// Texts beyond this number are not read.
const MOST_TEXTS: usize = 3_000;
/// A longer text is not read, in bytes.
const LONGEST_TEXT: usize = 1024 * 1024;

/// A file with its kind and, where it is a text, its content.
struct Source {
    file: String,
    kind: Kind,
    text: String,
}

/// Reads all texts of a tree.
pub(super) fn read(tree: &Tree) -> Seen<Documents> {
    let mut documents = Documents::default();
    let sources = sources(tree, &mut documents);
    let texts: Vec<(Kind, Text<'_>)> =
        sources.iter().filter(|s| is_prose(&s.file)).map(|s| (s.kind, Text::new(&s.file, &s.text))).collect();
    documents.texts = u32::try_from(texts.len()).unwrap_or(u32::MAX);
    feature::read(&texts, &mut documents);
    infrastructure::read(tree, &texts, &mut documents);
    for (kind, text) in &texts {
        if *kind == Kind::Constitution {
            documents.constitutions.push(constitution::read(text));
        }
        tool::read(*kind, text, &mut documents);
        signature::read(*kind, text, &mut documents);
        budget::read(*kind, text, &mut documents);
        if is_guide(*kind, text.file) {
            documents.guides.push(guide(text));
            command::read(tree, text, &mut documents);
        }
    }
    documents.constitutions.sort_by_key(|constitution| constitution::rank(&constitution.file));
    for source in &sources {
        if source.kind == Kind::Workflow {
            documents.workflows.push(workflow::read(&source.file, &source.text));
        }
        owners_and_protections(source, &mut documents);
        versions(source, &mut documents);
    }
    documents.linters = tree.files().filter(|file| is_linter(file, tree)).map(Into::into).collect();
    Seen::Known(documents)
}

fn sources(tree: &Tree, documents: &mut Documents) -> Vec<Source> {
    let mut sources = Vec::new();
    for file in tree.files() {
        let kind = kind_of(file, || None);
        let wanted = is_prose(file)
            || matches!(kind, Kind::Workflow | Kind::Compose)
            || is_governance(file)
            || file.ends_with("Chart.yaml");
        if !wanted {
            continue;
        }
        if sources.len() >= MOST_TEXTS {
            documents.cut.push(format!("texts beyond the first {MOST_TEXTS}"));
            break;
        }
        match tree.bytes(file) {
            Ok(bytes) if bytes.len() > LONGEST_TEXT => {
                documents.cut.push(format!("{file}: longer than {LONGEST_TEXT} bytes"));
            }
            Ok(bytes) => sources.push(Source { file: file.into(), kind, text: super::tree::decode(&bytes) }),
            Err(_) => documents.cut.push(format!("{file}: could not be read")),
        }
    }
    sources
}

fn is_prose(file: &str) -> bool {
    let lower = file.to_ascii_lowercase();
    let ends = [".md", ".mdx", ".markdown", ".rst", ".adoc"].iter().any(|end| lower.ends_with(end));
    let name = lower.rsplit('/').next().unwrap_or(&lower);
    ends || (ends_in(&lower, "txt") && !name.contains("requirements") && !name.contains("license"))
}

fn ends_in(lower: &str, ending: &str) -> bool {
    lower.rsplit_once('.').is_some_and(|(_, found)| found == ending)
}

fn is_governance(file: &str) -> bool {
    let lower = file.to_ascii_lowercase();
    let name = lower.rsplit('/').next().unwrap_or(&lower);
    name == "codeowners"
        || ((lower.contains("ruleset")
            || lower.contains("branch-protection")
            || lower.contains("branch_protection"))
            && [".json", ".yml", ".yaml"].iter().any(|end| lower.ends_with(end)))
        || lower == ".github/settings.yml"
}

/// Texts for people who run or build the system: not specifications, prompts, nor notes for assistants.
fn is_guide(kind: Kind, file: &str) -> bool {
    let lower = file.to_ascii_lowercase();
    let parts: Vec<&str> = lower.split('/').collect();
    let aside = parts.iter().any(|part| {
        (part.starts_with('.') && *part != ".github")
            || ["history", "prompts", "specs", "specs-history", "adr", "agents", "skills", "archive"]
                .contains(part)
    });
    let name = parts.last().copied().unwrap_or_default();
    let for_assistants =
        ["claude.md", "agents.md", "gemini.md", "changelog.md", "constitution.md"].contains(&name);
    kind == Kind::Other && !aside && !for_assistants
}

fn guide(text: &Text<'_>) -> Guide {
    Guide {
        file: text.file.into(),
        sections: text.rows.iter().filter(|row| row.heading).map(|row| text.line(row)).collect(),
        words: text
            .rows
            .iter()
            .map(|row| row.text.split_whitespace().count())
            .sum::<usize>()
            .try_into()
            .unwrap_or(0),
    }
}

fn owners_and_protections(source: &Source, documents: &mut Documents) {
    let lower = source.file.to_ascii_lowercase();
    let numbered = || (1..).zip(source.text.lines()).map(|(number, line)| (number, line.trim()));
    if lower.rsplit('/').next() == Some("codeowners") {
        let stated = numbered().filter(|(_, line)| line.contains('@') && !line.starts_with('#'));
        documents.owners.extend(stated.map(|(number, text)| line(&source.file, number, text)));
    } else if is_governance(&source.file) {
        const SAYS: &[&str] =
            &["pull_request", "required_approving_review_count", "required_status_checks", "enforcement"];
        let stated = numbered().filter(|(_, line)| SAYS.iter().any(|word| line.contains(word)));
        documents.protections.extend(stated.map(|(number, text)| line(&source.file, number, text)));
    }
}

fn versions(source: &Source, documents: &mut Documents) {
    let chart = source.file.ends_with("Chart.yaml");
    if !(chart || source.kind == Kind::Compose) {
        return;
    }
    for (number, text) in (1..).zip(source.text.lines()) {
        let bare = text.trim();
        let value = if chart {
            bare.strip_prefix("appVersion:")
        } else {
            bare.strip_prefix("image:").and_then(|image| image.rsplit_once(':')).map(|(_, tag)| tag)
        };
        let Some(found) = value.and_then(version_in) else { continue };
        let foreign = ["postgres", "redis", "nginx", "busybox"].iter().any(|name| bare.contains(name));
        if !foreign {
            documents.versions.push(Version { number: found, at: line(&source.file, number, bare) });
        }
    }
}

/// Whether a file sets up a linter: a file of its own, a part of the project's file, or a step of a workflow.
fn is_linter(file: &str, tree: &Tree) -> bool {
    const NAMED: &[&str] = &[
        ".eslintrc",
        "eslint.config.",
        ".prettierrc",
        "ruff.toml",
        ".ruff.toml",
        ".flake8",
        ".pylintrc",
        "mypy.ini",
        "biome.json",
        ".golangci",
        "rustfmt.toml",
        ".pre-commit-config.yaml",
        ".stylelintrc",
        "tslint.json",
        ".oxlintrc.json",
    ];
    const SAID: &[&str] = &[
        "[tool.ruff",
        "[tool.black",
        "[tool.mypy",
        "[tool.pylint",
        "[flake8]",
        "ruff check",
        "eslint",
        "biome",
        "flake8 ",
    ];
    let name = file.rsplit('/').next().unwrap_or(file);
    let project = ["pyproject.toml", "setup.cfg", "package.json", "Makefile", "justfile"].contains(&name)
        || kind_of(file, || None) == Kind::Workflow;
    !is_generated(file)
        && (NAMED.iter().any(|start| name.starts_with(start))
            || (project && tree.text(file).is_ok_and(|text| SAID.iter().any(|word| text.contains(word)))))
}

/// The version in a name such as `v1.2.3` or `todo-1.2.3-rc.1`, without a leading `v`.
pub(super) fn version_in(name: &str) -> Option<String> {
    static VERSION: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?:^|[^0-9.])(\d{1,6}\.\d{1,6}\.\d{1,6}(?:-[0-9A-Za-z.-]{1,40})?)(?:$|[^0-9.])").ok()
    });
    Some(VERSION.as_ref()?.captures(name)?.get(1)?.as_str().to_string())
}

/// A line as a fact: cut to a readable length.
fn line(file: &str, number: u32, text: &str) -> Line {
    const LONGEST: usize = 200;
    let text = super::redact::secret_free(text);
    Line { file: file.into(), line: number, text: text.chars().take(LONGEST).collect() }
}

#[cfg(test)]
mod tests;
