//! One tired person and one push are enough to take the service down.

use crate::facts::Facts;
use crate::facts::Place;
use crate::facts::checkout::document::Subject;
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Evidence, Exhibit};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "V1.3",
    statements: &["V1.3"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "a change to production waits for an approval",
    danger: "One tired person and one push are enough to take the service down.",
    remedy: "name owners for the infrastructure in CODEOWNERS, or let the deploying job wait for a protected environment",
    check,
    breaks: &[
        Mutant {
            name: "nobody who has to agree",
            edits: &[
                Edit::Remove { file: ".github/CODEOWNERS" },
                Edit::Fact { pointer: "/checkout/documents/known/protections", json: "[]" },
                Edit::Fact {
                    pointer: "/checkout/documents/known/workflows/1/jobs/0/environment",
                    json: "null",
                },
            ],
        },
        Mutant {
            name: "owners that are only a comment",
            edits: &[
                Edit::Write { file: ".github/CODEOWNERS", content: "# * @harbour-lane/owners\n" },
                Edit::Fact { pointer: "/checkout/documents/known/protections", json: "[]" },
                Edit::Fact {
                    pointer: "/checkout/documents/known/workflows/1/jobs/0/environment",
                    json: "null",
                },
            ],
        },
    ],
    keeps: &[Twin {
        name: "owners without an environment",
        edits: &[Edit::Fact {
            pointer: "/checkout/documents/known/workflows/1/jobs/0/environment",
            json: "null",
        }],
    }],
    with: &[("V2.3", "the same ruleset protects the branch")],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let documents = record::documents(facts)?;
    let mut seen = record::shown(&documents.owners);
    for job in documents.workflows.iter().flat_map(|workflow| &workflow.jobs) {
        if let Some(environment) = &job.environment {
            seen.push(Exhibit::new(
                Place::line(&job.at.file, job.at.line),
                format!("job {} waits for the environment {environment}", job.name),
            ));
        }
    }
    let approvals = documents.protections.iter().filter(|line| line.text.contains("approving_review_count"));
    seen.extend(record::shown(approvals));
    if let Some(seen) = Evidence::from_exhibits(seen) {
        return Ok(Verdict::Met(seen));
    }
    Ok(record::attested(documents.signed(Subject::Approval)).unwrap_or_else(|| {
        let looked = documents.workflows.len();
        record::absent(".", format!("no owners, no environment in {looked} workflows, no signed procedure"))
    }))
}
