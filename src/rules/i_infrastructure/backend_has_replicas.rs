//! One pod is no load balancing: while it restarts, nobody is served.

use crate::facts::Facts;
use crate::facts::checkout::layout::Role;
use crate::facts::checkout::manifest::{Set, Workload};
use crate::rules::k8s::{self, Findings};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Exhibit, Undecided, Verdict};

const BACKEND: &str = "helm/todo/templates/backend.yaml";

pub(super) static RULE: Rule = Rule {
    id: "I2.2q",
    statements: &["I2.2", "C14"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "the backend runs in two replicas or more, or an autoscaler may make them",
    danger: "With one pod there is nothing to balance over, and each restart is an outage.",
    remedy: "set replicas to 2 or more, or let a HorizontalPodAutoscaler scale the backend",
    check,
    breaks: &[
        Mutant {
            name: "one replica and an autoscaler for something else",
            edits: &[
                Edit::Replace {
                    file: BACKEND,
                    find: "  # The autoscaler says how many; a number here would undo it with each upgrade.",
                    with: "  replicas: 1",
                },
                Edit::Replace {
                    file: BACKEND,
                    find: "  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: todo-backend",
                    with: "  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: todo-frontend",
                },
            ],
        },
        Mutant {
            name: "an autoscaler that may make one",
            edits: &[
                Edit::Replace {
                    file: BACKEND,
                    find: "  minReplicas: {{ .Values.backend.autoscaling.minReplicas }}",
                    with: "  minReplicas: 1",
                },
                Edit::Replace {
                    file: BACKEND,
                    find: "  maxReplicas: {{ .Values.backend.autoscaling.maxReplicas }}",
                    with: "  maxReplicas: 1",
                },
            ],
        },
    ],
    keeps: &[Twin {
        name: "a number beside the autoscaler",
        edits: &[Edit::Replace {
            file: BACKEND,
            find: "  # The autoscaler says how many; a number here would undo it with each upgrade.",
            with: "  replicas: 1",
        }],
    }],
    with: &[("P3.3p", "an autoscaler that cannot scale out serves neither")],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    k8s::judge(facts, "no workload could be told to be the backend", |deployed| {
        let mut found = Findings::default();
        let sets: Vec<&Set> = deployed.sets().collect();
        for workload in deployed.of(Role::Backend).filter(|workload| workload.kind != "DaemonSet") {
            let (count, exhibit) = replicas(&sets, workload);
            if count >= 2 {
                found.good.push(exhibit);
                continue;
            }
            let more = deployed.environments().find_map(|set| {
                let same = set.servers().find(|other| other.name == workload.name)?;
                let (count, _) = replicas(&[set], same);
                (count >= 2)
                    .then(|| format!("; {count} in {}", set.environment.as_deref().unwrap_or_default()))
            });
            match more {
                Some(more) => found.doubtful.push(Exhibit::new(exhibit.place, exhibit.seen + &more)),
                None => found.bad.push(exhibit),
            }
        }
        Ok(found)
    })
}

fn replicas(sets: &[&Set], workload: &Workload) -> (u32, Exhibit) {
    let scaler = sets
        .iter()
        .flat_map(|set| &set.autoscalers)
        .find(|scaler| scaler.target_name == workload.name && scaler.target_kind == workload.kind);
    if let Some(scaler) = scaler {
        let seen = format!(
            "{} has {} to {} replicas by {}",
            workload.title(),
            scaler.least,
            scaler.most,
            scaler.name
        );
        return (scaler.most, Exhibit::new(scaler.most_at.place(), seen));
    }
    let count = workload.replicas.unwrap_or(1);
    (
        count,
        Exhibit::new(
            workload.replicas_at.place(),
            format!("{} has {count} replica(s) and no autoscaler", workload.title()),
        ),
    )
}
