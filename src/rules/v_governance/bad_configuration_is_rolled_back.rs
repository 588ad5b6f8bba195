//! A value is really made wrong.

use crate::facts::Facts;
use crate::rules::{Proof, Rule, Tier, cluster};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "V3.3x",
    statements: &["V3.3"],
    tier: Tier::Cluster,
    proof: Proof::Experiment,
    obligation: "a bad value of the configuration is rolled back and service returns",
    danger: "One wrong value, and nobody knows the right one.",
    remedy: "keep configuration in the release, so that its rollback brings the value back",
    check,
    breaks: &[],
    keeps: &[],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = facts.cluster.get()?.configuration.get()?;
    cluster::judge(
        "configuration",
        seen.at,
        &[
            (seen.failed_with_bad_value, format!("with a bad {} the application fails", seen.key)),
            (seen.value_restored, "the value before is back".into()),
            (seen.served_after_ms.is_some(), format!("service returned after {:?} ms", seen.served_after_ms)),
        ],
    )
}
