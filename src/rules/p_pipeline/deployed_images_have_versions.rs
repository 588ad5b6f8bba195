//! What `latest` was yesterday, nobody can say today.

use crate::facts::Facts;
use crate::rules::k8s::{self, Findings};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "P1.3p",
    statements: &["P1.3", "V2.2"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "every image that is deployed has a version tag or a digest",
    danger: "Two nodes run two programs under one name, and a rollback brings back the fault.",
    remedy: "deploy images by a version tag or a digest, not by latest or without a tag",
    check,
    breaks: &[
        Mutant {
            name: "a backend by its latest image",
            edits: &[Edit::Replace {
                file: "helm/todo/templates/backend.yaml",
                find: "          image: {{ include \"todo.image\" (dict \"root\" $ \"name\" \"todo-backend\") }}",
                with: "          image: todo-backend:latest",
            }],
        },
        Mutant {
            name: "a frontend without a tag",
            edits: &[Edit::Replace {
                file: "helm/todo/templates/frontend.yaml",
                find: "          image: {{ include \"todo.image\" (dict \"root\" $ \"name\" \"todo-frontend\") }}",
                with: "          image: localhost:5000/todo-frontend",
            }],
        },
    ],
    keeps: &[Twin {
        name: "a digest and a registry with a port",
        edits: &[Edit::Replace {
            file: "helm/todo/templates/frontend.yaml",
            find: "          image: {{ include \"todo.image\" (dict \"root\" $ \"name\" \"todo-frontend\") }}",
            with: "          image: localhost:5000/todo-frontend@sha256:0000000000000000000000000000000000000000000000000000000000000000",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    k8s::judge(facts, "no image is deployed", |deployed| {
        let mut found = Findings::default();
        for (workload, container) in k8s::containers(deployed.workloads()) {
            let title = k8s::title(workload, container);
            match &container.image {
                None => found.add(false, &container.at, format!("{title} has no image")),
                Some(image) => {
                    found.add(has_version(image), &container.image_at, format!("{title} runs {image}"));
                }
            }
        }
        Ok(found)
    })
}

fn has_version(image: &str) -> bool {
    if image.contains("@sha256:") {
        return true;
    }
    // A colon before the last slash belongs to the registry's port.
    let name = image.rsplit('/').next().unwrap_or(image);
    name.split_once(':').is_some_and(|(_, tag)| !tag.is_empty() && tag != "latest")
}
