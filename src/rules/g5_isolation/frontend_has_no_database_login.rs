//! A page server with the database's login is a way around every check of the backend.

use crate::facts::Facts;
use crate::facts::checkout::layout::Role;
use crate::facts::checkout::manifest::{Source, Workload, is_login_address};
use crate::rules::k8s::{self, Deployed, Findings};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Undecided, Verdict};

const FRONTEND: &str = "helm/todo/templates/frontend.yaml";

pub(super) static RULE: Rule = Rule {
    id: "G5.4p",
    statements: &["G5.4", "G5.3"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "the frontend's pods are given no login of the database and no key of the model",
    danger: "Who breaks into the page server reads every user's tasks, past the backend and its checks.",
    remedy: "remove the variable from the frontend and let it ask the backend",
    check,
    breaks: &[
        Mutant {
            name: "the database's address",
            edits: &[Edit::Replace {
                file: FRONTEND,
                find: "          env:\n",
                with: "          env:\n            - name: DATABASE_URL\n              valueFrom: { secretKeyRef: { name: todo-secrets, key: DATABASE_URL } }\n",
            }],
        },
        Mutant {
            name: "the whole Secret",
            edits: &[Edit::Replace {
                file: FRONTEND,
                find: "          env:\n",
                with: "          envFrom: [{ secretRef: { name: todo-secrets } }]\n          env:\n",
            }],
        },
    ],
    keeps: &[Twin {
        name: "a key for signing cookies",
        edits: &[Edit::Replace {
            file: FRONTEND,
            find: "          env:\n",
            with: "          env:\n            - name: SESSION_SECRET\n              valueFrom: { secretKeyRef: { name: todo-secrets, key: AUTH_SECRET } }\n",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    k8s::judge(facts, "no workload could be told to be the frontend", |deployed| {
        let mut found = Findings::default();
        for workload in deployed.of(Role::Frontend) {
            let before = found.bad.len();
            logins(deployed, workload, &mut found);
            if found.bad.len() == before {
                let count: usize = workload.containers.iter().map(|container| container.env.len()).sum();
                found.add(
                    true,
                    &workload.at,
                    format!("{} has {count} variables, none of them a login", workload.title()),
                );
            }
        }
        Ok(found)
    })
}

fn logins(deployed: &Deployed<'_>, workload: &Workload, found: &mut Findings) {
    for container in &workload.containers {
        let title = k8s::title(workload, container);
        for variable in &container.env {
            let key = match &variable.source {
                Source::Secret { key, .. } | Source::Config { key, .. } => key.as_str(),
                Source::Literal(_) | Source::Field(_) | Source::Nothing => "",
            };
            if is_login(&variable.name) || is_login(key) {
                found.add(false, &variable.at, format!("{title} has {}", variable.name));
            }
        }
        for from in &container.env_from {
            let keys = deployed.sets().flat_map(|set| {
                let secrets = set
                    .secrets
                    .iter()
                    .filter(|secret| from.secret && secret.name == from.name)
                    .flat_map(|secret| &secret.keys);
                let maps = set
                    .config_maps
                    .iter()
                    .filter(|map| !from.secret && map.name == from.name)
                    .flat_map(|map| &map.keys);
                secrets.chain(maps)
            });
            let logins: Vec<&str> =
                keys.map(|entry| entry.key.as_str()).filter(|key| is_login(key)).collect();
            if !logins.is_empty() {
                found.add(
                    false,
                    &from.at,
                    format!("{title} has all of {}: {}", from.name, logins.join(", ")),
                );
            }
        }
    }
}

fn is_login(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    is_login_address(&upper)
        || ["POSTGRES_PASSWORD", "DB_PASSWORD", "PGPASSWORD", "DATABASE_PASSWORD", "OPENAI_API_KEY"]
            .contains(&upper.as_str())
}
