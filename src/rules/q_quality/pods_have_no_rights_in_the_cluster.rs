//! A token of the cluster in every pod is a key to the cluster in every pod.

use crate::facts::Facts;
use crate::facts::checkout::manifest::{Access, Workload};
use crate::rules::k8s::{self, Deployed, Findings};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Exhibit, Undecided, Verdict};

const ACCOUNT: &str = "helm/todo/templates/serviceaccount.yaml";

pub(super) static RULE: Rule = Rule {
    id: "Q2.4q",
    statements: &["Q2.4"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "the application's service accounts have no rights in the cluster",
    danger: "Who takes over one pod reads the namespace's Secrets and changes its deployments.",
    remedy: "remove the role and its binding, and set automountServiceAccountToken: false",
    check,
    breaks: &[
        Mutant {
            name: "a role that reads Secrets",
            edits: &[Edit::Replace {
                file: ACCOUNT,
                find: "automountServiceAccountToken: false",
                with: "automountServiceAccountToken: false\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  name: todo\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }\nsubjects: [{ kind: ServiceAccount, name: todo }]",
            }],
        },
        Mutant {
            name: "the whole cluster for the default account",
            edits: &[
                Edit::Replace {
                    file: "helm/todo/templates/frontend.yaml",
                    find: "      serviceAccountName: todo\n      automountServiceAccountToken: false\n",
                    with: "",
                },
                Edit::Replace {
                    file: ACCOUNT,
                    find: "automountServiceAccountToken: false",
                    with: "automountServiceAccountToken: false\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n  name: todo\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }\nsubjects: [{ kind: ServiceAccount, name: default }]",
                },
            ],
        },
    ],
    keeps: &[Twin {
        name: "a role for an account that no pod of the application has",
        edits: &[Edit::Replace {
            file: ACCOUNT,
            find: "automountServiceAccountToken: false",
            with: "automountServiceAccountToken: false\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  name: backup\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: backup }\nsubjects: [{ kind: ServiceAccount, name: backup }]",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    k8s::judge(facts, "no workload of the application was read", |deployed| {
        let mut found = Findings::default();
        for workload in deployed.apps() {
            let account = workload.account.as_deref().unwrap_or("default");
            let bindings: Vec<&Access> = deployed
                .sets()
                .flat_map(|set| &set.access)
                .filter(|access| {
                    access.kind.ends_with("Binding") && access.accounts.iter().any(|name| name == account)
                })
                .collect();
            for binding in &bindings {
                let seen = format!(
                    "{} {} gives {} to {account}, as which {} runs",
                    binding.kind,
                    binding.name,
                    binding.role,
                    workload.title()
                );
                found.add(false, &binding.at, seen);
            }
            if bindings.is_empty() {
                token(deployed, workload, account, &mut found);
            }
        }
        found.bad.dedup();
        Ok(found)
    })
}

/// A token without rights opens little, and still tells the cluster who asks.
fn token(deployed: &Deployed<'_>, workload: &Workload, account: &str, found: &mut Findings) {
    let own = deployed.sets().flat_map(|set| &set.accounts).find(|own| own.name == account);
    let mounted = workload.automount.or(own.and_then(|own| own.automount)).unwrap_or(true);
    let seen = format!("{} runs as {account}", workload.title());
    if mounted {
        found
            .doubtful
            .push(Exhibit::new(workload.at.place(), format!("{seen}, without rights and with a token")));
    } else {
        found.add(true, &workload.at, format!("{seen}, without rights and without a token"));
    }
}
