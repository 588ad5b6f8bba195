//! A check that asks a missing route or calls a missing tool reports a healthy service as dead.

use crate::facts::Facts;
use crate::facts::Place;
use crate::facts::observed::Truth;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G4.3d",
    statements: &["G4.3", "C4"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "the image's health check passes when the service works",
    danger: "A check that asks a missing route or calls a missing tool reports a healthy service as dead.",
    remedy: "let HEALTHCHECK call a program that the image holds, on the port and route that the service serves",
    check,
    breaks: &[
        Mutant {
            name: "a check that calls a tool the image lacks",
            edits: &[Edit::Fact { pointer: "/observed/health/known/0/checks/0/code", json: "127" }],
        },
        Mutant {
            name: "an image without a check",
            edits: &[Edit::Fact { pointer: "/observed/health/known/1/command", json: "null" }],
        },
    ],
    keeps: &[Twin {
        name: "a check that says more",
        edits: &[Edit::Fact {
            pointer: "/observed/health/known/0/checks/0/output",
            json: r#""200 all is well""#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    Verdict::of_each(
        facts.observed.health.get()?,
        |one| {
            let Some(command) = &one.command else {
                return Exhibit::new(Place::config(&one.service, "config.Healthcheck"), "no check");
            };
            let last = one.checks.iter().rev().find(|check| check.truth == Truth::Works);
            let (at, code, output) = last.map_or((0, None, ""), |last| (last.at, last.code, &last.output));
            let code = code.map_or("no end in time".into(), |code| format!("code {code}"));
            Exhibit::new(Place::moment("health", at), format!("{}: {command}: {code} {output}", one.service))
        },
        |one| one.command.is_some() && one.content(Truth::Works) == Some(true),
        "no service was examined",
    )
}
