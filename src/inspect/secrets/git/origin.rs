//! Which commit and path brought a blob in, and whether the last commit still has it.

use std::collections::{HashMap, HashSet};

use gix::ObjectId;
use gix::objs::{Kind, TreeRefIter};

use crate::facts::Place;
use crate::facts::checkout::secret::Standing;

/// Trees nested deeper than this are not entered.
const DEEPEST: usize = 64;

/// Where blobs come from.
#[derive(Default)]
pub(super) struct Origins {
    /// Blob → the oldest commit that has it, and its path there.
    first: HashMap<ObjectId, (ObjectId, String)>,
    /// Blobs of the last commit.
    head: HashSet<ObjectId>,
}

/// Looks for the blobs in all commits, reachable or not.
pub(super) fn of(repository: &gix::Repository, ids: &[ObjectId], blobs: &[ObjectId]) -> Origins {
    let wanted: HashSet<ObjectId> = blobs.iter().copied().collect();
    let mut origins = Origins::default();
    if wanted.is_empty() {
        return origins;
    }
    let mut search = Search { repository, wanted: &wanted, seen: HashSet::new(), found: HashMap::new() };
    for (_, commit, tree) in commits(repository, ids) {
        search.tree(tree, commit, "", 0);
        if search.found.len() == wanted.len() {
            break;
        }
    }
    origins.first = search.found;
    if let Ok(tree) = repository.head_tree_id_or_empty() {
        let mut search = Search { repository, wanted: &wanted, seen: HashSet::new(), found: HashMap::new() };
        search.tree(tree.detach(), tree.detach(), "", 0);
        origins.head = search.found.into_keys().collect();
    }
    origins
}

/// All commits with their trees, oldest first.
fn commits(repository: &gix::Repository, ids: &[ObjectId]) -> Vec<(i64, ObjectId, ObjectId)> {
    let mut commits: Vec<(i64, ObjectId, ObjectId)> = ids
        .iter()
        .filter(|id| repository.find_header(**id).is_ok_and(|header| header.kind() == Kind::Commit))
        .filter_map(|id| {
            let commit = repository.find_commit(*id).ok()?;
            let time = commit.time().map_or(0, |time| time.seconds);
            Some((time, *id, commit.tree_id().ok()?.detach()))
        })
        .collect();
    commits.sort();
    commits
}

struct Search<'a> {
    repository: &'a gix::Repository,
    wanted: &'a HashSet<ObjectId>,
    /// Trees that were entered: a tree seen before brings nothing new.
    seen: HashSet<ObjectId>,
    found: HashMap<ObjectId, (ObjectId, String)>,
}

impl Search<'_> {
    fn tree(&mut self, id: ObjectId, commit: ObjectId, prefix: &str, depth: usize) {
        if depth > DEEPEST || !self.seen.insert(id) {
            return;
        }
        let Ok(object) = self.repository.find_object(id) else { return };
        let data = object.data.clone();
        drop(object);
        for entry in TreeRefIter::from_bytes(&data, id.kind()).flatten() {
            let mode = entry.mode;
            let child = entry.oid.to_owned();
            if mode.is_tree() {
                self.tree(child, commit, &format!("{prefix}{}/", entry.filename), depth + 1);
            } else if self.wanted.contains(&child) {
                let path = format!("{prefix}{}", entry.filename);
                self.found.entry(child).or_insert((commit, path));
            }
        }
    }
}

impl Origins {
    /// The place of a blob, and how it belongs to the submission.
    pub(super) fn place(&self, blob: ObjectId) -> (Place, Standing) {
        let standing = if self.head.contains(&blob) { Standing::InHead } else { Standing::OnlyInHistory };
        let place = match self.first.get(&blob) {
            Some((commit, path)) => {
                Place::Commit { commit: commit.to_string(), file: Some(path.clone()), line: None }
            }
            // No commit holds it: something that was staged once, or whose commit is gone.
            None => Place::file(format!(".git/objects/{blob}")),
        };
        (place, standing)
    }
}
