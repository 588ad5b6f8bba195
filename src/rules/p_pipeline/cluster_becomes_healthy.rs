//! Available is what Kubernetes says; answered is what users see.

use crate::facts::Facts;
use crate::rules::{Proof, Rule, Tier, cluster};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "P2.3x",
    statements: &["P2.3", "C8", "C9"],
    tier: Tier::Cluster,
    proof: Proof::Experiment,
    obligation: "after the deployment every workload is available and the application answers through its service",
    danger: "A deployment that ends with success and serves nobody is found by the users.",
    remedy: "let the deploy command wait for the rollout and ask the application through its service before it ends",
    check,
    breaks: &[],
    keeps: &[],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = facts.cluster.get()?.deployment.get()?;
    cluster::judge(
        "deployment",
        seen.at,
        &[
            (
                !seen.workloads.is_empty()
                    && seen
                        .workloads
                        .iter()
                        .all(|workload| workload.wanted > 0 && workload.available >= workload.wanted),
                seen.workloads
                    .iter()
                    .map(|workload| {
                        format!("{}: {} of {}", workload.name, workload.available, workload.wanted)
                    })
                    .collect::<Vec<_>>()
                    .join(", "),
            ),
            (seen.answered == Some(200), format!("the application answers {:?}", seen.answered)),
            (
                seen.healthy_after_ms.is_some_and(|after| after <= seen.limit_ms),
                format!("healthy after {:?} ms of {}", seen.healthy_after_ms, seen.limit_ms),
            ),
        ],
    )
}
