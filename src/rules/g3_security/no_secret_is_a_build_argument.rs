//! A build argument stands in the image's history for ever.

use crate::facts::checkout::dockerfile::{Act, Dockerfile, Quote};
use crate::facts::{Facts, Place};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, build};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G3.1t",
    statements: &["G3.1", "C2", "S4"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "no secret is handed to a build as an argument",
    danger: "The value of a build argument that is used stands in the image's history for ever.",
    remedy: "read it at start from the environment, or use RUN --mount=type=secret where the build needs it",
    check,
    breaks: &[
        Mutant {
            name: "a key that the build turns into a variable of the image",
            edits: &[Edit::Replace {
                file: "backend/Dockerfile",
                find: "ARG VERSION=1.0.0",
                with: "ARG VERSION=1.0.0\nARG OPENAI_API_KEY\nENV OPENAI_API_KEY=${OPENAI_API_KEY}",
            }],
        },
        Mutant {
            name: "a token that a command of the build uses",
            edits: &[Edit::Replace {
                file: "frontend/Dockerfile",
                find: "RUN npm ci --no-audit --no-fund",
                with: "ARG NPM_TOKEN\nRUN echo \"//registry/:_authToken=${NPM_TOKEN}\" > .npmrc && npm ci --no-audit --no-fund",
            }],
        },
    ],
    keeps: &[
        Twin {
            name: "a secret mounted for one command",
            edits: &[Edit::Replace {
                file: "frontend/Dockerfile",
                find: "RUN npm ci --no-audit --no-fund",
                with: "RUN --mount=type=secret,id=NPM_TOKEN,env=NPM_TOKEN npm ci --no-audit --no-fund",
            }],
        },
        Twin {
            name: "the name of an argument that nothing uses",
            edits: &[Edit::Replace {
                file: "backend/Dockerfile",
                find: "ARG VERSION=1.0.0",
                with: "ARG VERSION=1.0.0\nARG API_TOKEN",
            }],
        },
    ],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let (mut offenders, mut looked) = (Vec::new(), Vec::new());
    for (_, file) in build::builds(facts, build::APPLICATION)? {
        let found = used(file);
        if found.is_empty() {
            let count = arguments(file).count();
            let seen = format!("{count} build arguments, none hands on a secret");
            looked.push(Exhibit::new(Place::file(file.file.clone()), seen));
        }
        offenders.extend(found.iter().map(Quote::exhibit));
    }
    build::verdict(offenders, Vec::new(), looked)
}

fn arguments(file: &Dockerfile) -> impl Iterator<Item = &str> {
    let acts = file.stages.iter().flat_map(|stage| &stage.instructions);
    acts.flat_map(|each| {
        let pairs = if let Act::Arg(pairs) = &each.act { pairs.as_slice() } else { &[] };
        pairs.iter().map(|pair| pair.name.as_str())
    })
}

/// Where a secret argument is used: in a command, or in a variable of the image.
fn used(file: &Dockerfile) -> Vec<Quote> {
    let mut found = Vec::new();
    for stage in &file.stages {
        let mut named: Vec<&str> = Vec::new();
        for each in &stage.instructions {
            match &each.act {
                Act::Arg(pairs) => {
                    let secret =
                        pairs.iter().map(|pair| pair.name.as_str()).filter(|name| sounds_secret(name));
                    named.extend(secret);
                }
                Act::Run { uses, .. } if uses.iter().any(|name| named.contains(&name.as_str())) => {
                    found.push(file.quote(each));
                }
                Act::Env(pairs) => {
                    let hands_on = pairs.iter().any(|pair| {
                        let value = pair.value.as_deref().unwrap_or_default();
                        named.iter().any(|name| {
                            value.contains(&format!("${name}")) || value.contains(&format!("${{{name}"))
                        })
                    });
                    if hands_on {
                        found.push(file.quote(each));
                    }
                }
                Act::Run { .. }
                | Act::Copy(_)
                | Act::Label(_)
                | Act::Expose(_)
                | Act::User(_)
                | Act::Healthcheck(_)
                | Act::NoHealthcheck
                | Act::Cmd(_)
                | Act::Entrypoint(_)
                | Act::Volume(_)
                | Act::Workdir(_)
                | Act::Other => {}
            }
        }
    }
    found
}

/// Whether an argument's name says that its value is secret; what the browser gets anyway is not.
fn sounds_secret(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let public =
        ["next_public_", "vite_", "react_app_", "public_"].iter().any(|start| lower.starts_with(start));
    let words = [
        "password",
        "secret",
        "token",
        "api_key",
        "apikey",
        "private_key",
        "access_key",
        "credential",
        "database_url",
    ];
    let setting = ["_ttl", "_name", "_file", "_path", "_length", "_minutes", "_tokens", "_type"];
    !public
        && words.iter().any(|word| lower.contains(word))
        && !setting.iter().any(|end| lower.ends_with(end))
}
