//! Containers that were never right on their own are hard to mend inside a cluster.

use crate::facts::Facts;
use crate::facts::checkout::document::{Feature, Technique};
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G6.3",
    statements: &["G6.3"],
    tier: Tier::Static,
    proof: Proof::Record,
    obligation: "the first deployment specification brings nothing for a cluster",
    danger: "Containers that were never right on their own are hard to mend inside a cluster.",
    remedy: "move what needs Kubernetes from the first specification to the second",
    check,
    breaks: &[
        Mutant {
            name: "manifests in the first specification",
            edits: &[Edit::Replace {
                file: "specs/001-docker/spec.md",
                find: "- R10 Every change",
                with: "- R11 Everything is deployed with `kubectl apply -f k8s/`.\n- R10 Every change",
            }],
        },
        Mutant {
            name: "a cluster in the first specification",
            edits: &[Edit::Fact {
                pointer: "/checkout/documents/known/features/0/brings",
                json: r#"{"docker":[{"file":"specs/x/spec.md","line":9,"text":"x"}],"kubernetes":[{"file":"specs/x/spec.md","line":9,"text":"x"}]}"#,
            }],
        },
    ],
    keeps: &[Twin {
        name: "Kubernetes named as out of scope",
        edits: &[
            Edit::Write {
                file: "specs/000-note.md",
                content: "# Note\n\nReviewed by: Jonas Weil (2026-02-06)\n\n## Out of scope\n\nKubernetes manifests\n",
            },
            Edit::Write { file: "specs/000-note-plan.md", content: "# Plan\n" },
            Edit::Write { file: "specs/000-note-tasks.md", content: "# Tasks\n" },
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
    let bad = record::brought(first, Technique::Kubernetes);
    let good = first.brings.values().flatten().map(crate::facts::checkout::document::Line::exhibit).collect();
    record::judge(bad, good, || record::absent(&first.name, "it brings nothing"))
}
