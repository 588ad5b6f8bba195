//! A chart before there is an image that stands on its own hides which of the two is wrong.

use crate::facts::Facts;
use crate::facts::checkout::document::{Feature, Technique};
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G7.1",
    statements: &["G7.1"],
    tier: Tier::Static,
    proof: Proof::Record,
    obligation: "the first deployment specification brings containers and no charts",
    danger: "A chart before there is an image that stands on its own hides which of the two is wrong.",
    remedy: "let the first specification bring Dockerfiles and a compose file, and nothing else",
    check,
    breaks: &[
        Mutant {
            name: "a chart in the first specification",
            edits: &[Edit::Fact {
                pointer: "/checkout/documents/known/features/0/brings",
                json: r#"{"docker":[{"file":"specs/x/spec.md","line":9,"text":"x"}],"helm":[{"file":"specs/x/spec.md","line":9,"text":"x"}]}"#,
            }],
        },
        Mutant {
            name: "AI operations in the first specification",
            edits: &[Edit::Fact {
                pointer: "/checkout/documents/known/features/0/brings",
                json: r#"{"docker":[{"file":"specs/x/spec.md","line":9,"text":"x"}],"ai_ops":[{"file":"specs/x/spec.md","line":9,"text":"x"}]}"#,
            }],
        },
    ],
    keeps: &[Twin {
        name: "a specification that deploys nothing before it",
        edits: &[
            Edit::Write {
                file: "specs/000-todo/spec.md",
                content: "# Todo list\n\nUsers keep tasks.\nReviewed by: Grace Hopper on 2026-01-05\n",
            },
            Edit::Write { file: "specs/000-todo/plan.md", content: "# Plan\n" },
            Edit::Write { file: "specs/000-todo/tasks.md", content: "# Tasks\n" },
        ],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let documents = record::documents(facts)?;
    let Some(first) = documents.deployment_features().next() else {
        return Ok(record::no_deployment_feature(documents));
    };
    Ok(judge(first))
}

fn judge(first: &Feature) -> Verdict {
    let mut bad = record::brought(first, Technique::Helm);
    bad.extend(record::brought(first, Technique::AiOps));
    let good = record::brought(first, Technique::Docker);
    let none = format!("the first deployment specification, {}, brings no containers", first.name);
    record::judge(bad, good, || record::absent(&first.name, none))
}
