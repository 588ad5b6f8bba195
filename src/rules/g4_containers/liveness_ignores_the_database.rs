//! A liveness check that asks the database restarts every replica when the database hiccups.

use crate::facts::Facts;
use crate::facts::Place;
use crate::facts::observed::{HealthRoute, Truth};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, container};
use crate::verdict::{Evidence, Exhibit};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G4.3f",
    statements: &["G4.3", "C4"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "a liveness route stays green while only the database is gone",
    danger: "A liveness check that asks the database restarts every replica when the database hiccups.",
    remedy: "let the liveness route answer from the process alone, and leave the database to readiness",
    check,
    breaks: &[
        Mutant {
            name: "a liveness route that asks the database",
            edits: &[Edit::Fact {
                pointer: "/observed/health/known/0/routes",
                json: r#"[{"path": "/healthz", "answers": [{"at": 1, "truth": "works", "status": 200, "seen": "ok"}, {"at": 2, "truth": "database-gone", "status": 503, "seen": ""}]}, {"path": "/readyz", "answers": [{"at": 2, "truth": "database-gone", "status": 503, "seen": ""}, {"at": 3, "truth": "database-back", "status": 200, "seen": ""}]}]"#,
            }],
        },
        Mutant {
            name: "a process that hangs with its database",
            edits: &[Edit::Fact {
                pointer: "/observed/health/known/0/routes",
                json: r#"[{"path": "/live", "answers": [{"at": 1, "truth": "works", "status": 200, "seen": "ok"}, {"at": 2, "truth": "database-gone", "status": null, "seen": "no answer within 6 s"}]}, {"path": "/readyz", "answers": [{"at": 2, "truth": "database-gone", "status": 503, "seen": ""}, {"at": 3, "truth": "database-back", "status": 200, "seen": ""}]}]"#,
            }],
        },
    ],
    keeps: &[Twin {
        name: "one route alone, which is readiness",
        edits: &[Edit::Fact {
            pointer: "/observed/health/known/0/routes",
            json: r#"[{"path": "/health", "answers": [{"at": 1, "truth": "works", "status": 200, "seen": "ok"}, {"at": 2, "truth": "database-gone", "status": 503, "seen": ""}, {"at": 3, "truth": "database-back", "status": 200, "seen": ""}]}]"#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let health = facts.observed.health.get()?;
    let routes = health.iter().filter(|one| one.backend).flat_map(|one| &one.routes);
    let named: Vec<&HealthRoute> = routes.clone().filter(|route| is_liveness(&route.path)).collect();
    if named.is_empty() && health.iter().any(|one| one.backend) {
        let paths: Vec<&str> = routes.map(|route| route.path.as_str()).collect();
        let seen = format!("no route is named for liveness among {paths:?}");
        return Ok(Verdict::NotApplicable(Evidence::of(container::whole("health"), seen)));
    }
    Verdict::of_each(
        named,
        |route| {
            let last = route.answers.iter().rev().find(|answer| answer.truth == Truth::DatabaseGone);
            let seen = last.map_or("not asked".to_owned(), |last| match last.status {
                Some(status) => format!("{status} {}", last.seen),
                None => last.seen.clone(),
            });
            let at = last.map_or(0, |last| last.at);
            Exhibit::new(
                Place::moment("health", at),
                format!("GET {} without the database: {seen}", route.path),
            )
        },
        |route| route.green(Truth::DatabaseGone) == Some(true),
        "no backend was examined",
    )
}

fn is_liveness(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    path.contains("live") || path.ends_with("healthz") || path.ends_with("/ping")
}
