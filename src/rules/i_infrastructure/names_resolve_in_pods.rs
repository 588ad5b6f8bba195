//! Asked from a pod, not from the node.

use crate::facts::Facts;
use crate::rules::{Proof, Rule, Tier, cluster};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "I2.2x",
    statements: &["I2.2", "C14"],
    tier: Tier::Cluster,
    proof: Proof::Experiment,
    obligation: "every service's name resolves inside a pod",
    danger: "A name that does not resolve is an application that cannot find its other half.",
    remedy: "create a service for each workload that others call, in the namespace where they call it",
    check,
    breaks: &[],
    keeps: &[],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = facts.cluster.get()?.discovery.get()?;
    cluster::judge(
        "discovery",
        seen.at,
        &[(
            !seen.names.is_empty() && seen.names.iter().all(|name| !name.addresses.is_empty()),
            seen.names
                .iter()
                .map(|name| {
                    format!(
                        "{} is {}",
                        name.name,
                        if name.addresses.is_empty() { "nothing".into() } else { name.addresses.join(", ") }
                    )
                })
                .collect::<Vec<_>>()
                .join("; "),
        )],
    )
}
