//! Data that shows without its database lies somewhere else.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, container};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G2.2f",
    statements: &["G2.2", "H5", "C1", "S3"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "on another database the old data does not show",
    danger: "Data that shows without its database lies somewhere else.",
    remedy: "read tasks from PostgreSQL alone, without a copy in the process or in files",
    check,
    breaks: &[
        Mutant {
            name: "a cache that survives",
            edits: &[Edit::Fact { pointer: "/observed/storage/known/empty/known/stale", json: "true" }],
        },
        Mutant {
            name: "a file beside the database",
            edits: &[
                Edit::Fact { pointer: "/observed/storage/known/empty/known/stale", json: "true" },
                Edit::Fact { pointer: "/observed/storage/known/empty/known/looked/status", json: "200" },
            ],
        },
    ],
    keeps: &[Twin {
        name: "an account that is unknown there",
        edits: &[Edit::Fact { pointer: "/observed/storage/known/empty/known/looked/status", json: "401" }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let empty = container::part(facts, |storage| &storage.empty)?;
    let Some(looked) = &empty.looked else {
        return Err(Undecided::ours("the old data could not be looked for on another database"));
    };
    let what =
        if empty.stale { "the task of the other database shows" } else { "no task of the other database" };
    let seen = format!("{looked}: {what}");
    container::one(!empty.stale, Exhibit::new(looked.place(container::STORAGE), seen))
}
