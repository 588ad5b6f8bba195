//! An answer that is not the row is a second truth.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, api};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "H1b",
    statements: &["H1"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "a task is read back as it stands in PostgreSQL",
    danger: "An answer that is not the row is a second truth, and users act on it.",
    remedy: "read the task from the database by its id and its owner, and answer with its columns",
    check,
    breaks: &[
        Mutant {
            name: "an answer from somewhere else",
            edits: &[Edit::Fact { pointer: "/observed/api/known/read/answer/title", json: r#""a task""# }],
        },
        Mutant {
            name: "a route that fails",
            edits: &[Edit::Fact { pointer: "/observed/api/known/read/calls/0/status", json: "500" }],
        },
    ],
    keeps: &[Twin {
        name: "a time in another notation",
        edits: &[Edit::Fact {
            pointer: "/observed/api/known/read/answer/updated_at",
            json: r#""2026-01-01 00:00:00Z""#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let api = api::api(facts)?;
    let read = api::on_task(api, &api.read)?;
    let Some(call) = read.last() else { return api::missing(api, "reads a task") };
    let mut against = read.differences();
    if !call.ok() || read.answer.is_none() {
        against.push("the task was not read".into());
    }
    api::judge(read, against)
}
