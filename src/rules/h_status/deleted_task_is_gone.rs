//! A task that comes back after its deletion is data that its owner believed destroyed.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, api};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "H1e",
    statements: &["H1"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "a deleted task is gone from PostgreSQL and from the API",
    danger: "A task that comes back after its deletion is data that its owner believed destroyed.",
    remedy: "delete the row of that id and owner, and answer 404 from then on",
    check,
    breaks: &[
        Mutant {
            name: "a deletion that is not stored",
            edits: &[Edit::Fact {
                pointer: "/observed/api/known/delete/after",
                json: r#"{"table": "public.tasks", "columns": {"id": 1, "title": "still here"}}"#,
            }],
        },
        Mutant {
            name: "a deleted task that is still served",
            edits: &[
                Edit::Fact { pointer: "/observed/api/known/after_delete/calls/0/status", json: "200" },
                Edit::Fact { pointer: "/observed/api/known/after_delete/answer", json: r#"{"id": 1}"# },
            ],
        },
    ],
    keeps: &[Twin {
        name: "a mark in place of a deletion",
        edits: &[
            Edit::Fact {
                pointer: "/observed/api/known/delete/before/columns",
                json: r#"{"id": 1, "deleted_at": null}"#,
            },
            Edit::Fact {
                pointer: "/observed/api/known/delete/after",
                json: r#"{"table": "public.tasks", "columns": {"id": 1, "deleted_at": "2026-01-01"}}"#,
            },
        ],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let api = api::api(facts)?;
    let delete = api::on_task(api, &api.delete)?;
    let Some(call) = delete.last() else { return api::missing(api, "deletes a task") };
    let mut against = Vec::new();
    if !call.ok() {
        against.push("the deletion was not accepted".into());
    }
    if let Some(row) = &delete.after
        && !delete.before.as_ref().is_some_and(|before| is_marked(&before.changed(row)))
    {
        against.push("the row is still there, and nothing marks it as deleted".into());
    }
    if let Some(call) = api.after_delete.last().filter(|call| call.ok() && api.after_delete.answer.is_some())
    {
        against.push(format!("it is still served: {call}"));
    }
    api::judge(delete, against)
}

/// Keeping the row with a mark is a way to delete as long as it is not served any more.
fn is_marked(changed: &[String]) -> bool {
    let words = ["delet", "archiv", "active", "removed", "status"];
    changed.iter().any(|column| words.iter().any(|word| column.to_lowercase().contains(word)))
}
