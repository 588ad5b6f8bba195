//! Without a description of it, nobody can deploy the application on a cluster again.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, k8s};
use crate::verdict::{Evidence, Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: k8s::NOTHING_DEPLOYED,
    statements: &["I2.1", "P2.2", "S1"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "a chart, a kustomization or manifests deploy the application on Kubernetes",
    danger: "What is not written down is deployed by hand, and never twice the same.",
    remedy: "write a Helm chart, a kustomization or manifests with a workload for each service of the application",
    check,
    breaks: &[
        Mutant {
            name: "nothing for Kubernetes at all",
            edits: &[Edit::Remove { file: "helm/" }, Edit::Remove { file: "k8s/" }],
        },
        Mutant {
            name: "a chart that deploys the database only",
            edits: &[
                Edit::Remove { file: "k8s/" },
                Edit::Remove { file: "helm/todo/templates/backend.yaml" },
                Edit::Remove { file: "helm/todo/templates/frontend.yaml" },
                Edit::Remove { file: "helm/todo/templates/migration.yaml" },
            ],
        },
    ],
    keeps: &[Twin {
        name: "the kind before the version",
        edits: &[Edit::Replace {
            file: "helm/todo/templates/frontend.yaml",
            find: "apiVersion: apps/v1\nkind: Deployment\n",
            with: "kind: Deployment\napiVersion: apps/v1\n",
        }],
    }],
    with: &[
        ("G1.4", "what a specification announces is gone"),
        ("S8b", "the guides name files that are gone"),
    ],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let deployed = k8s::deployed(facts)?;
    let apps = deployed.apps().map(|workload| {
        let image = workload.mains().find_map(|container| container.image.as_deref()).unwrap_or("no image");
        Exhibit::new(workload.at.place(), format!("{} runs {image}", workload.title()))
    });
    Evidence::from_exhibits(apps.collect())
        .map(Verdict::Met)
        .ok_or_else(|| Undecided::ours("no workload was read"))
}
