//! A signing key made at each start signs everybody out with every restart.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G2.1b",
    statements: &["G2.1", "H5", "S3", "C1"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "a token that one replica issued is accepted by another and after a restart",
    danger: "A signing key made at each start signs everybody out with every restart and every second request.",
    remedy: "take the signing key from the environment, the same for every replica",
    check,
    breaks: &[
        Mutant {
            name: "a signing key made at each start",
            edits: &[Edit::Fact { pointer: "/observed/replicas/known/token_again/status", json: "401" }],
        },
        Mutant {
            name: "a session in memory",
            edits: &[Edit::Fact { pointer: "/observed/replicas/known/token/status", json: "401" }],
        },
    ],
    keeps: &[Twin {
        name: "a longer answer",
        edits: &[Edit::Fact { pointer: "/observed/replicas/known/token/seen", json: r#""[]""# }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = facts.observed.replicas.get()?;
    Verdict::of_each(
        [(&seen.token, "the second replica"), (&seen.token_again, "the first replica after its restart")]
            .into_iter()
            .filter(|(call, _)| !call.path.is_empty()),
        |(call, at)| Exhibit::new(call.place("replicas"), format!("{call}, at {at}")),
        |(call, _)| call.ok(),
        "no token was shown to a second replica",
    )
}
