//! The declared endpoint is asked as Prometheus would ask it.

use crate::facts::Facts;
use crate::rules::{Proof, Rule, Tier, cluster};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "C15x",
    statements: &["C15", "O1.1"],
    tier: Tier::Cluster,
    proof: Proof::Experiment,
    obligation: "a scrape of the application's metrics works as the manifests declare it",
    danger: "The dashboard is empty on the day it is needed.",
    remedy: "serve metrics on the port and path that the annotation or the monitor names",
    check,
    breaks: &[],
    keeps: &[],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = facts.cluster.get()?.scrape.get()?;
    cluster::judge(
        "scrape",
        seen.at,
        &[
            (seen.status == Some(200), format!("{} answers {:?}", seen.endpoint, seen.status)),
            (seen.samples > 0, format!("{} samples", seen.samples)),
        ],
    )
}
