//! Which file is what, by its name, and where the name is not enough by its first lines.

use std::sync::LazyLock;

use regex::Regex;

use crate::inspect::tree::Tree;

/// Text of a candidate is looked at up to this many bytes.
const LONGEST_LOOK: u64 = 1024 * 1024;

/// The files that matter for the layout, each list in the order of the paths.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    /// Number of files that were looked at.
    pub(crate) files: usize,
    pub(crate) dockerfiles: Vec<String>,
    pub(crate) composes: Vec<String>,
    /// Folders with a `Chart.yaml`.
    pub(crate) charts: Vec<String>,
    pub(crate) manifests: Vec<String>,
    /// Kubernetes YAML that is never deployed, with the reason.
    pub(crate) aside: Vec<(String, &'static str)>,
    pub(crate) constitutions: Vec<String>,
    /// Folders of specifications.
    pub(crate) specs: Vec<String>,
    pub(crate) ci: Vec<String>,
    /// Scripts, make files and readme files, where `docker build` may stand.
    pub(crate) scripts: Vec<String>,
    /// Files that declare packages.
    pub(crate) packages: Vec<String>,
}

/// Sorts the submission's files.
pub(crate) fn sort(tree: &Tree) -> Names {
    let mut names = Names::default();
    for path in tree.files() {
        names.files += 1;
        names.add(path, tree);
    }
    names.charts.dedup();
    names.specs.sort_by_key(|path| order(path));
    names.specs.dedup();
    let charts = names.charts.clone();
    let in_chart = |path: &str| charts.iter().any(|chart| below(path, chart));
    names.manifests.retain(|path| !in_chart(path));
    names
}

impl Names {
    fn add(&mut self, path: &str, tree: &Tree) {
        let lower = path.to_ascii_lowercase();
        let name = lower.rsplit('/').next().unwrap_or(&lower);
        let folder = folder(path);
        if name.contains("constitution")
            && is_text(name)
            && !lower.contains("template")
            && !lower.contains("command")
        {
            self.constitutions.push(path.into());
        }
        if let Some(spec) = spec_folder(path, name) {
            self.specs.push(spec.into());
        }
        if is_ci(&lower, name) {
            self.ci.push(path.into());
            return;
        }
        if is_script(name) {
            self.scripts.push(path.into());
        }
        if is_package_list(name) {
            self.packages.push(path.into());
        }
        let aside = aside(path);
        if name == "chart.yaml" && aside.is_none() {
            self.charts.push(folder.into());
        } else if is_dockerfile_name(name) && aside.is_none() {
            self.dockerfiles.push(path.into());
        } else if has_end(name, &["yml", "yaml"]) {
            self.add_yaml(path, name, aside, tree);
        }
    }

    fn add_yaml(&mut self, path: &str, name: &str, aside: Option<&'static str>, tree: &Tree) {
        if tree.size(path).is_none_or(|size| size > LONGEST_LOOK) {
            return;
        }
        let Ok(text) = tree.text(path) else { return };
        if name.contains("compose") || crate::inspect::compose::is_compose(&text) {
            if aside.is_none() && crate::inspect::compose::is_compose(&text) {
                self.composes.push(path.into());
            }
            return;
        }
        if !is_kubernetes(&text) {
            return;
        }
        match aside {
            None => self.manifests.push(path.into()),
            Some(why) => self.aside.push((path.into(), why)),
        }
    }
}

/// The folder of a path; empty at the root.
pub(crate) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether a path lies in a folder (`.` or empty is the root).
pub(crate) fn below(path: &str, folder: &str) -> bool {
    matches!(folder, "" | ".") || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// Whether a name has one of these extensions; names are in lower case.
pub(crate) fn has_end(name: &str, ends: &[&str]) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| ends.contains(&end))
}

fn is_text(name: &str) -> bool {
    has_end(name, &["md", "markdown", "txt", "mdx", "rst", "adoc"])
}

/// `Dockerfile`, `Dockerfile.dev`, `backend.Dockerfile`, `Containerfile`.
fn is_dockerfile_name(name: &str) -> bool {
    let named = ["dockerfile", "containerfile"].iter().any(|word| {
        name == *word
            || name.strip_prefix(word).is_some_and(|rest| rest.starts_with(['.', '-', '_']))
            || name.strip_suffix(word).is_some_and(|rest| rest.ends_with(['.', '-', '_']))
    });
    named
        && !has_end(
            name,
            &["dockerignore", "md", "txt", "py", "ts", "js", "go", "rs", "sh", "json", "yaml", "yml"],
        )
}

fn is_ci(lower: &str, name: &str) -> bool {
    (lower.starts_with(".github/workflows/") || lower.contains("/.github/workflows/"))
        && has_end(name, &["yml", "yaml"])
        || [
            "jenkinsfile",
            ".gitlab-ci.yml",
            ".travis.yml",
            "azure-pipelines.yml",
            "bitbucket-pipelines.yml",
            "cloudbuild.yaml",
        ]
        .contains(&name)
        || lower.ends_with(".circleci/config.yml")
        || lower.starts_with(".ci/")
}

