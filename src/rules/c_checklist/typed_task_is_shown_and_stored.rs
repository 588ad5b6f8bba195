//! A page that keeps what is typed to itself loses it when the tab is closed.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, page};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "C13a",
    statements: &["C13", "I1.2", "S2"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "a task that is typed into the page stands in PostgreSQL and on the page",
    danger: "A page that keeps what is typed to itself loses it when the tab is closed.",
    remedy: "let the page send each change to the backend and show the backend's answer",
    check,
    breaks: &[
        Mutant {
            name: "a page that never reaches the backend",
            edits: &[Edit::Fact { pointer: "/observed/browser/known/task/row", json: "null" }],
        },
        Mutant {
            name: "a page that does not show what was stored",
            edits: &[Edit::Fact { pointer: "/observed/browser/known/task/shown", json: "false" }],
        },
    ],
    keeps: &[Twin {
        name: "a request of the page that failed besides",
        edits: &[Edit::Fact {
            pointer: "/observed/browser/known/failed",
            json: r#"["http://localhost/favicon.ico: 500"]"#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = page::entered(facts)?;
    let mut against = Vec::new();
    match &seen.task {
        // A page that is a chat and nothing else has no field for a task: the chat is what is typed into.
        None if seen.chat.is_some() => {
            return page::judge(
                seen,
                page::typed_against(seen.chat.as_ref()),
                page::typed(seen.chat.as_ref()),
            );
        }
        None => against.push("no field for a task was found on the page".into()),
        Some(_) => against.extend(page::typed_against(seen.task.as_ref())),
    }
    page::judge(seen, against, page::typed(seen.task.as_ref()))
}
