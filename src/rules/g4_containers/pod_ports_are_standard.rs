//! Ports that differ from place to place are opened in firewalls by guess.

use crate::facts::Facts;
use crate::facts::checkout::manifest::{Service, Target, Workload};
use crate::rules::k8s::{self, Findings};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Undecided, Verdict};

const FRONTEND: &str = "helm/todo/templates/frontend.yaml";
const STANDARD: &[u16] = &[80, 443, 8080];

pub(super) static RULE: Rule = Rule {
    id: "G4.4p",
    statements: &["G4.4"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "every port that the application's pods declare, or a service sends to, is 80, 443 or 8080",
    danger: "A port that nobody expects is forgotten in policies and opened in firewalls by guess.",
    remedy: "let the containers listen on 80, 443 or 8080, and set containerPort and targetPort to it",
    check,
    breaks: &[
        Mutant {
            name: "a frontend on 3000",
            edits: &[Edit::Replace {
                file: FRONTEND,
                find: "              containerPort: 8080",
                with: "              containerPort: 3000",
            }],
        },
        Mutant {
            name: "a second port for debugging",
            edits: &[Edit::Replace {
                file: "helm/todo/templates/backend.yaml",
                find: "              containerPort: 8080",
                with: "              containerPort: 8080\n            - name: debug\n              containerPort: 5678",
            }],
        },
    ],
    keeps: &[Twin {
        name: "a service on a port of its own that sends to 8080",
        edits: &[Edit::Replace {
            file: "helm/todo/templates/backend.yaml",
            find: "      targetPort: http",
            with: "      targetPort: http\n    - name: old\n      port: 8000\n      targetPort: 8080",
        }],
    }],
    with: &[("Q2.3q", "the policies let through the port that is declared no more")],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    k8s::judge(facts, "no pod of the application declares a port", |deployed| {
        let mut found = Findings::default();
        for (workload, container) in k8s::mains(deployed.apps()) {
            for port in &container.ports {
                let seen = format!("{} declares port {}", k8s::title(workload, container), port.number);
                found.add(STANDARD.contains(&port.number), &port.at, seen);
            }
        }
        let apps: Vec<&Workload> = deployed.apps().collect();
        for service in deployed.sets().flat_map(|set| &set.services) {
            if !apps.iter().any(|workload| selects(service, workload)) {
                continue;
            }
            for port in &service.ports {
                if let Target::Number(number) = port.target {
                    let seen = format!("Service {} sends port {} to {number}", service.name, port.port);
                    found.add(STANDARD.contains(&number), &port.at, seen);
                }
            }
        }
        Ok(found)
    })
}

fn selects(service: &Service, workload: &Workload) -> bool {
    !service.selector.is_empty()
        && service.selector.iter().all(|(key, value)| workload.labels.get(key) == Some(value))
}
