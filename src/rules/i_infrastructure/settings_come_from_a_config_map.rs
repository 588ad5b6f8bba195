//! A config map that no pod reads changes nothing, however carefully it is kept.

use crate::facts::Facts;
use crate::facts::checkout::manifest::{ConfigMap, Container, Source, VolumeKind, Workload};
use crate::rules::k8s::{self, Findings};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Exhibit, Undecided, Verdict};

const BACKEND: &str = "helm/todo/templates/backend.yaml";

pub(super) static RULE: Rule = Rule {
    id: "I3.1q",
    statements: &["I3.1"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "the application takes its settings from a config map that has keys",
    danger: "Values are changed in the config map, the pods are restarted, and nothing is different.",
    remedy: "refer to the config map with envFrom or configMapKeyRef, by its name and its keys",
    check,
    breaks: &[
        Mutant {
            name: "a config map of another name",
            edits: &[Edit::Replace {
                file: BACKEND,
                find: "            - configMapRef:\n                name: todo-config",
                with: "            - configMapRef:\n                name: todo-settings",
            }],
        },
        Mutant {
            name: "a config map without keys",
            edits: &[Edit::Replace {
                file: "helm/todo/templates/configmap.yaml",
                find: "  {{- range $key, $value := .Values.config }}\n  {{ $key }}: {{ $value | quote }}\n  {{- end }}",
                with: "  {}",
            }],
        },
    ],
    keeps: &[Twin {
        name: "a key taken by name",
        edits: &[Edit::Replace {
            file: BACKEND,
            find: "            - name: MIGRATE_ON_START",
            with: "            - name: LEVEL\n              valueFrom: { configMapKeyRef: { name: todo-config, key: LOG_LEVEL } }\n            - name: MIGRATE_ON_START",
        }],
    }],
    with: &[("I3.1p", "environments without a key have no configuration of their own")],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    k8s::judge(facts, "no workload was read", |deployed| {
        let mut found = Findings::default();
        let maps: Vec<&ConfigMap> = deployed.sets().flat_map(|set| &set.config_maps).collect();
        for (workload, container) in k8s::mains(deployed.apps()) {
            for (name, key, at) in references(workload, container) {
                let map = maps.iter().find(|map| map.name == name);
                let seen = format!(
                    "{} reads {} from ConfigMap {name}",
                    k8s::title(workload, container),
                    key.unwrap_or("all keys")
                );
                match map {
                    None => found.add(false, at, format!("{seen}, which is not there")),
                    Some(map) if map.keys.is_empty() => {
                        found.add(false, &map.data_at, format!("{seen}, which has none"));
                    }
                    Some(map) => {
                        let there = key.is_none_or(|key| map.keys.iter().any(|entry| entry.key == key));
                        found.add(
                            there,
                            at,
                            if there { seen } else { format!("{seen}, which has no such key") },
                        );
                    }
                }
            }
        }
        if let (true, Some(app)) = (found.good.is_empty() && found.bad.is_empty(), deployed.apps().next()) {
            let seen =
                format!("{} and no workload refers to a config map ({} declared)", app.title(), maps.len());
            found.lacking.push(Exhibit::new(app.at.place(), seen));
        }
        Ok(found)
    })
}

type Reference<'a> = (&'a str, Option<&'a str>, &'a crate::facts::checkout::manifest::At);

fn references<'a>(workload: &'a Workload, container: &'a Container) -> Vec<Reference<'a>> {
    let keys = container.env.iter().filter_map(|variable| match &variable.source {
        Source::Config { name, key, optional: false } => {
            Some((name.as_str(), Some(key.as_str()), &variable.at))
        }
        Source::Config { .. }
        | Source::Literal(_)
        | Source::Secret { .. }
        | Source::Field(_)
        | Source::Nothing => None,
    });
    let whole = container.env_from.iter().filter(|from| !from.secret && !from.optional);
    let volumes = workload.volumes.iter().filter_map(|volume| match &volume.kind {
        VolumeKind::Config(name) => Some((name.as_str(), None, &volume.at)),
        VolumeKind::Empty { .. }
        | VolumeKind::Host(_)
        | VolumeKind::Claim(_)
        | VolumeKind::Template
        | VolumeKind::Secret(_)
        | VolumeKind::Other(_) => None,
    });
    keys.chain(whole.map(|from| (from.name.as_str(), None, &from.at))).chain(volumes).collect()
}
