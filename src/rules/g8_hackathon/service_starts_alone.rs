//! A service that dies in silence without its neighbours hides which one is missing.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, container};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G8.2d",
    statements: &["G8.2"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "each service started alone serves or says what it waits for",
    danger: "A service that dies in silence without its neighbours hides which one is missing.",
    remedy: "start without the neighbours, and log which one is waited for",
    check,
    breaks: &[
        Mutant {
            name: "an end without a word",
            edits: &[
                Edit::Fact { pointer: "/observed/alone/known/0/alone/exit", json: "1" },
                Edit::Fact { pointer: "/observed/alone/known/0/alone/listens", json: "[]" },
                Edit::Fact { pointer: "/observed/alone/known/0/alone/words", json: r#""""# },
            ],
        },
        Mutant {
            name: "a wait without a word",
            edits: &[
                Edit::Fact { pointer: "/observed/alone/known/1/alone/listens", json: "[]" },
                Edit::Fact { pointer: "/observed/alone/known/1/alone/words", json: r#""""# },
            ],
        },
    ],
    keeps: &[Twin {
        name: "a wait that is explained",
        edits: &[
            Edit::Fact { pointer: "/observed/alone/known/0/alone/listens", json: "[]" },
            Edit::Fact {
                pointer: "/observed/alone/known/0/alone/words",
                json: r#""waiting for the database""#,
            },
        ],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    Verdict::of_each(
        facts.observed.alone.get()?,
        |one| container::spell("alone", &one.service, &one.alone),
        |one| (one.alone.up() && !one.alone.listens.is_empty()) || !one.alone.words.is_empty(),
        "no service was started alone",
    )
}
