//! A name that resolves to nothing is worse than no name: it is tried, and times out.

use crate::facts::Facts;
use crate::facts::checkout::manifest::{Service, Target, Workload};
use crate::rules::k8s::{self, Findings};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Undecided, Verdict};

const BACKEND: &str = "helm/todo/templates/backend.yaml";

pub(super) static RULE: Rule = Rule {
    id: "I2.2p",
    statements: &["I2.2", "C14"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "every service selects pods that a workload makes, and sends to a port that they declare",
    danger: "The name resolves, every connection fails, and only the users notice.",
    remedy: "give the service the labels of the pod template as selector, and a targetPort that its containers declare",
    check,
    breaks: &[
        Mutant {
            name: "a selector with another part",
            edits: &[Edit::Replace {
                file: BACKEND,
                find: "  type: ClusterIP\n  selector:\n    {{- include \"todo.selector\" (dict \"root\" $ \"part\" \"backend\") | nindent 4 }}",
                with: "  type: ClusterIP\n  selector:\n    {{- include \"todo.selector\" (dict \"root\" $ \"part\" \"api\") | nindent 4 }}",
            }],
        },
        Mutant {
            name: "a port by a name that no container has",
            edits: &[Edit::Replace {
                file: BACKEND,
                find: "      targetPort: http",
                with: "      targetPort: web",
            }],
        },
    ],
    keeps: &[Twin {
        name: "the target port by number",
        edits: &[Edit::Replace {
            file: BACKEND,
            find: "      targetPort: http",
            with: "      targetPort: 8080",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    k8s::judge(facts, "no service was read", |deployed| {
        let mut found = Findings::default();
        let workloads: Vec<&Workload> = deployed.workloads().collect();
        let services: Vec<&Service> = deployed.sets().flat_map(|set| &set.services).collect();
        if services.is_empty() {
            let app = deployed.apps().next();
            found.lacking.extend(app.map(|app| {
                crate::verdict::Exhibit::new(app.at.place(), format!("{} and no service for it", app.title()))
            }));
        }
        for service in services.iter().filter(|service| !service.selector.is_empty()) {
            let selected: Vec<&&Workload> =
                workloads.iter().filter(|workload| contains(&workload.labels, &service.selector)).collect();
            if selected.is_empty() {
                let selector: Vec<String> =
                    service.selector.iter().map(|(k, v)| format!("{k}={v}")).collect();
                found.add(
                    false,
                    &service.selector_at,
                    format!("Service {} selects {}, which no pod has", service.name, selector.join(", ")),
                );
                continue;
            }
            for port in &service.ports {
                let there = selected.iter().any(|workload| declares(workload, &port.target));
                let to: Vec<String> = selected.iter().map(|workload| workload.title()).collect();
                found.add(
                    there,
                    &port.at,
                    format!(
                        "Service {} sends port {} to {} of {}",
                        service.name,
                        port.port,
                        port.target,
                        to.join(", ")
                    ),
                );
            }
        }
        Ok(found)
    })
}

fn contains(
    labels: &std::collections::BTreeMap<String, String>,
    selector: &std::collections::BTreeMap<String, String>,
) -> bool {
    selector.iter().all(|(key, value)| labels.get(key) == Some(value))
}

/// A number is reached whether it is declared or not, unless others are declared in its place.
fn declares(workload: &Workload, target: &Target) -> bool {
    let mut ports = workload.mains().flat_map(|container| &container.ports).peekable();
    match target {
        Target::Number(number) => ports.peek().is_none() || ports.any(|port| port.number == *number),
        Target::Name(name) => ports.any(|port| port.name.as_ref() == Some(name)),
    }
}
