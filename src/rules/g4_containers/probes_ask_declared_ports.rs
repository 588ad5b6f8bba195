//! A probe of a port where nobody listens restarts a healthy pod for ever.

use crate::facts::Facts;
use crate::facts::checkout::manifest::{Container, Probe, Target};
use crate::rules::k8s::{self, Findings};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Undecided, Verdict};

const BACKEND: &str = "helm/todo/templates/backend.yaml";

pub(super) static RULE: Rule = Rule {
    id: "G4.3q",
    statements: &["G4.3", "P3.1"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "every probe asks a port that its container declares",
    danger: "The probe can only fail: the pod is restarted for ever, or never gets traffic.",
    remedy: "let the probe name a port that stands under the container's ports",
    check,
    breaks: &[
        Mutant {
            name: "readiness of a port nobody listens on",
            edits: &[Edit::Replace {
                file: BACKEND,
                find: "httpGet: { path: /readyz, port: http }",
                with: "httpGet: { path: /readyz, port: 8000 }",
            }],
        },
        Mutant {
            name: "a port by a name that is not there",
            edits: &[Edit::Replace {
                file: BACKEND,
                find: "httpGet: { path: /readyz, port: http }",
                with: "httpGet: { path: /readyz, port: web }",
            }],
        },
    ],
    keeps: &[Twin {
        name: "the port by number",
        edits: &[Edit::Replace {
            file: BACKEND,
            find: "httpGet: { path: /readyz, port: http }",
            with: "httpGet: { path: /readyz, port: 8080 }",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    k8s::judge(facts, "no probe asks a port", |deployed| {
        let mut found = Findings::default();
        for (workload, container) in k8s::mains(deployed.servers()) {
            let probes = [
                ("liveness", &container.liveness),
                ("readiness", &container.readiness),
                ("startup", &container.startup),
            ];
            for (name, probe) in probes {
                let Some(probe) = probe else { continue };
                let seen =
                    format!("the {name} probe of {} asks {}", k8s::title(workload, container), asked(probe));
                found.add(declared(container, probe), &probe.at, seen);
            }
        }
        Ok(found)
    })
}

fn asked(probe: &Probe) -> String {
    match &probe.port {
        Some(port) => format!(
            "port {port}{}",
            probe.path.as_deref().map(|path| format!(" for {path}")).unwrap_or_default()
        ),
        None => "no port".into(),
    }
}

fn declared(container: &Container, probe: &Probe) -> bool {
    match &probe.port {
        None => true,
        Some(Target::Name(name)) => container.ports.iter().any(|port| port.name.as_ref() == Some(name)),
        Some(Target::Number(number)) => {
            container.ports.is_empty() || container.ports.iter().any(|port| port.number == *number)
        }
    }
}
