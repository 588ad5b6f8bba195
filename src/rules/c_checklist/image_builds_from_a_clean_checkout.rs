//! An image that builds only on its author's machine cannot be built by anyone else.

use crate::facts::Facts;
use crate::facts::Place;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, container};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "C8a",
    statements: &["C8", "S2"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "every image builds from a clean copy of the checkout",
    danger: "An image that builds only on its author's machine cannot be built by anyone else.",
    remedy: "make the build need nothing but the tracked files: commit what COPY takes, and the lock file that the install step reads",
    check,
    breaks: &[
        Mutant {
            name: "a COPY of a file that was never committed",
            edits: &[Edit::Fact {
                pointer: "/observed/builds/known/0/image",
                json: r#"{"prevented": {"rule": "C8a", "what": "COPY failed: no such file", "place": {"file": "backend/Dockerfile", "line": 8}}}"#,
            }],
        },
        Mutant {
            name: "an install without its lock file",
            edits: &[Edit::Fact {
                pointer: "/observed/builds/known/1/image",
                json: r#"{"prevented": {"rule": "C8a", "what": "npm ci can only install with an existing package-lock.json", "place": {"file": "frontend/Dockerfile", "line": 7}}}"#,
            }],
        },
    ],
    keeps: &[Twin {
        name: "a build that takes its time",
        edits: &[Edit::Fact { pointer: "/observed/builds/known/0/image/known/elapsed_ms", json: "540000" }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let builds = facts.observed.builds.get()?;
    let (mut good, mut bad, mut ours) = (Vec::new(), Vec::new(), None);
    for build in builds {
        match build.image.get() {
            Ok(image) => {
                let seen = format!(
                    "{} is built in {} ms, {} MiB, {}",
                    build.service,
                    image.elapsed_ms,
                    image.size >> 20,
                    image.used.join(", ")
                );
                good.push(Exhibit::new(Place::file(&build.dockerfile), seen));
            }
            Err(Undecided::Prevented(cause)) => bad.push(Exhibit::new(cause.place, cause.what)),
            Err(why) => ours = Some(why),
        }
    }
    if builds.is_empty() {
        bad.push(Exhibit::new(Place::file("."), "no service with a Dockerfile was found"));
    }
    match ours {
        Some(why) if bad.is_empty() => Err(why),
        Some(_) | None => container::judge(bad, good, "no image was built"),
    }
}
