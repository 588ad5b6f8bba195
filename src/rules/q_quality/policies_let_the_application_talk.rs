//! A policy that forgets the name server stops everything, an hour after it was applied.

use crate::facts::Facts;
use crate::facts::checkout::layout::Role;
use crate::facts::checkout::manifest::{NetworkPolicy, Workload};
use crate::rules::k8s::{self, Findings};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Exhibit, Undecided, Verdict};

use super::database_is_closed_to_others::ports;
use super::reach::{Pod, may_reach};

const POLICIES: &str = "helm/todo/templates/networkpolicy.yaml";

pub(super) static RULE: Rule = Rule {
    id: "Q2.3q",
    statements: &["Q2.3"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "network policies let the frontend reach the backend, the backend reach the database, and both the name server",
    danger: "Where policies are enforced, the application stops the moment they are applied.",
    remedy: "let each policy name what its pods must reach: the backend's port, the database's port, and port 53 of kube-system",
    check,
    breaks: &[
        Mutant {
            name: "a backend without the name server",
            edits: &[
                Edit::Replace {
                    file: POLICIES,
                    find: "        - { protocol: UDP, port: 53 }",
                    with: "        - { protocol: UDP, port: 5353 }",
                },
                Edit::Write { file: "helm/todo/.helmignore", content: ".git/\n" },
            ],
        },
        Mutant {
            name: "a backend open on another port",
            edits: &[
                Edit::Replace {
                    file: POLICIES,
                    find: "              kubernetes.io/metadata.name: {{ .Values.networkPolicy.monitoringNamespace }}\n      ports:\n        - { protocol: TCP, port: 8080 }",
                    with: "              kubernetes.io/metadata.name: {{ .Values.networkPolicy.monitoringNamespace }}\n      ports:\n        - { protocol: TCP, port: 8000 }",
                },
                Edit::Write { file: "helm/todo/.helmignore", content: ".git/\n" },
            ],
        },
    ],
    keeps: &[Twin {
        name: "a range of ports",
        edits: &[Edit::Replace {
            file: POLICIES,
            find: "              kubernetes.io/metadata.name: {{ .Values.networkPolicy.monitoringNamespace }}\n      ports:\n        - { protocol: TCP, port: 8080 }",
            with: "              kubernetes.io/metadata.name: {{ .Values.networkPolicy.monitoringNamespace }}\n      ports:\n        - { protocol: TCP, port: 8000, endPort: 8090 }",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    k8s::judge(facts, "there is no policy and no workload", |deployed| {
        let policies: Vec<&NetworkPolicy> = deployed.sets().flat_map(|set| &set.network_policies).collect();
        let mut found = Findings::default();
        let Some(first) = policies.first() else {
            let app = deployed.apps().next();
            found.good.extend(app.map(|app| Exhibit::new(app.at.place(), "no policy hinders anything")));
            return Ok(found);
        };
        let backends: Vec<&Workload> =
            deployed.workloads().filter(|workload| workload.role == Some(Role::Backend)).collect();
        let mut flow = |from: &Workload, to: &Pod, name: &str, protocol: &str, port: u16| {
            let open = may_reach(&policies, &Pod::of(from), to, protocol, port);
            let seen = format!(
                "{} {} reach {name} on {protocol} {port}",
                from.title(),
                if open { "may" } else { "may not" }
            );
            let exhibit = Exhibit::new(first.at.place(), seen);
            if open { found.good.push(exhibit) } else { found.lacking.push(exhibit) }
        };
        for backend in &backends {
            for database in deployed.of(Role::Database) {
                for port in ports(database) {
                    flow(backend, &Pod::of(database), &database.title(), "TCP", port);
                }
            }
            for frontend in deployed.of(Role::Frontend).filter(|_| !backend.is_job()) {
                for port in ports(backend) {
                    flow(frontend, &Pod::of(backend), &backend.title(), "TCP", port);
                }
            }
        }
        for pod in backends.iter().copied().chain(deployed.of(Role::Frontend)) {
            flow(pod, &Pod::name_server(), "the name server", "UDP", 53);
        }
        Ok(found)
    })
}
