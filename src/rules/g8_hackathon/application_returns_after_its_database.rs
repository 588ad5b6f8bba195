//! A system that needs a hand after every hiccup is down whenever nobody looks.

use crate::facts::Facts;
use crate::facts::Place;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, container};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G8.4d",
    statements: &["G8.4"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "the application serves again by itself within 60 seconds of a restart of its database",
    danger: "A system that needs a hand after every hiccup is down whenever nobody looks.",
    remedy: "reconnect with growing pauses, and never end the process because a query failed",
    check,
    breaks: &[
        Mutant {
            name: "an application that stays down",
            edits: &[Edit::Fact { pointer: "/observed/storage/known/restarted/known/back_ms", json: "null" }],
        },
        Mutant {
            name: "a process that ended",
            edits: &[Edit::Fact {
                pointer: "/observed/storage/known/restarted/known/unaided",
                json: "false",
            }],
        },
    ],
    keeps: &[Twin {
        name: "half a minute",
        edits: &[Edit::Fact { pointer: "/observed/storage/known/restarted/known/back_ms", json: "30000" }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let restarted = container::part(facts, |storage| &storage.restarted)?;
    let last = restarted.calls.last().map(ToString::to_string).unwrap_or_default();
    let back = restarted.back_ms.map_or("not within 60 s".to_owned(), |ms| format!("after {ms} ms"));
    let own = if restarted.unaided { "by itself" } else { "and its container ended" };
    let seen =
        format!("the database was stopped and started; the application serves again {back}, {own}: {last}");
    let place = Place::moment(container::STORAGE, restarted.at);
    container::one(restarted.back_ms.is_some() && restarted.unaided, Exhibit::new(place, seen))
}