fn is_script(name: &str) -> bool {
    has_end(name, &["sh", "ps1", "bat", "cmd", "mk"])
        || ["makefile", "justfile", "taskfile.yml", "taskfile.yaml", "skaffold.yaml"].contains(&name)
        || (has_end(name, &["md"])
            && ["readme", "deploy", "quickstart", "docker", "setup"].iter().any(|word| name.contains(word)))
}

/// Whether a file declares packages.
pub(crate) fn is_package_list(name: &str) -> bool {
    (name.starts_with("requirements") && has_end(name, &["txt", "in"]))
        || [
            "pyproject.toml",
            "package.json",
            "pipfile",
            "setup.py",
            "setup.cfg",
            "go.mod",
            "pom.xml",
            "cargo.toml",
        ]
        .contains(&name)
}

/// The folder of one specification.
fn spec_folder<'a>(path: &'a str, name: &str) -> Option<&'a str> {
    let lower = path.to_ascii_lowercase();
    if lower.contains("template") || !has_end(name, &["md", "mdx", "markdown"]) {
        return None;
    }
    let own = folder(path);
    let parent = own.rsplit('/').next().unwrap_or(own).to_ascii_lowercase();
    if matches!(name, "spec.md" | "specification.md") || name.ends_with(".spec.md") {
        return Some(own);
    }
    // specs/003-chat/plan.md without a spec.md is still the folder of a feature.
    let grand = folder(own).rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let numbered = parent.chars().take_while(char::is_ascii_digit).count() >= 2;
    (matches!(grand.as_str(), "specs" | "spec" | "specs-history" | "features") && numbered).then_some(own)
}

/// Folders of specifications in the order of their numbers, then names.
fn order(path: &str) -> (u64, String) {
    let name = path.rsplit('/').next().unwrap_or(path);
    let digits: String = name.chars().take_while(char::is_ascii_digit).collect();
    (digits.parse().unwrap_or(u64::MAX), path.into())
}

/// Why files below a folder are never deployed, where they are not.
pub(crate) fn aside(path: &str) -> Option<&'static str> {
    folder(path).split('/').find_map(|part| {
        let part = part.to_ascii_lowercase();
        match part.as_str() {
            "specs" | "spec" | "specs-history" | "specifications" => Some("it belongs to a specification"),
            "docs" | "doc" | "documentation" => Some("it belongs to the documentation"),
            "history" | "prompts" | "phr" => Some("it belongs to the prompt history"),
            "examples" | "example" | "samples" | "snippets" => Some("it is an example"),
            "tests" | "test" | "__tests__" | "testdata" | "fixtures" => Some("it belongs to the tests"),
            "archive" | "archived" | "deprecated" | "old" | "_old" | "backup" | "backups" | "legacy" => {
                Some("it is put away")
            }
            "vendor" | "third_party" | "node_modules" => Some("it is someone else's"),
            "skills" | "agents" | "commands" => Some("it belongs to an agent"),
            // Hidden folders hold settings of editors and agents, but for CI, which is looked at apart.
            other if other.starts_with('.') && other.len() > 1 => Some("it belongs to a tool's settings"),
            _ => None,
        }
    })
}

static API_VERSION: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?m)^\s*-?\s*apiVersion:\s*\S").ok());
static KIND: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?m)^\s*-?\s*kind:\s*[A-Z]\w+").ok());

fn is_kubernetes(text: &str) -> bool {
    let has =
        |pattern: &LazyLock<Option<Regex>>| pattern.as_ref().is_some_and(|pattern| pattern.is_match(text));
    has(&API_VERSION) && has(&KIND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dockerfiles_are_known_by_many_names() {
        for name in
            ["dockerfile", "dockerfile.backend", "backend.dockerfile", "dockerfile-prod", "containerfile"]
        {
            assert!(is_dockerfile_name(name), "{name}");
        }
        for name in
            ["dockerfile.dockerignore", "dockerfile.md", "test_dockerfile.py", "mydockerfile", "dockerfiles"]
        {
            assert!(!is_dockerfile_name(name), "{name}");
        }
    }

    #[test]
    fn specifications_are_found_wherever_they_lie() {
        for (path, folder) in [
            ("specs/001-docker/spec.md", Some("specs/001-docker")),
            (".specify/specs/chat/spec.md", Some(".specify/specs/chat")),
            ("specs-history/004-helm/plan.md", Some("specs-history/004-helm")),
            (".specify/templates/spec.md", None),
            ("specs/README.md", None),
        ] {
            assert_eq!(spec_folder(path, path.rsplit('/').next().unwrap()), folder, "{path}");
        }
    }
}
