//! Faults are made one by one; nothing is typed after them.

use crate::facts::Facts;
use crate::rules::{Proof, Rule, Tier, cluster};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G8.4x",
    statements: &["G8.4"],
    tier: Tier::Cluster,
    proof: Proof::Experiment,
    obligation: "after the loss of pods and of the database the application is ready again in the cluster, and nobody helps",
    danger: "Somebody is woken each night to type the same command.",
    remedy: "give every workload a liveness probe and retries, so that it recovers by itself",
    check,
    breaks: &[],
    keeps: &[],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = facts.cluster.get()?.recovery.get()?;
    cluster::judge(
        "recovery",
        seen.at,
        &[(
            !seen.faults.is_empty()
                && seen
                    .faults
                    .iter()
                    .all(|fault| fault.ready_after_ms.is_some_and(|after| after <= seen.limit_ms)),
            seen.faults
                .iter()
                .map(|fault| format!("{}: ready after {:?} ms", fault.name, fault.ready_after_ms))
                .collect::<Vec<_>>()
                .join(", "),
        )],
    )
}
