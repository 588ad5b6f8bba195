//! An image that no registry takes can be deployed on one machine only.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, container};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "P1.3d",
    statements: &["P1.3", "S7"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "every image goes to a registry and comes back by its digest",
    danger: "An image that no registry takes can be deployed on one machine only.",
    remedy: "build images in a format that registries accept, without layers or names that they refuse",
    check,
    breaks: &[
        Mutant {
            name: "a registry that refuses the image",
            edits: &[
                Edit::Fact {
                    pointer: "/observed/builds/known/0/image/known/pushed/known/digest",
                    json: r#""""#,
                },
                Edit::Fact {
                    pointer: "/observed/builds/known/0/image/known/pushed/known/words",
                    json: r#""manifest invalid""#,
                },
            ],
        },
        Mutant {
            name: "another image under the digest",
            edits: &[Edit::Fact {
                pointer: "/observed/builds/known/1/image/known/pushed/known/pulled",
                json: r#""sha256:0""#,
            }],
        },
    ],
    keeps: &[Twin {
        name: "what the engine said on the way",
        edits: &[Edit::Fact {
            pointer: "/observed/builds/known/0/image/known/pushed/known/words",
            json: r#""layer already exists""#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let builds = facts.observed.builds.get()?;
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for build in builds {
        let image = build.image.get()?;
        let pushed = image.pushed.get()?;
        let holds = !pushed.digest.is_empty() && pushed.pulled == image.id;
        let seen = format!(
            "{}: pushed as {:?}, pulled {:?} {}",
            build.service, pushed.digest, pushed.pulled, pushed.words
        );
        let side = if holds { &mut good } else { &mut bad };
        side.push(Exhibit::new(container::whole("build"), seen));
    }
    container::judge(bad, good, "no image was built")
}
