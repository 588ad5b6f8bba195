//! A credential in a workload's manifest is read by everybody who may look at the deployment.

use crate::facts::Facts;
use crate::facts::checkout::manifest::{ConfigMap, Shown, Source, Variable, is_sensitive};
use crate::rules::k8s::{self, Findings};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Undecided, Verdict};

const BACKEND: &str = "helm/todo/templates/backend.yaml";

pub(super) static RULE: Rule = Rule {
    id: "G3.4p",
    statements: &["G3.4", "I3.2"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "every sensitive variable of a pod comes from a Secret",
    danger: "Whoever may list deployments or config maps reads the credential, and so does every log of them.",
    remedy: "put the value into a Secret and refer to it with valueFrom.secretKeyRef",
    check,
    breaks: &[
        Mutant {
            name: "the signing key as a plain value",
            edits: &[Edit::Replace {
                file: BACKEND,
                find: "              valueFrom: { secretKeyRef: { name: todo-secrets, key: AUTH_SECRET } }",
                with: "              value: \"{{ .Release.Name }}-signs-with-this\"",
            }],
        },
        Mutant {
            name: "the model's key from the config map",
            edits: &[Edit::Replace {
                file: BACKEND,
                find: "              valueFrom: { secretKeyRef: { name: todo-secrets, key: OPENAI_API_KEY } }",
                with: "              valueFrom: { configMapKeyRef: { name: todo-config, key: OPENAI_MODEL } }",
            }],
        },
    ],
    keeps: &[Twin {
        name: "an address made of a secret part",
        edits: &[Edit::Replace {
            file: BACKEND,
            find: "            - name: MIGRATE_ON_START",
            with: "            - name: DB_PASSWORD\n              valueFrom: { secretKeyRef: { name: todo-secrets, key: POSTGRES_PASSWORD } }\n            - name: REPORT_URL\n              value: postgresql://todo:$(DB_PASSWORD)@todo-db:5432/todo\n            - name: TOKEN_TTL\n              value: \"3600\"\n            - name: MIGRATE_ON_START",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    k8s::judge(facts, "no pod has a sensitive variable", |deployed| {
        let mut found = Findings::default();
        let maps: Vec<&ConfigMap> = deployed.sets().flat_map(|set| &set.config_maps).collect();
        for (workload, container) in k8s::containers(deployed.workloads()) {
            let title = k8s::title(workload, container);
            for variable in &container.env {
                if let Some((holds, from)) = judged(variable, &maps) {
                    found.add(holds, &variable.at, format!("{title} has {} {from}", variable.name));
                }
            }
            for from in container.env_from.iter().filter(|from| from.secret) {
                found.add(true, &from.at, format!("{title} has every key of Secret {}", from.name));
            }
        }
        Ok(found)
    })
}

/// Whether a sensitive variable comes from a Secret; `None` for any other variable.
fn judged(variable: &Variable, maps: &[&ConfigMap]) -> Option<(bool, String)> {
    let sensitive = is_sensitive(&variable.name);
    match &variable.source {
        Source::Secret { name, key, .. } => Some((true, format!("from key {key} of Secret {name}"))),
        Source::Literal(Shown::Credential(text)) => Some((false, format!("as the value {text}"))),
        Source::Literal(Shown::Composed(_) | Shown::Given(_)) => None,
        Source::Literal(shown) if sensitive => Some((false, format!("as the value {}", shown.text()))),
        Source::Config { name, key, .. } => {
            let entry = maps
                .iter()
                .find(|map| map.name == *name)
                .and_then(|map| map.keys.iter().find(|entry| entry.key == *key));
            let credential = entry.is_some_and(|entry| matches!(entry.value, Shown::Credential(_)));
            (sensitive || credential).then(|| (false, format!("from key {key} of ConfigMap {name}")))
        }
        Source::Literal(_) | Source::Field(_) | Source::Nothing => None,
    }
}
