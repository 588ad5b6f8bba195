//! Without version and date nobody knows which rules were in force when a decision was made.

use crate::facts::Facts;
use crate::facts::{Place, date};
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "A2",
    statements: &["A2"],
    tier: Tier::Static,
    proof: Proof::Record,
    obligation: "the constitution states a version and a date from which it holds, and holds",
    danger: "Without version and date nobody knows which rules were in force when a decision was made.",
    remedy: "state the version and the effective date in the constitution, not later than the work that follows it",
    check,
    breaks: &[
        Mutant {
            name: "no version",
            edits: &[Edit::Replace {
                file: ".specify/memory/constitution.md",
                find: "**Document Version:** 1.1",
                with: "**Document Version:** current",
            }],
        },
        Mutant {
            name: "no date",
            edits: &[Edit::Replace {
                file: ".specify/memory/constitution.md",
                find: "**Effective Date:** 2026-02-02",
                with: "**Effective Date:** soon",
            }],
        },
    ],
    keeps: &[Twin {
        name: "a month for a date",
        edits: &[Edit::Replace {
            file: ".specify/memory/constitution.md",
            find: "**Effective Date:** 2026-02-02",
            with: "**Effective Date:** February 2026",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let documents = record::documents(facts)?;
    let Some(constitution) = documents.constitutions.first() else {
        return Ok(record::absent(".", "no constitution that could state them"));
    };
    let whole = |says: &str| Exhibit::new(Place::file(&constitution.file), says);
    let mut bad = Vec::new();
    if constitution.number.is_none() {
        bad.push(whole("no version"));
    }
    let date = constitution.effective_date.as_deref();
    let last = facts.checkout.history.known().and_then(|history| history.commits.last());
    match (date.and_then(date::parse), last.and_then(|commit| date::parse(&commit.date))) {
        (None, _) => bad.push(whole("no date from which it holds")),
        (Some(from), Some(last)) if from > last => {
            bad.push(whole(&format!("holds from {} on, after the last commit", date.unwrap_or_default())));
        }
        (Some(_), _) => {}
    }
    let good = record::shown(constitution.version.iter().chain(&constitution.effective));
    Ok(record::judge(bad, good, || record::absent(&constitution.file, "neither version nor date")))
}
