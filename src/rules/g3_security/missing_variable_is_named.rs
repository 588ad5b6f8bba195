//! A service that goes on with a built-in key signs tokens that anyone can forge.

use crate::facts::Facts;
use crate::facts::observed::Trial;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, container};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G3.2e",
    statements: &["G3.2", "C7", "S4"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "a service that lacks a vital variable stops and names it",
    danger: "A service that goes on with a built-in key signs tokens that anyone can forge.",
    remedy: "check all required variables at the start, without a default for keys and addresses, and end with an error that names the missing one",
    check,
    breaks: &[
        Mutant {
            name: "an end without a reason",
            edits: &[Edit::Fact { pointer: "/observed/trials/known/1/named", json: "false" }],
        },
        Mutant {
            name: "a signing key that is built in",
            edits: &[
                Edit::Fact { pointer: "/observed/trials/known/1/spell/exit", json: "null" },
                Edit::Fact { pointer: "/observed/trials/known/1/named", json: "false" },
                Edit::Fact { pointer: "/observed/trials/known/1/vital", json: "true" },
            ],
        },
    ],
    keeps: &[Twin {
        name: "an optional variable",
        edits: &[
            Edit::Fact { pointer: "/observed/trials/known/1/spell/exit", json: "null" },
            Edit::Fact { pointer: "/observed/trials/known/1/named", json: "false" },
            Edit::Fact { pointer: "/observed/trials/known/1/vital", json: "false" },
        ],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let trials = facts.observed.trials.get()?;
    let slow = |trial: &&Trial| trial.without.is_none() && trial.spell.up() && trial.spell.listens.is_empty();
    let waited: Vec<&str> = trials.iter().filter(slow).map(|trial| trial.service.as_str()).collect();
    // Where a service does not even get to listen with all its variables, its silence without one says nothing.
    let missing = trials.iter().filter(|trial| !waited.contains(&trial.service.as_str()));
    let missing = missing.filter_map(|trial| trial.without.as_ref().map(|name| (trial, name)));
    Verdict::of_each(
        missing,
        |(trial, name)| {
            container::spell("variables", &format!("{} without {name}", trial.service), &trial.spell)
        },
        // What is not vital may have a default; but an end must always be explained.
        |(trial, _)| trial.named || (trial.spell.up() && !trial.vital),
        "no service takes a variable",
    )
}
