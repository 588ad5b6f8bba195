//! A chat that never asks a model is a list of canned sentences.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, chat};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "H2a",
    statements: &["H2"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "a chat turn asks the language model",
    danger: "A chat that never asks a model is a list of canned sentences.",
    remedy: "run each chat message through the agent, with the model endpoint taken from the environment",
    check,
    breaks: &[
        Mutant {
            name: "a fixed answer",
            edits: &[Edit::Fact { pointer: "/observed/chat/known/turns/0/requests", json: "[]" }],
        },
        Mutant {
            name: "a chat that fails before it asks",
            edits: &[
                Edit::Fact { pointer: "/observed/chat/known/turns/0/requests", json: "[]" },
                Edit::Fact { pointer: "/observed/chat/known/turns/0/call/status", json: "500" },
            ],
        },
    ],
    keeps: &[Twin {
        name: "a model that is asked twice as often",
        edits: &[Edit::Fact { pointer: "/observed/chat/known/turns/0/requests/0/at", json: "1" }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let (seen, turn) = chat::first(facts)?;
    let mut against = Vec::new();
    if turn.requests.is_empty() {
        if let Some(cause) = chat::built_in(seen) {
            return Err(Undecided::Prevented(cause));
        }
        against.push("no request reached the model during the chat turn".into());
    }
    if !turn.call.ok() {
        against.push("the chat message was not accepted".into());
    }
    let mut shown = vec![chat::call(turn)];
    shown.extend(turn.requests.iter().map(|request| chat::request(turn, request)));
    chat::judge(&turn.call.place(chat::CHAT), against, shown)
}
