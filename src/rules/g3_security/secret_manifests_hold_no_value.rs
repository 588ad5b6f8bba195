//! Base64 is an encoding: a Secret in the repository is a credential in the repository.

use crate::facts::Facts;
use crate::facts::checkout::manifest::{Provider, Shown};
use crate::rules::k8s::{self, Findings};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Undecided, Verdict};

const SECRET: &str = "helm/todo/templates/secret.yaml";

pub(super) static RULE: Rule = Rule {
    id: "G3.4r",
    statements: &["G3.4"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "no Secret in the repository holds a real value",
    danger: "Everybody who can read the repository decodes it in a second, and so does everybody who ever could.",
    remedy: "take the value at deployment from the environment, or commit a SealedSecret or an ExternalSecret, and change the credential",
    check,
    breaks: &[
        Mutant {
            name: "a password written down",
            edits: &[Edit::Replace {
                file: SECRET,
                find: "  POSTGRES_PASSWORD: {{ $password | quote }}",
                with: "  POSTGRES_PASSWORD: {{ printf \"%s-pw-%d\" .Chart.Name 4711 | quote }}",
            }],
        },
        Mutant {
            name: "a password in base64",
            edits: &[Edit::Replace {
                file: SECRET,
                find: "type: Opaque\nstringData:",
                with: "type: Opaque\ndata:\n  ADMIN_PASSWORD: {{ printf \"%s-pw-%d\" .Chart.Name 4711 | b64enc }}\nstringData:",
            }],
        },
    ],
    keeps: &[Twin {
        name: "a placeholder in base64",
        edits: &[Edit::Replace {
            file: SECRET,
            find: "type: Opaque\nstringData:",
            with: "type: Opaque\ndata:\n  SMTP_PASSWORD: Y2hhbmdlLW1l\nstringData:",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    k8s::judge(facts, "no Secret and no workload was read", |deployed| {
        let mut found = Findings::default();
        // A real value is as bad in manifests that nobody deploys any more.
        for set in &deployed.all.sets {
            for secret in &set.secrets {
                let real: Vec<_> = secret
                    .keys
                    .iter()
                    .filter(|entry| {
                        secret.provider == Provider::Manifest && matches!(entry.value, Shown::Credential(_))
                    })
                    .collect();
                for entry in &real {
                    found.add(
                        false,
                        &entry.at,
                        format!("Secret {} has {}, a {}", secret.name, entry.key, entry.value.text()),
                    );
                }
                if real.is_empty() {
                    found.add(
                        true,
                        &secret.at,
                        format!("Secret {} has {} keys and no real value", secret.name, secret.keys.len()),
                    );
                }
            }
        }
        found.bad.dedup();
        found.good.dedup();
        if let (true, Some(app)) = (found.good.is_empty() && found.bad.is_empty(), deployed.apps().next()) {
            found.add(true, &app.at, format!("{} and no Secret in the repository", app.title()));
        }
        Ok(found)
    })
}
