//! Without it every look at an unchanged file costs the whole file.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, page};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "O2.3b",
    statements: &["O2.3", "O2.4"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "an asset has an ETag, and is answered with 304 when it has not changed",
    danger: "Without it every look at an unchanged file costs the whole file.",
    remedy: "let the web server send ETags and answer If-None-Match with 304",
    check,
    breaks: &[
        Mutant {
            name: "no ETag",
            edits: &[
                Edit::Fact { pointer: "/observed/assets/known/files/1/etag", json: "null" },
                Edit::Fact { pointer: "/observed/assets/known/files/1/again", json: "null" },
            ],
        },
        Mutant {
            name: "the whole file again",
            edits: &[Edit::Fact { pointer: "/observed/assets/known/files/1/again", json: "200" }],
        },
    ],
    keeps: &[Twin {
        name: "a weak ETag",
        edits: &[Edit::Fact { pointer: "/observed/assets/known/files/1/etag", json: r#""W/\"abc\"""# }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    page::each(page::code(facts)?.into_iter(), |asset| asset.etag.is_some() && asset.again == Some(304))
}
