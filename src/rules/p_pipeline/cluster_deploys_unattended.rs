//! From a clean checkout to running pods, by the declared entry alone.

use crate::facts::Facts;
use crate::rules::{Proof, Rule, Tier, cluster};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "P2.2x",
    statements: &["P2.2", "P2.1", "G1.2", "I2.1"],
    tier: Tier::Cluster,
    proof: Proof::Experiment,
    obligation: "from nothing, the declared commands alone bring the application to a cluster, and nobody types anything",
    danger: "What needs a person is done differently each time, and at night not at all.",
    remedy: "put every step into the declared deploy command, with Secrets taken from the environment",
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
                !seen.commands.is_empty() && seen.commands.iter().all(|command| command.exit == Some(0)),
                seen.commands
                    .iter()
                    .map(|command| format!("{} ends with {:?}", command.line, command.exit))
                    .collect::<Vec<_>>()
                    .join("; "),
            ),
            (seen.prompts == 0, format!("{} questions were asked", seen.prompts)),
            (
                seen.undeclared.is_empty(),
                format!(
                    "{} step(s) that nothing declares {}",
                    seen.undeclared.len(),
                    seen.undeclared.join(", ")
                ),
            ),
        ],
    )
}
