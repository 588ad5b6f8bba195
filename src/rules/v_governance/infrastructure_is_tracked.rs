//! What git does not track is on one machine only, and what runs cannot be built again.

use crate::facts::Facts;
use crate::facts::Place;
use crate::facts::checkout::history::Extent;
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "V2.1a",
    statements: &["V2.1"],
    tier: Tier::Static,
    proof: Proof::Record,
    obligation: "every file that decides what runs is under version control",
    danger: "What git does not track is on one machine only, and what runs cannot be built again.",
    remedy: "add the file to the repository, or remove it if nothing uses it",
    check,
    breaks: &[
        Mutant {
            name: "no repository",
            edits: &[Edit::Fact { pointer: "/checkout/history/known/extent", json: r#""none""# }],
        },
        Mutant {
            name: "a manifest that is ignored",
            edits: &[Edit::Fact {
                pointer: "/checkout/history/known/untracked",
                json: r#"[{"file":"k8s/secret-real.yaml","kind":"manifest","added":true}]"#,
            }],
        },
    ],
    keeps: &[Twin {
        name: "a new note",
        edits: &[Edit::Write { file: "docs/note.md", content: "# Note\n" }],
    }],
    with: &[
        ("V2.2", "without a repository there are no tags"),
        ("V2.3", "without a repository there is no branch"),
    ],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let history = record::history(facts)?;
    match history.extent {
        Extent::None => return Ok(record::absent(".", "the checkout is no git repository")),
        Extent::Empty => return Ok(record::absent(".", "the repository has no commit")),
        Extent::Shallow | Extent::Whole => {}
    }
    let says = |file: &str, text: String| Exhibit::new(Place::file(file), text);
    let bad = history
        .untracked
        .iter()
        .map(|it| says(&it.file, format!("{} that git does not track", it.kind.words())));
    let tracked = &record::documents(facts)?.infrastructure;
    let good = tracked.iter().map(|item| says(&item.file, format!("{}, tracked", item.kind.words())));
    Ok(record::judge(bad.collect(), good.collect(), || {
        record::absent(".", "no infrastructure is under version control")
    }))
}
