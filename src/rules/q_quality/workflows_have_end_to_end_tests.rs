//! Every part can be green while no user gets anything done.

use crate::facts::Facts;
use crate::facts::Place;
use crate::facts::checkout::document::{TestFile, TestKind};
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "Q1.3a",
    statements: &["Q1.3"],
    tier: Tier::Static,
    proof: Proof::Record,
    obligation: "end-to-end tests assert what a user gets",
    danger: "Every part can be green while no user gets anything done.",
    remedy: "add a test that does what a user does, from signing in to the answer, and asserts it",
    check,
    breaks: &[
        Mutant { name: "none of them", edits: &[Edit::Remove { file: "backend/tests/end_to_end/" }] },
        Mutant {
            name: "one that asserts nothing",
            edits: &[
                Edit::Remove { file: "backend/tests/end_to_end/" },
                Edit::Write {
                    file: "backend/tests/end_to_end/test_it.py",
                    content: "def test_it():\n    run()\n",
                },
            ],
        },
    ],
    keeps: &[Twin {
        name: "one idle test beside those that assert",
        edits: &[Edit::Write {
            file: "backend/tests/end_to_end/test_idle.py",
            content: "def test_idle():\n    run()\n",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let tests = record::tests(facts)?;
    let files = tests.files.iter().filter(|file| file.kind == TestKind::EndToEnd);
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
