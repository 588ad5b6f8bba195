//! A retry that stores twice shows the user tasks that nobody made.

use crate::facts::Facts;
use crate::facts::observed::state::Wrong;
use crate::rules::durable;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G8.3b",
    statements: &["G8.3", "H5", "S3"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "nothing is there that was refused, never written, or written once and stored twice",
    danger: "A retry that stores twice shows the user tasks that nobody made.",
    remedy: "give each write a key of its own and let the database refuse the second one, instead of repeating it blindly",
    check,
    breaks: &[
        Mutant {
            name: "a retry that doubles",
            edits: &[
                Edit::Fact {
                    pointer: "/observed/durability/known/operations",
                    json: r#"[{"at":5,"took":9,"item":"n","act":"create","text":"n v0","outcome":"ok","status":201,"seen":null}]"#,
                },
                Edit::Fact {
                    pointer: "/observed/durability/known/rows",
                    json: r#"{"n":[{"text":"n v0","done":false},{"text":"n v0","done":false}]}"#,
                },
            ],
        },
        Mutant {
            name: "a refused write that is stored",
            edits: &[
                Edit::Fact {
                    pointer: "/observed/durability/known/operations",
                    json: r#"[{"at":5,"took":9,"item":"n","act":"create","text":"n v0","outcome":"ok","status":201,"seen":null},{"at":9,"took":9,"item":"m","act":"create","text":"m v0","outcome":"failed","status":422,"seen":null}]"#,
                },
                Edit::Fact {
                    pointer: "/observed/durability/known/rows",
                    json: r#"{"n":[{"text":"n v0","done":false}],"m":[{"text":"m v0","done":false}]}"#,
                },
            ],
        },
        Mutant {
            name: "a row that nobody wrote",
            edits: &[
                Edit::Fact {
                    pointer: "/observed/durability/known/operations",
                    json: r#"[{"at":5,"took":9,"item":"n","act":"create","text":"n v0","outcome":"ok","status":201,"seen":null}]"#,
                },
                Edit::Fact {
                    pointer: "/observed/durability/known/rows",
                    json: r#"{"n":[{"text":"n v0","done":false}],"x":[{"text":"x v0","done":false}]}"#,
                },
            ],
        },
    ],
    keeps: &[Twin {
        name: "a refused write that is not there",
        edits: &[
            Edit::Fact {
                pointer: "/observed/durability/known/operations",
                json: r#"[{"at":5,"took":9,"item":"n","act":"create","text":"n v0","outcome":"ok","status":201,"seen":null},{"at":9,"took":9,"item":"m","act":"create","text":"m v0","outcome":"failed","status":422,"seen":null}]"#,
            },
            Edit::Fact {
                pointer: "/observed/durability/known/rows",
                json: r#"{"n":[{"text":"n v0","done":false}]}"#,
            },
        ],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    durable::judge(facts, &[Wrong::Invented, Wrong::Doubled])
}
