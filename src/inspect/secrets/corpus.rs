//! The labelled corpus: files with one credential each and files with something that only looks like one, made by
//! generators from seeds when a test runs.
//!
//! `seen` was written before the rules were tuned and was looked at while tuning; `unseen` was written after it, and
//! its misses are reported as they are.

mod alike;
mod seen;
mod unseen;

use super::plant::Dice;
use super::{Key, Scanner, Sink, Source};
use crate::facts::Place;
use crate::facts::checkout::secret::{Severity, Standing};

/// A file of the corpus.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    /// Name, by which the kind of file is known.
    pub(super) file: &'static str,
    /// Content.
    pub(super) text: Vec<u8>,
}

impl Sample {
    pub(super) fn new(file: &'static str, text: impl Into<Vec<u8>>) -> Self {
        Self { file, text: text.into() }
    }
}

/// Makes files of one sort.
pub(super) type Generator = (&'static str, fn(&mut Dice) -> Sample);

/// Files of each sort.
const EACH: u64 = 12;

/// Share of the files with a live-looking finding, and the names of the generators whose files were judged otherwise.
fn flagged(generators: &[Generator], expected: bool) -> (usize, usize, Vec<String>) {
    let scanner = Scanner::new(Key::fixed());
    let (mut flagged, mut total, mut others) = (0, 0, Vec::new());
    for (name, generate) in generators {
        for seed in 0..EACH {
            let sample = generate(&mut Dice::new(seed * 1_000 + name.len() as u64));
            let mut sink = Sink::default();
            scanner.scan(&mut sink, &Source::new(Place::file(sample.file), Standing::Tracked), &sample.text);
            let found = sink.into_secrets();
            let live = found.findings.iter().any(|finding| finding.severity == Severity::LiveLooking);
            total += 1;
            flagged += usize::from(live);
            if live != expected {
                let text = String::from_utf8_lossy(&sample.text).into_owned();
                others.push(format!("{name} {seed}: {text} {:?}", found.findings));
            }
        }
    }
    (flagged, total, others)
}

#[test]
fn credentials_of_the_seen_generators_are_found() {
    let (found, total, missed) = flagged(seen::CREDENTIALS, true);
    println!("recall, seen: {found}/{total}");
    assert!(found * 100 >= total * 97, "{found}/{total}\n{}", missed.join("\n"));
}

#[test]
fn what_only_looks_like_a_credential_is_not_flagged() {
    let (wrong, total, which) = flagged(alike::SEEN, false);
    println!("look-alikes flagged, seen: {wrong}/{total}");
    assert!(wrong * 100 <= total, "{wrong}/{total}\n{}", which.join("\n"));
}

#[test]
#[ignore = "a measurement of the half kept unseen while tuning; run with --ignored"]
fn credentials_of_the_unseen_generators_are_found() {
    let (found, total, missed) = flagged(unseen::CREDENTIALS, true);
    println!("recall, unseen: {found}/{total}");
    assert!(found * 100 >= total * 97, "{found}/{total}\n{}", missed.join("\n"));
}

#[test]
#[ignore = "a measurement of the half kept unseen while tuning; run with --ignored"]
fn what_only_looks_like_a_credential_is_not_flagged_in_the_unseen_half() {
    let (wrong, total, which) = flagged(unseen::ALIKE, false);
    println!("look-alikes flagged, unseen: {wrong}/{total}");
    assert!(wrong * 100 <= total, "{wrong}/{total}\n{}", which.join("\n"));
}
