//! Logs that share no id cannot be read as one story.

use crate::facts::Facts;
use crate::facts::checkout::layout::Role;
use crate::facts::observed::Traced;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, container};
use crate::verdict::{Evidence, Exhibit};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "O1.3d",
    statements: &["O1.3"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "one id joins the logs of the services that a request passes",
    danger: "Logs that share no id cannot be read as one story.",
    remedy: "let the frontend's server pass X-Request-ID on to the backend, and both write it",
    check,
    breaks: &[
        Mutant {
            name: "a frontend that drops the id",
            edits: &[
                Edit::Fact {
                    pointer: "/observed/telemetry/known/traced/2/found",
                    json: r#"[{"service": "frontend", "line": "x"}]"#,
                },
                Edit::Fact {
                    pointer: "/observed/telemetry/known/traced/3/found",
                    json: r#"[{"service": "frontend", "line": "x"}]"#,
                },
            ],
        },
        Mutant {
            name: "a frontend that writes no id",
            edits: &[
                Edit::Fact {
                    pointer: "/observed/telemetry/known/traced/2/found",
                    json: r#"[{"service": "backend", "line": "x"}]"#,
                },
                Edit::Fact {
                    pointer: "/observed/telemetry/known/traced/3/found",
                    json: r#"[{"service": "backend", "line": "x"}]"#,
                },
            ],
        },
    ],
    keeps: &[Twin {
        name: "a frontend that passes no request on",
        edits: &[
            Edit::Fact { pointer: "/observed/telemetry/known/traced/2/found", json: "[]" },
            Edit::Fact { pointer: "/observed/telemetry/known/traced/2/call/status", json: "404" },
            Edit::Fact { pointer: "/observed/telemetry/known/traced/3/found", json: "[]" },
        ],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let telemetry = facts.observed.telemetry.get()?;
    let members = facts.observed.members.get()?;
    let role = |service: &str| members.iter().find(|one| one.service == service).map(|one| one.role);
    let through = telemetry.traced.iter().filter(|one| role(&one.asked) == Some(Role::Frontend));
    let direct = |path: &str| {
        let same = |one: &&Traced| role(&one.asked) == Some(Role::Backend) && one.call.path == path;
        telemetry.traced.iter().find(same).and_then(|one| one.call.status)
    };
    let (mut good, mut bad, mut apart) = (Vec::new(), Vec::new(), Vec::new());
    for one in through {
        let mut services: Vec<&str> = one.found.iter().map(|found| found.service.as_str()).collect();
        services.dedup();
        let reached = services.iter().any(|service| role(service) == Some(Role::Backend));
        let passed = reached
            || (one.call.ok() && direct(&one.call.path) == one.call.status && !one.call.seen.contains('<'));
        let seen = format!("{} through {}: its id stands in the logs of {services:?}", one.call, one.asked);
        let exhibit = Exhibit::new(one.call.place("telemetry"), seen);
        match (passed, services.len() > 1) {
            (true, true) => good.push(exhibit),
            (true, false) => bad.push(exhibit),
            (false, _) => apart.push(exhibit),
        }
    }
    match (bad.is_empty() && good.is_empty(), Evidence::from_exhibits(apart)) {
        (true, Some(apart)) => Ok(Verdict::NotApplicable(apart)),
        (_, _) => container::judge(bad, good, "no request was sent through a frontend"),
    }
}
