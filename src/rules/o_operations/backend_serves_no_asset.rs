//! A backend that serves files spends on them what its users wait for.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, page};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "O2.3d",
    statements: &["O2.3"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "no file of the page is served by the backend",
    danger: "A backend that serves files spends on them what its users wait for.",
    remedy: "serve the page and its files from the frontend's container, or from a store made for files",
    check,
    breaks: &[
        Mutant {
            name: "a backend that serves the scripts",
            edits: &[
                Edit::Fact { pointer: "/observed/assets/known/files/0/same_at_backend", json: "true" },
                Edit::Fact { pointer: "/observed/assets/known/files/1/at_backend", json: "200" },
            ],
        },
        Mutant {
            name: "a backend that serves the styles",
            edits: &[
                Edit::Fact { pointer: "/observed/assets/known/files/1/same_at_backend", json: "true" },
                Edit::Fact { pointer: "/observed/assets/known/files/1/at_backend", json: "200" },
            ],
        },
    ],
    keeps: &[Twin {
        name: "a backend that answers every path",
        edits: &[Edit::Fact { pointer: "/observed/assets/known/files/1/at_backend", json: "200" }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = page::assets(facts)?;
    page::each(seen.files.iter(), |asset| !asset.same_at_backend)
}
