//! Asked of the metrics API before and during load.

use crate::facts::Facts;
use crate::rules::{Proof, Rule, Tier, cluster};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "O1.2x",
    statements: &["O1.2"],
    tier: Tier::Cluster,
    proof: Proof::Experiment,
    obligation: "the use of CPU and memory of every pod is measured, and changes with load",
    danger: "Nobody knows what a pod needs until the node is full.",
    remedy: "install the metrics server, or a Prometheus that collects from the nodes",
    check,
    breaks: &[],
    keeps: &[],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = facts.cluster.get()?.resources.get()?;
    cluster::judge(
        "resources",
        seen.at,
        &[
            (
                !seen.pods.is_empty() && seen.pods.iter().all(|pod| pod.memory_bytes > 0),
                format!("{} pods are measured", seen.pods.len()),
            ),
            (
                seen.pods.iter().any(|pod| pod.cpu_under_load > pod.cpu_idle),
                seen.pods
                    .iter()
                    .map(|pod| format!("{}: {} to {} millicores", pod.name, pod.cpu_idle, pod.cpu_under_load))
                    .collect::<Vec<_>>()
                    .join(", "),
            ),
        ],
    )
}
