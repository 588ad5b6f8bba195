//! A user was told that it is saved, and it is gone.

use crate::facts::Facts;
use crate::facts::observed::state::Wrong;
use crate::rules::durable;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G8.3a",
    statements: &["G8.3", "H5", "S3"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "every acknowledged write is there after faults",
    danger: "A user was told that it is saved, and it is gone.",
    remedy: "commit to the database before answering, and keep nothing in memory or in a queue of the process",
    check,
    breaks: &[
        Mutant {
            name: "rows that went with the process",
            edits: &[Edit::Fact { pointer: "/observed/durability/known/rows", json: "{}" }],
        },
        Mutant {
            name: "an update that was acknowledged before it was stored",
            edits: &[
                Edit::Fact {
                    pointer: "/observed/durability/known/operations",
                    json: r#"[{"at":5,"took":9,"item":"n","act":"create","text":"n v0","outcome":"ok","status":201,"seen":null},{"at":9,"took":9,"item":"n","act":"update","text":"n v1","outcome":"ok","status":201,"seen":null}]"#,
                },
                Edit::Fact {
                    pointer: "/observed/durability/known/rows",
                    json: r#"{"n":[{"text":"n v0","done":false}]}"#,
                },
            ],
        },
        Mutant {
            name: "a deleted task that is back",
            edits: &[
                Edit::Fact {
                    pointer: "/observed/durability/known/operations",
                    json: r#"[{"at":5,"took":9,"item":"n","act":"create","text":"n v0","outcome":"ok","status":201,"seen":null},{"at":9,"took":9,"item":"n","act":"delete","text":"","outcome":"ok","status":201,"seen":null}]"#,
                },
                Edit::Fact {
                    pointer: "/observed/durability/known/rows",
                    json: r#"{"n":[{"text":"n v0","done":false}]}"#,
                },
            ],
        },
    ],
    keeps: &[
        Twin {
            name: "a write without an answer that is not there",
            edits: &[
                Edit::Fact {
                    pointer: "/observed/durability/known/faults",
                    json: r#"[{"at":1,"until":3000,"what":"a replica is killed","seen":true}]"#,
                },
                Edit::Fact {
                    pointer: "/observed/durability/known/operations",
                    json: r#"[{"at":5,"took":9,"item":"n","act":"create","text":"n v0","outcome":"ok","status":201,"seen":null},{"at":9,"took":9,"item":"m","act":"create","text":"m v0","outcome":"unknown","status":null,"seen":null}]"#,
                },
                Edit::Fact {
                    pointer: "/observed/durability/known/rows",
                    json: r#"{"n":[{"text":"n v0","done":false}]}"#,
                },
            ],
        },
        Twin {
            name: "a write without an answer that is there",
            edits: &[
                Edit::Fact {
                    pointer: "/observed/durability/known/faults",
                    json: r#"[{"at":1,"until":3000,"what":"a replica is killed","seen":true}]"#,
                },
                Edit::Fact {
                    pointer: "/observed/durability/known/operations",
                    json: r#"[{"at":5,"took":9,"item":"n","act":"create","text":"n v0","outcome":"ok","status":201,"seen":null},{"at":9,"took":9,"item":"m","act":"create","text":"m v0","outcome":"unknown","status":null,"seen":null}]"#,
                },
                Edit::Fact {
                    pointer: "/observed/durability/known/rows",
                    json: r#"{"n":[{"text":"n v0","done":false}],"m":[{"text":"m v0","done":false}]}"#,
                },
            ],
        },
    ],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    durable::judge(facts, &[Wrong::Lost])
}
