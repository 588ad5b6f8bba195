//! A file that no specification knows is deployed, and nobody decided that it should be.

use crate::facts::Facts;
use crate::facts::Place;
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Evidence, Exhibit};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G1.3",
    statements: &["G1.3", "G8.1", "S6"],
    tier: Tier::Static,
    proof: Proof::Record,
    obligation: "every file that decides what runs is named by a specification, plan or task",
    danger: "A file that no specification knows is deployed, and nobody decided that it should be.",
    remedy: "name the file, or its folder, in the tasks of the specification that brings it",
    check,
    breaks: &[
        Mutant {
            name: "a file that no text names",
            edits: &[
                Edit::Fact { pointer: "/checkout/documents/known/infrastructure/0/named", json: "[]" },
                Edit::Fact { pointer: "/checkout/documents/known/infrastructure/0/spoken", json: "[]" },
            ],
        },
        Mutant {
            name: "another one",
            edits: &[
                Edit::Fact { pointer: "/checkout/documents/known/infrastructure/1/named", json: "[]" },
                Edit::Fact { pointer: "/checkout/documents/known/infrastructure/1/spoken", json: "[]" },
            ],
        },
    ],
    keeps: &[Twin {
        name: "a file whose kind alone is spoken of",
        edits: &[
            Edit::Fact { pointer: "/checkout/documents/known/infrastructure/0/named", json: "[]" },
            Edit::Fact {
                pointer: "/checkout/documents/known/infrastructure/0/spoken",
                json: r#"[{"file":"specs/a/spec.md","line":3,"text":"Docker"}]"#,
            },
        ],
    }],
    with: &[("G1.4", "what no specification names was not specified first")],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let documents = record::documents(facts)?;
    let (mut bad, mut weak, mut good) = (Vec::new(), Vec::new(), Vec::new());
    for item in &documents.infrastructure {
        let place = Place::file(&item.file);
        match (item.named.first(), item.spoken.first()) {
            (Some(line), _) => {
                good.push(Exhibit::new(place, format!("named in {}:{}", line.file, line.line)));
            }
            (None, Some(line)) => {
                let says = format!("{}:{} speaks of its kind and does not name it", line.file, line.line);
                weak.push(Exhibit::new(place, says));
            }
            (None, None) => {
                let says = format!("{} that no specification, plan or task names", item.kind.words());
                bad.push(Exhibit::new(place, says));
            }
        }
    }
    if bad.is_empty()
        && let Some(weak) = Evidence::from_exhibits(weak)
    {
        return Ok(Verdict::Warned(weak));
    }
    Ok(record::judge(bad, good, || record::absent(".", "no Dockerfile, compose file, manifest or chart")))
}
