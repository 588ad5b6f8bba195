//! A guide whose commands fail is not followed a second time.

use crate::facts::Facts;
use crate::facts::Place;
use crate::facts::checkout::document::{Command, Sense};
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Evidence, Exhibit};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "S8b",
    statements: &["S8"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "every command in the guides finds the files it names",
    danger: "A guide whose commands fail is not followed a second time.",
    remedy: "correct the path in the guide, or add the file it names",
    check,
    breaks: &[
        Mutant {
            name: "a script that is not there",
            edits: &[Edit::Write {
                file: "docs/more.md",
                content: "# Start\n\n```bash\n./scripts/start-all.sh\n```\n",
            }],
        },
        Mutant {
            name: "a manifest under another name",
            edits: &[Edit::Write {
                file: "docs/more.md",
                content: "# Start\n\n```bash\nkubectl apply -f k8s/everything.yaml\n```\n",
            }],
        },
    ],
    keeps: &[Twin {
        name: "a name to be filled in",
        edits: &[Edit::Write {
            file: "docs/more.md",
            content: "# Start\n\n```bash\nkubectl apply -f https://example.org/x.yaml\ndocker build -t todo:<version> .\nbash $SCRIPT\n```\n",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let documents = record::documents(facts)?;
    let typed =
        documents.commands.iter().filter(|command| command.sense != Sense::Reserved && command.paths > 0);
    let (good, lost): (Vec<&Command>, Vec<&Command>) = typed.partition(|command| command.missing.is_empty());
    let bad = lost.iter().map(|command| {
        let says = format!("{}: no {} in the checkout", command.at.text, command.missing.join(", no "));
        Exhibit::new(Place::line(&command.at.file, command.at.line), says)
    });
    let good = record::shown(good.into_iter().map(|command| &command.at));
    Ok(record::judge(bad.collect(), good, || {
        let says = format!("no command names a file, in {} guides", documents.guides.len());
        Verdict::Met(Evidence::of(Place::file("."), says))
    }))
}
