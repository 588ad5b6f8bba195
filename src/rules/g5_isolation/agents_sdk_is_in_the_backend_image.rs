//! An agent that is not installed is an agent that somebody imitates.

use crate::facts::checkout::layout::Role;
use crate::facts::observed::image::{Ecosystem, Image, Package};
use crate::facts::{Facts, Place};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, image};
use crate::verdict::{Evidence, Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G5.2k",
    statements: &["G5.2"],
    tier: Tier::Docker,
    proof: Proof::Inspection,
    obligation: "the Agents SDK is installed in the backend's image",
    danger: "An agent whose library is not there is imitated by something nobody has tested.",
    remedy: "name openai-agents among the backend's dependencies and install from the lock file in its Dockerfile",
    check,
    breaks: &[
        Mutant {
            name: "a backend without the SDK",
            edits: &[Edit::Fact { pointer: "/observed/images/known/built/0/packages", json: "[]" }],
        },
        Mutant {
            name: "a home-made package called agents",
            edits: &[Edit::Fact {
                pointer: "/observed/images/known/built/0/packages",
                json: r#"[{"ecosystem": "PyPI", "name": "agents", "version": "1.4.0", "layer": 4,
                           "path": "app/lib/agents-1.4.0.dist-info/METADATA"}]"#,
            }],
        },
    ],
    keeps: &[Twin {
        name: "the SDK for Node",
        edits: &[
            Edit::Fact {
                pointer: "/observed/images/known/built/0/packages",
                json: r#"[{"ecosystem": "npm", "name": "@openai/agents", "version": "0.3.2", "layer": 4,
                       "path": "app/node_modules/@openai/agents/package.json"}]"#,
            },
            Edit::Fact {
                // What a library publishes is told apart by the package that it belongs to.
                pointer: "/observed/images/known/built/0/leaks",
                json: "[]",
            },
        ],
    }],
    with: &[("G3.1k", "what a library publishes is told apart by the package that is gone")],
};

fn is_sdk(package: &Package) -> bool {
    match package.ecosystem {
        Ecosystem::PyPi => package.name == "openai-agents",
        Ecosystem::Npm => matches!(package.name.as_str(), "@openai/agents" | "@openai/agents-core"),
        Ecosystem::Debian | Ecosystem::Alpine => false,
    }
}

fn sdk(image: &Image) -> Option<Exhibit> {
    let found = image.packages.iter().find(|it| is_sdk(it))?;
    let seen = format!("{} {}", found.name, found.version);
    Some(Exhibit::new(image::file(image, found.layer, &found.path), seen))
}

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let backends = image::images_of(facts, Role::Backend)?;
    let present: Vec<Exhibit> = backends.iter().filter_map(|image| sdk(image)).collect();
    if let Some(evidence) = Evidence::from_exhibits(present) {
        return Ok(Verdict::Met(evidence));
    }
    let seen = |image: &&Image| {
        let text = format!("no Agents SDK among {} packages", image.packages.len());
        Exhibit::new(Place::config(image::label(image), "layers"), text)
    };
    image::whole(facts, &backends, backends.iter().map(seen).collect()).map(Verdict::Broken)
}
