//! A hosted PostgreSQL such as Neon refuses connections without TLS.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, container};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G2.2e",
    statements: &["G2.2", "H5", "C1", "S3"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "a database that demands TLS is accepted",
    danger: "A hosted PostgreSQL such as Neon refuses connections without TLS.",
    remedy: "pass the parameters of the database URL on to the driver, sslmode or ssl among them",
    check,
    breaks: &[
        Mutant {
            name: "a driver that never speaks TLS",
            edits: &[
                Edit::Fact { pointer: "/observed/storage/known/tls/known/stored", json: "false" },
                Edit::Fact { pointer: "/observed/storage/known/tls/known/spell/exit", json: "1" },
            ],
        },
        Mutant {
            name: "a URL whose parameters are cut off",
            edits: &[
                Edit::Fact { pointer: "/observed/storage/known/tls/known/stored", json: "false" },
                Edit::Fact {
                    pointer: "/observed/storage/known/tls/known/calls",
                    json: r#"[{"at": 9, "method": "POST", "path": "/tasks", "by": "a user", "status": 500, "seen": ""}]"#,
                },
            ],
        },
    ],
    keeps: &[Twin {
        name: "more requests than one",
        edits: &[Edit::Fact { pointer: "/observed/storage/known/tls/known/calls/0/at", json: "20000" }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let tls = container::part(facts, |storage| &storage.tls)?;
    container::attempt(tls, "a database that refuses connections without TLS")
}
