//! Hosted databases end idle connections, and a pool that hands out dead ones fails its users.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, container};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G2.2g",
    statements: &["G2.2", "H5", "C1", "S3"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "the next request works after the database ended every connection",
    danger: "Hosted databases end idle connections, and a pool that hands out dead ones fails its users.",
    remedy: "check connections before they are used (pool_pre_ping), or open a new one when a query finds its connection closed",
    check,
    breaks: &[
        Mutant {
            name: "a pool that hands out a dead connection",
            edits: &[Edit::Fact {
                pointer: "/observed/storage/known/ended/known/calls/0/status",
                json: "500",
            }],
        },
        Mutant {
            name: "a pool that never reconnects",
            edits: &[
                Edit::Fact { pointer: "/observed/storage/known/ended/known/calls/0/status", json: "503" },
                Edit::Fact { pointer: "/observed/storage/known/ended/known/back_ms", json: "null" },
            ],
        },
    ],
    keeps: &[Twin {
        name: "many connections",
        edits: &[Edit::Fact { pointer: "/observed/storage/known/ended/known/ended", json: "20" }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let ended = container::part(facts, |storage| &storage.ended)?;
    let Some(next) = ended.calls.first() else {
        return Err(Undecided::ours("no request was made after the connections were ended"));
    };
    let back = ended.back_ms.map_or("never again".to_owned(), |ms| format!("after {ms} ms"));
    let count = ended.ended.unwrap_or_default();
    let seen = format!("{count} connections ended by pg_terminate_backend; {next}; works {back}");
    container::one(next.ok(), Exhibit::new(next.place(container::STORAGE), seen))
}
