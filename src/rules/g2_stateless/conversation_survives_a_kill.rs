//! A conversation that lives in the process dies with it.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, chat};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G2.4b",
    statements: &["G2.4", "G2.1", "H5", "S3"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "a conversation goes on with its history after its replica was killed",
    danger: "A conversation that lives in the process dies with it.",
    remedy: "write each message before it is answered, and read the conversation from PostgreSQL for each turn",
    check,
    breaks: &[
        Mutant {
            name: "a conversation in memory",
            edits: &[Edit::Fact {
                pointer: "/observed/replicas/known/third/requests/0/said",
                json: r#"["only the last message"]"#,
            }],
        },
        Mutant {
            name: "a replica that does not come back",
            edits: &[Edit::Fact { pointer: "/observed/replicas/known/third/call/status", json: "503" }],
        },
    ],
    keeps: &[Twin {
        name: "another name for the replica",
        edits: &[Edit::Fact { pointer: "/observed/replicas/known/third/at", json: r#""after a crash""# }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = facts.observed.replicas.get()?;
    if seen.killed.is_none() {
        return Err(Undecided::ours("no replica was killed, so nothing is proven"));
    }
    let (first, third) = (&seen.first, &seen.third);
    let mut against = Vec::new();
    if !third.call.ok() {
        against.push("the conversation was not continued".into());
    }
    if !third.remembers(first) {
        against.push(format!("the model was not told {:?}, which was said before", first.said));
    }
    let place = third.call.place("replicas");
    let shown = vec![
        Exhibit::new(first.call.place("replicas"), format!("{}, at {}", first.call, first.at)),
        Exhibit::new(place.clone(), format!("{}, at {}", third.call, third.at)),
    ];
    chat::judge(&place, against, shown)
}
