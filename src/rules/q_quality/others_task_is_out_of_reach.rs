//! A signed-in stranger must not reach another user's tasks.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, api};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "Q2.4c",
    statements: &["Q2.4"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "another user's task is answered with 404 or 403 and stays as it is",
    danger: "A signed-in stranger counts through the ids and reads or deletes everybody's tasks.",
    remedy: "name the owner in every statement that reads, changes or deletes a task, and answer 404 where no row matches",
    check,
    breaks: &[
        Mutant {
            name: "another user's task that is read",
            edits: &[
                Edit::Fact { pointer: "/observed/api/known/access/8/call/status", json: "200" },
                Edit::Fact { pointer: "/observed/api/known/access/8/leaked", json: "true" },
            ],
        },
        Mutant {
            name: "another user's task that is deleted",
            edits: &[
                Edit::Fact { pointer: "/observed/api/known/access/10/call/status", json: "204" },
                Edit::Fact { pointer: "/observed/api/known/access/10/changed", json: "true" },
            ],
        },
    ],
    keeps: &[Twin {
        name: "a plain refusal",
        edits: &[Edit::Fact { pointer: "/observed/api/known/access/8/call/status", json: "403" }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let api = api::api(facts)?;
    api::on_task(api, &api.create)?;
    let seen: Vec<_> = api.access.iter().filter(|access| access.who == "other-user").collect();
    api::refused(&seen, &[401, 403, 404], "nobody reached for another user's task")
}
