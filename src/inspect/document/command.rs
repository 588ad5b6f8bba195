//! Commands that a guide tells its reader to type, how they are meant, and whether the files they name are there.

use super::feature::rules_out;
use super::markdown::{Row, Text};
use crate::facts::checkout::document::{Command, Documents, Sense};
use crate::inspect::tree::Tree;

/// Commands kept in all.
const MOST: usize = 2_000;
/// Programs whose lines are commands of interest.
const PROGRAMS: &[&str] = &[
    "docker",
    "docker-compose",
    "kubectl",
    "helm",
    "minikube",
    "bash",
    "sh",
    "python",
    "python3",
    "npm",
    "make",
    "cp",
    "cd",
    "pytest",
    "alembic",
    "uv",
    "pip",
    "source",
    "export",
    "git",
    "curl",
    "psql",
    "pg_dump",
    "pg_restore",
];

/// Reads the commands of one guide.
pub(super) fn read(tree: &Tree, text: &Text<'_>, documents: &mut Documents) {
    let mut before = "";
    for (row, section) in text.rows() {
        let mut typed = Vec::new();
        match row.fence {
            Some(language) if is_shell(language) => {
                typed.push(row.text.trim_start_matches(['$', '>', ' ']).trim().to_string());
            }
            Some(_) => {}
            None => {
                typed = inline(&row);
                before = if row.heading { "" } else { row.text };
            }
        }
        let commands = typed.iter().filter_map(|typed| push(tree, text, (&row, section), typed, before));
        documents.commands.extend(commands.take(MOST.saturating_sub(documents.commands.len())));
    }
}

fn is_shell(language: &str) -> bool {
    let language = language.split_whitespace().next().unwrap_or_default().to_lowercase();
    ["", "bash", "sh", "shell", "console", "zsh", "powershell", "ps1", "cmd", "terminal"]
        .contains(&language.as_str())
}

/// Code in a numbered or bulleted step.
fn inline(row: &Row<'_>) -> Vec<String> {
    let step = row.text.starts_with(['-', '*', '+']) || row.text.starts_with(|c: char| c.is_ascii_digit());
    if !step {
        return Vec::new();
    }
    row.text.split('`').skip(1).step_by(2).map(str::to_string).collect()
}

fn push(
    tree: &Tree,
    text: &Text<'_>,
    (row, section): (&Row<'_>, &str),
    typed: &str,
    before: &str,
) -> Option<Command> {
    let program = typed.split_whitespace().find(|word| *word != "sudo")?;
    let script = program.starts_with("./") || program.starts_with(".\\");
    if !(PROGRAMS.contains(&program) || script) {
        return None;
    }
    let needed = needed(typed);
    let missing: Vec<String> = needed.iter().filter(|path| !is_there(tree, path)).cloned().collect();
    Some(Command {
        at: super::line(text.file, row.number, typed),
        section: section.chars().take(200).collect(),
        sense: sense(row, section, before, typed),
        missing,
        paths: u32::try_from(needed.len()).unwrap_or(u32::MAX),
    })
}

fn sense(row: &Row<'_>, section: &str, before: &str, typed: &str) -> Sense {
    const DIAGNOSIS: &[&str] = &[
        "troubleshoot",
        "debug",
        "diagnos",
        "faq",
        "verif",
        "cleanup",
        "clean up",
        "tear",
        "uninstall",
        "inspect",
        "common issue",
        "problem",
        "incident",
        "drill",
        "chaos",
        "restore",
        "recover",
        "emergency",
        "test",
        "logs",
        "load",
        "monitor",
        "cheat",
        "useful",
        "reference",
    ];
    let around = format!("{} {}", before.to_lowercase(), row.text.to_lowercase());
    let prose = around.replace(&typed.to_lowercase(), "");
    if rules_out(&prose) || prose.contains("not needed") || prose.contains("no need") {
        return Sense::Reserved;
    }
    let aside = DIAGNOSIS.iter().any(|word| section.contains(word))
        || ["debug", "troubleshoot", "if something", "to look", "optional"]
            .iter()
            .any(|word| prose.contains(word));
    if aside { Sense::Diagnosis } else { Sense::Used }
}

/// Paths of the checkout that a command cannot do without.
fn needed(typed: &str) -> Vec<String> {
    let typed = typed.split(" #").next().unwrap_or(typed);
    let words: Vec<&str> = typed.split_whitespace().map(|word| word.trim_matches(['"', '\''])).collect();
    let after = |flag: &[&str]| {
        words
            .windows(2)
            .filter(|pair| flag.contains(&pair[0]))
            .map(|pair| pair[1].to_string())
            .collect::<Vec<_>>()
    };
    let mut paths = match words.first().copied().unwrap_or_default() {
        "kubectl" if words.iter().any(|word| ["apply", "create"].contains(word)) => {
            after(&["-f", "--filename", "-k"])
        }
        "docker" | "docker-compose" if words.iter().any(|w| ["build", "compose", "up"].contains(w)) => {
            after(&["-f", "--file"])
        }
        "helm" if words.iter().any(|w| ["install", "upgrade", "template", "lint"].contains(w)) => {
            helm(&words, after)
        }
        "bash" | "sh" | "python" | "python3" | "cp" => {
            words.get(1).map(ToString::to_string).into_iter().collect()
        }
        first if first.starts_with("./") => vec![first.to_string()],
        _ => Vec::new(),
    };
    paths.retain(|path| is_literal(path));
    paths
}

fn helm(words: &[&str], after: impl Fn(&[&str]) -> Vec<String>) -> Vec<String> {
    let mut paths = after(&["-f", "--values"]);
    let chart = words.iter().skip(2).filter(|word| word.starts_with("./") || word.starts_with("../"));
    paths.extend(chart.map(ToString::to_string));
    paths
}

/// Whether a word is a path as it stands: no option, placeholder, variable, address or pattern.
fn is_literal(path: &str) -> bool {
    let plain = path.chars().all(|c| c.is_alphanumeric() || "./_-".contains(c));
    plain
        && path.contains(['/', '.'])
        && path.len() > 2
        && !path.starts_with('-')
        && !path.starts_with('/')
        && !path.starts_with('~')
}

/// Whether a file or folder of the checkout could be meant, seen from any folder: guides leave out where they stand.
fn is_there(tree: &Tree, path: &str) -> bool {
    let wanted: Vec<&str> =
        path.split('/').filter(|part| !part.is_empty() && *part != "." && *part != "..").collect();
    if wanted.is_empty() {
        return true;
    }
    let wanted = wanted.join("/");
    tree.entries().any(|(entry, _)| {
        entry == wanted
            || entry.ends_with(&format!("/{wanted}"))
            || entry.starts_with(&format!("{wanted}/"))
            || entry.contains(&format!("/{wanted}/"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_paths_that_a_command_needs_are_found() {
        assert_eq!(needed("kubectl apply -f k8s/base -n todo"), ["k8s/base"]);
        assert_eq!(
            needed("helm upgrade --install todo ./charts/todo -f values-dev.yaml"),
            ["values-dev.yaml", "./charts/todo"]
        );
        assert_eq!(needed("./scripts/deploy.sh --fast"), ["./scripts/deploy.sh"]);
        assert!(needed("kubectl apply -f https://example.org/x.yaml").is_empty());
        assert!(needed("docker build -t todo:<version> .").is_empty());
        assert!(needed("kubectl logs -f deployment/backend").is_empty());
    }
}
