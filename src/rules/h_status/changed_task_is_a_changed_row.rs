//! A change that is acknowledged and not stored comes undone.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, api};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "H1c",
    statements: &["H1"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "a changed task stands changed in PostgreSQL",
    danger: "A change that is acknowledged and not stored comes undone at the next look.",
    remedy: "write the changed fields to the row of that id and owner, commit, and answer with what was stored",
    check,
    breaks: &[
        Mutant {
            name: "a change that is not stored",
            edits: &[Edit::Fact {
                pointer: "/observed/api/known/update/after/columns/title",
                json: r#""as it was""#,
            }],
        },
        Mutant {
            name: "no route that changes a task",
            edits: &[Edit::Fact { pointer: "/observed/api/known/update/calls", json: "[]" }],
        },
    ],
    keeps: &[Twin {
        name: "a time in another notation",
        edits: &[Edit::Fact {
            pointer: "/observed/api/known/update/answer/updated_at",
            json: r#""2026-01-01 00:00:00Z""#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let api = api::api(facts)?;
    let update = api::on_task(api, &api.update)?;
    let Some(call) = update.last() else { return api::missing(api, "changes a task") };
    let mut against = update.differences();
    if !call.ok() {
        against.push("the change was not accepted".into());
    }
    let stored = |row: &crate::facts::observed::Row| {
        row.columns.values().any(|cell| cell.as_str() == Some(&update.text))
    };
    if !update.after.as_ref().is_some_and(stored) {
        against.push(format!("the row does not hold the new text {:?}", update.text));
    }
    api::judge(update, against)
}
