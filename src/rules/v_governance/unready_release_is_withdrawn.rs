//! A release that cannot get ready goes out.

use crate::facts::Facts;
use crate::rules::{Proof, Rule, Tier, cluster};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "V3.1x",
    statements: &["V3.1"],
    tier: Tier::Cluster,
    proof: Proof::Experiment,
    obligation: "a release that never gets ready is withdrawn by itself or by the one declared command",
    danger: "A half-finished rollout stays until somebody looks.",
    remedy: "deploy with --atomic or --rollback-on-failure, or let the pipeline run the declared rollback",
    check,
    breaks: &[],
    keeps: &[],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = facts.cluster.get()?.release.get()?;
    cluster::judge(
        "release",
        seen.at,
        &[
            (seen.bad_went_out, "a release that cannot get ready went out".into()),
            (
                seen.withdrawn,
                format!(
                    "withdrawn by {}",
                    if seen.withdrawn_by.is_empty() { "nothing" } else { &seen.withdrawn_by }
                ),
            ),
            (
                seen.served_meanwhile_failed == 0,
                format!("{} requests failed meanwhile", seen.served_meanwhile_failed),
            ),
        ],
    )
}
