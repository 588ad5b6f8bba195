//! The files a container sees, and what became of the others: layers laid over one another with whiteouts.

use std::collections::BTreeMap;

use super::layer::{Blob, Entry};
use super::members::Kind;

const WHITEOUT: &str = ".wh.";
const OPAQUE: &str = ".wh..wh..opq";

/// What became of an entry of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// A container sees it.
    Live,
    /// A later layer removed it.
    Deleted(usize),
    /// A later layer, or a later entry of the same one, put something else in its place.
    Overwritten(usize),
}

/// The final view.
pub(crate) struct View<'a> {
    live: BTreeMap<&'a str, (usize, usize)>,
    layers: Vec<&'a [Entry]>,
    fates: Vec<Vec<Fate>>,
}

impl<'a> View<'a> {
    /// Lays the layers over one another, base first.
    pub(crate) fn of(blobs: &[&'a Blob]) -> Self {
        let layers: Vec<&[Entry]> = blobs.iter().map(|blob| blob.entries()).collect();
        let fates = layers.iter().map(|entries| vec![Fate::Live; entries.len()]).collect();
        let mut view = Self { live: BTreeMap::new(), layers, fates };
        for layer in 0..view.layers.len() {
            view.lay(layer);
        }
        view
    }

    fn lay(&mut self, layer: usize) {
        let entries = self.layers[layer];
        // Whiteouts speak of the layers below, wherever in the archive they stand.
        for entry in entries {
            let (folder, name) = entry.path.rsplit_once('/').unwrap_or(("", &entry.path));
            if name == OPAQUE {
                self.clear(folder, Fate::Deleted(layer));
            } else if let Some(hidden) = name.strip_prefix(WHITEOUT) {
                let path = if folder.is_empty() { hidden.into() } else { format!("{folder}/{hidden}") };
                self.drop_entry(&path, Fate::Deleted(layer));
                self.clear(&path, Fate::Deleted(layer));
            }
        }
        for (at, entry) in entries.iter().enumerate() {
            let name = entry.path.rsplit('/').next().unwrap_or_default();
            if name.starts_with(WHITEOUT)
                || entry.path.is_empty()
                || entry.path.split('/').any(|part| part == "..")
            {
                continue;
            }
            if entry.kind != Kind::Folder {
                self.clear(&entry.path, Fate::Overwritten(layer));
            }
            self.drop_entry(&entry.path, Fate::Overwritten(layer));
            self.live.insert(&entry.path, (layer, at));
        }
    }

    fn drop_entry(&mut self, path: &str, fate: Fate) {
        if let Some((layer, at)) = self.live.remove(path) {
            self.fates[layer][at] = fate;
        }
    }

    /// Removes all below a folder.
    fn clear(&mut self, folder: &str, fate: Fate) {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let below: Vec<&str> = self
            .live
            .range(prefix.as_str()..)
            .map(|(path, _)| *path)
            .take_while(|path| path.starts_with(&prefix))
            .collect();
        for path in below {
            self.drop_entry(path, fate);
        }
    }

    /// The entries a container sees, by path, each with the index of its layer.
    pub(crate) fn live(&self) -> impl Iterator<Item = (&'a str, usize, &'a Entry)> {
        self.live.iter().map(|(path, (layer, at))| (*path, *layer, &self.layers[*layer][*at]))
    }

    /// The entry at a path, if a container sees one.
    pub(crate) fn get(&self, path: &str) -> Option<(usize, &'a Entry)> {
        self.live.get(path).map(|(layer, at)| (*layer, &self.layers[*layer][*at]))
    }

    /// What became of a path of a layer: of its last entry, where there are several.
    pub(crate) fn fate(&self, layer: usize, path: &str) -> Option<Fate> {
        let at = self.layers.get(layer)?.iter().rposition(|entry| entry.path == path)?;
        Some(self.fates[layer][at])
    }

    /// Follows links to a file; `None` where one leads nowhere.
    pub(crate) fn resolve(&self, path: &str) -> Option<(usize, &'a Entry)> {
        let mut path = path.to_string();
        for _ in 0..16 {
            let Some((layer, entry)) = self.get(&path) else {
                path = self.through_folder(&path)?;
                continue;
            };
            match &entry.kind {
                Kind::Link(target) => {
                    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
                    path = super::archive::join(folder, target);
                }
                Kind::HardLink(target) => path = super::layer::clean(target)?,
                Kind::File | Kind::Folder | Kind::Special => return Some((layer, entry)),
            }
        }
        None
    }

    /// The path with its first linked folder replaced by what it points to: `bin/sh` is `usr/bin/sh`.
    fn through_folder(&self, path: &str) -> Option<String> {
        path.match_indices('/').find_map(|(at, _)| {
            let (_, entry) = self.get(&path[..at])?;
            let Kind::Link(target) = &entry.kind else { return None };
            let folder = path[..at].rsplit_once('/').map_or("", |(folder, _)| folder);
            Some(format!("{}{}", super::archive::join(folder, target), &path[at..]))
        })
    }
}
