//! What was typed once is nowhere written down, and the next cluster comes up different.

use crate::facts::Facts;
use crate::facts::Place;
use crate::facts::checkout::document::{Command, Sense};
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::Evidence;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G1.2a",
    statements: &["G1.2"],
    tier: Tier::Static,
    proof: Proof::Record,
    obligation: "no guide asks for containers, objects or secrets to be made by hand",
    danger: "What was typed once is nowhere written down, and the next cluster comes up different.",
    remedy: "put the object into a manifest, chart or script of the repository and let the guide apply that",
    check,
    breaks: &[
        Mutant {
            name: "a deployment edited by hand",
            edits: &[Edit::Write {
                file: "docs/setup.md",
                content: "# Set-up\n\n1. Change the image:\n\n```bash\nkubectl edit deployment backend\n```\n",
            }],
        },
        Mutant {
            name: "a Secret made by hand",
            edits: &[Edit::Write {
                file: "docs/secrets.md",
                content: "# Install\n\nFirst create the Secret:\n\n```bash\nkubectl -n todo create secret generic app --from-literal=NAME=value\n```\n",
            }],
        },
        Mutant {
            name: "an image committed from a container",
            edits: &[Edit::Write {
                file: "docs/image.md",
                content: "# Build\n\n```sh\ndocker commit backend todo/backend\n```\n",
            }],
        },
    ],
    keeps: &[
        Twin {
            name: "a note for trouble",
            edits: &[Edit::Write {
                file: "docs/trouble.md",
                content: "# Troubleshooting\n\n```bash\nkubectl run probe -it --rm --image=busybox -- sh\nkubectl scale deployment/backend --replicas=0\n```\n",
            }],
        },
        Twin {
            name: "a command that is forbidden",
            edits: &[Edit::Write {
                file: "docs/rules.md",
                content: "# Rules\n\nNever do this:\n\n```bash\nkubectl edit deployment backend\n```\n",
            }],
        },
        Twin {
            name: "a Secret that is only rendered",
            edits: &[Edit::Write {
                file: "docs/seal.md",
                content: "# Seal\n\n```bash\nkubectl create secret generic app --dry-run=client -o yaml | kubeseal > sealed.yaml\n```\n",
            }],
        },
    ],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let documents = record::documents(facts)?;
    let (bad, good): (Vec<&Command>, Vec<&Command>) = documents
        .commands
        .iter()
        .partition(|command| command.sense == Sense::Used && by_hand(&command.at.text));
    let shown = |commands: Vec<&Command>| record::shown(commands.into_iter().map(|command| &command.at));
    Ok(record::judge(shown(bad), shown(good), || {
        let guides: Vec<&str> = documents.guides.iter().map(|guide| guide.file.as_str()).take(5).collect();
        Verdict::Met(Evidence::of(
            Place::file("."),
            format!("no command in any guide ({})", guides.join(", ")),
        ))
    }))
}

/// Whether a command makes or changes by hand what a file should declare.
fn by_hand(typed: &str) -> bool {
    typed.split(['|', ';']).flat_map(|part| part.split("&&")).any(|part| {
        let words: Vec<&str> = part.split_whitespace().map(|word| word.trim_start_matches('$')).collect();
        let Some(at) = words.iter().position(|word| ["kubectl", "docker"].contains(word)) else {
            return false;
        };
        let verbs: Vec<&str> =
            words[at + 1..].iter().copied().filter(|word| !word.starts_with('-')).take(4).collect();
        // rendered only, or for one look: nothing stays of it
        let passing = part.contains("--dry-run") || part.contains("--rm");
        !passing
            && match words[at] {
                "docker" => verbs.first() == Some(&"commit"),
                _ => {
                    verbs.iter().take(3).any(|verb| ["edit", "run", "expose", "scale"].contains(verb))
                        || verbs.windows(2).any(|pair| pair == ["create", "secret"])
                }
            }
    })
}
