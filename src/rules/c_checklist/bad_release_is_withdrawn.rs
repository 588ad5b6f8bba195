//! A release that fails goes out with traffic on.

use crate::facts::Facts;
use crate::rules::{Proof, Rule, Tier, cluster};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "C18x",
    statements: &["C18", "V3.1"],
    tier: Tier::Cluster,
    proof: Proof::Experiment,
    obligation: "a bad release is withdrawn while users work, and no acknowledged write is lost",
    danger: "The rollback is tried for the first time in the emergency.",
    remedy: "declare one command that withdraws a release, and keep the database readable for the version before",
    check,
    breaks: &[],
    keeps: &[],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = facts.cluster.get()?.release.get()?;
    cluster::judge(
        "release",
        seen.at,
        &[
            (seen.bad_went_out, "a bad release went out".into()),
            (
                seen.withdrawn && seen.revision_after == seen.revision_before,
                format!(
                    "revision {} became {} and then {}",
                    seen.revision_before, seen.revision_bad, seen.revision_after
                ),
            ),
            (
                seen.acknowledged > 0 && seen.lost == 0,
                format!("{} writes acknowledged, {} lost", seen.acknowledged, seen.lost),
            ),
        ],
    )
}
