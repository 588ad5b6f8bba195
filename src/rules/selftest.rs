//! One loop over the registry: every rule can fail, fails alone, at the edited place, and not on its twins.
//!
//! `RULES=G4 cargo test selftest` looks at the rules whose id begins so. A rule whose facts come from an experiment
//! takes part when the recording of the reference answers it; [`every_rule_of_containers_is_on_record`] names the
//! others.

mod bench;

use std::collections::BTreeSet;

use self::bench::{Bench, Edited};
use super::{Edit, Rule, Tier, all};
use crate::facts::{Facts, Place};
use crate::record::{Record, Status};

fn chosen() -> impl Iterator<Item = &'static Rule> {
    let prefix = std::env::var("RULES").unwrap_or_default();
    all().filter(move |rule| rule.id.starts_with(&prefix))
}

/// Chosen rules that the reference's facts answer: all static ones, and others where the recording suffices.
fn answered() -> Vec<&'static Rule> {
    chosen().filter(|rule| rule.tier == Tier::Static || on_record(rule)).collect()
}

fn on_record(rule: &Rule) -> bool {
    let record = Record::judge(rule, Bench::shared().facts());
    !matches!(record.status, Status::Broken | Status::Undecided | Status::NotRun)
}

/// Rules that are broken as themselves, not in consequence of another.
fn broken(facts: &Facts) -> BTreeSet<&'static str> {
    all()
        .filter(|rule| {
            let record = Record::judge(rule, facts);
            record.status == Status::Broken && record.cause.is_none()
        })
        .map(|rule| rule.id)
        .collect()
}

fn finish(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn rule_ids_and_obligations_are_unique() {
    let mut seen = BTreeSet::new();
    for rule in all() {
        assert!(seen.insert(rule.id), "{} stands twice in the registry", rule.id);
        assert!(seen.insert(rule.obligation), "{}: another rule has the same obligation", rule.id);
    }
}

#[test]
fn every_rule_has_two_mutants_and_a_twin() {
    let faults: Vec<String> = chosen()
        .filter(|rule| rule.tier != Tier::Cluster)
        .filter(|rule| rule.breaks.len() < 2 || rule.keeps.is_empty())
        .map(|rule| format!("{}: {} mutants, {} twins", rule.id, rule.breaks.len(), rule.keeps.len()))
        .collect();
    finish(&faults);
}

#[test]
fn the_reference_breaks_nothing_and_leaves_nothing_undecided() {
    let facts = Bench::shared().facts();
    let faults: Vec<String> = answered()
        .into_iter()
        .map(|rule| Record::judge(rule, facts))
        .filter(|record| matches!(record.status, Status::Broken | Status::Undecided | Status::NotRun))
        .map(|record| {
            let first = record.evidence.first().map(|exhibit| format!("{}: {}", exhibit.place, exhibit.seen));
            format!("{} is {}: {:?} {:?}", record.rule, record.status.word(), first, record.why)
        })
        .collect();
    finish(&faults);
}

/// The whole of the container tier has been recorded from the reference, and the reference holds.
#[test]
#[ignore = "the recording is not complete yet; see fixtures/recorded/README.md"]
fn every_rule_of_containers_is_on_record() {
    let missing: Vec<String> = chosen()
        .filter(|rule| rule.tier == Tier::Docker && !on_record(rule))
        .map(|rule| format!("{} is not answered by fixtures/recorded/observed.json", rule.id))
        .collect();
    finish(&missing);
}

#[test]
fn each_mutant_breaks_its_own_rule_only_and_where_it_was_edited() {
    let bench = Bench::shared();
    let base = broken(bench.facts());
    let mut faults = Vec::new();
    for rule in answered() {
        for mutant in rule.breaks {
            let name = format!("{} {:?}", rule.id, mutant.name);
            let edited = match bench.edit(mutant.edits) {
                Ok(edited) => edited,
                Err(fault) => {
                    faults.push(format!("{name}: {fault}"));
                    continue;
                }
            };
            let with: BTreeSet<&str> = rule.with.iter().map(|(id, _)| *id).collect();
            let now: BTreeSet<&str> = broken(&edited.facts).difference(&base).copied().collect();
            if !now.contains(rule.id) {
                let record = Record::judge(rule, &edited.facts);
                faults.push(format!("{name} leaves the rule {}: {:?}", record.status.word(), record.why));
            }
            let others: Vec<_> = now.iter().filter(|id| **id != rule.id && !with.contains(**id)).collect();
            if !others.is_empty() {
                faults.push(format!("{name} also breaks {others:?}"));
            }
            if now.contains(rule.id) && !points_there(rule, mutant.edits, &edited) {
                let record = Record::judge(rule, &edited.facts);
                faults
                    .push(format!("{name}: no evidence lies in {:?}: {:?}", edited.places, record.evidence));
            }
        }
    }
    finish(&faults);
}

#[test]
fn no_twin_breaks_anything() {
    let bench = Bench::shared();
    let base = broken(bench.facts());
    let mut faults = Vec::new();
    for rule in answered() {
        for twin in rule.keeps {
            let name = format!("{} twin {:?}", rule.id, twin.name);
            match bench.edit(twin.edits) {
                Err(fault) => faults.push(format!("{name}: {fault}")),
                Ok(edited) => {
                    let now: Vec<_> = broken(&edited.facts).difference(&base).copied().collect();
                    if !now.is_empty() {
                        faults.push(format!("{name} breaks {now:?}"));
                    }
                    let record = Record::judge(rule, &edited.facts);
                    if matches!(record.status, Status::Undecided | Status::NotRun) {
                        faults.push(format!("{name} leaves it {}: {:?}", record.status.word(), record.why));
                    }
                }
            }
        }
    }
    finish(&faults);
}

/// On a subject of which nothing could be seen, no rule may answer.
#[test]
fn no_rule_passes_or_breaks_on_what_was_not_seen() {
    let blind = Facts::default();
    let faults: Vec<String> = chosen()
        .map(|rule| Record::judge(rule, &blind))
        .filter(|record| !matches!(record.status, Status::Undecided | Status::NotRun))
        .map(|record| format!("{} is {} on nothing", record.rule, record.status.word()))
        .collect();
    finish(&faults);
}

/// Where a mutant replaces text, some evidence lies in an edited file, and on an edited line where it has one.
fn points_there(rule: &Rule, edits: &[Edit], edited: &Edited) -> bool {
    if !edits.iter().all(|edit| matches!(edit, Edit::Replace { .. })) {
        return true;
    }
    Record::judge(rule, &edited.facts).evidence.iter().any(|exhibit| match &exhibit.place {
        Place::File { file, line } => edited.places.iter().any(|(edited, lines)| {
            edited == file
                && line.is_none_or(|line| lines.contains(&usize::try_from(line).unwrap_or_default()))
        }),
        Place::Commit { .. } | Place::Layer { .. } | Place::Object { .. } | Place::Experiment { .. } => true,
    })
}
