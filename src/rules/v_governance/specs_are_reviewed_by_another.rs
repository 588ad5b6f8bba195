//! What only its author has read is understood by one person, mistakes included.

use crate::facts::Facts;
use crate::facts::Place;
use crate::facts::checkout::document::{Documents, Feature, Line, Subject};
use crate::facts::checkout::history::History;
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Evidence, Exhibit};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "V1.2",
    statements: &["V1.2"],
    tier: Tier::Static,
    proof: Proof::Record,
    obligation: "each specification was reviewed by somebody who did not write it",
    danger: "What only its author has read is understood by one person, mistakes included.",
    remedy: "let another member review the specification and merge it, or sign the review with name and date in it",
    check,
    breaks: &[
        Mutant {
            name: "a specification that nobody else has read",
            edits: &[
                Edit::Write { file: "specs/900-more/spec.md", content: "# More\n" },
                Edit::Write { file: "specs/900-more/plan.md", content: "# Plan\n" },
                Edit::Write { file: "specs/900-more/tasks.md", content: "# Tasks\n" },
            ],
        },
        Mutant {
            name: "a reviewer to be named",
            edits: &[
                Edit::Write { file: "specs/900-more/spec.md", content: "# More\n\nReviewed by: TBD\n" },
                Edit::Write { file: "specs/900-more/plan.md", content: "# Plan\n" },
                Edit::Write { file: "specs/900-more/tasks.md", content: "# Tasks\n" },
            ],
        },
    ],
    keeps: &[Twin {
        name: "a review that is signed in the text",
        edits: &[
            Edit::Write {
                file: "specs/900-more/spec.md",
                content: "# More\n\n**Reviewed by:** Jonas Weil (2026-03-01)\n",
            },
            Edit::Write { file: "specs/900-more/plan.md", content: "# Plan\n" },
            Edit::Write { file: "specs/900-more/tasks.md", content: "# Tasks\n" },
        ],
    }],
    with: &[],
};

/// Trailers by which somebody says to have read it.
const TRAILERS: [&str; 3] = ["reviewed-by", "approved-by", "acked-by"];

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let documents = record::documents(facts)?;
    let history = record::history(facts)?;
    let (mut bad, mut seen, mut signed) = (Vec::new(), Vec::new(), Vec::new());
    for feature in &documents.features {
        let Some(spec) = feature.spec.as_deref() else { continue };
        if let Some(exhibit) = in_history(history, spec) {
            seen.push(exhibit);
        } else if let Some(line) = in_words(documents, history, feature, spec) {
            signed.push(line.exhibit());
        } else {
            bad.push(Exhibit::new(Place::file(spec), "no merge, trailer or signed line by another person"));
        }
    }
    if bad.is_empty() && !signed.is_empty() {
        signed.append(&mut seen);
        return Ok(
            Evidence::from_exhibits(signed).map_or_else(|| record::absent(".", "none"), Verdict::Attested)
        );
    }
    Ok(record::judge(bad, seen, || record::absent(".", "no specification that could have been reviewed")))
}

/// The commit by which somebody else took the specification in.
fn in_history(history: &History, spec: &str) -> Option<Exhibit> {
    history.commits.iter().filter(|commit| commit.changes.iter().any(|it| it.file == spec)).find_map(
        |commit| {
            let author = history.author(commit)?;
            let merged = commit.merged_by.and_then(|by| history.people.get(by));
            let merged = merged.filter(|by| !by.bot && by.name != author.name).map(|by| by.name.clone());
            let other = |who: &String| {
                !author.names.iter().any(|name| record::plain(who).starts_with(&record::plain(name)))
            };
            let read =
                commit.trailers.iter().find(|(key, who)| TRAILERS.contains(&key.as_str()) && other(who));
            let by = merged.or_else(|| read.map(|(_, who)| who.clone()))?;
            Some(record::commit_exhibit(commit, Some(spec), &format!("taken in by {by}")))
        },
    )
}

/// The signed line by somebody who wrote no commit of it.
fn in_words<'a>(
    documents: &'a Documents,
    history: &History,
    feature: &Feature,
    spec: &str,
) -> Option<&'a Line> {
    let wrote: Vec<String> = history
        .commits
        .iter()
        .filter(|commit| commit.changes.iter().any(|it| it.file == spec))
        .filter_map(|commit| history.author(commit))
        .flat_map(|author| author.names.iter().map(|name| record::plain(name)))
        .collect();
    let last = feature.name.rsplit('/').next().unwrap_or(&feature.name);
    documents.signed(Subject::SpecReview).iter().find_map(|signature| {
        let name = signature.name.as_deref()?;
        signature.date.as_ref()?;
        let here = signature.at.file == spec || signature.at.file.starts_with(&feature.name);
        let about = here || signature.at.text.contains(last);
        (about && !wrote.contains(&record::plain(name))).then_some(&signature.at)
    })
}
