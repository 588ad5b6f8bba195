//! An assistant that forgets each sentence cannot be talked to.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, chat};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "H2d",
    statements: &["H2"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "a chat turn tells the model what was said before in its conversation",
    danger: "An assistant that forgets each sentence cannot be talked to.",
    remedy: "read the conversation's messages from the database and hand them to the model with the new one",
    check,
    breaks: &[
        Mutant {
            name: "a conversation without memory",
            edits: &[Edit::Fact {
                pointer: "/observed/chat/known/turns/1/requests/0/said",
                json: r#"["only the last message"]"#,
            }],
        },
        Mutant {
            name: "a second turn that fails",
            edits: &[Edit::Fact { pointer: "/observed/chat/known/turns/1/requests", json: "[]" }],
        },
    ],
    keeps: &[Twin {
        name: "a history that is told in one message",
        edits: &[Edit::Fact { pointer: "/observed/chat/known/turns/1/requests/0/answered", json: "[]" }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let (seen, first) = chat::asked(facts)?;
    let Some(second) = seen.turns.get(1) else { return Err(Undecided::ours("there was no second turn")) };
    let mut against = Vec::new();
    if !second.remembers(first) {
        against.push(format!("the model was not told {:?}, which was said before", first.said));
    }
    let told =
        second.requests.iter().flat_map(|request| &request.said).map(String::as_str).collect::<Vec<_>>();
    let mut shown = vec![chat::call(second)];
    shown.push(crate::verdict::Exhibit::new(
        second.call.place(chat::CHAT),
        format!("the model was told: {}", told.join(" / ").chars().take(300).collect::<String>()),
    ));
    chat::judge(&second.call.place(chat::CHAT), against, shown)
}
