//! Changed in the cluster, seen from outside.

use crate::facts::Facts;
use crate::rules::{Proof, Rule, Tier, cluster};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "I3.1x",
    statements: &["I3.1"],
    tier: Tier::Cluster,
    proof: Proof::Experiment,
    obligation: "a changed value of the config map changes what the application does after its rollout",
    danger: "Operators change a value, roll out, and wonder.",
    remedy: "let the pods read the config map, and roll them when it changes",
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
            (!seen.changed.is_empty(), format!("{} was changed", seen.changed)),
            (
                seen.before != seen.after,
                format!("the application did {:?} before and {:?} after", seen.before, seen.after),
            ),
        ],
    )
}
