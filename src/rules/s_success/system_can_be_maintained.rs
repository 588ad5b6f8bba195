//! Without checks and explanations every change is a guess, and in the end nobody dares to make one. This is a
//! proxy: it shows that the means are there, not that the code is good.

use crate::facts::Facts;
use crate::facts::Place;
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "S14a",
    statements: &["S14"],
    tier: Tier::Static,
    proof: Proof::Record,
    obligation: "a linter is set up, tests assert and a README explains",
    danger: "Without checks and explanations every change is a guess, and in the end nobody dares to make one.",
    remedy: "set up a linter for the language, keep tests that assert, and explain the project in a README",
    check,
    breaks: &[
        Mutant {
            name: "no linter",
            edits: &[Edit::Fact { pointer: "/checkout/documents/known/linters", json: "[]" }],
        },
        Mutant {
            name: "settings of an editor alone",
            edits: &[
                Edit::Write { file: ".editorconfig", content: "root = true\n" },
                Edit::Fact { pointer: "/checkout/documents/known/linters", json: "[]" },
            ],
        },
    ],
    keeps: &[Twin {
        name: "a second linter",
        edits: &[Edit::Write { file: ".pre-commit-config.yaml", content: "repos: []\n" }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let documents = record::documents(facts)?;
    let tests = record::tests(facts)?;
    let linters =
        documents.linters.iter().take(3).map(|file| Exhibit::new(Place::file(file), "sets up a linter"));
    let mut seen: Vec<Exhibit> = linters.collect();
    if seen.is_empty() {
        return Ok(record::absent(".", "no linter or formatter is set up"));
    }
    let asserting = tests.files.iter().find(|file| file.assertions > 0);
    let readme = documents.guides.iter().find(|guide| guide.file.to_lowercase().contains("readme"));
    let (Some(test), Some(readme)) = (asserting, readme) else {
        let what = if asserting.is_none() { "no test asserts anything" } else { "there is no README" };
        return Ok(record::absent(".", what));
    };
    seen.push(Exhibit::new(
        Place::line(&test.file, test.first.line),
        format!("{} assertions", test.assertions),
    ));
    seen.push(Exhibit::new(Place::file(&readme.file), format!("{} words", readme.words)));
    Ok(record::judge(Vec::new(), seen, || record::absent(".", "nothing")))
}
