//! The git history, read from its objects without running git.
//!
//! A repository of a stranger is hostile until shown otherwise: only a `.git` folder that lies in the checkout is
//! opened, with its own configuration alone; one that borrows objects from elsewhere on the machine is not read;
//! each object is measured before it is loaded; commits, entries of trees and texts are counted and cut. Nothing
//! of the library that reads git leaves this room.

mod objects;
mod people;
mod walk;

use std::fs;
use std::path::Path;

use super::kind::kind_of;
use super::tree::{Entry, Tree, is_generated};
use crate::facts::Seen;
use crate::facts::checkout::history::{Change, Extent, History, Kind};

/// Reads the history of the repository at exactly the root of the tree.
pub(super) fn read(tree: &Tree) -> Seen<History> {
    let git = tree.root().join(".git");
    let Ok(meta) = fs::symlink_metadata(&git) else { return Seen::Known(History::default()) };
    if !meta.is_dir() {
        return Seen::unknown(
            "the repository lies outside of the checkout (.git is no folder), and nothing outside is read",
            Some("judge a clone instead of a worktree or submodule"),
        );
    }
    if let Some(borrowed) = borrows(&git) {
        return Seen::unknown(
            format!("the repository borrows objects from {borrowed}, and nothing outside is read"),
            Some("git repack -a -d && rm .git/objects/info/alternates"),
        );
    }
    match objects::Objects::open(tree.root()).and_then(|objects| walk::history(&objects)) {
        Ok(mut history) => {
            people::fold(&mut history, tree.text(".mailmap").ok().as_deref().unwrap_or_default());
            history.untracked = untracked(tree);
            Seen::Known(history)
        }
        Err(why) => Seen::unknown(format!("the history could not be read: {why}"), Some("git fsck")),
    }
}

/// What a repository names as a source of objects besides its own, or a link in place of its own.
fn borrows(git: &Path) -> Option<&'static str> {
    let linked = |name: &str| fs::symlink_metadata(git.join(name)).is_ok_and(|meta| meta.is_symlink());
    if ["objects", "refs", "HEAD", "config", "objects/pack", "packed-refs"].iter().any(|name| linked(name)) {
        return Some("a linked folder");
    }
    if git.join("commondir").exists() {
        return Some("another repository");
    }
    let alternates = fs::metadata(git.join("objects/info/alternates")).is_ok_and(|meta| meta.len() > 0);
    alternates.then_some("another repository")
}

/// Infrastructure files in the folder that git does not track.
fn untracked(tree: &Tree) -> Vec<Change> {
    const MOST: usize = 100;
    tree.entries()
        .filter(|(path, entry)| matches!(entry, Entry::File { .. }) && !is_generated(path))
        .filter(|(path, _)| tree.is_tracked(path) == Some(false))
        .filter_map(|(path, _)| {
            let kind = kind_of(path, || tree.bytes(path).ok().map(std::borrow::Cow::into_owned));
            let counts = matches!(kind, Kind::Dockerfile | Kind::Compose | Kind::Manifest | Kind::Chart);
            counts.then(|| Change { file: path.into(), kind, added: true })
        })
        .take(MOST)
        .collect()
}

impl History {
    fn of_extent(extent: Extent) -> Self {
        Self { extent, ..Self::default() }
    }
}

#[cfg(test)]
mod tests;
