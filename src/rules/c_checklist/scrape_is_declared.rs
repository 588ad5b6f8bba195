//! Metrics that nobody collects tell nobody that something is wrong.

use crate::facts::Facts;
use crate::facts::checkout::manifest::Workload;
use crate::rules::k8s::{self, Findings};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Exhibit, Undecided, Verdict};

const BACKEND: &str = "helm/todo/templates/backend.yaml";

pub(super) static RULE: Rule = Rule {
    id: "C15p",
    statements: &["C15", "O1.1"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "the manifests declare that the application's metrics are collected, from a port that is there",
    danger: "The application fails for hours, and the graphs show nothing because they never did.",
    remedy: "annotate the pods with prometheus.io/scrape and the port, or add a ServiceMonitor that selects the service",
    check,
    breaks: &[
        Mutant {
            name: "scraping switched off",
            edits: &[
                Edit::Replace {
                    file: BACKEND,
                    find: "        prometheus.io/scrape: \"true\"",
                    with: "        prometheus.io/scrape: \"false\"",
                },
                Edit::Write { file: "helm/todo/.helmignore", content: ".git/\n" },
            ],
        },
        Mutant {
            name: "a port where no container listens",
            edits: &[
                Edit::Replace {
                    file: BACKEND,
                    find: "        prometheus.io/port: \"8080\"",
                    with: "        prometheus.io/port: \"9090\"",
                },
                Edit::Write { file: "helm/todo/.helmignore", content: ".git/\n" },
            ],
        },
    ],
    keeps: &[Twin {
        name: "no path, as /metrics is the default",
        edits: &[Edit::Replace { file: BACKEND, find: "        prometheus.io/path: /metrics\n", with: "" }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    k8s::judge(facts, "no workload of the application was read", |deployed| {
        let mut found = Findings::default();
        for workload in deployed.apps() {
            annotated(workload, &mut found);
        }
        for set in deployed.sets() {
            for monitor in set.monitors.iter().filter(|monitor| monitor.kind.ends_with("Monitor")) {
                let services =
                    deployed.sets().flat_map(|set| &set.objects).filter(|object| object.kind == "Service");
                let hit = services.filter(|object| monitor.selector.matches(&object.labels)).count();
                let hit = if monitor.kind == "PodMonitor" {
                    deployed.servers().filter(|pod| monitor.selector.matches(&pod.labels)).count()
                } else {
                    hit
                };
                found.add(
                    hit > 0,
                    &monitor.at,
                    format!("{} {} selects {hit} of the services or pods", monitor.kind, monitor.name),
                );
            }
        }
        if let (true, Some(app)) = (found.good.is_empty() && found.bad.is_empty(), deployed.apps().next()) {
            let seen = format!("{} and neither an annotation for scraping nor a ServiceMonitor", app.title());
            found.lacking.push(Exhibit::new(app.at.place(), seen));
        }
        Ok(found)
    })
}

fn annotated(workload: &Workload, found: &mut Findings) {
    if workload.annotations.get("prometheus.io/scrape").map(String::as_str) != Some("true") {
        return;
    }
    let ports: Vec<u16> =
        workload.mains().flat_map(|container| &container.ports).map(|port| port.number).collect();
    let port = workload.annotations.get("prometheus.io/port");
    let there =
        port.is_none_or(|port| ports.is_empty() || ports.iter().any(|known| known.to_string() == *port));
    let seen = format!("{} is scraped on port {}", workload.title(), port.map_or("any", String::as_str));
    found.add(there, &workload.at, seen);
}
