//! In an open network, every pod of the cluster may try passwords on the database.

use crate::facts::Facts;
use crate::facts::checkout::layout::Role;
use crate::facts::checkout::manifest::{NetworkPolicy, Workload};
use crate::rules::k8s::{self, Deployed, Findings};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Exhibit, Undecided, Verdict};

use super::reach::{Pod, is_closed, may_reach};

const POLICIES: &str = "helm/todo/templates/networkpolicy.yaml";

pub(super) static RULE: Rule = Rule {
    id: "Q2.3p",
    statements: &["Q2.3", "G5.4"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "network policies close the backend and the database to every pod that has no business with them",
    danger: "Who takes over any pod of the cluster talks to the database directly.",
    remedy: "add a NetworkPolicy that lets only the backend in to the database, and one that names who may reach the backend",
    check,
    breaks: &[
        Mutant { name: "no policy at all", edits: &[Edit::Remove { file: POLICIES }] },
        Mutant {
            name: "a database open to the frontend too",
            edits: &[
                Edit::Replace {
                    file: POLICIES,
                    find: "  name: todo-db\n  labels:\n    {{- include \"todo.labels\" . | nindent 4 }}\nspec:\n  podSelector:\n    matchLabels:\n      {{- include \"todo.selector\" (dict \"root\" $ \"part\" \"database\") | nindent 6 }}\n  policyTypes: [Ingress]\n  ingress:\n    - from:\n",
                    with: "  name: todo-db\n  labels:\n    {{- include \"todo.labels\" . | nindent 4 }}\nspec:\n  podSelector:\n    matchLabels:\n      {{- include \"todo.selector\" (dict \"root\" $ \"part\" \"database\") | nindent 6 }}\n  policyTypes: [Ingress]\n  ingress:\n    - {}\n    - from:\n",
                },
                Edit::Replace {
                    file: POLICIES,
                    find: "  egress:\n    - to:\n        - podSelector:\n            matchLabels:\n              {{- include \"todo.selector\" (dict \"root\" $ \"part\" \"backend\") | nindent 14 }}\n",
                    with: "  egress:\n    - ports:\n        - { protocol: TCP, port: 5432 }\n    - to:\n        - podSelector:\n            matchLabels:\n              {{- include \"todo.selector\" (dict \"root\" $ \"part\" \"backend\") | nindent 14 }}\n",
                },
                Edit::Write { file: "helm/todo/.helmignore", content: ".git/\n" },
            ],
        },
    ],
    keeps: &[Twin {
        name: "the database's policy by the port's name",
        edits: &[Edit::Replace {
            file: POLICIES,
            find: "              {{- include \"todo.selector\" (dict \"root\" $ \"part\" \"migration\") | nindent 14 }}\n      ports:\n        - { protocol: TCP, port: 5432 }",
            with: "              {{- include \"todo.selector\" (dict \"root\" $ \"part\" \"migration\") | nindent 14 }}\n      ports:\n        - { protocol: TCP, port: postgres }",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    k8s::judge(facts, "neither backend nor database could be told", |deployed| {
        let policies: Vec<&NetworkPolicy> = deployed.sets().flat_map(|set| &set.network_policies).collect();
        let mut found = Findings::default();
        for workload in deployed.of(Role::Backend).chain(deployed.of(Role::Database)) {
            let closed = is_closed(&policies, &Pod::of(workload));
            let seen = format!(
                "{} is {} ({} policies)",
                workload.title(),
                if closed { "closed" } else { "open to every pod" },
                policies.len()
            );
            if closed {
                found.good.push(Exhibit::new(workload.at.place(), seen));
            } else {
                found.lacking.push(Exhibit::new(workload.at.place(), seen));
            }
        }
        strangers(deployed, &policies, &mut found);
        Ok(found)
    })
}

/// The frontend has no business with the database.
fn strangers(deployed: &Deployed<'_>, policies: &[&NetworkPolicy], found: &mut Findings) {
    for database in deployed.of(Role::Database) {
        let to = Pod::of(database);
        for frontend in deployed.of(Role::Frontend).filter(|_| is_closed(policies, &to)) {
            for port in ports(database) {
                if may_reach(policies, &Pod::of(frontend), &to, "TCP", port) {
                    let at = policies
                        .iter()
                        .find(|policy| policy.pods.matches(&database.labels))
                        .map_or(&database.at, |policy| &policy.at);
                    let seen = format!("{} may reach {} on port {port}", frontend.title(), database.title());
                    found.lacking.push(Exhibit::new(at.place(), seen));
                }
            }
        }
    }
}

/// Declared ports, else PostgreSQL's.
pub(super) fn ports(workload: &Workload) -> Vec<u16> {
    let declared: Vec<u16> =
        workload.mains().flat_map(|container| &container.ports).map(|port| port.number).collect();
    if declared.is_empty() && workload.role == Some(Role::Database) { vec![5432] } else { declared }
}
