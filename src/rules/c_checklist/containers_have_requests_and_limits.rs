//! A container without a limit takes the node with it.

use crate::facts::Facts;
use crate::facts::checkout::manifest::Container;
use crate::rules::k8s::{self, Findings};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "C6p",
    statements: &["C6", "P3.2", "S13"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "every container has requests and limits for CPU and memory",
    danger: "One container that grows takes the memory of the node, and everything on it is killed.",
    remedy: "set resources.requests and resources.limits for cpu and memory on every container, those of jobs too",
    check,
    breaks: &[
        Mutant {
            name: "a frontend without resources",
            edits: &[Edit::Replace {
                file: "helm/todo/templates/frontend.yaml",
                find: "          resources:\n            {{- toYaml .Values.frontend.resources | nindent 12 }}\n",
                with: "          resources: {}\n",
            }],
        },
        Mutant {
            name: "a job without a limit of its memory",
            edits: &[Edit::Replace {
                file: "helm/todo/templates/migration.yaml",
                find: "          resources:\n            {{- toYaml .Values.migration.resources | nindent 12 }}\n",
                with: "          resources: { requests: { cpu: 50m, memory: 128Mi }, limits: { cpu: 500m } }\n",
            }],
        },
    ],
    keeps: &[Twin {
        name: "limits alone, which are requests too",
        edits: &[Edit::Replace {
            file: "helm/todo/templates/migration.yaml",
            find: "          resources:\n            {{- toYaml .Values.migration.resources | nindent 12 }}\n",
            with: "          resources:\n            limits: { cpu: 500m, memory: 256Mi }\n",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    k8s::judge(facts, "no container was read", |deployed| {
        let mut found = Findings::default();
        let ranged = deployed.sets().flat_map(|set| &set.objects).any(|object| object.kind == "LimitRange");
        for (workload, container) in k8s::containers(deployed.workloads()) {
            let title = k8s::title(workload, container);
            let lacking = lacking(container);
            if lacking.is_empty() {
                found.add(true, &container.at, format!("{title} has requests and limits"));
            } else if ranged {
                let seen = format!("{title} has no {}; a LimitRange may set it", lacking.join(", "));
                found.doubtful.push(Exhibit::new(container.at.place(), seen));
            } else {
                found.add(false, &container.resources_at, format!("{title} has no {}", lacking.join(", ")));
            }
        }
        Ok(found)
    })
}

/// Kubernetes takes a limit as the request where none is given.
fn lacking(container: &Container) -> Vec<String> {
    let mut lacking = Vec::new();
    for resource in ["cpu", "memory"] {
        let limit = container.limits.contains_key(resource);
        if !limit {
            lacking.push(format!("{resource} limit"));
        }
        if !limit && !container.requests.contains_key(resource) {
            lacking.push(format!("{resource} request"));
        }
    }
    lacking
}
