//! A key that one environment lacks is a release that works on the developer's machine only.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::Facts;
use crate::facts::checkout::manifest::{At, Set, SetKind};
use crate::rules::k8s::{self, Deployed, Findings};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Exhibit, Undecided, Verdict};

const TEMPLATE: &str = "helm/todo/templates/configmap.yaml";

pub(super) static RULE: Rule = Rule {
    id: "I3.1p",
    statements: &["I3.1"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "every environment has its own configuration, and all have the same keys",
    danger: "A setting that only one environment has is found missing in the other, after the release.",
    remedy: "keep one values file or overlay per environment, and give their config maps the same keys",
    check,
    breaks: &[
        Mutant {
            name: "one environment only",
            edits: &[Edit::Remove { file: "helm/todo/values-prod.yaml" }],
        },
        Mutant {
            name: "a key for production alone",
            edits: &[Edit::Replace {
                file: TEMPLATE,
                find: "  {{- end }}",
                with: "  {{- end }}\n  {{- if .Values.frontend.ingress.enabled }}\n  PRODUCTION: \"true\"\n  {{- end }}",
            }],
        },
    ],
    keeps: &[Twin {
        name: "a third environment",
        edits: &[Edit::Write {
            file: "helm/todo/values-staging.yaml",
            content: "config:\n  LOG_LEVEL: INFO\n",
        }],
    }],
    with: &[],
};

/// Keys of all config maps of an environment, each with its place.
type Keys = BTreeMap<String, At>;

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    k8s::judge(facts, "no config map was read", |deployed| {
        let mut found = Findings::default();
        let environments = environments(deployed);
        if environments.len() < 2 {
            let (at, names) = shown(deployed, &environments);
            found.lacking.push(Exhibit::new(
                at,
                format!("{} environment(s) with a config map: {names}", environments.len()),
            ));
            return Ok(found);
        }
        let all: BTreeSet<&String> = environments.iter().flat_map(|(_, keys)| keys.keys()).collect();
        for (name, keys) in &environments {
            let lacking: Vec<&&String> = all.iter().filter(|key| !keys.contains_key(**key)).collect();
            for key in &lacking {
                let holder = environments.iter().find_map(|(other, keys)| Some((other, keys.get(**key)?)));
                if let Some((other, at)) = holder {
                    found.add(false, at, format!("{key} is in {other} and not in {name}"));
                }
            }
            if let Some(at) = keys.values().next().filter(|_| lacking.is_empty()) {
                found.add(true, at, format!("{name} has {} keys", keys.len()));
            }
        }
        Ok(found)
    })
}

fn environments(deployed: &Deployed<'_>) -> Vec<(String, Keys)> {
    let of_set = |set: &Set| -> Keys {
        let keys = set.config_maps.iter().flat_map(|map| map.keys.iter().map(move |entry| (map, entry)));
        keys.map(|(map, entry)| (format!("{}/{}", map.name, entry.key), entry.at.clone())).collect()
    };
    let named: Vec<(String, Keys)> = deployed
        .environments()
        .filter_map(|set| Some((set.environment.clone()?, of_set(set))))
        .filter(|(_, keys)| !keys.is_empty())
        .collect();
    if named.is_empty() { by_file(deployed) } else { named }
}

/// Plain files: the environment stands in the name of the file or of its folder.
fn by_file(deployed: &Deployed<'_>) -> Vec<(String, Keys)> {
    let mut found: BTreeMap<String, Keys> = BTreeMap::new();
    for set in deployed.all.sets.iter().filter(|set| set.kind == SetKind::Plain) {
        for map in &set.config_maps {
            for entry in &map.keys {
                if let Some(name) = environment(&entry.at.file) {
                    found.entry(name).or_default().insert(entry.key.clone(), entry.at.clone());
                }
            }
        }
    }
    found.into_iter().collect()
}

fn environment(path: &str) -> Option<String> {
    const NAMES: &[&str] =
        &["dev", "development", "staging", "stage", "prod", "production", "test", "qa", "local", "minikube"];
    path.rsplit('/')
        .flat_map(|part| part.split(['-', '_', '.']))
        .find(|word| NAMES.contains(&word.to_ascii_lowercase().as_str()))
        .map(str::to_ascii_lowercase)
}

fn shown(deployed: &Deployed<'_>, environments: &[(String, Keys)]) -> (crate::facts::Place, String) {
    let place = deployed.sets().find_map(|set| set.config_maps.first()).map(|map| map.at.place());
    let folder = deployed.sets().next().map_or(".", |set| set.folder.as_str());
    let names: Vec<&str> = environments.iter().map(|(name, _)| name.as_str()).collect();
    let names = if names.is_empty() { "none".into() } else { names.join(", ") };
    (place.unwrap_or_else(|| crate::facts::Place::file(folder)), names)
}
