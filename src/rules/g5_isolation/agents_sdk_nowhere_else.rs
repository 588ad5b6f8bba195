//! A second agent beside the backend is a second way to the data that nobody watches.

use crate::facts::observed::Packaged;
use crate::facts::{Facts, Place};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Evidence, Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G5.2",
    statements: &["G5.2"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "no container but the backend holds the Agents SDK",
    danger: "A second agent beside the backend is a second way to the data that nobody watches.",
    remedy: "run the agent in the backend only and leave its SDK out of every other image",
    check,
    breaks: &[
        Mutant {
            name: "an agent in a container of its own",
            edits: &[
                Edit::Fact { pointer: "/observed/libraries/known/found/0/service", json: r#""worker""# },
                Edit::Fact { pointer: "/observed/libraries/known/looked_at", json: r#"["worker (other)"]"# },
            ],
        },
        Mutant {
            name: "an agent in the frontend",
            edits: &[
                Edit::Fact { pointer: "/observed/libraries/known/found/0/service", json: r#""web""# },
                Edit::Fact { pointer: "/observed/libraries/known/looked_at", json: r#"["web (frontend)"]"# },
            ],
        },
    ],
    keeps: &[Twin {
        name: "several replicas of the backend",
        edits: &[Edit::Fact {
            pointer: "/observed/libraries/known/looked_at",
            json: r#"["backend (backend)", "backend-2 (backend)"]"#,
        }],
    }],
    with: &[("H4b", "an SDK in another container is both absent here and present there")],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = facts.observed.libraries.get()?;
    let elsewhere =
        |library: &&Packaged| library.library == "agents-sdk" && !seen.backends.contains(&library.service);
    let found: Vec<Exhibit> = seen
        .found
        .iter()
        .filter(elsewhere)
        .map(|library| Exhibit::new(Place::config(&library.service, &library.path), "the OpenAI Agents SDK"))
        .collect();
    match Evidence::from_exhibits(found) {
        Some(evidence) => Ok(Verdict::Broken(evidence)),
        None if seen.looked_at.is_empty() => Err(Undecided::ours("no container was looked into")),
        None => {
            let looked = format!("looked into {}", seen.looked_at.join(", "));
            Ok(Verdict::Met(Evidence::of(Place::moment("libraries", 0), looked)))
        }
    }
}
