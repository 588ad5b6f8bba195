//! A replica that says it is ready without its database turns every request into an error.

use crate::facts::Facts;
use crate::facts::observed::{HealthRoute, Truth};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, container};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G4.3e",
    statements: &["G4.3", "C4"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "readiness turns red when the database is gone and green when it is back",
    danger: "A replica that says it is ready without its database turns every request into an error.",
    remedy: "let the readiness route ask the database, with a short limit, at every request",
    check,
    breaks: &[
        Mutant {
            name: "a route that always says ok",
            edits: &[
                Edit::Fact {
                    pointer: "/observed/health/known/0/routes",
                    json: r#"[{"path": "/ready", "answers": [{"at": 1, "truth": "works", "status": 200, "seen": "ok"}, {"at": 2, "truth": "database-gone", "status": 200, "seen": "ok"}, {"at": 3, "truth": "database-back", "status": 200, "seen": "ok"}]}]"#,
                },
                Edit::Fact {
                    pointer: "/observed/health/known/0/checks",
                    json: r#"[{"at": 1, "truth": "works", "code": 0, "output": ""}, {"at": 2, "truth": "database-gone", "code": 0, "output": ""}, {"at": 3, "truth": "database-back", "code": 0, "output": ""}, {"at": 4, "truth": "wedged", "code": 1, "output": ""}]"#,
                },
            ],
        },
        Mutant {
            name: "a route that stays red for ever",
            edits: &[
                Edit::Fact {
                    pointer: "/observed/health/known/0/routes",
                    json: r#"[{"path": "/ready", "answers": [{"at": 1, "truth": "works", "status": 200, "seen": "ok"}, {"at": 2, "truth": "database-gone", "status": 503, "seen": ""}, {"at": 3, "truth": "database-back", "status": 503, "seen": ""}]}]"#,
                },
                Edit::Fact {
                    pointer: "/observed/health/known/0/checks",
                    json: r#"[{"at": 1, "truth": "works", "code": 0, "output": ""}, {"at": 4, "truth": "wedged", "code": 1, "output": ""}]"#,
                },
            ],
        },
    ],
    keeps: &[Twin {
        name: "a route under another name",
        edits: &[Edit::Fact {
            pointer: "/observed/health/known/0/routes",
            json: r#"[{"path": "/api/health", "answers": [{"at": 1, "truth": "works", "status": 200, "seen": "ok"}, {"at": 2, "truth": "database-gone", "status": 503, "seen": ""}, {"at": 3, "truth": "database-back", "status": 200, "seen": ""}]}]"#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let health = facts.observed.health.get()?;
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for one in health.iter().filter(|one| one.backend) {
        let route = |route: &HealthRoute| {
            let (gone, back) = (route.green(Truth::DatabaseGone), route.green(Truth::DatabaseBack));
            (route.path.clone(), gone, back)
        };
        let own = one
            .command
            .clone()
            .map(|command| (command, one.content(Truth::DatabaseGone), one.content(Truth::DatabaseBack)));
        let answers: Vec<_> = one.routes.iter().map(route).chain(own).collect();
        let follows = answers.iter().any(|(_, gone, back)| *gone == Some(false) && *back == Some(true));
        let side = if follows { &mut good } else { &mut bad };
        let word = |green: Option<bool>| match green {
            Some(true) => "green",
            Some(false) => "red",
            None => "not asked",
        };
        let told = answers.iter().map(|(what, gone, back)| {
            format!("{what}: {} without the database, {} with it again", word(*gone), word(*back))
        });
        let told = told.collect::<Vec<_>>().join("; ");
        let told = if told.is_empty() { format!("none of {} routes answers", one.tried) } else { told };
        side.push(Exhibit::new(container::whole("health"), format!("{}: {told}", one.service)));
    }
    container::judge(bad, good, "no backend was examined")
}
