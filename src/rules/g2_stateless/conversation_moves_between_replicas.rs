//! Behind a load balancer the next message reaches another replica.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, chat};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G2.1a",
    statements: &["G2.1", "H5", "S3", "C1"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "a conversation begun at one replica goes on at another with its history",
    danger: "Behind a load balancer the next message reaches another replica, which has never heard of the conversation.",
    remedy: "keep conversations in PostgreSQL only, and read them for each turn",
    check,
    breaks: &[
        Mutant {
            name: "a dictionary of sessions in the module",
            edits: &[Edit::Fact {
                pointer: "/observed/replicas/known/second/requests/0/said",
                json: r#"["only the last message"]"#,
            }],
        },
        Mutant {
            name: "a conversation that only its replica knows",
            edits: &[Edit::Fact { pointer: "/observed/replicas/known/second/call/status", json: "404" }],
        },
    ],
    keeps: &[Twin {
        name: "another name for the second replica",
        edits: &[Edit::Fact { pointer: "/observed/replicas/known/second/at", json: r#""replica two""# }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = facts.observed.replicas.get()?;
    let (first, second) = (&seen.first, &seen.second);
    let mut against = Vec::new();
    if !second.call.ok() {
        against.push("the conversation was not continued".into());
    }
    if !second.remembers(first) {
        against.push(format!("the model was not told {:?}, which was said before", first.said));
    }
    let place = second.call.place("replicas");
    let shown = vec![
        Exhibit::new(first.call.place("replicas"), format!("{}, at {}", first.call, first.at)),
        Exhibit::new(place.clone(), format!("{}, at {}", second.call, second.at)),
    ];
    chat::judge(&place, against, shown)
}
