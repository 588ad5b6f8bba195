//! Parts that are right alone still disagree about what passes between them.

use crate::facts::Facts;
use crate::facts::Place;
use crate::facts::checkout::document::{TestFile, TestKind};
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "Q1.2a",
    statements: &["Q1.2"],
    tier: Tier::Static,
    proof: Proof::Record,
    obligation: "integration tests assert how the services work together",
    danger: "Parts that are right alone still disagree about what passes between them.",
    remedy: "add tests that run the service against a real database or its neighbour and assert the outcome",
    check,
    breaks: &[
        Mutant { name: "none of them", edits: &[Edit::Remove { file: "backend/tests/integration/" }] },
        Mutant {
            name: "one that asserts nothing",
            edits: &[
                Edit::Remove { file: "backend/tests/integration/" },
                Edit::Write {
                    file: "backend/tests/integration/test_it.py",
                    content: "def test_it():\n    run()\n",
                },
            ],
        },
    ],
    keeps: &[Twin {
        name: "one idle test beside those that assert",
        edits: &[Edit::Write {
            file: "backend/tests/integration/test_idle.py",
            content: "def test_idle():\n    run()\n",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let tests = record::tests(facts)?;
    let files = tests.files.iter().filter(|file| file.kind == TestKind::Integration);
    let (asserting, idle): (Vec<&TestFile>, Vec<&TestFile>) = files.partition(|file| file.assertions > 0);
    let exhibit = |file: &&TestFile| {
        let says = format!("{} cases, {} assertions", file.cases, file.assertions);
        Exhibit::new(Place::line(&file.file, file.first.line), says)
    };
    let good: Vec<Exhibit> = asserting.iter().map(exhibit).collect();
    // an idle test beside one that asserts harms nothing
    let bad = if good.is_empty() { idle.iter().map(exhibit).collect() } else { Vec::new() };
    Ok(record::judge(bad, good, || {
        record::absent(".", format!("none among {} files with tests", tests.files.len()))
    }))
}
