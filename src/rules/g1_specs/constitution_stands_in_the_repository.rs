//! Without a constitution nothing says which rules the specifications have to keep.

use crate::facts::Facts;
use crate::facts::Place;
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G1.1a",
    statements: &["G1.1", "S6"],
    tier: Tier::Static,
    proof: Proof::Record,
    obligation: "a constitution stands in the repository",
    danger: "Without a constitution nothing says which rules the specifications have to keep.",
    remedy: "add the constitution as constitution.md, for instance under .specify/memory/",
    check,
    breaks: &[
        Mutant {
            name: "no constitution",
            edits: &[Edit::Fact { pointer: "/checkout/documents/known/constitutions", json: "[]" }],
        },
        Mutant {
            name: "a template in its place",
            edits: &[
                Edit::Fact { pointer: "/checkout/documents/known/constitutions", json: "[]" },
                Edit::Write {
                    file: ".specify/templates/constitution.md",
                    content: "# [PROJECT] constitution\n",
                },
            ],
        },
    ],
    keeps: &[Twin {
        name: "a second constitution of an earlier phase",
        edits: &[Edit::Write {
            file: "phase-2/constitution.md",
            content: "# Constitution\n**Version**: 0.9.0 | **Ratified**: 2025-12-01\n",
        }],
    }],
    with: &[("A2", "what is not there states no version"), ("A3", "what is not there has no cycle")],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let documents = record::documents(facts)?;
    let found = documents.constitutions.iter().map(|constitution| {
        let version = constitution.number.as_deref().unwrap_or("without a version");
        crate::verdict::Exhibit::new(
            Place::file(&constitution.file),
            format!("constitution, version {version}"),
        )
    });
    Ok(record::judge(Vec::new(), found.collect(), || {
        record::absent(".", format!("no constitution.md among {} texts looked at", documents.texts))
    }))
}
