//! The secret scanner on the pass over an image, and the places of what it found in the image's own terms.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::{Mutex, PoisonError};

use super::archive::Archive;
use super::assemble::Image;
use super::feed::{Consumer, Spot};
use super::view::{Fate, View};
use crate::facts::Place;
use crate::facts::checkout::secret::{self, Account, Secret, Secrets, Standing};
use crate::inspect::secrets::{Key, Scanner, Sink, Source};

/// Looks for credentials in everything the pass meets.
pub(crate) struct Hunt {
    scanner: Scanner,
    /// One for each thread that was ever at work at the same time.
    sinks: Mutex<Vec<Sink>>,
}

impl Hunt {
    /// A hunt whose hashes are made under this key.
    pub(crate) fn new(key: Key) -> Self {
        Self { scanner: Scanner::new(key), sinks: Mutex::default() }
    }

    fn with(&self, spot: &Spot, scan: impl FnOnce(&Scanner, &mut Sink, &Source)) {
        // Which image and layer this is, is not known before the manifests are read: see `place`.
        let place = Place::Layer { image: spot.blob.to_string(), layer: None, path: spot.path.clone() };
        let idle = self.sinks.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut sink = idle.unwrap_or_default();
        scan(&self.scanner, &mut sink, &Source::new(place, Standing::Image));
        self.sinks.lock().unwrap_or_else(PoisonError::into_inner).push(sink);
    }

    /// All that was found, its places named by blob.
    fn into_secrets(self) -> Secrets {
        let mut all = Sink::default();
        for sink in self.sinks.into_inner().unwrap_or_else(PoisonError::into_inner) {
            all.merge(sink);
        }
        all.into_secrets()
    }

    /// All that was found, its places named by image and layer, and the archive's bytes accounted for.
    pub(crate) fn finish(self, archive: &Archive, images: &[Image<'_>]) -> Secrets {
        let mut secrets = self.into_secrets();
        let homes = homes(images);
        let views: Vec<View<'_>> = images.iter().map(|image| View::of(&image.layers)).collect();
        for finding in &mut secrets.findings {
            drop_raw(finding);
            for spot in &mut finding.spots {
                place(spot, &homes, &views);
            }
            finding.spots.sort();
        }
        account(&mut secrets.account, archive);
        secrets
    }
}

impl Consumer for Hunt {
    fn whole(&self, spot: &Spot, content: &[u8]) {
        self.with(spot, |scanner, sink, source| scanner.scan(sink, source, content));
    }

    fn stream(&self, spot: &Spot, content: &mut dyn Read) {
        self.with(spot, |scanner, sink, source| scanner.scan_reader(sink, source, content));
    }

    fn text(&self, spot: &Spot, text: &[u8]) {
        self.with(spot, |scanner, sink, source| scanner.scan(sink, source, text));
    }
}

/// What a blob is to an image.
#[derive(Clone, Copy)]
enum Part {
    Layer(usize),
    Config,
}

type Homes<'a> = BTreeMap<&'a str, (usize, String, Part)>;

/// The first image that each blob belongs to.
fn homes<'a>(images: &'a [Image<'_>]) -> Homes<'a> {
    let mut homes = Homes::new();
    for (at, image) in images.iter().enumerate() {
        let name = image.names.first().cloned().unwrap_or_else(|| image.id.clone());
        homes.entry(&image.config_blob).or_insert((at, name.clone(), Part::Config));
        for (layer, blob) in image.layers.iter().enumerate() {
            homes.entry(&blob.name).or_insert((at, name.clone(), Part::Layer(layer)));
        }
    }
    homes
}

/// Documents are read raw and text by text; the raw place says less.
fn drop_raw(finding: &mut Secret) {
    let blob = |spot: &secret::Spot| match &spot.place {
        Place::Layer { image, path, .. } => Some((image.clone(), path.is_empty())),
        Place::Commit { .. } | Place::File { .. } | Place::Object { .. } | Place::Experiment { .. } => None,
    };
    let exact: Vec<String> =
        finding.spots.iter().filter_map(blob).filter(|(_, raw)| !raw).map(|(image, _)| image).collect();
    finding.spots.retain(|spot| blob(spot).is_none_or(|(image, raw)| !raw || !exact.contains(&image)));
}

fn place(spot: &mut secret::Spot, homes: &Homes<'_>, views: &[View<'_>]) {
    let Place::Layer { image, layer, path } = &mut spot.place else { return };
    let Some((at, name, part)) = homes.get(image.as_str()) else {
        // A manifest, an index, or a blob that no image uses.
        *path = if path.is_empty() { image.clone() } else { format!("{image} {path}") };
        *image = views
            .first()
            .and_then(|_| homes.values().next())
            .map_or_else(String::new, |(_, name, _)| name.clone());
        return;
    };
    *image = name.clone();
    match part {
        Part::Config => {
            if path.is_empty() {
                *path = "config".into();
            }
        }
        Part::Layer(index) => {
            *layer = Some(super::observe::number(*index));
            let fate = match views.get(*at).and_then(|view| view.fate(*index, path)) {
                Some(Fate::Deleted(by)) => format!("deleted by layer {by}"),
                Some(Fate::Overwritten(by)) => format!("overwritten by layer {by}"),
                Some(Fate::Live) | None => return,
            };
            spot.within.insert(0, fate);
        }
    }
}

/// The scanner counts what it was given; the archive knows what there was.
fn account(account: &mut Account, archive: &Archive) {
    account.sources = archive.blobs.values().map(|blob| blob.entries().len().max(1) as u64).sum();
    account.bytes = archive.blobs.values().map(|blob| blob.account.scanned).sum();
    let mut skip = |what: String, bytes: u64, why: &str| {
        if account.skipped.len() < Account::MOST_SKIPPED {
            account.skipped.push(secret::Skipped { what, bytes, why: why.into() });
        } else {
            account.more_skipped += 1;
        }
    };
    for problem in &archive.problems {
        skip("archive".into(), 0, problem);
    }
    for blob in archive.blobs.values() {
        for skipped in &blob.account.skipped {
            skip(format!("{} {}", blob.name, skipped.path), skipped.bytes, &skipped.reason);
        }
        for problem in
            blob.problems.iter().filter(|it| !blob.account.skipped.iter().any(|other| other.reason == **it))
        {
            skip(blob.name.to_string(), 0, problem);
        }
    }
}
