//! The git database: every object once, reachable or not, and the files of `.git` that hold no object.
//!
//! Objects are scanned first and explained afterwards: only when a blob holds a finding are the commits walked,
//! oldest first, to say which commit and path brought it in.

mod origin;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use gix::ObjectId;
use gix::objs::Kind;
use rayon::prelude::*;

use super::{Scanner, Sink, Source};
use crate::facts::Place;
use crate::facts::checkout::secret::{Account, Standing};
use crate::inspect::tree::Tree;

/// Objects beyond this number are counted as not scanned.
const MOST_OBJECTS: usize = 5_000_000;
/// Objects that one task takes at a time: a run of a pack, whose deltas build on each other.
const BATCH: usize = 4_000;
/// A file in `.git` longer than this holds no configuration.
const LONGEST_FILE: u64 = 64 << 20;

/// Scans the history of the repository at exactly this root, if there is one.
pub(crate) fn history(scanner: &Scanner, root: &Path) -> Sink {
    let mut sink = Sink::default();
    let folder = folder(root);
    if !folder.exists() {
        return sink;
    }
    if let Err(why) = objects(scanner, root, &folder, &mut sink) {
        sink.skip(".git".into(), 0, &why);
    }
    plain_files(scanner, &folder, &folder, &mut sink, 0);
    sink
}

fn folder(root: &Path) -> PathBuf {
    let inner = root.join(".git");
    if !inner.exists() && root.join("objects").is_dir() && root.join("HEAD").is_file() {
        root.to_path_buf()
    } else {
        inner
    }
}

fn open(root: &Path) -> Result<gix::Repository, String> {
    gix::open_opts(root, gix::open::Options::isolated())
        .map_err(|error| format!("could not be opened: {error}"))
}

/// Paths that git would ignore, sorted; none where there is no repository.
pub(super) fn ignored(tree: &Tree) -> Vec<String> {
    let untracked: Vec<&str> =
        tree.entries().map(|(path, _)| path).filter(|path| tree.is_tracked(path) == Some(false)).collect();
    if untracked.is_empty() {
        return Vec::new();
    }
    let find = || -> Option<Vec<String>> {
        let repository = open(tree.root()).ok()?;
        let index = repository.index_or_empty().ok()?;
        let source = gix::worktree::stack::state::ignore::Source::WorktreeThenIdMappingIfNotSkipped;
        let mut rules = repository.excludes(&index, None, source).ok()?;
        let excluded = |path: &&str| rules.at_path(*path, None).is_ok_and(|found| found.is_excluded());
        Some(untracked.iter().copied().filter(excluded).map(str::to_owned).collect())
    };
    find().unwrap_or_default()
}

fn objects(scanner: &Scanner, root: &Path, folder: &Path, sink: &mut Sink) -> Result<(), String> {
    refuse_foreign_alternates(root, folder)?;
    unreadable_packs(folder, sink);
    let repository = open(root)?;
    let order = gix::odb::store::iter::Ordering::PackAscendingOffsetThenLooseLexicographical;
    let listed =
        repository.objects.iter().map_err(|error| format!("objects could not be listed: {error}"))?;
    let (mut known, mut ids, mut broken) = (BTreeSet::new(), Vec::new(), 0_u64);
    for id in listed.with_ordering(order) {
        match id {
            Ok(id) if ids.len() >= MOST_OBJECTS => {
                sink.skip(format!("object {id}"), 0, "there are too many objects");
                break;
            }
            Ok(id) => {
                if known.insert(id) {
                    ids.push(id);
                }
            }
            Err(_) => broken += 1,
        }
    }
    if broken > 0 {
        sink.skip(".git/objects".into(), 0, &format!("{broken} entries could not be read"));
    }
    let found = ids
        .par_chunks(BATCH)
        .map(|batch| scan_batch(scanner, root, batch))
        .reduce(Batch::default, Batch::join);
    sink.merge(found.sink);
    // What a value is depends on the kind of file, which is known only now.
    let origins = origin::of(&repository, &ids, &found.blobs);
    for id in found.blobs {
        let (Ok(object), (place, standing)) = (repository.find_object(id), origins.place(id)) else {
            continue;
        };
        let mut again = Sink::default();
        scanner.scan(&mut again, &Source::new(place, standing), &object.data);
        again.account = Account::default();
        sink.merge(again);
    }
    Ok(())
}

