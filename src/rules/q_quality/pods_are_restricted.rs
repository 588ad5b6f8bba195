//! A process that breaks out of its container arrives with all that the pod was allowed.

use crate::facts::Facts;
use crate::facts::checkout::manifest::{At, Container, Workload};
use crate::rules::k8s::{self, Findings};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Undecided, Verdict};

const FRONTEND: &str = "helm/todo/templates/frontend.yaml";

pub(super) static RULE: Rule = Rule {
    id: "Q2.4p",
    statements: &["Q2.4"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "the application's pods run as an ordinary user, gain no privileges, drop all capabilities and share nothing of the node",
    danger: "Who takes over the process takes over the node.",
    remedy: "set runAsNonRoot: true, allowPrivilegeEscalation: false and capabilities.drop: [ALL], and no host namespace",
    check,
    breaks: &[
        Mutant {
            name: "a frontend without a security context",
            edits: &[Edit::Replace {
                file: FRONTEND,
                find: "          securityContext:\n            {{- include \"todo.containerSecurity\" . | nindent 12 }}",
                with: "          securityContext: {}",
            }],
        },
        Mutant {
            name: "a pod in the node's network",
            edits: &[
                Edit::Replace {
                    file: FRONTEND,
                    find: "      terminationGracePeriodSeconds: 30",
                    with: "      hostNetwork: true",
                },
                Edit::Write { file: "helm/todo/.helmignore", content: ".git/\n" },
            ],
        },
    ],
    keeps: &[Twin {
        name: "the user by number alone",
        edits: &[Edit::Replace {
            file: FRONTEND,
            find: "      securityContext:\n        {{- include \"todo.podSecurity\" . | nindent 8 }}",
            with: "      securityContext: { runAsUser: 65532, seccompProfile: { type: RuntimeDefault } }",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    k8s::judge(facts, "no workload of the application was read", |deployed| {
        let mut found = Findings::default();
        for workload in deployed.apps() {
            for host in &workload.host {
                found.add(false, &workload.at, format!("{} has {host}", workload.title()));
            }
            for container in workload.mains() {
                let faults = faults(workload, container);
                let at: &At =
                    if container.security.at.line > 0 { &container.security.at } else { &container.at };
                let seen = if faults.is_empty() { "is restricted".into() } else { faults.join(", ") };
                found.add(faults.is_empty(), at, format!("{}: {seen}", k8s::title(workload, container)));
            }
        }
        Ok(found)
    })
}

fn faults(workload: &Workload, container: &Container) -> Vec<&'static str> {
    let (pod, own) = (&workload.security, &container.security);
    let non_root =
        own.non_root.or(pod.non_root) == Some(true) || own.user.or(pod.user).is_some_and(|user| user > 0);
    let root = own.user.or(pod.user) == Some(0);
    let drops = own.drop.iter().any(|name| name.eq_ignore_ascii_case("ALL"));
    let adds = own.add.iter().any(|name| name != "NET_BIND_SERVICE");
    let mut faults = Vec::new();
    let mut fault = |is: bool, what| {
        if is {
            faults.push(what);
        }
    };
    fault(own.privileged == Some(true), "is privileged");
    fault(!non_root || root, "may run as root");
    fault(own.escalation != Some(false), "may gain privileges");
    fault(!drops, "keeps capabilities");
    fault(adds, "adds capabilities");
    faults
}
