//! Files that decide what runs where, and the specifications that speak of them.

use std::collections::{BTreeMap, BTreeSet};

use super::feature::{rules_out, speaks_of};
use super::markdown::Text;
use crate::facts::checkout::document::{Documents, Infrastructure, Line, Technique};
use crate::facts::checkout::history::Kind;
use crate::inspect::kind::kind_of;
use crate::inspect::tree::Tree;

/// Files beyond this number are not followed up.
const MOST: usize = 400;

/// Lists the infrastructure and looks for it in specifications, plans and tasks.
pub(super) fn read(tree: &Tree, texts: &[(Kind, Text<'_>)], documents: &mut Documents) {
    let mut found: BTreeMap<String, Kind> = BTreeMap::new();
    for file in tree.files() {
        let kind = kind_of(file, || tree.bytes(file).ok().map(std::borrow::Cow::into_owned));
        if !kind.is_infrastructure() {
            continue;
        }
        if kind == Kind::Chart {
            found.insert(chart_of(file).to_string(), kind);
        } else {
            found.insert(file.into(), kind);
        }
    }
    if found.len() > MOST {
        documents.cut.push(format!("infrastructure files beyond the first {MOST}"));
    }
    let supporting: BTreeSet<&str> =
        documents.features.iter().flat_map(|feature| &feature.others).map(String::as_str).collect();
    let specified: Vec<&Text<'_>> = texts
        .iter()
        .filter(|(kind, text)| kind.is_specification() || supporting.contains(text.file))
        .map(|(_, text)| text)
        .collect();
    let names: Vec<String> = found.keys().cloned().collect();
    documents.infrastructure =
        found.into_iter().take(MOST).map(|(file, kind)| follow(file, kind, &names, &specified)).collect();
}

/// The folder of the chart that a file belongs to.
fn chart_of(file: &str) -> &str {
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    folder.find("/templates").map_or(folder, |at| &folder[..at])
}

fn follow(file: String, kind: Kind, names: &[String], texts: &[&Text<'_>]) -> Infrastructure {
    let needles = needles(&file, kind, names);
    let technique = technique(kind);
    let (mut by_name, mut by_kind): (Vec<Line>, Vec<Line>) = (Vec::new(), Vec::new());
    for text in texts {
        let (mut name, mut word) = (None, None);
        for row in &text.rows {
            let lower = row.text.to_lowercase();
            if name.is_none() && needles.iter().any(|needle| needle.stands_in(&lower)) {
                name = Some(text.line(row));
                break;
            }
            if word.is_none() && technique.is_some_and(|it| speaks_of(it, row.text)) && !rules_out(&lower) {
                word = Some(text.line(row));
            }
        }
        by_name.extend(name);
        by_kind.extend(word);
    }
    Infrastructure { file, kind, named: by_name, spoken: by_kind }
}

fn technique(kind: Kind) -> Option<Technique> {
    match kind {
        Kind::Dockerfile | Kind::Compose => Some(Technique::Docker),
        Kind::Manifest => Some(Technique::Kubernetes),
        Kind::Chart => Some(Technique::Helm),
        Kind::AiOps => Some(Technique::AiOps),
        Kind::Constitution
        | Kind::Spec
        | Kind::Plan
        | Kind::Tasks
        | Kind::Workflow
        | Kind::Source
        | Kind::Other => None,
    }
}

/// One way to name a file: all parts in one line.
struct Needle(Vec<String>);

impl Needle {
    fn stands_in(&self, lower: &str) -> bool {
        self.0.iter().all(|part| stands_alone(lower, part))
    }
}

/// Whether a part stands in a line with nothing before or after it that would make it another name.
fn stands_alone(lower: &str, part: &str) -> bool {
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    lower.match_indices(part).any(|(at, _)| {
        let before = lower[..at].chars().next_back();
        let after = lower[at + part.len()..].chars().next();
        !joins(before) && (part.ends_with('/') || !joins(after))
    })
}

/// The ways to name a file: its path, its name where no other file has it, its name beside its folder's name, or
/// its folder written with a slash.
fn needles(file: &str, kind: Kind, names: &[String]) -> Vec<Needle> {
    let lower = file.to_lowercase();
    let (folder, name) = lower.rsplit_once('/').unwrap_or(("", &lower));
    let mut needles = vec![Needle(vec![lower.clone()])];
    let unique =
        names.iter().filter(|other| other.to_lowercase().rsplit('/').next() == Some(name)).count() == 1;
    if unique && (name.contains('.') || kind == Kind::Dockerfile) {
        needles.push(Needle(vec![name.into()]));
    }
    if let Some(parent) = folder.rsplit('/').next().filter(|parent| !parent.is_empty()) {
        needles.push(Needle(vec![parent.into(), name.into()]));
        if !matches!(kind, Kind::Dockerfile | Kind::Compose) {
            needles.push(Needle(vec![format!("{parent}/")]));
        }
    }
    if kind == Kind::Chart {
        needles.push(Needle(vec![format!("{lower}/")]));
        needles.push(Needle(vec![name.into(), "chart".into()]));
        needles.push(Needle(vec![name.into(), "helm".into()]));
    }
    needles
}
