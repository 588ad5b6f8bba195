//! A specification written after the fact describes what was built instead of deciding it.
//!
//! A history of one commit, or none, shows no order. That is how the submission was handed in and not our
//! blindness, so it is no `Undecided`; and it is no breach either, for the order may have been kept. It is a
//! warning that says what cannot be seen.

use crate::facts::Facts;
use crate::facts::checkout::history::{Appearance, History, Kind};
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G1.1c",
    statements: &["G1.1", "S6"],
    tier: Tier::Static,
    proof: Proof::Record,
    obligation: "the history shows constitution, specification, plan, tasks and implementation in that order",
    danger: "A specification written after the fact describes what was built instead of deciding it.",
    remedy: "commit each artefact when it is made: constitution, then spec, plan, tasks, then the implementation",
    check,
    breaks: &[
        Mutant {
            name: "tasks before the plan",
            edits: &[Edit::Fact { pointer: "/checkout/history/known/first/tasks/order", json: "0" }],
        },
        Mutant {
            name: "a constitution at the end",
            edits: &[Edit::Fact {
                pointer: "/checkout/history/known/first/constitution/order",
                json: "9999",
            }],
        },
    ],
    keeps: &[Twin {
        name: "sources of an earlier phase",
        edits: &[Edit::Fact {
            pointer: "/checkout/history/known/first/source",
            json: r#"{"order":0,"commit":"","file":"src/main.py","date":"2025-12-01"}"#,
        }],
    }],
    with: &[],
};

/// The chain; the implementation of this phase is its infrastructure.
const CHAIN: [Kind; 4] = [Kind::Constitution, Kind::Spec, Kind::Plan, Kind::Tasks];
const IMPLEMENTATION: [Kind; 4] = [Kind::Dockerfile, Kind::Compose, Kind::Manifest, Kind::Chart];

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let history = match record::ordered(facts)? {
        Ok(history) => history,
        Err(hidden) => return Ok(hidden),
    };
    let implementation =
        IMPLEMENTATION.iter().filter_map(|kind| history.first.get(kind)).min_by_key(|first| first.order);
    let chain: Vec<(&str, &Appearance)> = CHAIN
        .iter()
        .filter_map(|kind| Some((kind.words(), history.first.get(kind)?)))
        .chain(implementation.map(|first| ("the implementation", first)))
        .collect();
    let mut bad: Vec<Exhibit> = chain
        .windows(2)
        .filter(|pair| pair[1].1.order < pair[0].1.order)
        .map(|pair| {
            record::first_exhibit(pair[1].1, &format!("{} comes before {}: it", pair[1].0, pair[0].0))
        })
        .collect();
    bad.extend(features(facts, history)?);
    let same = chain.windows(2).all(|pair| pair[1].1.order == pair[0].1.order);
    let shown = chain.iter().map(|(name, first)| record::first_exhibit(first, name)).collect();
    let seen = record::judge(bad, shown, || record::absent(".", "no commit brings any of them"));
    Ok(record::softened(seen, same))
}

/// Features whose plan or tasks were committed before what they follow from.
fn features(facts: &Facts, history: &History) -> Result<Vec<Exhibit>, Undecided> {
    let mut bad = Vec::new();
    for feature in &record::documents(facts)?.features {
        let parts = [&feature.spec, &feature.plan, &feature.tasks];
        let seen: Vec<(usize, &str)> = parts
            .into_iter()
            .flatten()
            .filter_map(|file| Some((history.first_touch(file)?, file.as_str())))
            .collect();
        for pair in seen.windows(2).filter(|pair| pair[1].0 < pair[0].0) {
            let commit = &history.commits[pair[1].0];
            let says = format!("{} is older than {}", pair[1].1, pair[0].1);
            bad.push(record::commit_exhibit(commit, Some(pair[1].1), &says));
        }
    }
    Ok(bad)
}
