//! First a control probe shows that this cluster enforces any policy.

use crate::facts::Facts;
use crate::rules::{Proof, Rule, Tier, cluster};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "Q2.3x",
    statements: &["Q2.3", "G5.4"],
    tier: Tier::Cluster,
    proof: Proof::Experiment,
    obligation: "in the cluster what the policies close is closed, and what they open is open",
    danger: "A policy that no network enforces is a comment.",
    remedy: "use a network that enforces policies, such as minikube start --cni=calico, and name what may pass",
    check,
    breaks: &[],
    keeps: &[],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = facts.cluster.get()?.network.get()?;
    if !seen.enforces {
        return Err(Undecided::Ours {
            why: "a control probe shows that this cluster enforces no policy".into(),
            next: Some("minikube start --cni=calico, then run again with --tier cluster".into()),
        });
    }
    cluster::judge(
        "network",
        seen.at,
        &[(
            !seen.probes.is_empty() && seen.probes.iter().all(|probe| probe.reached == probe.wanted),
            seen.probes
                .iter()
                .map(|probe| {
                    format!(
                        "{} to {}: {}",
                        probe.from,
                        probe.to,
                        if probe.reached { "open" } else { "closed" }
                    )
                })
                .collect::<Vec<_>>()
                .join(", "),
        )],
    )
}
