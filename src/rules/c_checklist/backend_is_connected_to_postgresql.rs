//! A backend without a connection keeps its data somewhere else.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, container};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "C10d",
    statements: &["C10", "I1.3", "S2"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "the backend holds connections to PostgreSQL while it serves",
    danger: "A backend without a connection keeps its data somewhere else.",
    remedy: "connect to the database that the environment names, and keep the connections in a pool",
    check,
    breaks: &[
        Mutant {
            name: "a backend that never connects",
            edits: &[Edit::Fact { pointer: "/observed/storage/known/sessions/known", json: "[]" }],
        },
        Mutant {
            name: "a pool that holds nothing",
            edits: &[Edit::Fact {
                pointer: "/observed/storage/known/sessions/known",
                json: r#"[{"application": "todo", "service": "backend", "count": 0}]"#,
            }],
        },
    ],
    keeps: &[Twin {
        name: "a client that gives no name",
        edits: &[Edit::Fact {
            pointer: "/observed/storage/known/sessions/known/0/application",
            json: r#""""#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let sessions = container::part(facts, |storage| &storage.sessions)?;
    let (good, mut bad): (Vec<_>, Vec<_>) = sessions
        .iter()
        .map(|one| {
            let name = if one.application.is_empty() { "no name" } else { &one.application };
            let seen = format!("pg_stat_activity: {} of {} as {name}", one.count, one.service);
            (one.count > 0, Exhibit::new(container::whole(container::STORAGE), seen))
        })
        .partition(|(holds, _)| *holds);
    if good.is_empty() && bad.is_empty() {
        let seen = "pg_stat_activity lists no connection from the backend's address";
        bad.push((false, Exhibit::new(container::whole(container::STORAGE), seen)));
    }
    // One name with connections is enough; a second one may be idle.
    let bad = if good.is_empty() { bad } else { Vec::new() };
    let bare = |side: Vec<(bool, Exhibit)>| side.into_iter().map(|(_, exhibit)| exhibit).collect();
    container::judge(bare(bad), bare(good), "no connection was looked for")
}
