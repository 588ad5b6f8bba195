//! The failure is real, and the expression is evaluated.

use crate::facts::Facts;
use crate::rules::{Proof, Rule, Tier, cluster};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "O1.4x",
    statements: &["O1.4"],
    tier: Tier::Cluster,
    proof: Proof::Experiment,
    obligation: "an induced failure makes an alert's expression true, which was false before",
    danger: "An alert that never fires is worse than none: people rely on it.",
    remedy: "write the expression against a metric that exists and changes when the application fails",
    check,
    breaks: &[],
    keeps: &[],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = facts.cluster.get()?.alert.get()?;
    cluster::judge(
        "alert",
        seen.at,
        &[
            (seen.before == Some(false), format!("{} before the failure: {:?}", seen.rule, seen.before)),
            (seen.during == Some(true), format!("{} during {}: {:?}", seen.rule, seen.failure, seen.during)),
        ],
    )
}
