//! Compared field by field as the server itself compares.

use crate::facts::Facts;
use crate::rules::{Proof, Rule, Tier, cluster};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "V2.1x",
    statements: &["V2.1"],
    tier: Tier::Cluster,
    proof: Proof::Experiment,
    obligation: "the live objects equal what the tracked files declare",
    danger: "What was changed by hand is lost with the next deployment, or survives unseen.",
    remedy: "change the files and deploy them, never the live object",
    check,
    breaks: &[],
    keeps: &[],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = facts.cluster.get()?.drift.get()?;
    cluster::judge(
        "drift",
        seen.at,
        &[
            (seen.compared > 0, format!("{} objects compared", seen.compared)),
            (
                seen.different.is_empty(),
                if seen.different.is_empty() { "none differs".into() } else { seen.different.join("; ") },
            ),
        ],
    )
}
