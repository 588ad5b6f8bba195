//! A task that is acknowledged and never stored is lost.

use crate::facts::Facts;
use crate::facts::observed::Deed;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, api};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "H1a",
    statements: &["H1", "I1.1"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "a task that is accepted stands in PostgreSQL as it was answered",
    danger: "A task that is acknowledged and never stored is lost the moment its user looks away.",
    remedy: "write the task in the request that accepts it, commit, and answer with what was stored",
    check,
    breaks: &[
        Mutant {
            name: "an in-memory list",
            edits: &[Edit::Fact { pointer: "/observed/api/known/create/after", json: "null" }],
        },
        Mutant {
            name: "a fixed answer",
            edits: &[Edit::Fact { pointer: "/observed/api/known/other/answer/title", json: r#""a task""# }],
        },
    ],
    keeps: &[
        Twin {
            name: "a time in another notation",
            edits: &[Edit::Fact {
                pointer: "/observed/api/known/create/answer/created_at",
                json: r#""2026-01-01T00:00:00.000Z""#,
            }],
        },
        Twin {
            name: "a field that no column holds",
            edits: &[Edit::Fact { pointer: "/observed/api/known/other/answer/description", json: "null" }],
        },
    ],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let api = api::api(facts)?;
    if api.create.calls.is_empty() {
        return api::missing(api, "makes a task");
    }
    let (first, second) = (against(&api.create), against(&api.other));
    // A body that is fixed shows in the second user's answer.
    if first.is_empty() && !second.is_empty() {
        api::judge(&api.other, second)
    } else {
        api::judge(&api.create, first)
    }
}

fn against(deed: &Deed) -> Vec<String> {
    let mut reasons = deed.differences();
    if !deed.last().is_some_and(crate::facts::observed::Call::ok) {
        reasons.push("the task was not accepted".into());
    } else if deed.after.is_none() {
        reasons.push("the task was accepted, and no row holds its text".into());
    }
    reasons
}
