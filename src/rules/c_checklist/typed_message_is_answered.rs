//! An assistant that cannot be reached from the page is there for nobody.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, page};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "C13b",
    statements: &["C13", "S2"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "a chat message that is typed into the page changes a row, and its answer is shown",
    danger: "An assistant that cannot be reached from the page is there for nobody.",
    remedy: "let the chat of the page send to the backend's chat and show its reply",
    check,
    breaks: &[
        Mutant {
            name: "a chat that never reaches the backend",
            edits: &[Edit::Fact { pointer: "/observed/browser/known/chat/row", json: "null" }],
        },
        Mutant {
            name: "an answer that is not shown",
            edits: &[Edit::Fact { pointer: "/observed/browser/known/chat/answered", json: "false" }],
        },
    ],
    keeps: &[Twin {
        name: "a page that shows the answer and not the new task",
        edits: &[Edit::Fact { pointer: "/observed/browser/known/chat/shown", json: "false" }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = page::entered(facts)?;
    let mut against = Vec::new();
    match &seen.chat {
        None => against.push("no field for a chat message was found on the page".into()),
        Some(chat) => {
            if chat.row.is_none() {
                against.push(format!("no row holds {:?}", chat.text));
            }
            if !chat.answered {
                against.push("the page does not show the answer".into());
            }
        }
    }
    page::judge(seen, against, page::typed(seen.chat.as_ref()))
}
