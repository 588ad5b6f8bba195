//! A tool for clusters in a phase without a cluster shows that the phases were mixed.

use crate::facts::Facts;
use crate::facts::Place;
use crate::facts::checkout::document::{Feature, Sense, Technique, Tool, ToolMention};
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::Evidence;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G6.2",
    statements: &["G6.2"],
    tier: Tier::Static,
    proof: Proof::Record,
    obligation: "kubectl-ai and kagent are not used before the specification that brings Kubernetes",
    danger: "A tool for clusters in a phase without a cluster shows that the phases were mixed.",
    remedy: "leave kubectl-ai and kagent to the specification that brings Kubernetes, or to a later one",
    check,
    breaks: &[
        Mutant {
            name: "a prompt to kubectl-ai in the first specification",
            edits: &[
                Edit::Fact {
                    pointer: "/checkout/documents/known/features/0/others",
                    json: r#"["specs/early.md"]"#,
                },
                Edit::Fact {
                    pointer: "/checkout/documents/known/tools/0",
                    json: r#"{"tool":"kubectl_ai","sense":"used","at":{"file":"specs/early.md","line":1,"text":"kubectl-ai \"deploy\""}}"#,
                },
            ],
        },
        Mutant {
            name: "an agent of kagent in the first specification",
            edits: &[
                Edit::Fact {
                    pointer: "/checkout/documents/known/features/0/others",
                    json: r#"["specs/early.md"]"#,
                },
                Edit::Fact {
                    pointer: "/checkout/documents/known/tools/0",
                    json: r#"{"tool":"kagent","sense":"used","at":{"file":"specs/early.md","line":1,"text":"kagent invoke"}}"#,
                },
            ],
        },
    ],
    keeps: &[Twin {
        name: "a sentence that leaves them for later",
        edits: &[Edit::Write {
            file: "docs/scope.md",
            content: "# Scope\n\nkubectl-ai and kagent are reserved for later specifications.\n",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let documents = record::documents(facts)?;
    let mut early: Vec<&Feature> = Vec::new();
    for feature in documents.deployment_features() {
        if record::brings(feature, Technique::Kubernetes) {
            break;
        }
        early.push(feature);
    }
    let is_early = |file: &str| early.iter().any(|feature| belongs(feature, file));
    let kube = documents.tools.iter().filter(|it| it.tool != Tool::Gordon);
    let (bad, rest): (Vec<_>, Vec<_>) = kube.partition(|it| it.sense == Sense::Used && is_early(&it.at.file));
    let shown = |mentions: Vec<&ToolMention>| record::shown(mentions.into_iter().map(|mention| &mention.at));
    Ok(record::judge(shown(bad), shown(rest), || {
        let says = format!("neither tool is named in {} texts looked at", documents.texts);
        Verdict::Met(Evidence::of(Place::file("."), says))
    }))
}

/// Whether a file is one of a feature's texts, or a prompt filed under its name.
fn belongs(feature: &Feature, file: &str) -> bool {
    let last = feature.name.rsplit('/').next().unwrap_or(&feature.name);
    let texts = [&feature.spec, &feature.plan, &feature.tasks];
    texts.into_iter().flatten().any(|text| text == file)
        || feature.others.iter().any(|text| text == file)
        || (last.len() > 3 && file.split('/').any(|part| part == last))
}
