//! Kubernetes knows only what it asks: without a probe, a dead process stays in rotation.

use crate::facts::Facts;
use crate::rules::k8s::{self, Findings};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G4.3p",
    statements: &["G4.3", "C4", "P3.1"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "every workload of the application has a liveness and a readiness probe",
    danger: "A wedged process is never restarted, and traffic goes to pods that cannot answer.",
    remedy: "give every container of the application a livenessProbe and a readinessProbe",
    check,
    breaks: &[
        Mutant {
            name: "a backend with a readiness probe that asks nothing",
            edits: &[Edit::Replace {
                file: "helm/todo/templates/backend.yaml",
                find: "          readinessProbe:\n            httpGet: { path: /readyz, port: http }\n",
                with: "          readinessProbe:\n",
            }],
        },
        Mutant {
            name: "a frontend with a liveness probe that asks nothing",
            edits: &[Edit::Replace {
                file: "helm/todo/templates/frontend.yaml",
                find: "          livenessProbe:\n            httpGet: { path: /healthz, port: http }\n            periodSeconds: 10",
                with: "          livenessProbe:\n            periodSeconds: 10",
            }],
        },
    ],
    keeps: &[Twin {
        name: "a probe that opens the port only",
        edits: &[Edit::Replace {
            file: "helm/todo/templates/frontend.yaml",
            find: "            httpGet: { path: /, port: http }",
            with: "            tcpSocket: { port: http }",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    k8s::judge(facts, "no workload of the application was read", |deployed| {
        let mut found = Findings::default();
        for (workload, container) in k8s::mains(deployed.apps()) {
            let has = |probe: &Option<crate::facts::checkout::manifest::Probe>| {
                probe.as_ref().is_some_and(|probe| !probe.kind.is_empty())
            };
            let (alive, ready) = (has(&container.liveness), has(&container.readiness));
            let what = match (alive, ready) {
                (true, true) => "both probes",
                (true, false) => "no readiness probe",
                (false, true) => "no liveness probe",
                (false, false) => "no probe",
            };
            // Where a probe asks nothing, its own line says more than the container's.
            let empty = [&container.liveness, &container.readiness]
                .into_iter()
                .flatten()
                .find(|probe| probe.kind.is_empty());
            let at = empty.map_or(&container.at, |probe| &probe.at);
            found.add(alive && ready, at, format!("{} has {what}", k8s::title(workload, container)));
        }
        Ok(found)
    })
}
