//! An assistant that says it has done something and has not is worse than none.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, chat};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "H2b",
    statements: &["H2", "C12"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "a task that is asked for in the chat is added through a tool and stands in PostgreSQL",
    danger: "An assistant that says it has done something and has not is worse than none.",
    remedy: "offer the model the tools that work on tasks, run the tool it calls, and let that tool write the row",
    check,
    breaks: &[
        Mutant {
            name: "a tool that is not run",
            edits: &[Edit::Fact { pointer: "/observed/chat/known/turns/0/row", json: "null" }],
        },
        Mutant {
            name: "a keyword in place of a tool call",
            edits: &[Edit::Fact { pointer: "/observed/chat/known/turns/0/requests/0/call", json: "null" }],
        },
    ],
    keeps: &[Twin {
        name: "a task in a table of another name",
        edits: &[Edit::Fact {
            pointer: "/observed/chat/known/turns/0/row/table",
            json: r#""app.todo_items""#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let (_, turn) = chat::asked(facts)?;
    let task = turn.task.as_deref().unwrap_or("the task");
    let mut against = Vec::new();
    if turn.calls().is_empty() {
        let offered: Vec<&str> =
            turn.requests.iter().flat_map(|request| &request.tools).map(String::as_str).collect();
        let offered = if offered.is_empty() { "none at all".into() } else { offered.join(", ") };
        against.push(format!("the model was offered no tool that adds a task: {offered}"));
    }
    if turn.row.is_none() {
        against.push(format!("no row holds {task:?}"));
    }
    let mut shown: Vec<_> = turn.requests.iter().map(|request| chat::request(turn, request)).collect();
    shown.extend(turn.row.as_ref().map(|row| chat::row(turn, row)));
    chat::judge(&turn.call.place(chat::CHAT), against, shown)
}
