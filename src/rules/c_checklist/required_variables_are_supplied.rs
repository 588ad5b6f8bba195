//! A variable under a slightly other name is a variable that is missing.

use std::collections::BTreeSet;

use crate::facts::Facts;
use crate::facts::checkout::manifest::{Container, Shown, Source, Variable, Workload};
use crate::facts::checkout::source::EnvRead;
use crate::rules::k8s::{self, Deployed, Findings};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Exhibit, Undecided, Verdict};

const BACKEND: &str = "helm/todo/templates/backend.yaml";

pub(super) static RULE: Rule = Rule {
    id: "C7p",
    statements: &["C7", "G3.2"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "the manifests supply every variable that the sources require, under its right name",
    danger: "The pod starts without the setting it needs, and crashes or does something else.",
    remedy: "add the variable to env or envFrom of the container, under the name that the sources read",
    check,
    breaks: &[
        Mutant {
            name: "a variable under another name",
            edits: &[
                Edit::Replace {
                    file: BACKEND,
                    find: "            - name: AUTH_SECRET",
                    with: "            - name: JWT_SECRET",
                },
                Edit::Write { file: "helm/todo/.helmignore", content: ".git/\n" },
            ],
        },
        Mutant {
            name: "a variable left out",
            edits: &[
                Edit::Replace {
                    file: BACKEND,
                    find: "            - name: DATABASE_URL\n              valueFrom: { secretKeyRef: { name: todo-secrets, key: DATABASE_URL } }\n            - name: AUTH_SECRET",
                    with: "            - name: AUTH_SECRET",
                },
                Edit::Write { file: "helm/todo/.helmignore", content: ".git/\n" },
            ],
        },
    ],
    keeps: &[Twin {
        name: "all keys of the Secret at once",
        edits: &[Edit::Replace {
            file: BACKEND,
            find: "            - name: DATABASE_URL\n              valueFrom: { secretKeyRef: { name: todo-secrets, key: DATABASE_URL } }\n            - name: AUTH_SECRET\n              valueFrom: { secretKeyRef: { name: todo-secrets, key: AUTH_SECRET } }\n            - name: OPENAI_API_KEY\n              valueFrom: { secretKeyRef: { name: todo-secrets, key: OPENAI_API_KEY } }\n",
            with: "            - name: ALL\n              value: \"yes\"\n          envFrom:\n            - configMapRef: { name: todo-config }\n            - secretRef: { name: todo-secrets }\n",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let sources = facts.checkout.sources.get()?;
    k8s::judge(facts, "no service with a variable that it requires is deployed", |deployed| {
        let mut found = Findings::default();
        for source in &sources.services {
            let image = in_image(facts, &source.service);
            let required = source
                .variables
                .iter()
                .filter(|read| is_required(read) && !image.contains(read.name.as_str()));
            let required: Vec<&EnvRead> = required.collect();
            for workload in
                deployed.apps().filter(|workload| workload.service.as_ref() == Some(&source.service))
            {
                for read in &required {
                    supplied(deployed, workload, read, &mut found);
                }
            }
        }
        Ok(found)
    })
}

fn is_required(read: &EnvRead) -> bool {
    read.required == Some(true) && read.default.is_none()
}

/// Names that the image sets itself.
fn in_image<'a>(facts: &'a Facts, service: &String) -> BTreeSet<&'a str> {
    let all = facts.checkout.dockerfiles.known().map(Vec::as_slice).unwrap_or_default();
    let own = all.iter().filter(|dockerfile| dockerfile.services.contains(service));
    own.flat_map(|dockerfile| dockerfile.environment()).map(|(_, variable)| variable.name.as_str()).collect()
}

fn supplied(deployed: &Deployed<'_>, workload: &Workload, read: &EnvRead, found: &mut Findings) {
    let name = &read.name;
    let place = read.at.place();
    let variable =
        workload.mains().flat_map(|container| &container.env).find(|variable| variable.name == *name);
    if let Some(variable) = variable {
        let seen = format!("{} is given {name}, which {place} requires", workload.title());
        return found.add(!is_empty(variable), &variable.at, seen);
    }
    let whole = workload.mains().any(|container| in_whole(deployed, container, name));
    let seen = if whole { "is given" } else { "is not given" };
    let exhibit = Exhibit::new(
        workload.at.place(),
        format!("{} {seen} {name}, which {place} requires", workload.title()),
    );
    if whole { found.good.push(exhibit) } else { found.lacking.push(exhibit) }
}

fn is_empty(variable: &Variable) -> bool {
    matches!(variable.source, Source::Nothing | Source::Literal(Shown::Empty))
}

/// Whether an `envFrom` brings it; one whose keys are not known may.
fn in_whole(deployed: &Deployed<'_>, container: &Container, name: &str) -> bool {
    container.env_from.iter().any(|from| {
        let Some(key) = name.strip_prefix(from.prefix.as_str()) else { return false };
        if from.secret {
            let mut secrets = deployed
                .sets()
                .flat_map(|set| &set.secrets)
                .filter(|secret| secret.name == from.name)
                .peekable();
            return secrets.peek().is_none()
                || secrets
                    .any(|secret| !secret.complete || secret.keys.iter().any(|entry| entry.key == key));
        }
        let mut maps = deployed.sets().flat_map(|set| &set.config_maps).filter(|map| map.name == from.name);
        maps.any(|map| !map.complete || map.keys.iter().any(|entry| entry.key == key))
    })
}
