//! An application is as strong as the weakest library that it answers the network with.

use crate::facts::Facts;
use crate::facts::observed::image::Ecosystem;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, image};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "Q2.2k",
    statements: &["Q2.2", "C5", "S4"],
    tier: Tier::Docker,
    proof: Proof::Inspection,
    obligation: "no library in an image has a grave weakness that a newer version mends",
    danger: "An application is as strong as the weakest library that it answers the network with.",
    remedy: "raise the library in the lock file to the version that mends it, and build again",
    check,
    breaks: &[
        Mutant {
            name: "an old web framework",
            edits: &[Edit::Fact {
                pointer: "/observed/advisories/known/matches",
                json: r#"[{"advisory": "EXAMPLE-1", "summary": "an example", "severity": "HIGH", "grave": true,
                           "image": "backend", "fixed": "0.47.2",
                           "package": {"ecosystem": "PyPI", "name": "starlette", "version": "0.40.0", "layer": 0,
                                       "path": "app/lib/starlette-0.40.0.dist-info/METADATA"}}]"#,
            }],
        },
        Mutant {
            name: "an old bundler in the frontend",
            edits: &[Edit::Fact {
                pointer: "/observed/advisories/known/matches",
                json: r#"[{"advisory": "EXAMPLE-1", "summary": "an example", "severity": "CRITICAL", "grave": true,
                           "image": "frontend", "fixed": "15.2.3",
                           "package": {"ecosystem": "npm", "name": "next", "version": "15.0.0", "layer": 0,
                                       "path": "app/node_modules/next/package.json"}}]"#,
            }],
        },
    ],
    keeps: &[Twin {
        name: "a weakness of little weight",
        edits: &[Edit::Fact {
            pointer: "/observed/advisories/known/matches",
            json: r#"[{"advisory": "EXAMPLE-1", "summary": "an example", "severity": "LOW", "grave": false,
                           "image": "frontend", "fixed": "0.7.0",
                           "package": {"ecosystem": "npm", "name": "cookie", "version": "0.6.0", "layer": 0,
                                       "path": "app/node_modules/cookie/package.json"}}]"#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    image::unmended(facts, &[Ecosystem::PyPi, Ecosystem::Npm])
}
