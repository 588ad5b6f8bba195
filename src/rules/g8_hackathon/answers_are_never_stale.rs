//! A replica that answers from its own memory takes back what another has stored.

use crate::facts::Facts;
use crate::facts::observed::state::Wrong;
use crate::rules::durable;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G8.3c",
    statements: &["G8.3", "H5", "S3", "O2.4"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "no answer is older than an acknowledged write",
    danger: "A replica that answers from its own memory takes back what another has stored.",
    remedy: "read from the database on every request, or invalidate what is cached with each write",
    check,
    breaks: &[
        Mutant {
            name: "a task that another replica does not know",
            edits: &[
                Edit::Fact {
                    pointer: "/observed/durability/known/operations",
                    json: r#"[{"at":5,"took":9,"item":"n","act":"create","text":"n v0","outcome":"ok","status":201,"seen":null},{"at":9,"took":9,"item":"n","act":"read","text":"","outcome":"ok","status":404,"seen":null}]"#,
                },
                Edit::Fact {
                    pointer: "/observed/durability/known/rows",
                    json: r#"{"n":[{"text":"n v0","done":false}]}"#,
                },
            ],
        },
        Mutant {
            name: "a text from before the update",
            edits: &[
                Edit::Fact {
                    pointer: "/observed/durability/known/operations",
                    json: r#"[{"at":5,"took":9,"item":"n","act":"create","text":"n v0","outcome":"ok","status":201,"seen":null},{"at":9,"took":9,"item":"n","act":"update","text":"n v1","outcome":"ok","status":201,"seen":null},{"at":15,"took":9,"item":"n","act":"read","text":"","outcome":"ok","status":200,"seen":{"text":"n v0","done":false}}]"#,
                },
                Edit::Fact {
                    pointer: "/observed/durability/known/rows",
                    json: r#"{"n":[{"text":"n v1","done":false}]}"#,
                },
            ],
        },
    ],
    keeps: &[Twin {
        name: "either text after an update without an answer",
        edits: &[
            Edit::Fact {
                pointer: "/observed/durability/known/faults",
                json: r#"[{"at":1,"until":3000,"what":"a replica is killed","seen":true}]"#,
            },
            Edit::Fact {
                pointer: "/observed/durability/known/operations",
                json: r#"[{"at":5,"took":9,"item":"n","act":"create","text":"n v0","outcome":"ok","status":201,"seen":null},{"at":9,"took":9,"item":"n","act":"update","text":"n v1","outcome":"unknown","status":null,"seen":null},{"at":15,"took":9,"item":"n","act":"read","text":"","outcome":"ok","status":200,"seen":{"text":"n v0","done":false}}]"#,
            },
            Edit::Fact {
                pointer: "/observed/durability/known/rows",
                json: r#"{"n":[{"text":"n v1","done":false}]}"#,
            },
        ],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    durable::judge(facts, &[Wrong::Stale])
}
