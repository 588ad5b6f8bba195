//! Hand-made deployment work leaves no prompts from which it could be done again.

use crate::facts::Facts;
use crate::facts::checkout::document::{Sense, Subject};
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::Evidence;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G6.4",
    statements: &["G6.4"],
    tier: Tier::Static,
    proof: Proof::Record,
    obligation: "the record shows that deployment work was done with AI assistance",
    danger: "Hand-made deployment work leaves no prompts from which it could be done again.",
    remedy: "keep the prompts of the deployment work, for instance under history/prompts/, or sign a dated statement",
    check,
    breaks: &[
        Mutant {
            name: "no prompt at all",
            edits: &[
                Edit::Fact { pointer: "/checkout/documents/known/assistance", json: "[]" },
                Edit::Fact { pointer: "/checkout/documents/known/tools", json: "[]" },
            ],
        },
        Mutant {
            name: "prompts about something else",
            edits: &[
                Edit::Fact { pointer: "/checkout/documents/known/assistance", json: "[]" },
                Edit::Fact {
                    pointer: "/checkout/documents/known/tools",
                    json: r#"[{"tool":"gordon","sense":"mentioned","at":{"file":"README.md","line":1,"text":"Gordon"}}]"#,
                },
            ],
        },
    ],
    keeps: &[Twin {
        name: "a prompt about something else beside them",
        edits: &[Edit::Write {
            file: "history/prompts/009-colours.md",
            content: "# Colours\n\nMake the button blue.\n",
        }],
    }],
    with: &[("G6.1", "a record without any prompt shows none to the Docker agent")],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let documents = record::documents(facts)?;
    let mut seen = record::shown(&documents.assistance);
    let used = documents.tools.iter().filter(|mention| mention.sense == Sense::Used);
    seen.extend(record::shown(used.map(|mention| &mention.at)));
    if let Some(history) = facts.checkout.history.known() {
        let helped = history.commits.iter().filter(|commit| {
            let by_ai = commit.trailers.iter().any(|(key, who)| key == "co-authored-by" && is_assistant(who));
            by_ai && commit.changes.iter().any(|change| change.kind.is_infrastructure())
        });
        seen.extend(
            helped.take(5).map(|commit| record::commit_exhibit(commit, None, "co-authored by an assistant")),
        );
    }
    if let Some(seen) = Evidence::from_exhibits(seen) {
        return Ok(Verdict::Met(seen));
    }
    Ok(record::attested(documents.signed(Subject::AiAssistance)).unwrap_or_else(|| {
        record::absent(".", format!("no prompt about deployment work in {} texts looked at", documents.texts))
    }))
}

fn is_assistant(who: &str) -> bool {
    let who = who.to_lowercase();
    ["claude", "copilot", "cursor", "gemini", "codex", "gpt", "gordon"].iter().any(|name| who.contains(name))
}
