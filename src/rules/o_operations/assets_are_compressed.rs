//! Text that travels as it is takes three to five times as long.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, page};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "O2.3c",
    statements: &["O2.3"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "scripts and styles travel compressed",
    danger: "Text that travels as it is takes three to five times as long.",
    remedy: "turn compression on for text in the web server, or let the build write compressed copies",
    check,
    breaks: &[
        Mutant {
            name: "no compression",
            edits: &[
                Edit::Fact { pointer: "/observed/assets/known/files/1/encoding", json: "null" },
                Edit::Fact { pointer: "/observed/assets/known/files/1/bytes", json: "90000" },
            ],
        },
        Mutant {
            name: "a compression that no browser names",
            edits: &[
                Edit::Fact { pointer: "/observed/assets/known/files/1/encoding", json: r#""identity""# },
                Edit::Fact { pointer: "/observed/assets/known/files/1/bytes", json: "90000" },
            ],
        },
    ],
    keeps: &[Twin {
        name: "a file too small to be worth it",
        edits: &[
            Edit::Fact { pointer: "/observed/assets/known/files/1/encoding", json: "null" },
            Edit::Fact { pointer: "/observed/assets/known/files/1/bytes", json: "300" },
        ],
    }],
    with: &[],
};

/// A file that fits into one packet gains nothing.
const SMALL: u64 = 1400;

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    page::each(page::code(facts)?.into_iter(), |asset| {
        let encoding = asset.encoding.as_deref().unwrap_or("");
        matches!(encoding, "gzip" | "br" | "zstd" | "deflate") || asset.bytes <= SMALL
    })
}
