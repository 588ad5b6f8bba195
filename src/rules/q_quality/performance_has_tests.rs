//! What is not measured gets slower with every release, unnoticed.

use crate::facts::Facts;
use crate::facts::Place;
use crate::facts::checkout::document::{TestFile, TestKind};
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "Q1.4a",
    statements: &["Q1.4"],
    tier: Tier::Static,
    proof: Proof::Record,
    obligation: "performance tests assert a limit",
    danger: "What is not measured gets slower with every release, unnoticed.",
    remedy: "add a test that measures latency or throughput and asserts the budget",
    check,
    breaks: &[
        Mutant { name: "none of them", edits: &[Edit::Remove { file: "backend/tests/performance/" }] },
        Mutant {
            name: "one that asserts nothing",
            edits: &[
                Edit::Remove { file: "backend/tests/performance/" },
                Edit::Write {
                    file: "backend/tests/performance/test_it.py",
                    content: "def test_it():\n    run()\n",
                },
            ],
        },
    ],
    keeps: &[Twin {
        name: "one idle test beside those that assert",
        edits: &[Edit::Write {
            file: "backend/tests/performance/test_idle.py",
            content: "def test_idle():\n    run()\n",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let tests = record::tests(facts)?;
    let files = tests.files.iter().filter(|file| file.kind == TestKind::Performance);
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
