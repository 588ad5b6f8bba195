//! An autoscaler without a target or a request to measure against does nothing, and says so to nobody.

use crate::facts::Facts;
use crate::facts::checkout::manifest::{Autoscaler, Set, Workload};
use crate::rules::k8s::{self, Deployed, Findings};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Exhibit, Undecided, Verdict};

const BACKEND: &str = "helm/todo/templates/backend.yaml";

pub(super) static RULE: Rule = Rule {
    id: "P3.3p",
    statements: &["P3.3", "O2.1"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "an autoscaler is switched on, its target exists, and its target requests what is measured",
    danger: "Under load nothing is added, and the only sign is an event that nobody reads.",
    remedy: "switch the HorizontalPodAutoscaler on, point it at the workload by kind and name, set maxReplicas above minReplicas and requests.cpu on its containers",
    check,
    breaks: &[
        Mutant {
            name: "a target that does not exist",
            edits: &[Edit::Replace {
                file: BACKEND,
                find: "    kind: Deployment\n    name: todo-backend",
                with: "    kind: Deployment\n    name: todo-api",
            }],
        },
        Mutant {
            name: "an autoscaler that is off",
            edits: &[
                Edit::Replace {
                    file: BACKEND,
                    find: "apiVersion: autoscaling/v2",
                    with: "{{- if .Values.backend.autoscaling.enabled }}\napiVersion: autoscaling/v2",
                },
                Edit::Replace {
                    file: BACKEND,
                    find: "  behavior:\n    scaleDown:\n      stabilizationWindowSeconds: 60",
                    with: "  behavior:\n    scaleDown:\n      stabilizationWindowSeconds: 60\n{{- end }}",
                },
                Edit::Write { file: "helm/todo/.helmignore", content: ".git/\n" },
            ],
        },
    ],
    keeps: &[Twin {
        name: "memory measured too",
        edits: &[Edit::Replace {
            file: BACKEND,
            find: "  metrics:\n",
            with: "  metrics:\n    - type: Resource\n      resource: { name: memory, target: { type: Utilization, averageUtilization: 80 } }\n",
        }],
    }],
    with: &[("I2.2q", "without its autoscaler the backend has one replica")],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    k8s::judge(facts, "no autoscaler was read", |deployed| {
        let mut found = Findings::default();
        let sets: Vec<&Set> = deployed.sets().collect();
        scalers(&sets, &mut found);
        if found.good.is_empty() && found.bad.is_empty() {
            // On in an environment only: a person should look which one is production.
            for set in deployed.environments() {
                let mut inner = Findings::default();
                scalers(&[set], &mut inner);
                let name = set.environment.as_deref().unwrap_or_default();
                found.bad.extend(inner.bad);
                found.doubtful.extend(
                    inner
                        .good
                        .into_iter()
                        .map(|one| Exhibit::new(one.place, format!("in {name} only: {}", one.seen))),
                );
            }
        }
        if found.good.is_empty() && found.bad.is_empty() && found.doubtful.is_empty() {
            found.lacking.extend(nowhere(deployed));
        }
        Ok(found)
    })
}

fn nowhere(deployed: &Deployed<'_>) -> Option<Exhibit> {
    let app = deployed.apps().next()?;
    Some(Exhibit::new(
        app.at.place(),
        format!("{} and no autoscaler, or one that is switched off", app.title()),
    ))
}

fn scalers(sets: &[&Set], found: &mut Findings) {
    for scaler in sets.iter().flat_map(|set| &set.autoscalers) {
        let target = sets
            .iter()
            .flat_map(|set| &set.workloads)
            .find(|workload| workload.name == scaler.target_name && workload.kind == scaler.target_kind);
        match target {
            None => found.add(
                false,
                &scaler.target_at,
                format!(
                    "{} scales {} {}, which does not exist",
                    scaler.name, scaler.target_kind, scaler.target_name
                ),
            ),
            Some(_) if scaler.most <= scaler.least => {
                found.add(
                    false,
                    &scaler.at,
                    format!("{} may make {} to {} replicas", scaler.name, scaler.least, scaler.most),
                );
            }
            Some(target) => measured(scaler, target, found),
        }
    }
}

fn measured(scaler: &Autoscaler, target: &Workload, found: &mut Findings) {
    let unmeasured = scaler.resources.iter().find_map(|resource| {
        let container = target.mains().find(|container| {
            !container.requests.contains_key(resource) && !container.limits.contains_key(resource)
        })?;
        Some((resource, container))
    });
    if let Some((resource, container)) = unmeasured {
        let seen = format!(
            "{} measures {resource}, of which {} requests nothing",
            scaler.name,
            k8s::title(target, container)
        );
        return found.add(false, &container.resources_at, seen);
    }
    let what =
        if scaler.resources.is_empty() { "something outside".into() } else { scaler.resources.join(", ") };
    let seen =
        format!("{} makes {} to {} of {} by {what}", scaler.name, scaler.least, scaler.most, target.title());
    found.add(true, &scaler.at, seen);
}
