//! A process that hangs and counts as healthy is never restarted.

use crate::facts::Facts;
use crate::facts::Place;
use crate::facts::observed::Truth;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G4.3g",
    statements: &["G4.3", "C4"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "the image's health check notices a process that no longer answers",
    danger: "A process that hangs and counts as healthy is never restarted.",
    remedy: "let HEALTHCHECK ask the service over its own port, with a limit, and fail on anything but a good answer",
    check,
    breaks: &[
        Mutant {
            name: "a check that only looks for the process",
            edits: &[Edit::Fact {
                pointer: "/observed/health/known/0/checks",
                json: r#"[{"at": 1, "truth": "works", "code": 0, "output": ""}, {"at": 2, "truth": "database-gone", "code": 1, "output": ""}, {"at": 3, "truth": "database-back", "code": 0, "output": ""}, {"at": 9, "truth": "wedged", "code": 0, "output": ""}]"#,
            }],
        },
        Mutant {
            name: "a check that ends well whatever comes",
            edits: &[
                Edit::Fact { pointer: "/observed/health/known/0/command", json: r#""exit 0""# },
                Edit::Fact {
                    pointer: "/observed/health/known/0/checks",
                    json: r#"[{"at": 1, "truth": "works", "code": 0, "output": ""}, {"at": 2, "truth": "database-gone", "code": 0, "output": ""}, {"at": 9, "truth": "wedged", "code": 0, "output": ""}]"#,
                },
            ],
        },
    ],
    keeps: &[Twin {
        name: "a check that hangs with the process",
        edits: &[Edit::Fact {
            pointer: "/observed/health/known/0/checks",
            json: r#"[{"at": 1, "truth": "works", "code": 0, "output": ""}, {"at": 2, "truth": "database-gone", "code": 1, "output": ""}, {"at": 3, "truth": "database-back", "code": 0, "output": ""}, {"at": 9, "truth": "wedged", "code": null, "output": ""}]"#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let health = facts.observed.health.get()?;
    let stopped: Vec<_> = health.iter().filter(|one| one.wedged == Some(true)).collect();
    Verdict::of_each(
        stopped,
        |one| {
            let last = one.checks.iter().rev().find(|check| check.truth == Truth::Wedged);
            let (at, code) = last.map_or((0, None), |last| (last.at, last.code));
            let code = code.map_or("no end in time".into(), |code| format!("code {code}"));
            let command = one.command.as_deref().unwrap_or_default();
            Exhibit::new(Place::moment("health", at), format!("{} stopped: {command}: {code}", one.service))
        },
        |one| one.content(Truth::Wedged) == Some(false),
        "no service has a check of its own whose process could be stopped",
    )
}
