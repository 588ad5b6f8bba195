//! Features: which texts make up a specification with its plan and tasks, in which order, and what it brings.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::markdown::{Row, Text};
use crate::facts::checkout::document::{Documents, Feature, Line, Technique};
use crate::facts::checkout::history::Kind;

/// Lines kept per technique.
const MOST_LINES: usize = 3;

/// Groups the texts into features.
pub(super) fn read(texts: &[(Kind, Text<'_>)], documents: &mut Documents) {
    let mut features: BTreeMap<String, Feature> = BTreeMap::new();
    for (kind, text) in texts.iter().filter(|(kind, _)| kind.is_specification()) {
        let name = name_of(text.file, texts);
        let feature = features.entry(name.clone()).or_insert_with(|| Feature { name, ..Feature::default() });
        let place = if *kind == Kind::Plan {
            &mut feature.plan
        } else if *kind == Kind::Tasks {
            &mut feature.tasks
        } else {
            &mut feature.spec
        };
        if place.is_some() {
            feature.others.push(text.file.into());
        } else {
            *place = Some(text.file.into());
        }
        describe(*kind, text, feature);
    }
    for (kind, text) in texts.iter().filter(|(kind, _)| *kind == Kind::Other) {
        let _ = kind;
        let owner =
            features.values_mut().find(|feature| text.file.starts_with(&format!("{}/", feature.name)));
        if let Some(feature) = owner {
            feature.others.push(text.file.into());
        }
    }
    documents.features = features.into_values().collect();
    documents.features.sort_by(|a, b| natural(&a.name, &b.name));
}

/// The folder of a text whose name is exactly the part it plays; else the path without ending and part.
fn name_of(file: &str, texts: &[(Kind, Text<'_>)]) -> String {
    let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let exact =
        |stem: &str| ["spec", "specification", "plan", "tasks", "task"].contains(&&*stem.to_lowercase());
    let beside = || {
        texts.iter().any(|(kind, text)| {
            kind.is_specification()
                && text.file.rsplit_once('/').is_some_and(|(other, name)| {
                    other == folder && exact(name.rsplit_once('.').map_or(name, |(stem, _)| stem))
                })
        })
    };
    if exact(stem) || beside() {
        return if folder.is_empty() { ".".into() } else { folder.into() };
    }
    let mut base = stem.to_lowercase();
    for part in ["spec", "specification", "plan", "tasks", "task"] {
        for sep in ['.', '-', '_'] {
            if let Some(rest) = base.strip_suffix(&format!("{sep}{part}")) {
                base = rest.into();
            } else if let Some(rest) = base.strip_prefix(&format!("{part}{sep}")) {
                base = rest.into();
            }
        }
    }
    format!("{folder}/{base}")
}

fn describe(kind: Kind, text: &Text<'_>, feature: &mut Feature) {
    if kind == Kind::Spec {
        feature.title = text.title().unwrap_or_default().chars().take(120).collect();
        for row in text.rows.iter().take(60) {
            let bare = row.text.trim_start_matches(['*', '-', '|', '>', ' ', '_']).to_lowercase();
            if feature.status.is_none() && bare.starts_with("status") {
                feature.status = Some(text.line(row));
            }
            let dated =
                ["created", "date", "last updated", "updated"].iter().any(|word| bare.starts_with(word));
            if feature.dated.is_none() && dated && crate::facts::date::find(row.text).is_some() {
                feature.dated = Some(text.line(row));
            }
        }
    }
    for (technique, lines) in brought(text) {
        feature.brings.entry(technique).or_default().extend(lines);
    }
    feature.brings.values_mut().for_each(|lines| lines.truncate(MOST_LINES));
}

/// What a text brings: named in the title or the file's own path, done or demanded in one line, or spoken of in two.
fn brought(text: &Text<'_>) -> BTreeMap<Technique, Vec<Line>> {
    let mut brought = BTreeMap::new();
    for technique in [Technique::Docker, Technique::Kubernetes, Technique::Helm, Technique::AiOps] {
        let (mut strong, mut weak): (Vec<Line>, Vec<Line>) = (Vec::new(), Vec::new());
        for (row, section) in text.rows() {
            if strong.len() + weak.len() >= MOST_LINES
                || !speaks_of(technique, row.text)
                || sets_aside(&row, section)
            {
                continue;
            }
            let title = row.heading && row.number < 12 && row.text.starts_with("# ");
            if title || acts(technique, row.text) { &mut strong } else { &mut weak }.push(text.line(&row));
        }
        if !strong.is_empty() || weak.len() >= 2 {
            strong.append(&mut weak);
            brought.insert(technique, strong);
        }
    }
    brought
}

/// Whether a text speaks of a technique at all.
pub(super) fn speaks_of(technique: Technique, text: &str) -> bool {
    let lower = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    match technique {
        Technique::Docker => has(&["docker", "container image", "containeriz", "containeris", "multi-stage"]),
        Technique::Kubernetes => has(&["kubernetes", "minikube", "kubectl ", "k8s", "statefulset"]),
        Technique::Helm => words(&lower).any(|word| word == "helm") || has(&["chart.yaml"]),
        Technique::AiOps => has(&[
            "kubectl-ai",
            "kubectl ai",
            "kagent",
            "k8sgpt",
            "aiops",
            "ai ops",
            "ai-ops",
            "ai operations",
        ]),
    }
}

/// Whether a line does something with a technique, or demands it, rather than speaks of it.
fn acts(technique: Technique, text: &str) -> bool {
    let lower = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let demands = has(&["must ", "shall ", "- [ ]", "- [x]", "will deploy", "deploy "]);
    demands
        || match technique {
            Technique::Docker => {
                has(&["dockerfile", "docker build", "docker compose", "docker-compose", "compose.y"])
            }
            Technique::Kubernetes => has(&[
                "kubectl apply",
                "kubectl create",
                "kubectl get",
                "minikube start",
                "deployment.yaml",
                "service.yaml",
                "k8s/",
                "kubernetes/",
            ]),
            Technique::Helm => {
                has(&["helm install", "helm upgrade", "helm template", "chart.yaml", "values.yaml"])
            }
            Technique::AiOps => has(&["kubectl-ai \"", "kubectl-ai '", "kagent ", "k8sgpt analyze"]),
        }
}

/// Words of a text in lower case.
fn words(lower: &str) -> impl Iterator<Item = &str> {
    lower.split(|c: char| !c.is_alphanumeric())
}

/// Whether a line, or the section it stands in, rules something out or leaves it for later.
pub(super) fn sets_aside(row: &Row<'_>, section: &str) -> bool {
    const SECTIONS: &[&str] = &[
        "out of scope",
        "out-of-scope",
        "not in scope",
        "non-goal",
        "non goal",
        "exclu",
        "future",
        "later",
        "next step",
        "next phase",
        "next spec",
        "constitution check",
        "constitution compliance",
        "assumption",
        "background",
        "context",
        "dependenc",
        "reference",
        "forbidden",
        "prohibit",
        "glossary",
        "alternatives",
        "input",
        "risk",
        "constraint",
        "roadmap",
    ];
    let lower = row.text.to_lowercase();
    let in_aside = SECTIONS.iter().any(|word| section.contains(word));
    in_aside || rules_out(&lower)
}

/// Whether a line in lower case rules something out or leaves it for later.
pub(super) fn rules_out(lower: &str) -> bool {
    const SAYS: &[&str] = &[
        "out of scope",
        "out-of-scope",
        "not in scope",
        "not part of",
        "reserved",
        "later",
        "future",
        "defer",
        "subsequent",
        "upcoming",
        "prepar",
        "ready for",
        "next phase",
        "next spec",
        "phase v",
        "spec 2",
        "spec 3",
        "must not",
        "mustn't",
        "shall not",
        "should not",
        "do not",
        "don't",
        "does not",
        "never",
        "without ",
        "no kubernetes",
        "no k8s",
        "no kubectl",
        "no helm",
        "no minikube",
        "not use",
        "not allowed",
        "not yet",
        "not required",
        "forbid",
        "prohibit",
        "exclud",
        "avoid",
        "instead of",
        "rather than",
        "isn't",
        "is not",
        "are not",
        "**input**",
    ];
    SAYS.iter().any(|word| lower.contains(word))
}

/// Order in which people number things: 2 before 10.
pub(super) fn natural(a: &str, b: &str) -> Ordering {
    let key = |text: &str| {
        let (mut parts, mut digits) = (Vec::new(), String::new());
        for c in text.chars().chain(['\u{0}']) {
            if c.is_ascii_digit() && digits.len() < 15 {
                digits.push(c);
                continue;
            }
            if !digits.is_empty() {
                parts.push((0_u8, digits.parse::<u64>().unwrap_or(0), '\u{0}'));
                digits.clear();
            }
            parts.push((1, 0, c));
        }
        parts
    };
    key(a).cmp(&key(b)).then_with(|| a.cmp(b))
}
