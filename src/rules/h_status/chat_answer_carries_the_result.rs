//! A user who is told anything but the result acts on a guess.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, chat};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "H2c",
    statements: &["H2"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "the answer of a chat turn carries what the tool returned to the model",
    danger: "A user who is told anything but the result acts on a guess.",
    remedy: "return the tool's output to the model, and the model's last words to the user",
    check,
    breaks: &[
        Mutant {
            name: "an answer that is not the model's",
            edits: &[Edit::Fact { pointer: "/observed/chat/known/turns/0/relayed", json: "false" }],
        },
        Mutant {
            name: "a tool whose output is dropped",
            edits: &[Edit::Fact { pointer: "/observed/chat/known/turns/0/requests/1/returned", json: "[]" }],
        },
    ],
    keeps: &[Twin {
        name: "a tool that returns plain words",
        edits: &[Edit::Fact {
            pointer: "/observed/chat/known/turns/0/requests/1/returned",
            json: r#"["task 3 was created"]"#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let (_, turn) = chat::asked(facts)?;
    let mut against = Vec::new();
    let spoke = turn.requests.iter().any(|request| request.text.is_some());
    if spoke && !turn.calls().is_empty() && turn.returned().iter().all(|output| output.trim().is_empty()) {
        against.push("the model called a tool and got nothing back".into());
    }
    if !turn.relayed {
        against.push("the model's last words do not stand in the answer".into());
    }
    let mut shown = vec![chat::call(turn)];
    shown.extend(turn.requests.iter().map(|request| chat::request(turn, request)));
    chat::judge(&turn.call.place(chat::CHAT), against, shown)
}
