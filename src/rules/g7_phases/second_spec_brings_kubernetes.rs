//! Charts that come with the first objects are templates of something nobody has seen work.

use crate::facts::Facts;
use crate::facts::checkout::document::{Feature, Technique};
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G7.2",
    statements: &["G7.2"],
    tier: Tier::Static,
    proof: Proof::Record,
    obligation: "the specification after the one for containers brings Kubernetes, without charts",
    danger: "Charts that come with the first objects are templates of something nobody has seen work.",
    remedy: "let the second specification bring plain Kubernetes objects, and leave charts to the third",
    check,
    breaks: &[
        Mutant {
            name: "no specification for the cluster",
            edits: &[
                Edit::Fact {
                    pointer: "/checkout/documents/known/features/1/brings",
                    json: r#"{"docker":[{"file":"specs/x/spec.md","line":9,"text":"x"}]}"#,
                },
                Edit::Fact {
                    pointer: "/checkout/documents/known/features/2/brings",
                    json: r#"{"helm":[{"file":"specs/x/spec.md","line":9,"text":"x"}],"ai_ops":[{"file":"specs/x/spec.md","line":9,"text":"x"}]}"#,
                },
            ],
        },
        Mutant {
            name: "a chart in the second specification",
            edits: &[Edit::Fact {
                pointer: "/checkout/documents/known/features/1/brings",
                json: r#"{"kubernetes":[{"file":"specs/x/spec.md","line":9,"text":"x"}],"helm":[{"file":"specs/x/spec.md","line":9,"text":"x"}]}"#,
            }],
        },
    ],
    keeps: &[Twin {
        name: "containers named again in the second specification",
        edits: &[Edit::Fact {
            pointer: "/checkout/documents/known/features/1/brings",
            json: r#"{"docker":[{"file":"specs/x/spec.md","line":9,"text":"x"}],"kubernetes":[{"file":"specs/x/spec.md","line":9,"text":"x"}]}"#,
        }],
    }],
    with: &[("G6.2", "without a specification for the cluster its tools came before any")],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let documents = record::documents(facts)?;
    let features: Vec<&Feature> = documents.deployment_features().collect();
    let Some(first) = features.first() else {
        return Ok(record::no_deployment_feature(documents));
    };
    let Some(at) = features.iter().position(|feature| record::brings(feature, Technique::Kubernetes)) else {
        let says = format!("none of {} deployment specifications brings Kubernetes", features.len());
        return Ok(record::absent(&first.name, says));
    };
    Ok(judge(&features, at))
}

fn judge(features: &[&Feature], at: usize) -> Verdict {
    // a first specification that brings it already is a breach of its own, and judged there
    let bad = if at == 0 { Vec::new() } else { record::brought(features[at], Technique::Helm) };
    let good = record::brought(features[at], Technique::Kubernetes);
    record::judge(bad, good, || record::absent(&features[at].name, "it brings nothing"))
}
