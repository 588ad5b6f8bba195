//! A feature without a plan or tasks was built from a wish, and nobody can say whether it is complete.

use crate::facts::Facts;
use crate::facts::Place;
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G1.1b",
    statements: &["G1.1", "S6"],
    tier: Tier::Static,
    proof: Proof::Record,
    obligation: "every feature has a specification, a plan and tasks",
    danger: "A feature without a plan or tasks was built from a wish, and nobody can say whether it is complete.",
    remedy: "add the missing spec.md, plan.md or tasks.md beside the others",
    check,
    breaks: &[
        Mutant {
            name: "a feature without tasks",
            edits: &[Edit::Fact { pointer: "/checkout/documents/known/features/0/tasks", json: "null" }],
        },
        Mutant {
            name: "a folder with spec.md only",
            edits: &[
                Edit::Fact { pointer: "/checkout/documents/known/features/0/tasks", json: "null" },
                Edit::Fact { pointer: "/checkout/documents/known/features/0/plan", json: "null" },
            ],
        },
    ],
    keeps: &[
        Twin {
            name: "a note beside a specification",
            edits: &[Edit::Write {
                file: "specs/README.md",
                content: "# How to read these specifications\n",
            }],
        },
        Twin {
            name: "research beside a plan",
            edits: &[Edit::Fact {
                pointer: "/checkout/documents/known/features/0/others",
                json: r#"["specs/research.md"]"#,
            }],
        },
    ],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let documents = record::documents(facts)?;
    let (mut bad, mut good) = (Vec::new(), Vec::new());
    for feature in &documents.features {
        let parts = [("spec", &feature.spec), ("plan", &feature.plan), ("tasks", &feature.tasks)];
        let missing: Vec<&str> =
            parts.iter().filter(|(_, file)| file.is_none()).map(|(name, _)| *name).collect();
        let there = parts.iter().find_map(|(_, file)| file.as_deref()).unwrap_or(&feature.name);
        if missing.is_empty() {
            good.push(Exhibit::new(
                Place::file(there),
                format!("{}: specification, plan and tasks", feature.name),
            ));
        } else {
            bad.push(Exhibit::new(
                Place::file(there),
                format!("{} has no {}", feature.name, missing.join(", no ")),
            ));
        }
    }
    Ok(record::judge(bad, good, || {
        record::absent(".", format!("no specification among {} texts looked at", documents.texts))
    }))
}
