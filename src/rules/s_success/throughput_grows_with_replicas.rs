//! A proxy for scalability, measured and declared as one.

use crate::facts::Facts;
use crate::rules::{Proof, Rule, Tier, cluster};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "S11x",
    statements: &["S11"],
    tier: Tier::Cluster,
    proof: Proof::Experiment,
    obligation: "more replicas serve more requests per second",
    danger: "Replicas that wait for one another cost money and serve nobody.",
    remedy: "remove what all replicas wait for, such as a lock or a pool that is too small",
    check,
    breaks: &[],
    keeps: &[],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = facts.cluster.get()?.scaling.get()?;
    cluster::judge("scaling", seen.at, &{
        let (first, last) = (seen.rates.first(), seen.rates.last());
        let grew = matches!((first, last), (Some(one), Some(many)) if many.replicas > one.replicas && many.per_second > one.per_second);
        [(
            grew,
            seen.rates
                .iter()
                .map(|rate| format!("{} replica(s): {:.0} per second", rate.replicas, rate.per_second))
                .collect::<Vec<_>>()
                .join(", "),
        )]
    })
}
