//! Counted by which replica answered, before and after one was killed.

use crate::facts::Facts;
use crate::rules::{Proof, Rule, Tier, cluster};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "I2.2y",
    statements: &["I2.2", "C14"],
    tier: Tier::Cluster,
    proof: Proof::Experiment,
    obligation: "requests spread over the replicas, and none fails when one of them is killed",
    danger: "All users sit on one pod, and fall with it.",
    remedy: "run two replicas with a readiness probe and a preStop pause, without session affinity",
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
        &[
            (
                seen.answers.len() >= 2 && seen.answers.iter().all(|answer| answer.count > 0),
                seen.answers
                    .iter()
                    .map(|answer| format!("{} answered {}", answer.name, answer.count))
                    .collect::<Vec<_>>()
                    .join(", "),
            ),
            (seen.killed.is_some(), format!("a replica was killed: {:?}", seen.killed)),
            (
                seen.failed_after_kill == 0 && seen.asked_after_kill > 0,
                format!("{} of {} requests failed after it", seen.failed_after_kill, seen.asked_after_kill),
            ),
        ],
    )
}
