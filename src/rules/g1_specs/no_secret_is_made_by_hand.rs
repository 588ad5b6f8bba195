//! A step that only a document knows is a step that is forgotten.

use crate::facts::Facts;
use crate::facts::checkout::manifest::Source;
use crate::rules::k8s::{self, Findings};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Undecided, Verdict};

const SECRET: &str = "helm/todo/templates/secret.yaml";
const BY_HAND: &str =
    "# Before the first release\n\n    kubectl create secret generic todo-secrets --from-env-file=.env\n";

pub(super) static RULE: Rule = Rule {
    id: "G1.2p",
    statements: &["G1.2"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "no Secret that the pods need is made by hand first",
    danger: "On a new cluster nothing starts until somebody remembers which command made the Secret, and with which keys.",
    remedy: "let the chart or the deploy script make the Secret from the environment, or commit a sealed or external secret",
    check,
    breaks: &[
        Mutant {
            name: "a README that says which Secret to make",
            edits: &[
                Edit::Replace { file: SECRET, find: "  name: todo-secrets", with: "  name: todo-other" },
                Edit::Replace {
                    file: "docs/runbook.md",
                    find: "# Runbook
",
                    with: BY_HAND,
                },
            ],
        },
        Mutant {
            name: "a chart without its Secret",
            edits: &[
                Edit::Remove { file: SECRET },
                Edit::Replace {
                    file: "docs/runbook.md",
                    find: "# Runbook
",
                    with: BY_HAND,
                },
            ],
        },
    ],
    keeps: &[Twin {
        name: "a script that makes the Secret",
        edits: &[
            Edit::Remove { file: SECRET },
            Edit::Replace {
                file: "scripts/deploy.sh",
                find: "helm upgrade --install todo helm/todo",
                with: "kubectl create secret generic todo-secrets --from-env-file=\"$secrets\"\nhelm upgrade --install todo helm/todo",
            },
        ],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    k8s::judge(facts, "no pod asks for a Secret", |deployed| {
        let mut found = Findings::default();
        for (workload, container) in k8s::containers(deployed.workloads()) {
            let single = container.env.iter().filter_map(|variable| match &variable.source {
                Source::Secret { name, optional: false, .. } => Some((name, &variable.at)),
                Source::Secret { .. }
                | Source::Literal(_)
                | Source::Config { .. }
                | Source::Field(_)
                | Source::Nothing => None,
            });
            let whole = container.env_from.iter().filter(|from| from.secret && !from.optional);
            for (name, at) in single.chain(whole.map(|from| (&from.name, &from.at))) {
                let seen = format!("{} needs Secret {name}", k8s::title(workload, container));
                if let Some(secret) =
                    deployed.sets().flat_map(|set| &set.secrets).find(|secret| secret.name == *name)
                {
                    found.add(true, at, format!("{seen}, from {}:{}", secret.at.file, secret.at.line));
                    continue;
                }
                let commands: Vec<_> =
                    deployed.all.secret_commands.iter().filter(|command| command.name == *name).collect();
                if let Some(command) = commands.iter().find(|command| !command.by_hand) {
                    found.add(true, at, format!("{seen}, made by {}:{}", command.at.file, command.at.line));
                } else if let Some(command) = commands.first() {
                    found.add(false, &command.at, format!("{seen}, which a person makes by this command"));
                }
            }
        }
        if let (true, Some(app)) = (found.good.is_empty() && found.bad.is_empty(), deployed.apps().next()) {
            found.add(true, &app.at, format!("{} and no Secret made by a documented command", app.title()));
        }
        Ok(found)
    })
}
