//! A user agent can be written by anyone; the library itself cannot.

use crate::facts::observed::Packaged;
use crate::facts::{Facts, Place};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Evidence, Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "H4b",
    statements: &["H4", "G5.2", "C12"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "the backend's container holds the Agents SDK",
    danger: "A user agent can be written by anyone; the library itself cannot.",
    remedy: "install openai-agents in the backend's image, from its lock file",
    check,
    breaks: &[
        Mutant {
            name: "a user agent without the library",
            edits: &[Edit::Fact { pointer: "/observed/libraries/known/found", json: "[]" }],
        },
        Mutant {
            name: "the SDK in another container only",
            edits: &[Edit::Fact {
                pointer: "/observed/libraries/known/backends",
                json: r#"["some other service"]"#,
            }],
        },
    ],
    keeps: &[Twin {
        name: "another path",
        edits: &[Edit::Fact {
            pointer: "/observed/libraries/known/found/0/path",
            json: r#""opt/venv/lib/python3.12/site-packages/agents/run.py""#,
        }],
    }],
    with: &[("G5.2", "an SDK in another container is both absent here and present there")],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = facts.observed.libraries.get()?;
    let here =
        |library: &&Packaged| library.library == "agents-sdk" && seen.backends.contains(&library.service);
    let found: Vec<Exhibit> = seen
        .found
        .iter()
        .filter(here)
        .map(|library| Exhibit::new(Place::config(&library.service, &library.path), "the OpenAI Agents SDK"))
        .collect();
    match Evidence::from_exhibits(found) {
        Some(evidence) => Ok(Verdict::Met(evidence)),
        None if seen.backends.is_empty() => Err(Undecided::ours("no backend container was looked into")),
        None => {
            let looked = format!("no file of the Agents SDK in {}", seen.backends.join(", "));
            Ok(Verdict::Broken(Evidence::of(Place::moment("libraries", 0), looked)))
        }
    }
}
