//! The network of the database is cut and given back.

use crate::facts::Facts;
use crate::rules::{Proof, Rule, Tier, cluster};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "P3.1x",
    statements: &["P3.1", "G4.3"],
    tier: Tier::Cluster,
    proof: Proof::Experiment,
    obligation: "in the cluster readiness goes red when the database is cut and green again, and liveness restarts nothing for it",
    danger: "A probe that lies sends users to pods that cannot answer, or restarts all of them at once.",
    remedy: "let readiness ask the database, and liveness only the process",
    check,
    breaks: &[],
    keeps: &[],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = facts.cluster.get()?.health.get()?;
    cluster::judge(
        "health",
        seen.at,
        &[
            (seen.ready_before, "ready before".into()),
            (
                seen.unready_after_ms.is_some(),
                format!("unready after {:?} ms without the database", seen.unready_after_ms),
            ),
            (
                seen.ready_again_after_ms.is_some(),
                format!("ready again after {:?} ms with it", seen.ready_again_after_ms),
            ),
            (seen.restarts == 0, format!("{} restarts meanwhile", seen.restarts)),
        ],
    )
}
