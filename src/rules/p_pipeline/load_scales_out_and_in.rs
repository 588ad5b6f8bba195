//! Replicas are counted over time, with and without load.

use crate::facts::Facts;
use crate::rules::{Proof, Rule, Tier, cluster};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "P3.3x",
    statements: &["P3.3", "O2.1"],
    tier: Tier::Cluster,
    proof: Proof::Experiment,
    obligation: "under load replicas are added, and taken away again after it",
    danger: "An autoscaler that never moved in a test does not move in an emergency.",
    remedy: "give the autoscaler a target that load reaches, CPU requests, and metrics to measure",
    check,
    breaks: &[],
    keeps: &[],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = facts.cluster.get()?.scaling.get()?;
    cluster::judge(
        "scaling",
        seen.at,
        &[
            (
                seen.before > 0 && seen.peak > seen.before,
                format!("{} replicas before, {} under load", seen.before, seen.peak),
            ),
            (seen.after < seen.peak, format!("{} after it", seen.after)),
        ],
    )
}
