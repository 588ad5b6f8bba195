//! Started once with the Secret and once without it.

use crate::facts::Facts;
use crate::rules::{Proof, Rule, Tier, cluster};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "I3.2x",
    statements: &["I3.2"],
    tier: Tier::Cluster,
    proof: Proof::Experiment,
    obligation: "pods start with their Secret, and without it say what is missing",
    danger: "A pod that hangs without a word costs an evening.",
    remedy: "refer to the Secret without optional, and stop with an error that names the variable",
    check,
    breaks: &[],
    keeps: &[],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = facts.cluster.get()?.settings.get()?;
    cluster::judge(
        "settings",
        seen.at,
        &[
            (
                seen.starts_with_secret,
                format!(
                    "with the Secret: {}",
                    if seen.starts_with_secret { "starts" } else { "does not start" }
                ),
            ),
            (
                seen.without_secret.as_ref().is_some_and(|message| !message.trim().is_empty()),
                format!("without it: {:?}", seen.without_secret),
            ),
        ],
    )
}
