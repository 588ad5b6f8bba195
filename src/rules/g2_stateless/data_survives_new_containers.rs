//! Data in a container goes with the container.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, container};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G2.2d",
    statements: &["G2.2", "H5", "C1", "S3"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "data is there after every container of the backend is replaced",
    danger: "Data in a container goes with the container.",
    remedy: "keep every task in PostgreSQL and nothing in the process or its files",
    check,
    breaks: &[
        Mutant {
            name: "tasks in memory",
            edits: &[Edit::Fact { pointer: "/observed/storage/known/replaced/known/found", json: "false" }],
        },
        Mutant {
            name: "tasks in a file of the container",
            edits: &[
                Edit::Fact { pointer: "/observed/storage/known/replaced/known/found", json: "false" },
                Edit::Fact { pointer: "/observed/storage/known/replaced/known/asked/seen", json: r#""[]""# },
            ],
        },
    ],
    keeps: &[Twin {
        name: "a slow first answer",
        edits: &[Edit::Fact { pointer: "/observed/storage/known/replaced/known/asked/at", json: "90000" }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let kept = container::part(facts, |storage| &storage.replaced)?;
    let what = if kept.found { "it is there" } else { "it is gone" };
    let seen = format!("{}; after the replacement {}: {what}", kept.made, kept.asked);
    container::one(kept.found, Exhibit::new(kept.asked.place(container::STORAGE), seen))
}
