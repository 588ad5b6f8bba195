//! A config map is no place for a credential: it is printed, logged and readable by all.

use crate::facts::Facts;
use crate::facts::checkout::manifest::{Shown, is_sensitive};
use crate::rules::k8s::{self, Findings};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Undecided, Verdict};

const CONFIG: &str = "helm/todo/templates/configmap.yaml";

pub(super) static RULE: Rule = Rule {
    id: "G3.4q",
    statements: &["G3.4"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "no config map holds a credential or the key of one",
    danger: "Config maps are not protected: everybody in the namespace reads them, and they are printed in every diff.",
    remedy: "move the key into a Secret and refer to it with secretKeyRef",
    check,
    breaks: &[
        Mutant {
            name: "a database address with its password",
            edits: &[Edit::Replace {
                file: CONFIG,
                find: "  {{- end }}",
                with: "  {{- end }}\n  REPORTING_DSN: postgresql://todo:{{ .Release.Name }}5@todo-db:5432/todo",
            }],
        },
        Mutant {
            name: "a place for the signing key",
            edits: &[Edit::Replace {
                file: CONFIG,
                find: "  {{- end }}",
                with: "  {{- end }}\n  SESSION_SECRET: \"\"",
            }],
        },
    ],
    keeps: &[Twin {
        name: "settings about tokens and keys",
        edits: &[Edit::Replace {
            file: CONFIG,
            find: "  {{- end }}",
            with: "  {{- end }}\n  TOKEN_TTL: \"3600\"\n  JWT_ALGORITHM: HS256\n  SECRET_NAME: todo-secrets",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    k8s::judge(facts, "no config map and no workload was read", |deployed| {
        let mut found = Findings::default();
        let judged = deployed.all.sets.iter().filter(|set| set.environment.is_none() || set.chosen);
        for map in judged.flat_map(|set| &set.config_maps) {
            let bad: Vec<_> = map
                .keys
                .iter()
                .filter(|entry| is_sensitive(&entry.key) || matches!(entry.value, Shown::Credential(_)))
                .collect();
            for entry in &bad {
                found.add(
                    false,
                    &entry.at,
                    format!("ConfigMap {} has {}: {}", map.name, entry.key, entry.value.text()),
                );
            }
            if bad.is_empty() {
                found.add(true, &map.at, format!("ConfigMap {} has {} settings", map.name, map.keys.len()));
            }
        }
        if let (true, Some(app)) = (found.good.is_empty() && found.bad.is_empty(), deployed.apps().next()) {
            found.add(true, &app.at, format!("{} and no config map", app.title()));
        }
        Ok(found)
    })
}
