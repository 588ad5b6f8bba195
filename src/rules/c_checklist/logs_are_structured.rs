//! Prose can be read by people and by nothing else.

use crate::facts::Facts;
use crate::facts::checkout::layout::Role;
use crate::facts::observed::Log;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, container};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "C16e",
    statements: &["C16"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "the backend's log is structured",
    danger: "Prose can be read by people and by nothing else.",
    remedy: "write every line as one JSON object, those of the server and of libraries too",
    check,
    breaks: &[
        Mutant {
            name: "a log in prose",
            edits: &[
                Edit::Fact { pointer: "/observed/telemetry/known/logs/0/structured", json: "0" },
                Edit::Fact {
                    pointer: "/observed/telemetry/known/logs/0/plain",
                    json: r#""INFO: GET /tasks 200 OK""#,
                },
            ],
        },
        Mutant {
            name: "half a log in prose",
            edits: &[
                Edit::Fact { pointer: "/observed/telemetry/known/logs/0/lines", json: "100" },
                Edit::Fact { pointer: "/observed/telemetry/known/logs/0/structured", json: "50" },
                Edit::Fact {
                    pointer: "/observed/telemetry/known/logs/0/plain",
                    json: r#""INFO: GET /tasks 200 OK""#,
                },
            ],
        },
    ],
    keeps: &[Twin {
        name: "a single line of a library",
        edits: &[
            Edit::Fact { pointer: "/observed/telemetry/known/logs/0/lines", json: "100" },
            Edit::Fact { pointer: "/observed/telemetry/known/logs/0/structured", json: "97" },
        ],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let telemetry = facts.observed.telemetry.get()?;
    let members = facts.observed.members.get()?;
    let is_backend =
        |log: &&Log| members.iter().any(|one| one.role == Role::Backend && one.service == log.service);
    Verdict::of_each(
        telemetry.logs.iter().filter(is_backend),
        |log| {
            let line = log.plain.as_deref().or(log.sample.as_deref()).unwrap_or("nothing");
            let seen =
                format!("{}: {} of {} lines are structured: {line}", log.service, log.structured, log.lines);
            Exhibit::new(container::whole("telemetry"), seen)
        },
        // A banner of a library may slip through.
        |log| log.lines > 0 && log.structured * 10 >= log.lines * 8,
        "no backend's log was read",
    )
}
