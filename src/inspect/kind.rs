//! What a path is: by its name and folder, and where that is not enough by the first bytes of its content.

use crate::facts::checkout::history::Kind;

/// Folders with tools, templates and notes of assistants; what lies there is neither specified nor deployed.
const TOOLING: &[&str] = &[
    ".claude",
    ".codex",
    ".gemini",
    ".cursor",
    ".agents",
    ".agent",
    ".windsurf",
    ".qwen",
    ".opencode",
    ".vscode",
    "templates",
    "commands",
    "skills",
    "agents",
    "prompts",
    "checklists",
    "contracts",
];

/// Folders in which specifications live.
const SPEC_ROOTS: &[&str] =
    &["specs", "spec", ".specify", "specs-history", "specs_history", "specifications", ".specs", "spec-kit"];

/// What a path is; `sniff` gives the first bytes of the file where its name does not tell.
pub(crate) fn kind_of(path: &str, sniff: impl FnOnce() -> Option<Vec<u8>>) -> Kind {
    let lower = path.to_ascii_lowercase();
    let (folder, name) = lower.rsplit_once('/').unwrap_or(("", &lower));
    if super::tree::is_generated(path) {
        return Kind::Other;
    }
    if name == "constitution.md" || name == "constitution.txt" {
        return if is_template(&lower) { Kind::Other } else { Kind::Constitution };
    }
    if let Some(kind) = by_name(folder, name) {
        return kind;
    }
    if has_ending(name, &["md", "markdown", "txt"]) {
        return specification(&lower, folder, name).unwrap_or(Kind::Other);
    }
    if has_ending(name, &["yaml", "yml", "json"]) && may_be_deployed(folder) {
        return sniff().map_or(Kind::Other, |bytes| by_content(&bytes));
    }
    if is_source(folder, name) { Kind::Source } else { Kind::Other }
}

fn has_ending(name: &str, endings: &[&str]) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending))
}

fn is_template(lower: &str) -> bool {
    lower.split('/').any(|part| part == "templates" || part == "template") || lower.contains("template")
}

fn by_name(folder: &str, name: &str) -> Option<Kind> {
    let dockerfile = name == "dockerfile"
        || name == "containerfile"
        || (name.starts_with("dockerfile.") && !has_ending(name, &["md", "txt", "dockerignore"]))
        || has_ending(name, &["dockerfile"]);
    let deployed = may_be_deployed(folder) && !is_tooling(folder);
    if dockerfile && deployed {
        return Some(Kind::Dockerfile);
    }
    let yaml = has_ending(name, &["yaml", "yml"]);
    if yaml && (name.starts_with("docker-compose") || name.starts_with("compose.")) && deployed {
        return Some(Kind::Compose);
    }
    if is_workflow(folder, name) {
        return Some(Kind::Workflow);
    }
    if (name == "chart.yaml" || (folder.ends_with("/templates") && in_chart_folder(folder)))
        && not_a_note(folder)
    {
        return Some(Kind::Chart);
    }
    (yaml && name.starts_with("values") && in_chart_folder(folder) && not_a_note(folder))
        .then_some(Kind::Chart)
}

fn is_workflow(folder: &str, name: &str) -> bool {
    let yaml = has_ending(name, &["yaml", "yml"]);
    (folder == ".github/workflows" && yaml)
        || (folder.is_empty() && matches!(name, ".gitlab-ci.yml" | "azure-pipelines.yml" | "jenkinsfile"))
        || (folder == ".circleci" && yaml)
}

fn in_chart_folder(folder: &str) -> bool {
    folder.split('/').any(|part| part.contains("helm") || part.contains("chart"))
}

fn not_a_note(folder: &str) -> bool {
    !folder.split('/').any(|part| SPEC_ROOTS.contains(&part) || part == "docs" || part.starts_with('.'))
}

fn is_tooling(folder: &str) -> bool {
    folder.split('/').any(|part| TOOLING.contains(&part))
}

/// Whether a file of this folder may be deployed: notes, specifications, tests and tools are not.
fn may_be_deployed(folder: &str) -> bool {
    const NOT: &[&str] =
        &["docs", "doc", "history", "tests", "test", "testdata", "fixtures", "examples", "archive"];
    folder.split('/').all(|part| {
        !(NOT.contains(&part) || SPEC_ROOTS.contains(&part) || (part.starts_with('.') && part.len() > 1))
    })
}

