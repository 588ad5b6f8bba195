//! The files of a checkout: walked once, read on demand, with limits that a hostile checkout cannot exceed.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read};
use std::ops::Bound;
use std::path::{Path, PathBuf};

use crate::verdict::Undecided;

/// Files beyond this number are counted, not listed.
const MOST_FILES: usize = 1_000_000;
/// Folders nested deeper than this are not entered.
const DEEPEST: usize = 64;
/// A file read as a whole is cut off here, in bytes.
pub(crate) const LONGEST_READ: u64 = 16 * 1024 * 1024;

/// What one path is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entry {
    /// A regular file with its size in bytes.
    File { size: u64 },
    /// A symbolic link; never followed.
    Link { target: String },
    /// A device, socket or pipe; never opened.
    Special,
}

/// The checkout's files by path relative to the root, `/` between the parts, without `.git`.
#[derive(Debug, Clone)]
pub(crate) struct Tree {
    root: PathBuf,
    entries: BTreeMap<String, Entry>,
    /// Contents that stand in place of the files on disk: edits of the self-test.
    overlay: BTreeMap<String, Vec<u8>>,
    /// Paths in the git index, or `None` where there is no repository.
    tracked: Option<BTreeSet<String>>,
    /// What could not be walked, with the reason.
    unread: Vec<(String, String)>,
}

impl Tree {
    /// Walks a checkout.
    ///
    /// # Errors
    /// When the root is not a folder that can be listed.
    pub(crate) fn open(root: &Path) -> io::Result<Self> {
        let mut tree = Self {
            root: root.to_path_buf(),
            entries: BTreeMap::new(),
            overlay: BTreeMap::new(),
            tracked: None,
            unread: Vec::new(),
        };
        let listing = fs::read_dir(root)?;
        tree.walk(listing, "", 0);
        tree.tracked = super::index::tracked(root);
        Ok(tree)
    }

    fn walk(&mut self, listing: fs::ReadDir, prefix: &str, depth: usize) {
        for child in listing {
            let child = match child {
                Ok(child) => child,
                Err(error) => {
                    self.unread.push((prefix.into(), error.to_string()));
                    continue;
                }
            };
            let name = child.file_name().to_string_lossy().into_owned();
            if depth == 0 && name == ".git" {
                continue;
            }
            let path = format!("{prefix}{name}");
            if self.entries.len() >= MOST_FILES {
                self.unread.push((path, format!("more than {MOST_FILES} files")));
                return;
            }
            self.visit(&child, path, depth);
        }
    }

    fn visit(&mut self, child: &fs::DirEntry, path: String, depth: usize) {
        let meta = match child.metadata() {
            Ok(meta) => meta,
            Err(error) => return self.unread.push((path, error.to_string())),
        };
        let kind = meta.file_type();
        if kind.is_dir() {
            if depth >= DEEPEST {
                return self.unread.push((path, format!("nested deeper than {DEEPEST} folders")));
            }
            match fs::read_dir(child.path()) {
                Ok(listing) => self.walk(listing, &format!("{path}/"), depth + 1),
                Err(error) => self.unread.push((path, error.to_string())),
            }
        } else if kind.is_symlink() {
            let target = fs::read_link(child.path()).unwrap_or_default().to_string_lossy().into_owned();
            self.entries.insert(path, Entry::Link { target });
        } else if kind.is_file() {
            self.entries.insert(path, Entry::File { size: meta.len() });
        } else {
            self.entries.insert(path, Entry::Special);
        }
    }

