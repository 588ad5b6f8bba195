//! An image that was built first is pushed and deployed before anybody knows that it is broken.

use crate::facts::Facts;
use crate::facts::checkout::document::{Deed, Step};
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "P1.2a",
    statements: &["P1.2", "S7"],
    tier: Tier::Static,
    proof: Proof::Record,
    obligation: "the workflow runs the tests before it builds images",
    danger: "An image that was built first is pushed and deployed before anybody knows that it is broken.",
    remedy: "let the job that builds images wait for the job that runs the tests (needs:), and let a failed test stop it",
    check,
    breaks: &[
        Mutant {
            name: "a build that waits for nothing",
            edits: &[Edit::Fact {
                pointer: "/checkout/documents/known/workflows/0/jobs/2/after",
                json: "[]",
            }],
        },
        Mutant {
            name: "tests whose failure is ignored",
            edits: &[Edit::Replace {
                file: ".github/workflows/ci.yml",
                find: "run: scripts/test.sh",
                with: "run: scripts/test.sh || true",
            }],
        },
    ],
    keeps: &[Twin {
        name: "a workflow that only lints",
        edits: &[Edit::Write {
            file: ".github/workflows/lint.yml",
            content: "on: [push]\njobs:\n  lint:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: ruff check .\n",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let documents = record::documents(facts)?;
    let (mut bad, mut good) = (Vec::new(), Vec::new());
    for workflow in &documents.workflows {
        let tested =
            |name: &String| workflow.jobs.iter().any(|job| job.name == *name && job.steps.iter().any(counts));
        for job in &workflow.jobs {
            let Some(at) = job.steps.iter().position(|step| step.does(Deed::Builds)) else { continue };
            let before = job.steps[..at].iter().any(counts) || job.after.iter().any(tested);
            if before { &mut good } else { &mut bad }.push(job.steps[at].at.exhibit());
        }
    }
    let forgiven = documents.workflows.iter().flat_map(|workflow| &workflow.jobs).flat_map(|job| &job.steps);
    if !bad.is_empty() {
        let forgiven = forgiven.filter(|step| step.does(Deed::Tests) && step.forgiven);
        bad.extend(record::shown(forgiven.map(|step| &step.at)));
    }
    Ok(record::judge(bad, good, || {
        record::absent(".", format!("no image is built in {} workflows looked at", documents.workflows.len()))
    }))
}

/// Tests whose failure stops what follows.
fn counts(step: &Step) -> bool {
    step.does(Deed::Tests) && !step.forgiven
}
