//! Pods are killed, all at once, and rolled while writes are in flight.

use crate::facts::Facts;
use crate::rules::{Proof, Rule, Tier, cluster};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G8.3x",
    statements: &["G8.3", "H5", "S3"],
    tier: Tier::Cluster,
    proof: Proof::Experiment,
    obligation: "in the cluster no acknowledged write is lost or invented while pods are killed and rolled",
    danger: "An orderly rollout that forgets is a nightly loss of data.",
    remedy: "acknowledge a write only after its transaction is committed in PostgreSQL",
    check,
    breaks: &[],
    keeps: &[],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = facts.cluster.get()?.durability.get()?;
    if seen.faults.is_empty() || seen.acknowledged == 0 {
        return Err(Undecided::ours("no fault was seen, or no write was acknowledged, so nothing is proven"));
    }
    cluster::judge(
        "durability",
        seen.at,
        &[(
            seen.lost == 0 && seen.invented == 0,
            format!(
                "{} writes acknowledged under {}, {} lost, {} invented",
                seen.acknowledged,
                seen.faults.join(", "),
                seen.lost,
                seen.invented
            ),
        )],
    )
}
