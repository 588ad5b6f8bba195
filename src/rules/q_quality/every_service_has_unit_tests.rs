//! A part that is never tested alone is only known to be wrong when everything is.

use crate::facts::Facts;
use crate::facts::Place;
use crate::facts::checkout::document::TestKind;
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "Q1.1a",
    statements: &["Q1.1"],
    tier: Tier::Static,
    proof: Proof::Record,
    obligation: "every service that is built has unit tests that assert something",
    danger: "A part that is never tested alone is only known to be wrong when everything is.",
    remedy: "add tests that assert to the service, for instance under its tests/ folder",
    check,
    breaks: &[
        Mutant { name: "a service without tests", edits: &[Edit::Remove { file: "frontend/tests/" }] },
        Mutant {
            name: "tests without an assertion",
            edits: &[
                Edit::Remove { file: "frontend/tests/" },
                Edit::Write {
                    file: "frontend/tests/text.test.js",
                    content: "import test from 'node:test'\ntest('renders', () => { render() })\n",
                },
            ],
        },
    ],
    keeps: &[Twin {
        name: "a helper beside the tests",
        edits: &[Edit::Write { file: "frontend/tests/helper.js", content: "export const one = 1\n" }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let tests = record::tests(facts)?;
    let (mut bad, mut good) = (Vec::new(), Vec::new());
    for service in &tests.services {
        let own = || {
            let of_it = tests.files.iter().filter(|file| file.service.as_deref() == Some(service));
            of_it.filter(|file| file.kind == TestKind::Unit)
        };
        if let Some(file) = own().find(|file| file.assertions > 0) {
            let says = format!("{service}: {} cases, {} assertions", file.cases, file.assertions);
            good.push(Exhibit::new(Place::line(&file.file, file.first.line), says));
        } else if let Some(file) = own().next() {
            let says = format!("{service}: {} cases, and nothing is asserted", file.cases);
            bad.push(Exhibit::new(Place::line(&file.file, file.first.line), says));
        } else {
            bad.push(Exhibit::new(
                Place::file(service),
                format!("no unit test among the files of {service}"),
            ));
        }
    }
    Ok(record::judge(bad, good, || record::absent(".", "no service whose sources could be tested")))
}
