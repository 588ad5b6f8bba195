//! What was proven holds for this distribution and this version.

use crate::facts::Facts;
use crate::rules::{Proof, Rule, Tier, cluster};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "I2.1x",
    statements: &["I2.1", "P2.1"],
    tier: Tier::Cluster,
    proof: Proof::Experiment,
    obligation: "every node of a fresh cluster becomes ready, and the report names what cluster it was",
    danger: "A proof on a cluster that nobody can name is no proof on the next one.",
    remedy: "let the set-up bring a Minikube profile of its own whose nodes become ready",
    check,
    breaks: &[],
    keeps: &[],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = facts.cluster.get()?.setup.get()?;
    cluster::judge(
        "setup",
        seen.at,
        &[
            (
                !seen.nodes.is_empty() && seen.nodes.iter().all(|node| node.ready),
                format!("{} node(s) of {} {}", seen.nodes.len(), seen.distribution, seen.version),
            ),
            (
                !seen.distribution.is_empty() && !seen.version.is_empty(),
                "the distribution and its version are known".into(),
            ),
        ],
    )
}
