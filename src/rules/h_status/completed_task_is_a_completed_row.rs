//! A task that only looks done is open again after the next restart.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, api};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "H1d",
    statements: &["H1"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "completing a task completes its row in PostgreSQL",
    danger: "A task that only looks done is open again after the next restart.",
    remedy: "set the column that says so in the row of that id and owner, and commit before answering",
    check,
    breaks: &[
        Mutant {
            name: "a completion that is not stored",
            edits: &[Edit::Fact {
                pointer: "/observed/api/known/complete/after/columns/completed",
                json: "false",
            }],
        },
        Mutant {
            name: "a route that fails",
            edits: &[Edit::Fact { pointer: "/observed/api/known/complete/calls/0/status", json: "500" }],
        },
    ],
    keeps: &[Twin {
        name: "completion as a word in a column of another name",
        edits: &[
            Edit::Fact {
                pointer: "/observed/api/known/complete/before/columns",
                json: r#"{"id": 1, "status": "open"}"#,
            },
            Edit::Fact {
                pointer: "/observed/api/known/complete/after/columns",
                json: r#"{"id": 1, "status": "done"}"#,
            },
        ],
    }],
    with: &[],
};

const COLUMNS: &[&str] = &["complet", "done", "finish", "status", "state", "closed"];

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let api = api::api(facts)?;
    let complete = api::on_task(api, &api.complete)?;
    let Some(call) = complete.last() else { return api::missing(api, "completes a task") };
    let mut against = complete.differences();
    if !call.ok() {
        against.push("the completion was not accepted".into());
    }
    let changed = match (&complete.before, &complete.after) {
        (Some(before), Some(after)) => before.changed(after),
        _ => Vec::new(),
    };
    if !changed.iter().any(|column| COLUMNS.iter().any(|part| column.to_lowercase().contains(part))) {
        against.push(format!("no column that says so changed, only: {}", changed.join(", ")));
    }
    api::judge(complete, against)
}
