//! An empty key is a pod that starts, passes its probes, and fails the first user.

use crate::facts::Facts;
use crate::facts::checkout::manifest::{Provider, Shown, Source};
use crate::rules::k8s::{self, Findings};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Undecided, Verdict};

const SECRET: &str = "helm/todo/templates/secret.yaml";

pub(super) static RULE: Rule = Rule {
    id: "I3.2q",
    statements: &["I3.2", "G3.4"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "no secret key that a pod asks for is rendered as an empty text",
    danger: "Everything looks deployed, and the first chat fails with an authentication error.",
    remedy: "demand the value with required, or make it once with a random function; never default it to an empty text",
    check,
    breaks: &[
        Mutant {
            name: "the model's key from values that are empty",
            edits: &[Edit::Replace {
                file: SECRET,
                find: "  OPENAI_API_KEY: {{ $model | default \"given-at-deployment\" | quote }}",
                with: "  OPENAI_API_KEY: {{ .Values.secrets.openaiApiKey | quote }}",
            }],
        },
        Mutant {
            name: "an empty signing key, encoded",
            edits: &[Edit::Replace {
                file: SECRET,
                find: "  AUTH_SECRET: {{ $auth | quote }}",
                with: "  AUTH_SECRET: {{ .Values.secrets.authSecret | quote }}",
            }],
        },
    ],
    keeps: &[Twin {
        name: "a value that the chart demands",
        edits: &[Edit::Replace {
            file: SECRET,
            find: "  OPENAI_API_KEY: {{ $model | default \"given-at-deployment\" | quote }}",
            with: "  OPENAI_API_KEY: {{ required \"set secrets.openaiApiKey\" .Values.secrets.openaiApiKey | quote }}",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    k8s::judge(facts, "no Secret with a key that a pod asks for was read", |deployed| {
        let mut found = Findings::default();
        for set in deployed.sets() {
            let asked = |secret: &str, key: &str| {
                k8s::containers(deployed.workloads()).any(|(_, container)| {
                    let one = container.env.iter().any(|variable| {
                        matches!(&variable.source, Source::Secret { name, key: wanted, optional: false } if name == secret && wanted == key)
                    });
                    one || container.env_from.iter().any(|from| from.secret && from.name == secret)
                })
            };
            for secret in set.secrets.iter().filter(|secret| secret.provider == Provider::Manifest) {
                for entry in secret.keys.iter().filter(|entry| asked(&secret.name, &entry.key)) {
                    // A chart that refuses to be installed without a value never renders it empty.
                    let refused = !set.required.is_empty();
                    let seen = format!("Secret {} has {}: {}", secret.name, entry.key, entry.value.text());
                    found.add(entry.value != Shown::Empty || refused, &entry.at, seen);
                }
            }
            let elsewhere = set.secrets.iter().filter(|secret| secret.provider != Provider::Manifest);
            for secret in elsewhere {
                found.add(true, &secret.at, format!("Secret {} comes from elsewhere", secret.name));
            }
        }
        let commands = &deployed.all.secret_commands;
        if let (true, Some(command)) = (found.good.is_empty() && found.bad.is_empty(), commands.first()) {
            found.add(true, &command.at, format!("Secret {} is made by a command", command.name));
        }
        Ok(found)
    })
}
