//! One container is made to grow; everybody is watched.

use crate::facts::Facts;
use crate::rules::{Proof, Rule, Tier, cluster};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "P3.2x",
    statements: &["P3.2", "C6"],
    tier: Tier::Cluster,
    proof: Proof::Experiment,
    obligation: "past its memory limit only the container that grew dies",
    danger: "A container without a limit takes its neighbours with it.",
    remedy: "set a memory limit on every container",
    check,
    breaks: &[],
    keeps: &[],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = facts.cluster.get()?.memory.get()?;
    cluster::judge(
        "memory",
        seen.at,
        &[
            (
                seen.killed.as_deref() == Some("OOMKilled"),
                format!("the container that grew ended by {:?}", seen.killed),
            ),
            (
                seen.others.is_empty(),
                format!("{} other containers ended {}", seen.others.len(), seen.others.join(", ")),
            ),
        ],
    )
}