/// An object folder outside the checkout may hold the objects of others.
fn refuse_foreign_alternates(root: &Path, folder: &Path) -> Result<(), String> {
    let Ok(text) = std::fs::read_to_string(folder.join("objects/info/alternates")) else { return Ok(()) };
    let root = root.canonicalize().map_err(|error| error.to_string())?;
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let inside =
            folder.join("objects").join(line).canonicalize().is_ok_and(|path| path.starts_with(&root));
        if !inside {
            return Err(
                "borrows objects from a folder outside the checkout, so its history was not scanned".into()
            );
        }
    }
    Ok(())
}

/// Packs whose index is missing or broken are passed over in silence by whoever lists the objects.
fn unreadable_packs(folder: &Path, sink: &mut Sink) {
    let Ok(listing) = std::fs::read_dir(folder.join("objects/pack")) else { return };
    for pack in
        listing.flatten().map(|child| child.path()).filter(|path| path.extension() == Some("pack".as_ref()))
    {
        if let Err(error) = gix::odb::pack::index::File::at(pack.with_extension("idx"), gix::hash::Kind::Sha1)
        {
            let bytes = pack.metadata().map_or(0, |meta| meta.len());
            let name = pack.file_name().unwrap_or_default().to_string_lossy().into_owned();
            sink.skip(
                format!(".git/objects/pack/{name}"),
                bytes,
                &format!("has no index that can be read: {error}"),
            );
        }
    }
}

/// What a run of objects held, and which blobs are to be looked at again when their path is known.
#[derive(Default)]
struct Batch {
    sink: Sink,
    blobs: Vec<ObjectId>,
}

impl Batch {
    fn join(mut self, mut other: Self) -> Self {
        self.sink.merge(other.sink);
        self.blobs.append(&mut other.blobs);
        self
    }
}

fn scan_batch(scanner: &Scanner, root: &Path, ids: &[ObjectId]) -> Batch {
    let mut batch = Batch::default();
    let repository = match open(root) {
        Ok(repository) => repository,
        Err(why) => {
            batch.sink.skip(".git".into(), 0, &why);
            return batch;
        }
    };
    for id in ids {
        let object = match repository.find_object(*id) {
            Ok(object) => object,
            Err(error) => {
                batch.sink.skip(format!("object {id}"), 0, &format!("could not be read: {error}"));
                continue;
            }
        };
        batch.sink.account.objects += 1;
        let commit = Place::Commit { commit: id.to_string(), file: None, line: None };
        match object.kind {
            // Names of files; the text of a name is no place for a credential, but its bytes are counted.
            Kind::Tree | Kind::Commit | Kind::Tag => {
                scanner.scan(&mut batch.sink, &Source::new(commit, Standing::OnlyInHistory), &object.data);
            }
            Kind::Blob => {
                let mut sink = Sink::default();
                scanner.scan(&mut sink, &Source::new(commit, Standing::OnlyInHistory), &object.data);
                batch.sink.add_account(std::mem::take(&mut sink.account));
                if !sink.is_empty() {
                    batch.blobs.push(*id);
                }
            }
        }
    }
    batch
}

/// Everything in `.git` that holds no object: configuration, refs, logs of refs, hooks, modules.
fn plain_files(scanner: &Scanner, folder: &Path, git: &Path, sink: &mut Sink, depth: usize) {
    let Ok(listing) = std::fs::read_dir(folder) else { return };
    for child in listing.flatten() {
        let (path, Ok(meta)) = (child.path(), child.metadata()) else { continue };
        let name = format!(".git/{}", path.strip_prefix(git).unwrap_or(&path).to_string_lossy());
        let objects = depth == 0 && child.file_name() == "objects" || name.ends_with("/objects");
        if meta.is_dir() && !objects && depth < 16 {
            plain_files(scanner, &path, git, sink, depth + 1);
        } else if meta.is_file() && meta.len() <= LONGEST_FILE && git != path {
            let source = Source::new(Place::file(&name), Standing::Untracked);
            match std::fs::File::open(&path) {
                Ok(file) => scanner.scan_reader(sink, &source, file),
                Err(error) => sink.skip(name, meta.len(), &format!("could not be opened: {error}")),
            }
        }
    }
}
