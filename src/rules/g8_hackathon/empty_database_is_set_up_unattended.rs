//! Migrations that are run by hand are forgotten on the day that matters.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, container};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G8.4e",
    statements: &["G8.4", "V3.2"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "an empty database is set up without anyone's help",
    danger: "Migrations that are run by hand are forgotten on the day that matters.",
    remedy: "run the migrations when the service starts or in a job of the deployment",
    check,
    breaks: &[
        Mutant {
            name: "tables that nobody makes",
            edits: &[
                Edit::Fact { pointer: "/observed/storage/known/empty/known/attempt/stored", json: "false" },
                Edit::Fact {
                    pointer: "/observed/storage/known/empty/known/attempt/calls",
                    json: r#"[{"at": 9, "method": "POST", "path": "/tasks", "by": "a user", "status": 500, "seen": "relation does not exist"}]"#,
                },
            ],
        },
        Mutant {
            name: "a service that ends without its tables",
            edits: &[
                Edit::Fact { pointer: "/observed/storage/known/empty/known/attempt/stored", json: "false" },
                Edit::Fact { pointer: "/observed/storage/known/empty/known/attempt/spell/exit", json: "1" },
            ],
        },
    ],
    keeps: &[Twin {
        name: "tables of other names",
        edits: &[Edit::Fact {
            pointer: "/observed/storage/known/empty/known/tables",
            json: r#"["public.todos"]"#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let empty = facts.observed.storage.get()?.empty.get()?;
    container::attempt(&empty.attempt, "an empty database")
}
