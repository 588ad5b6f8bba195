//! What is not written down is known to one person, who is on holiday.

use crate::facts::Facts;
use crate::facts::Place;
use crate::facts::checkout::document::Line;
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "S8a",
    statements: &["S8"],
    tier: Tier::Static,
    proof: Proof::Record,
    obligation: "README and runbook cover start, configuration, tests, deployment and trouble",
    danger: "What is not written down is known to one person, who is on holiday.",
    remedy: "add a section on the missing topic to the README or the runbook",
    check,
    breaks: &[
        Mutant { name: "no README", edits: &[Edit::Remove { file: "README.md" }] },
        Mutant { name: "no runbook", edits: &[Edit::Remove { file: "docs/runbook.md" }] },
    ],
    keeps: &[Twin {
        name: "a section under another name",
        edits: &[Edit::Write { file: "docs/more.md", content: "# Getting going\n" }],
    }],
    with: &[("S14a", "a project without a README is explained nowhere")],
};

/// Topics with the words by which a heading or a command shows that it is covered.
const TOPICS: [(&str, &[&str]); 5] = [
    ("how to start", &["start", "install", "setup", "set up", "set-up", "run", "usage", "getting"]),
    ("configuration", &["config", "environment", "variable", "settings", "secrets"]),
    ("tests", &["test"]),
    ("deployment", &["deploy", "kubernetes", "minikube", "helm", "docker", "release"]),
    (
        "trouble",
        &[
            "troubleshoot",
            "roll back",
            "rollback",
            "recover",
            "restore",
            "problem",
            "incident",
            "debug",
            "issues",
        ],
    ),
];

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let documents = record::documents(facts)?;
    let is_readme =
        |file: &str| file.rsplit('/').next().is_some_and(|name| name.to_lowercase().starts_with("readme"));
    if !documents.guides.iter().any(|guide| is_readme(&guide.file)) {
        return Ok(record::absent(".", format!("no README among {} texts looked at", documents.texts)));
    }
    let headings = || documents.guides.iter().flat_map(|guide| &guide.sections);
    let (mut missing, mut covered) = (Vec::new(), Vec::new());
    for (topic, words) in TOPICS {
        let about = |line: &&Line| words.iter().any(|word| line.text.to_lowercase().contains(word));
        match headings().find(about) {
            Some(line) => covered.push(line.exhibit()),
            None => missing.push(topic),
        }
    }
    let bad = (!missing.is_empty()).then(|| {
        let guides = documents.guides.len();
        Exhibit::new(Place::file("."), format!("no section on {} in {guides} guides", missing.join(", ")))
    });
    Ok(record::judge(bad.into_iter().collect(), covered, || record::absent(".", "no section at all")))
}
