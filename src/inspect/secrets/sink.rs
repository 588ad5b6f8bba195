//! Gathers findings of many sources: one entry per credential, with all its places.

use std::collections::{BTreeMap, BTreeSet};

use super::engine::Hit;
use super::source::Source;
use crate::facts::Place;
use crate::facts::checkout::secret::{Account, Masked, Secret, Secrets, Severity, Skipped, Spot};

/// Findings and the account, of one thread or of many that were merged.
#[derive(Debug, Default)]
pub(crate) struct Sink {
    found: BTreeMap<String, Gathered>,
    /// What was looked at.
    pub(super) account: Account,
}

#[derive(Debug)]
struct Gathered {
    kind: &'static str,
    weight: u8,
    severity: Severity,
    masked: Masked,
    spots: BTreeSet<Spot>,
    more: u64,
}

impl Sink {
    /// Takes the findings of one source.
    pub(super) fn take(&mut self, source: &Source, encoding: Option<&str>, result: (Vec<Hit>, u64, bool)) {
        let (hits, expanded, overflow) = result;
        self.account.expanded += expanded;
        if overflow {
            self.skip(source.name(), 0, "holds more findings than are kept");
        }
        for hit in hits {
            let spot = spot(source, encoding, &hit);
            self.add(hit, spot);
        }
    }

    fn add(&mut self, hit: Hit, spot: Spot) {
        let gathered = self.found.entry(hit.masked.hash.clone()).or_insert_with(|| Gathered {
            kind: hit.kind,
            weight: hit.weight,
            severity: hit.severity,
            masked: hit.masked,
            spots: BTreeSet::new(),
            more: 0,
        });
        if (hit.weight, gathered.kind) > (gathered.weight, hit.kind) {
            (gathered.weight, gathered.kind) = (hit.weight, hit.kind);
        }
        gathered.severity = gathered.severity.min(hit.severity);
        gathered.spots.insert(spot);
        // The first places in order are kept, whatever order they come in.
        if gathered.spots.len() > Secret::MOST_SPOTS {
            gathered.spots.pop_last();
            gathered.more += 1;
        }
    }

    /// Whether there is no finding.
    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Counts a file that was left out on purpose.
    pub(super) fn leave_out(&mut self, bytes: u64) {
        self.account.left_out += 1;
        self.account.left_out_bytes += bytes;
    }

    /// Adds the account of another sink.
    pub(super) fn add_account(&mut self, other: Account) {
        self.account.sources += other.sources;
        self.account.bytes += other.bytes;
        self.account.expanded += other.expanded;
        self.account.objects += other.objects;
        self.account.left_out += other.left_out;
        self.account.left_out_bytes += other.left_out_bytes;
        self.account.more_skipped += other.more_skipped;
        for skipped in other.skipped {
            self.skip(skipped.what, skipped.bytes, &skipped.why);
        }
    }

    /// Notes something that was not scanned, or not to its end.
    pub(crate) fn skip(&mut self, what: String, bytes: u64, why: &str) {
        if self.account.skipped.len() < Account::MOST_SKIPPED {
            self.account.skipped.push(Skipped { what, bytes, why: why.to_owned() });
        } else {
            self.account.more_skipped += 1;
        }
    }

    /// Adds what another sink gathered.
    pub(crate) fn merge(&mut self, other: Self) {
        self.add_account(other.account);
        for (hash, theirs) in other.found {
            let Some(ours) = self.found.get_mut(&hash) else {
                self.found.insert(hash, theirs);
                continue;
            };
            if (theirs.weight, ours.kind) > (ours.weight, theirs.kind) {
                (ours.weight, ours.kind) = (theirs.weight, theirs.kind);
            }
            ours.severity = ours.severity.min(theirs.severity);
            ours.more += theirs.more;
            ours.spots.extend(theirs.spots);
            while ours.spots.len() > Secret::MOST_SPOTS {
                ours.spots.pop_last();
                ours.more += 1;
            }
        }
    }

    /// The facts: the gravest first, then by place.
    pub(crate) fn into_secrets(self) -> Secrets {
        let mut findings: Vec<Secret> = self
            .found
            .into_values()
            .map(|gathered| Secret {
                kind: gathered.kind.to_owned(),
                severity: gathered.severity,
                masked: gathered.masked,
                spots: gathered.spots.into_iter().collect(),
                more_spots: gathered.more,
            })
            .collect();
        findings.sort_by(|a, b| (a.severity, &a.spots, &a.kind).cmp(&(b.severity, &b.spots, &b.kind)));
        let mut account = self.account;
        account.skipped.sort();
        Secrets { findings, account }
    }
}

fn spot(source: &Source, encoding: Option<&str>, hit: &Hit) -> Spot {
    let within = &source.within;
    let known = Some(hit.line);
    // Inside an archive the line is one of the inner file, and the place keeps only the archive.
    let (mut place, mut line) = (source.place.clone(), None);
    match &mut place {
        Place::File { line, .. } | Place::Commit { line, .. } if within.is_empty() => *line = known,
        Place::File { .. } | Place::Commit { .. } | Place::Layer { .. } => line = known,
        Place::Object { .. } | Place::Experiment { .. } => {}
    }
    let encodings = encoding.into_iter().chain(hit.within.iter().copied()).map(str::to_owned);
    Spot { place, line, within: within.iter().cloned().chain(encodings).collect(), standing: source.standing }
}
