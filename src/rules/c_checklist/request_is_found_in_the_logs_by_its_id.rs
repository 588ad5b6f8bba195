//! Without an id nobody can tell which lines belong to a failed request.

use crate::facts::Facts;
use crate::facts::checkout::layout::Role;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, container};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "C16d",
    statements: &["C16"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "a request to the backend is found in its log by its id",
    danger: "Without an id nobody can tell which lines belong to a failed request.",
    remedy: "take the id of X-Request-ID or traceparent, or make one, answer it and write it into every line about the request",
    check,
    breaks: &[
        Mutant {
            name: "a log without ids",
            edits: &[
                Edit::Fact { pointer: "/observed/telemetry/known/traced/0/found", json: "[]" },
                Edit::Fact { pointer: "/observed/telemetry/known/traced/1/found", json: "[]" },
            ],
        },
        Mutant {
            name: "an id that stands in another service's log only",
            edits: &[
                Edit::Fact {
                    pointer: "/observed/telemetry/known/traced/0/found",
                    json: r#"[{"service": "frontend", "line": "x"}]"#,
                },
                Edit::Fact {
                    pointer: "/observed/telemetry/known/traced/1/found",
                    json: r#"[{"service": "frontend", "line": "x"}]"#,
                },
            ],
        },
    ],
    keeps: &[Twin {
        name: "an id of the service's own, which it answers",
        edits: &[Edit::Fact {
            pointer: "/observed/telemetry/known/traced/0/answered",
            json: r#""own-0001""#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let telemetry = facts.observed.telemetry.get()?;
    let backends: Vec<&str> = match facts.observed.members.get() {
        Ok(members) => {
            members.iter().filter(|one| one.role == Role::Backend).map(|one| one.service.as_str()).collect()
        }
        Err(why) => return Err(why),
    };
    let traced = telemetry.traced.iter().filter(|one| backends.contains(&one.asked.as_str()));
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for one in traced {
        let line = one.found.iter().find(|found| found.service == one.asked);
        let seen = match line {
            Some(found) => format!("{} stands in the log: {}", one.call, found.line),
            None => format!("{}: no line of {} holds {}", one.call, one.asked, one.sent),
        };
        let side = if line.is_some() { &mut good } else { &mut bad };
        side.push(Exhibit::new(one.call.place("telemetry"), seen));
    }
    // One way through the service that leaves its id is enough: not every page need be logged.
    let bad = if good.is_empty() { bad } else { Vec::new() };
    container::judge(bad, good, "no request was sent to a backend")
}
