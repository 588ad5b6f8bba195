//! A process that breaks out of its container arrives with the container's user.

use crate::facts::checkout::dockerfile::Dockerfile;
use crate::facts::checkout::layout::Service;
use crate::facts::{Facts, Place};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, build};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "Q2.4s",
    statements: &["Q2.4", "S4"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "the last user of every image is not root",
    danger: "A process that breaks out of its container arrives on the machine as root.",
    remedy: "end with a numeric, non-zero USER",
    check,
    breaks: &[
        Mutant {
            name: "root by name",
            edits: &[Edit::Replace {
                file: "backend/Dockerfile",
                find: "USER 65532:65532\nEXPOSE 8080",
                with: "USER root\nEXPOSE 8080",
            }],
        },
        Mutant {
            name: "root by number, behind a variable",
            edits: &[Edit::Replace {
                file: "frontend/Dockerfile",
                find: "USER 65532:65532\nEXPOSE 8080",
                with: "ENV RUN_AS=0\nUSER ${RUN_AS}:0\nEXPOSE 8080",
            }],
        },
    ],
    keeps: &[
        Twin {
            name: "root for one command, and someone else in the end",
            edits: &[Edit::Replace {
                file: "backend/Dockerfile",
                find: "USER 65532:65532\nEXPOSE 8080",
                with: "USER root\nUSER 1000\nEXPOSE 8080",
            }],
        },
        Twin {
            name: "a base whose own user is not root",
            edits: &[Edit::Replace {
                file: "backend/Dockerfile",
                find: "FROM gcr.io/distroless/python3-debian12\n",
                with: "FROM gcr.io/distroless/python3-debian12:nonroot\n",
            }],
        },
    ],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let (mut offenders, mut looked) = (Vec::new(), Vec::new());
    for (service, file) in build::builds(facts, build::APPLICATION)? {
        let (exhibit, root) = user(facts, service, file);
        if root { offenders.push(exhibit) } else { looked.push(exhibit) }
    }
    build::verdict(offenders, Vec::new(), looked)
}

/// The user in the end, and whether that is root: the compose file's, the image's, the base's.
fn user(facts: &Facts, service: &Service, file: &Dockerfile) -> (Exhibit, bool) {
    let chosen = facts.checkout.layout.known().and_then(|layout| layout.compose.as_deref());
    let composes = facts.checkout.compose.known().into_iter().flatten();
    let told = composes
        .filter(|each| Some(each.file.as_str()) == chosen)
        .find_map(|each| each.service(&service.name)?.user.as_ref());
    if let Some(user) = told {
        return (user.exhibit(), is_root(&user.text));
    }
    if let Some((instruction, user)) = file.last(|act| act.user()) {
        return (file.quote(instruction).exhibit(), is_root(user));
    }
    let base = file.bottom().map_or(("", 0), |stage| (stage.base.as_str(), stage.line));
    let safe = ["nonroot", "unprivileged", "rootless", "bitnami/", "cgr.dev/"]
        .iter()
        .any(|word| base.0.contains(word));
    let seen =
        if safe { format!("FROM {}", base.0) } else { format!("no USER on {}, so it runs as root", base.0) };
    (Exhibit::new(Place::line(file.file.clone(), base.1), seen), !safe)
}

fn is_root(user: &str) -> bool {
    let name = user.split(':').next().unwrap_or(user).trim();
    name == "root" || name.parse::<u32>() == Ok(0)
}
