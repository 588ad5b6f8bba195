//! The pod is really deleted, and the rows are counted.

use crate::facts::Facts;
use crate::rules::{Proof, Rule, Tier, cluster};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "I2.3x",
    statements: &["I2.3"],
    tier: Tier::Cluster,
    proof: Proof::Experiment,
    obligation: "the database's claim is bound, and its rows are there after its pod was deleted",
    danger: "The first drained node takes all tasks with it.",
    remedy: "mount a persistent volume claim where the database keeps its files",
    check,
    breaks: &[],
    keeps: &[],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = facts.cluster.get()?.volume.get()?;
    cluster::judge(
        "volume",
        seen.at,
        &[
            (
                !seen.claims.is_empty() && seen.claims.iter().all(|claim| claim.phase == "Bound"),
                seen.claims
                    .iter()
                    .map(|claim| format!("{} is {}", claim.name, claim.phase))
                    .collect::<Vec<_>>()
                    .join(", "),
            ),
            (
                seen.pod_before != seen.pod_after && !seen.pod_after.is_empty(),
                format!("pod {} became {}", seen.pod_before, seen.pod_after),
            ),
            (
                seen.rows_before > 0 && seen.rows_after == seen.rows_before,
                format!("{} rows before, {} after", seen.rows_before, seen.rows_after),
            ),
        ],
    )
}
