//! A pod that asks for a key which nothing provides never starts.

use crate::facts::Facts;
use crate::facts::checkout::manifest::{At, Secret, Source};
use crate::rules::k8s::{self, Deployed, Findings};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Exhibit, Undecided, Verdict};

const BACKEND: &str = "helm/todo/templates/backend.yaml";

pub(super) static RULE: Rule = Rule {
    id: "I3.2p",
    statements: &["I3.2", "G3.4"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "every secret key that a pod asks for is provided under that name",
    danger: "The pod hangs in CreateContainerConfigError, or starts without the key and fails at the first chat.",
    remedy: "provide the Secret with that key from the chart, a sealed or external secret, or the deploy script, or ask for the key that is there",
    check,
    breaks: &[
        Mutant {
            name: "a key by another name",
            edits: &[Edit::Replace {
                file: BACKEND,
                find: "secretKeyRef: { name: todo-secrets, key: OPENAI_API_KEY }",
                with: "secretKeyRef: { name: todo-secrets, key: OPENAI_KEY }",
            }],
        },
        Mutant {
            name: "a Secret by another name",
            edits: &[Edit::Replace {
                file: BACKEND,
                find: "secretKeyRef: { name: todo-secrets, key: AUTH_SECRET }",
                with: "secretKeyRef: { name: todo-auth, key: AUTH_SECRET }",
            }],
        },
    ],
    keeps: &[Twin {
        name: "an optional key that is not there",
        edits: &[Edit::Replace {
            file: BACKEND,
            find: "            - name: MIGRATE_ON_START",
            with: "            - name: SENTRY_KEY\n              valueFrom: { secretKeyRef: { name: monitoring, key: KEY, optional: true } }\n            - name: MIGRATE_ON_START",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    k8s::judge(facts, "no pod asks for a secret key", |deployed| {
        let mut found = Findings::default();
        for (title, name, key, at) in asked(deployed) {
            let seen = format!("{title} asks for {} of Secret {name}", key.as_deref().unwrap_or("every key"));
            match provided(deployed, &name, key.as_deref()) {
                Provided::Yes(by) => found.good.push(Exhibit::new(at.place(), format!("{seen}, {by}"))),
                Provided::WithoutKey(keys) => {
                    found.lacking.push(Exhibit::new(at.place(), format!("{seen}, which has {keys}")));
                }
                Provided::No => {
                    found.lacking.push(Exhibit::new(at.place(), format!("{seen}, which nothing provides")));
                }
            }
        }
        Ok(found)
    })
}

/// Title, Secret, key and place of each key without which the pod does not start.
fn asked(deployed: &Deployed<'_>) -> Vec<(String, String, Option<String>, At)> {
    let mut asked = Vec::new();
    for (workload, container) in k8s::containers(deployed.workloads()) {
        let title = k8s::title(workload, container);
        for variable in &container.env {
            if let Source::Secret { name, key, optional: false } = &variable.source {
                asked.push((title.clone(), name.clone(), Some(key.clone()), variable.at.clone()));
            }
        }
        for from in container.env_from.iter().filter(|from| from.secret && !from.optional) {
            asked.push((title.clone(), from.name.clone(), None, from.at.clone()));
        }
    }
    asked
}

enum Provided {
    Yes(String),
    WithoutKey(String),
    No,
}

fn provided(deployed: &Deployed<'_>, name: &str, key: Option<&str>) -> Provided {
    let secrets: Vec<&Secret> =
        deployed.sets().flat_map(|set| &set.secrets).filter(|secret| secret.name == name).collect();
    let has = |secret: &&&Secret| {
        !secret.complete || key.is_none_or(|key| secret.keys.iter().any(|entry| entry.key == key))
    };
    if let Some(secret) = secrets.iter().find(has) {
        return Provided::Yes(format!("which {}:{} provides", secret.at.file, secret.at.line));
    }
    let command = deployed.all.secret_commands.iter().find(|command| {
        let open = command.name.contains('$') || command.name.contains('{');
        let named = command.keys.is_empty()
            || command.from_file
            || key.is_none_or(|key| command.keys.iter().any(|known| known == key));
        (open || command.name == name) && named
    });
    if let Some(command) = command {
        return Provided::Yes(format!("which a command in {}:{} makes", command.at.file, command.at.line));
    }
    // A controller makes it under this name: an operator of the database, a certificate manager.
    let operated = deployed.sets().flat_map(|set| &set.objects).find(|object| {
        !object.api.is_empty()
            && name.starts_with(&object.name)
            && matches!(object.kind.as_str(), "Cluster" | "Certificate" | "postgresql")
    });
    if let Some(object) = operated {
        return Provided::Yes(format!("which {} {} makes", object.kind, object.name));
    }
    match secrets.first() {
        Some(secret) => {
            let keys: Vec<&str> = secret.keys.iter().map(|entry| entry.key.as_str()).collect();
            Provided::WithoutKey(if keys.is_empty() { "no keys".into() } else { keys.join(", ") })
        }
        None => Provided::No,
    }
}
