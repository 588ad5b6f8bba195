//! An infrastructure change that came first was decided by nobody, and the specification only excuses it.

use crate::facts::Facts;
use crate::facts::checkout::document::Documents;
use crate::facts::checkout::history::{Change, History};
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G1.4",
    statements: &["G1.4", "G8.1", "V1.1", "S6"],
    tier: Tier::Static,
    proof: Proof::Record,
    obligation: "no commit touches infrastructure before a specification speaks of it",
    danger: "An infrastructure change that came first was decided by nobody, and the specification only excuses it.",
    remedy: "commit the specification that names the file before, or together with, the change",
    check,
    breaks: &[
        Mutant {
            name: "a Dockerfile in the first commit",
            edits: &[Edit::Fact {
                pointer: "/checkout/history/known/commits/0/changes",
                json: r#"[{"file":"backend/Dockerfile","kind":"dockerfile","added":true}]"#,
            }],
        },
        Mutant {
            name: "a compose file in the first commit",
            edits: &[Edit::Fact {
                pointer: "/checkout/history/known/commits/0/changes",
                json: r#"[{"file":"compose.yaml","kind":"compose","added":true}]"#,
            }],
        },
    ],
    keeps: &[Twin {
        name: "sources before any specification",
        edits: &[Edit::Fact {
            pointer: "/checkout/history/known/commits/0/changes",
            json: r#"[{"file":"src/main.py","kind":"source","added":true}]"#,
        }],
    }],
    with: &[("G1.3", "what no specification names was not specified first")],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let history = match record::ordered(facts)? {
        Ok(history) => history,
        Err(hidden) => return Ok(hidden),
    };
    let documents = record::documents(facts)?;
    let (mut bad, mut good) = (Vec::new(), Vec::new());
    for (order, commit) in history.commits.iter().enumerate() {
        for change in commit.changes.iter().filter(|change| change.kind.is_infrastructure()) {
            let specified = first_word(documents, history, change);
            if specified.is_some_and(|first| first <= order) {
                good.push(record::commit_exhibit(commit, Some(&change.file), "specified before"));
            } else {
                let says = specified.map_or("no specification speaks of it".to_string(), |first| {
                    format!("the first specification about it came later, on {}", history.commits[first].date)
                });
                bad.push(record::commit_exhibit(commit, Some(&change.file), &says));
                break;
            }
        }
    }
    Ok(record::judge(bad, good, || {
        record::absent(".", "no commit touches a Dockerfile, compose file, manifest or chart")
    }))
}

/// Index of the first commit of a specification that names the file, or, for lack of one, speaks of its kind.
fn first_word(documents: &Documents, history: &History, change: &Change) -> Option<usize> {
    let about = |named: bool| {
        documents
            .infrastructure
            .iter()
            .filter(move |item| item.kind == change.kind)
            .flat_map(move |item| if named { &item.named } else { &item.spoken })
    };
    about(true).chain(about(false)).filter_map(|line| history.first_touch(&line.file)).min()
}
