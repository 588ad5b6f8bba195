//! Services that must start in one order come up only when someone watches.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, container};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G8.2e",
    statements: &["G8.2"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "no service ends for good because what it needs comes late",
    danger: "Services that must start in one order come up only when someone watches.",
    remedy: "try again when a neighbour does not answer, and let the deployment start a service again that ended",
    check,
    breaks: &[
        Mutant {
            name: "a backend that gives up on its database",
            edits: &[Edit::Fact { pointer: "/observed/alone/known/0/late/exit", json: "1" }],
        },
        Mutant {
            name: "a backend that never tries again",
            edits: &[Edit::Fact { pointer: "/observed/alone/known/0/late/connections", json: "0" }],
        },
    ],
    keeps: &[Twin {
        name: "a service that its deployment started again",
        edits: &[Edit::Fact { pointer: "/observed/alone/known/0/late/restarts", json: "2" }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let alone = facts.observed.alone.get()?;
    let late = alone.iter().filter_map(|one| one.late.as_ref().map(|late| (one, late)));
    Verdict::of_each(
        late,
        |(one, late)| {
            let mut exhibit = container::spell("alone", &one.service, late);
            if let Some(count) = late.connections {
                exhibit.seen = format!("{}; {count} connections to the database", exhibit.seen);
            }
            exhibit
        },
        |(_, late)| late.up() && !late.listens.is_empty() && late.connections != Some(0),
        "no service needs another",
    )
}
