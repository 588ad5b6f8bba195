//! A service that needs a file made by hand starts on one machine only.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, container};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G3.2d",
    statements: &["G3.2", "C7", "S4"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "every service starts with environment variables alone",
    danger: "A service that needs a file made by hand starts on one machine only.",
    remedy: "read every setting from the environment and declare each variable in the deployment and in an example file",
    check,
    breaks: &[
        Mutant {
            name: "a service that looks for a settings file",
            edits: &[
                Edit::Fact { pointer: "/observed/trials/known/0/spell/exit", json: "1" },
                Edit::Fact {
                    pointer: "/observed/trials/known/0/spell/words",
                    json: r#""config.yaml: no such file""#,
                },
            ],
        },
        Mutant {
            name: "a service that waits for more than its variables",
            edits: &[Edit::Fact { pointer: "/observed/trials/known/0/spell/listens", json: "[]" }],
        },
    ],
    keeps: &[Twin {
        name: "a slow start",
        edits: &[Edit::Fact { pointer: "/observed/trials/known/0/spell/lasted_ms", json: "15000" }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let trials = facts.observed.trials.get()?;
    Verdict::of_each(
        trials.iter().filter(|trial| trial.without.is_none()),
        |trial| container::spell("variables", &trial.service, &trial.spell),
        |trial| trial.spell.up() && !trial.spell.listens.is_empty(),
        "no service was started with its variables",
    )
}