    /// The folder that was walked.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// All entries in the order of their paths.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.entries.iter().map(|(path, entry)| (path.as_str(), entry))
    }

    /// All entries from a path on, in the order of their paths.
    pub(crate) fn entries_from<'a>(
        &'a self,
        path: &str,
    ) -> impl Iterator<Item = (&'a str, &'a Entry)> + use<'a> {
        let from = (Bound::Included(path), Bound::Unbounded);
        self.entries.range::<str, _>(from).map(|(path, entry)| (path.as_str(), entry))
    }

    /// Regular files that belong to the submission: tracked ones where there is a repository, else all but those
    /// in folders that tools fill (`node_modules`, virtual environments, build output).
    pub(crate) fn files(&self) -> impl Iterator<Item = &str> {
        self.entries
            .iter()
            .filter(|(path, entry)| matches!(entry, Entry::File { .. }) && self.is_own(path))
            .map(|(path, _)| path.as_str())
    }

    /// Whether a path belongs to the submission's own files.
    pub(crate) fn is_own(&self, path: &str) -> bool {
        !is_generated(path) && self.is_tracked(path).unwrap_or(true)
    }

    /// Whether git tracks the path; `None` where there is no repository.
    pub(crate) fn is_tracked(&self, path: &str) -> Option<bool> {
        self.tracked.as_ref().map(|tracked| tracked.contains(path))
    }

    /// Whether the path is a regular file.
    pub(crate) fn has(&self, path: &str) -> bool {
        matches!(self.entries.get(path), Some(Entry::File { .. }))
    }

    /// The size of a regular file.
    pub(crate) fn size(&self, path: &str) -> Option<u64> {
        match self.entries.get(path)? {
            Entry::File { size } => Some(*size),
            Entry::Link { .. } | Entry::Special => None,
        }
    }

    /// What could not be walked: path and reason.
    pub(crate) fn unread(&self) -> &[(String, String)] {
        &self.unread
    }

    /// A file's bytes, at most [`LONGEST_READ`].
    ///
    /// # Errors
    /// `Undecided` with the path and the reason.
    pub(crate) fn bytes(&self, path: &str) -> Result<Cow<'_, [u8]>, Undecided> {
        if let Some(bytes) = self.overlay.get(path) {
            return Ok(Cow::Borrowed(bytes));
        }
        let unreadable = |why: &str| Undecided::ours(format!("{path} could not be read: {why}"));
        match self.entries.get(path) {
            Some(Entry::File { .. }) => {}
            Some(Entry::Link { .. }) => return Err(unreadable("it is a symbolic link")),
            Some(Entry::Special) => return Err(unreadable("it is no regular file")),
            None => return Err(unreadable("there is no such file")),
        }
        let mut bytes = Vec::new();
        fs::File::open(self.root.join(path))
            .and_then(|file| file.take(LONGEST_READ).read_to_end(&mut bytes))
            .map_err(|error| unreadable(&error.to_string()))?;
        Ok(Cow::Owned(bytes))
    }

    /// A file's text: UTF-16 and byte-order marks decoded, anything that is not UTF-8 replaced, line ends as `\n`.
    ///
    /// # Errors
    /// As [`Tree::bytes`].
    pub(crate) fn text(&self, path: &str) -> Result<String, Undecided> {
        Ok(decode(&self.bytes(path)?))
    }

    /// The tree with one file written, new or not, without touching the disk.
    #[cfg(test)]
    pub(crate) fn write(&mut self, path: &str, content: Vec<u8>) {
        self.entries.insert(path.into(), Entry::File { size: content.len() as u64 });
        if let Some(tracked) = &mut self.tracked {
            tracked.insert(path.into());
        }
        self.overlay.insert(path.into(), content);
    }

    /// The tree without one file, or without all below a folder that ends in `/`; returns how many went.
    #[cfg(test)]
    pub(crate) fn remove(&mut self, path: &str) -> usize {
        let before = self.entries.len();
        let gone = |name: &str| name == path || (path.ends_with('/') && name.starts_with(path));
        self.entries.retain(|name, _| !gone(name));
        self.overlay.retain(|name, _| !gone(name));
        before - self.entries.len()
    }
}

/// Whether a path lies in a folder that tools fill and people do not write.
pub(crate) fn is_generated(path: &str) -> bool {
    const FILLED: &[&str] = &[
        "node_modules",
        ".venv",
        "venv",
        "__pycache__",
        ".next",
        ".pytest_cache",
        ".mypy_cache",
        ".ruff_cache",
        ".turbo",
        "site-packages",
        ".git",
    ];
    path.split('/').any(|part| FILLED.contains(&part))
}

/// Bytes as text: UTF-16 by its mark, else UTF-8 with replacement; line ends as `\n`.
pub(crate) fn decode(bytes: &[u8]) -> String {
    let wide = |bytes: &[u8], join: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| join([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    let text = match bytes {
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    };
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_listed_and_never_followed() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("/etc/passwd", folder.path().join("loop")).unwrap();
        let tree = Tree::open(folder.path()).unwrap();
        assert_eq!(tree.entries().count(), 1);
        assert!(tree.bytes("loop").is_err());
    }

    #[test]
    fn utf_16_and_crlf_read_as_plain_lines() {
        assert_eq!(decode(b"\xFF\xFEa\0\r\0\n\0b\0"), "a\nb");
        assert_eq!(decode(b"\xEF\xBB\xBFa\r\nb"), "a\nb");
    }

    #[test]
    fn a_file_as_root_is_an_error() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert!(Tree::open(file.path()).is_err());
    }
}