/// Which part of a specification a text is, if any. `lower`: the whole path in lower case.
fn specification(lower: &str, folder: &str, name: &str) -> Option<Kind> {
    if is_template(lower) || is_tooling(folder) {
        return None;
    }
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let in_specs = folder.split('/').any(|part| SPEC_ROOTS.contains(&part));
    let is = |word: &str| {
        stem == word
            || (in_specs && [".", "-", "_"].iter().any(|sep| stem.ends_with(&format!("{sep}{word}"))))
            || (in_specs && [".", "-", "_"].iter().any(|sep| stem.starts_with(&format!("{word}{sep}"))))
    };
    if is("tasks") || is("task") {
        return Some(Kind::Tasks);
    }
    if is("plan") {
        return Some(Kind::Plan);
    }
    if is("spec") || is("specification") {
        return Some(Kind::Spec);
    }
    (in_specs && !is_support(stem) && folder_is_flat(folder)).then_some(Kind::Spec)
}

/// Texts that stand beside a specification without being one.
fn is_support(stem: &str) -> bool {
    const SUPPORT: &[&str] = &[
        "readme",
        "research",
        "data-model",
        "quickstart",
        "overview",
        "index",
        "changelog",
        "notes",
        "checklist",
        "requirements",
        "clarifications",
        "acknowledgements",
        "acknowledgments",
        "glossary",
    ];
    SUPPORT.contains(&stem)
        || stem.contains("review")
        || stem.contains("acknowledg")
        || stem.contains("summary")
}

/// Single-file specifications stand directly in `specs/`, or in `specs/features/` and its like.
fn folder_is_flat(folder: &str) -> bool {
    let last = folder.rsplit('/').next().unwrap_or(folder);
    SPEC_ROOTS.contains(&last) && last != ".specify"
        || matches!(last, "features" | "infrastructure" | "deployment" | "api" | "ui" | "database")
}

fn is_source(folder: &str, name: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "py", "ts", "tsx", "js", "jsx", "mjs", "go", "rs", "java", "kt", "cs", "rb", "php", "vue", "svelte",
    ];
    has_ending(name, ENDINGS) && !is_tooling(folder) && !folder.split('/').any(|part| part == ".specify")
}

/// Objects by what every one of them must say.
fn by_content(bytes: &[u8]) -> Kind {
    let text = super::tree::decode(&bytes[..bytes.len().min(64 * 1024)]);
    let (mut version, mut kind) = (None, None);
    for line in text.lines().take(2_000) {
        let bare = line.trim_start_matches([' ', '-', '"', '{', ',', '\t']);
        if let Some(rest) = bare.strip_prefix("apiVersion").filter(|_| version.is_none()) {
            version = Some(rest.to_string());
        }
        if bare.starts_with("kind:") || bare.starts_with("kind\":") {
            kind = Some(());
        }
    }
    match (version, kind) {
        (Some(version), Some(())) if version.contains("kagent") => Kind::AiOps,
        (Some(_), Some(())) => Kind::Manifest,
        (Some(_) | None, _) => Kind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(path: &str) -> Kind {
        kind_of(path, || None)
    }

    #[test]
    fn paths_of_real_submissions_are_known() {
        for (path, kind) in [
            (".specify/memory/constitution.md", Kind::Constitution),
            (".specify/templates/constitution.md", Kind::Other),
            ("specs/001-docker/spec.md", Kind::Spec),
            ("specs/001-docker/plan.md", Kind::Plan),
            ("specs/001-docker/checklists/requirements.md", Kind::Other),
            ("specs/001-docker/research.md", Kind::Other),
            ("specs/002-helm-tasks.md", Kind::Tasks),
            ("specs-history/phase-4.md", Kind::Spec),
            ("phase-4/specs/features/containers.md", Kind::Spec),
            (".claude/commands/sp.plan.md", Kind::Other),
            ("history/prompts/plan.md", Kind::Other),
            ("phase-4/backend/Dockerfile.dev", Kind::Dockerfile),
            ("docker/backend.Dockerfile", Kind::Dockerfile),
            ("specs/001/Dockerfile", Kind::Other),
            ("docker-compose.prod.yml", Kind::Compose),
            ("k8s/helm/todo/Chart.yaml", Kind::Chart),
            ("helm/todo/templates/deployment.yaml", Kind::Chart),
            ("charts/todo/values-dev.yaml", Kind::Chart),
            (".github/workflows/ci.yml", Kind::Workflow),
            ("frontend/src/app/page.tsx", Kind::Source),
            ("k8s/backend.yaml", Kind::Other),
        ] {
            assert_eq!(named(path), kind, "{path}");
        }
    }

    #[test]
    fn objects_are_known_by_their_content() {
        let sniff = |text: &str| kind_of("deploy/x.yaml", || Some(text.as_bytes().to_vec()));
        assert_eq!(sniff("apiVersion: v1\nkind: Service\n"), Kind::Manifest);
        assert_eq!(sniff("apiVersion: kagent.dev/v1alpha1\nkind: Agent\n"), Kind::AiOps);
        assert_eq!(sniff("name: x\n"), Kind::Other);
        assert_eq!(kind_of("docs/x.yaml", || Some(b"apiVersion: v1\nkind: Pod".to_vec())), Kind::Other);
    }
}
