//! Without the third phase releases are neither packaged nor watched.

use crate::facts::Facts;
use crate::facts::checkout::document::{Feature, Technique};
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G7.3",
    statements: &["G7.3"],
    tier: Tier::Static,
    proof: Proof::Record,
    obligation: "a specification after the one for Kubernetes brings Helm and AI operations",
    danger: "Without the third phase releases are neither packaged nor watched.",
    remedy: "add a third specification that brings the chart and the AI operations tools",
    check,
    breaks: &[
        Mutant {
            name: "no AI operations",
            edits: &[Edit::Fact {
                pointer: "/checkout/documents/known/features/2/brings",
                json: r#"{"helm":[{"file":"specs/x/spec.md","line":9,"text":"x"}]}"#,
            }],
        },
        Mutant {
            name: "no chart",
            edits: &[Edit::Fact {
                pointer: "/checkout/documents/known/features/2/brings",
                json: r#"{"ai_ops":[{"file":"specs/x/spec.md","line":9,"text":"x"}]}"#,
            }],
        },
    ],
    keeps: &[Twin {
        name: "Kubernetes named again in the third specification",
        edits: &[Edit::Fact {
            pointer: "/checkout/documents/known/features/2/brings",
            json: r#"{"kubernetes":[{"file":"specs/x/spec.md","line":9,"text":"x"}],"helm":[{"file":"specs/x/spec.md","line":9,"text":"x"}],"ai_ops":[{"file":"specs/x/spec.md","line":9,"text":"x"}]}"#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let documents = record::documents(facts)?;
    let features: Vec<&Feature> = documents.deployment_features().collect();
    let Some(first) = features.first() else {
        return Ok(record::no_deployment_feature(documents));
    };
    let Some(at) = features.iter().position(|feature| record::brings(feature, Technique::Helm)) else {
        let says = format!("none of {} deployment specifications brings Helm", features.len());
        return Ok(record::absent(&first.name, says));
    };
    Ok(judge(&features, at))
}

fn judge(features: &[&Feature], at: usize) -> Verdict {
    let cluster = features.iter().position(|feature| record::brings(feature, Technique::Kubernetes));
    let watched = features[at..].iter().find(|feature| record::brings(feature, Technique::AiOps));
    let Some(watched) = watched else {
        return record::absent(
            &features[at].name,
            "it brings Helm, and neither it nor a later one AI operations",
        );
    };
    // charts that come too early are a breach of the first or second specification, and judged there
    let _ = cluster;
    let mut good = record::brought(features[at], Technique::Helm);
    good.extend(record::brought(watched, Technique::AiOps));
    record::judge(Vec::new(), good, || record::absent(&features[at].name, "it brings nothing"))
}
