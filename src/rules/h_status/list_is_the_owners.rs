//! A list that ignores its owner shows everybody's life to everybody.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, api};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "H1f",
    statements: &["H1"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "each user's list holds the user's own tasks and nobody else's",
    danger: "A list that ignores its owner shows everybody's life to everybody.",
    remedy: "filter the list by the signed-in user in the query itself",
    check,
    breaks: &[
        Mutant {
            name: "a list of everybody's tasks",
            edits: &[Edit::Fact { pointer: "/observed/api/known/lists/0/foreign", json: "true" }],
        },
        Mutant {
            name: "a list that is always empty",
            edits: &[Edit::Fact { pointer: "/observed/api/known/lists/1/own", json: "false" }],
        },
    ],
    keeps: &[Twin {
        name: "a list inside an envelope",
        edits: &[Edit::Fact {
            pointer: "/observed/api/known/lists/0/call/seen",
            json: r#""{\"data\": {\"tasks\": []}}""#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let api = api::api(facts)?;
    api::on_task(api, &api.create)?;
    if api.lists.is_empty() {
        return api::missing(api, "lists tasks");
    }
    Verdict::of_each(
        &api.lists,
        |list| {
            let what = match (list.own, list.foreign) {
                (_, true) => "another user's task is in it",
                (false, false) => "the user's own task is not in it",
                (true, false) => "the user's own task is in it, another user's is not",
            };
            Exhibit::new(list.call.place(api::API), format!("{what}: {}", list.call))
        },
        |list| list.own && !list.foreign && list.call.ok(),
        "no list was seen",
    )
}
