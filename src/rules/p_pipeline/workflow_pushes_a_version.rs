//! An image that is only called latest changes under the feet of whoever runs it.

use crate::facts::Facts;
use crate::facts::checkout::document::Deed;
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "P1.3a",
    statements: &["P1.3", "S7"],
    tier: Tier::Static,
    proof: Proof::Record,
    obligation: "the workflow pushes images under a version",
    danger: "An image that is only called latest changes under the feet of whoever runs it.",
    remedy: "tag the image with the version or the commit, and push that tag from the workflow",
    check,
    breaks: &[
        Mutant {
            name: "only latest",
            edits: &[
                Edit::Fact {
                    pointer: "/checkout/documents/known/workflows/0/jobs/2/steps/2/tags",
                    json: r#"["todo:latest"]"#,
                },
                Edit::Fact {
                    pointer: "/checkout/documents/known/workflows/0/jobs/2/steps/4/tags",
                    json: r#"["todo:latest"]"#,
                },
            ],
        },
        Mutant {
            name: "no push",
            edits: &[Edit::Fact {
                pointer: "/checkout/documents/known/workflows/0/jobs/2/steps/4/does",
                json: "[]",
            }],
        },
    ],
    keeps: &[Twin {
        name: "latest beside the version",
        edits: &[Edit::Fact {
            pointer: "/checkout/documents/known/workflows/0/jobs/2/steps/4/tags",
            json: r#"["todo:latest","todo:1.0.0"]"#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let documents = record::documents(facts)?;
    let (mut bad, mut good) = (Vec::new(), Vec::new());
    for workflow in &documents.workflows {
        let steps = || workflow.jobs.iter().flat_map(|job| &job.steps);
        let tags: Vec<&String> = steps().flat_map(|step| &step.tags).collect();
        for step in steps().filter(|step| step.does(Deed::Pushes)) {
            if tags.iter().any(|tag| is_version(tag)) { &mut good } else { &mut bad }.push(step.at.exhibit());
        }
    }
    Ok(record::judge(bad, good, || {
        record::absent(
            ".",
            format!("no image is pushed in {} workflows looked at", documents.workflows.len()),
        )
    }))
}

/// Whether an image's tag changes from release to release.
fn is_version(tag: &str) -> bool {
    let name = tag.rsplit('/').next().unwrap_or(tag);
    let (_, tag) =
        name.rsplit_once(':').unwrap_or((name, if name.contains("${{") { name } else { "latest" }));
    !tag.is_empty() && !["latest", "dev", "main", "master", "stable", "prod", "production"].contains(&tag)
}
