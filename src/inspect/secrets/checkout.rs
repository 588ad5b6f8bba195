//! The files of a checkout and its history: every tracked file and every file that the next commit would take.

use std::path::Path;

use rayon::prelude::*;

use super::{Key, Scanner, Sink, Source, git};
use crate::facts::checkout::secret::{Secrets, Standing};
use crate::facts::{Place, Seen};
use crate::inspect::tree::{self, Entry, LONGEST_READ, Tree};

/// How much of the working tree is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// What belongs to the submission; folders that tools fill are counted only.
    Own,
    /// Every file.
    All,
}

/// Scans tree and history under a new key.
pub(crate) fn read(tree: &Tree) -> Seen<Secrets> {
    let scanner = Scanner::new(Key::random());
    let mut sink = files(&scanner, tree, Reach::Own);
    sink.merge(git::history(&scanner, tree.root()));
    Seen::Known(sink.into_secrets())
}

/// Scans the files of a tree.
pub(crate) fn files(scanner: &Scanner, tree: &Tree, reach: Reach) -> Sink {
    let ignored = git::ignored(tree);
    let listed: Vec<(&str, &Entry, Standing)> =
        tree.entries().map(|(path, entry)| (path, entry, standing(tree, path, &ignored))).collect();
    let mut sink = listed
        .par_iter()
        .fold(Sink::default, |mut sink, (path, entry, standing)| {
            file(scanner, tree, &mut sink, path, entry, *standing, reach);
            sink
        })
        .reduce(Sink::default, |mut one, other| {
            one.merge(other);
            one
        });
    for (path, why) in tree.unread() {
        sink.skip(path.clone(), 0, why);
    }
    sink
}

fn standing(tree: &Tree, path: &str, ignored: &[String]) -> Standing {
    match tree.is_tracked(path) {
        Some(true) => Standing::Tracked,
        _ if tree::is_generated(path)
            || ignored.binary_search_by(|known| known.as_str().cmp(path)).is_ok() =>
        {
            Standing::Ignored
        }
        None => Standing::Tracked,
        Some(false) => Standing::Untracked,
    }
}

fn file(
    scanner: &Scanner,
    tree: &Tree,
    sink: &mut Sink,
    path: &str,
    entry: &Entry,
    standing: Standing,
    reach: Reach,
) {
    let source = Source::new(Place::file(path), standing);
    match entry {
        Entry::File { size }
            if standing == Standing::Ignored && reach == Reach::Own && tree::is_generated(path) =>
        {
            sink.leave_out(*size);
        }
        Entry::File { size } if *size > LONGEST_READ => large(scanner, tree, sink, &source, path),
        Entry::File { .. } => match tree.bytes(path) {
            Ok(bytes) => scanner.scan(sink, &source, &bytes),
            Err(undecided) => sink.skip(path.to_owned(), 0, &format!("{undecided:?}")),
        },
        // The target is text that git keeps; what it points to is scanned where it is.
        Entry::Link { target } => scanner.scan(sink, &source, target.as_bytes()),
        Entry::Special => sink.skip(path.to_owned(), 0, "is no regular file"),
    }
}

fn large(scanner: &Scanner, tree: &Tree, sink: &mut Sink, source: &Source, path: &str) {
    match std::fs::File::open(tree.root().join(path)) {
        Ok(file) => scanner.scan_reader(sink, source, file),
        Err(error) => sink.skip(path.to_owned(), 0, &format!("could not be opened: {error}")),
    }
}

/// Scans a single file: text, an archive, anything.
pub(crate) fn single(scanner: &Scanner, path: &Path) -> std::io::Result<Sink> {
    let file = std::fs::File::open(path)?;
    let mut sink = Sink::default();
    let name = path.file_name().map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy());
    scanner.scan_reader(&mut sink, &Source::new(Place::file(name), Standing::Given), file);
    Ok(sink)
}
