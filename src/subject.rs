//! The reference submission as a subject: its files and the recorded history become a git repository.
//!
//! `fixtures/history.toml` says who brought which path when. Dates, names and messages are fixed, so the ids of
//! the commits are the same wherever this runs, and a report can quote them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use gix::objs::tree::{Entry, EntryKind};
use serde::Deserialize;

pub mod mutant;

/// Where the fixtures of this package are.
const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures");
/// What tools leave behind in a folder of sources; never part of the reference.
const LEFT_BEHIND: [&str; 6] =
    ["__pycache__", "node_modules", ".venv", "dist", ".pytest_cache", ".ruff_cache"];

/// Turns `fixtures/reference` into a git repository in an empty or missing folder.
///
/// # Errors
/// When the fixtures cannot be read, contradict the recorded history, or the folder cannot be written.
pub fn materialise_reference(target: &Path) -> io::Result<()> {
    let fixtures = Path::new(FIXTURES);
    let history = std::fs::read_to_string(fixtures.join("history.toml"))?;
    let files = files_below(&fixtures.join("reference"))?;
    materialise(&files, &parse(&history)?, target)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct History {
    people: BTreeMap<String, String>,
    change: Vec<Change>,
}

/// A branch and its merge; without `merged_by` its commits stand on the main branch themselves.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    name: String,
    #[serde(default)]
    title: String,
    merged_by: Option<String>,
    merged_at: Option<String>,
    tag: Option<String>,
    tag_message: Option<String>,
    commit: Vec<Commit>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Commit {
    by: String,
    at: String,
    message: String,
    paths: Vec<String>,
    #[serde(default)]
    untick: Vec<String>,
    #[serde(default)]
    without: Vec<String>,
}

impl Commit {
    /// A file's content as this commit brought it.
    fn as_it_was(&self, path: &String, content: Vec<u8>) -> Vec<u8> {
        let untick = self.untick.contains(path);
        if !untick && self.without.is_empty() {
            return content;
        }
        let text = String::from_utf8_lossy(&content).into_owned();
        let early = |line: &&str| !self.without.iter().any(|later| line.contains(later.as_str()));
        let text: String = text.split_inclusive('\n').filter(early).collect();
        if untick { text.replace("- [x]", "- [ ]").into_bytes() } else { text.into_bytes() }
    }
}

#[derive(Clone)]
struct File {
    content: Vec<u8>,
    executable: bool,
}

type Files = BTreeMap<String, File>;

fn parse(text: &str) -> io::Result<History> {
    toml::from_str(text).map_err(io::Error::other)
}

/// All files below a folder, by their path with `/`.
fn files_below(root: &Path) -> io::Result<Files> {
    let mut files = Files::new();
    let mut folders = vec![(root.to_path_buf(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if LEFT_BEHIND.contains(&name.as_str()) {
                continue;
            }
            let path = format!("{prefix}{name}");
            let metadata = entry.metadata()?;
            if metadata.is_dir() {
                folders.push((entry.path(), format!("{path}/")));
            } else {
                let executable = metadata.permissions().mode() & 0o100 != 0;
                let content = std::fs::read(entry.path())?;
                files.insert(path, File { content, executable });
            }
        }
    }
    Ok(files)
}

fn materialise(files: &Files, history: &History, target: &Path) -> io::Result<()> {
    let mut writer = Writer::in_folder(target, history)?;
    for change in &history.change {
        writer.change(change, files)?;
    }
    let missing: Vec<&str> =
        files.keys().filter(|path| !writer.tree.contains_key(*path)).map(String::as_str).collect();
    if !missing.is_empty() {
        let missing = missing.join(", ");
        return Err(io::Error::other(format!("in no commit of fixtures/history.toml: {missing}")));
    }
    writer.check_out(target)
}

struct Writer<'a> {
    repository: gix::Repository,
    people: &'a BTreeMap<String, String>,
    /// The files as of the last commit, with the ids of their blobs.
    tree: BTreeMap<String, (File, gix::ObjectId)>,
    /// The tip of the main branch.
    main: Option<gix::ObjectId>,
    changes: usize,
}

impl<'a> Writer<'a> {
    fn in_folder(target: &Path, history: &'a History) -> io::Result<Self> {
        std::fs::create_dir_all(target)?;
        let repository: gix::Repository = gix::ThreadSafeRepository::init_opts(
            target,
            gix::create::Kind::WithWorktree,
            gix::create::Options::default(),
            gix::open::Options::isolated(),
        )
        .map_err(io::Error::other)?
        .into();
        Ok(Self { repository, people: &history.people, tree: BTreeMap::new(), main: None, changes: 0 })
    }

    fn change(&mut self, change: &Change, files: &Files) -> io::Result<()> {
        let mut tip = self.main;
        for commit in &change.commit {
            self.bring(commit, files)?;
            tip = Some(self.commit(&commit.by, &commit.at, &commit.message, tip.into_iter())?);
        }
        if let (Some(by), Some(at)) = (&change.merged_by, &change.merged_at) {
            self.changes += 1;
            let reviewer = self.person(by)?;
            let message = format!(
                "Merge pull request #{} from {}\n\n{}\n\nReviewed-by: {reviewer}",
                self.changes, change.name, change.title
            );
            tip = Some(self.commit(by, at, &message, self.main.into_iter().chain(tip))?);
        }
        self.main = tip;
        if let (Some(tag), Some(tip)) = (&change.tag, tip) {
            self.tag(tag, change, tip)?;
        }
        Ok(())
    }

    /// Puts what a commit brings into the tree.
    fn bring(&mut self, commit: &Commit, files: &Files) -> io::Result<()> {
        for pattern in &commit.paths {
            let brought: Vec<_> = files
                .iter()
                .filter(|(path, _)| *path == pattern || (pattern.ends_with('/') && path.starts_with(pattern)))
                .collect();
            if brought.is_empty() {
                return Err(io::Error::other(format!(
                    "fixtures/history.toml names {pattern}, which is not there"
                )));
            }
            for (path, file) in brought {
                let mut file = file.clone();
                file.content = commit.as_it_was(path, file.content);
                let id = self.repository.write_blob(&file.content).map_err(io::Error::other)?.detach();
                self.tree.insert(path.clone(), (file, id));
            }
        }
        Ok(())
    }

    fn person(&self, id: &str) -> io::Result<&'a str> {
        self.people
            .get(id)
            .map(String::as_str)
            .ok_or_else(|| io::Error::other(format!("fixtures/history.toml does not say who {id} is")))
    }

    fn signature(&self, by: &str, at: &str) -> io::Result<gix::actor::Signature> {
        let person = self.person(by)?;
        let (name, email) = person
            .strip_suffix('>')
            .and_then(|person| person.split_once(" <"))
            .ok_or_else(|| io::Error::other(format!("not of the form NAME <EMAIL>: {person}")))?;
        let at = time::OffsetDateTime::parse(at, &time::format_description::well_known::Rfc3339)
            .map_err(io::Error::other)?;
        Ok(gix::actor::Signature {
            name: name.into(),
            email: email.into(),
            time: gix::date::Time { seconds: at.unix_timestamp(), offset: at.offset().whole_seconds() },
        })
    }

    fn commit(
        &self,
        by: &str,
        at: &str,
        message: &str,
        parents: impl Iterator<Item = gix::ObjectId>,
    ) -> io::Result<gix::ObjectId> {
        let signature = self.signature(by, at)?;
        self.write(&gix::objs::Commit {
            tree: self.write_tree("")?,
            parents: parents.collect(),
            author: signature.clone(),
            committer: signature,
            encoding: None,
            message: format!("{}\n", message.trim_end()).into(),
            extra_headers: Vec::new(),
        })
    }

    fn tag(&self, name: &str, change: &Change, target: gix::ObjectId) -> io::Result<()> {
        let (Some(by), Some(at)) = (&change.merged_by, &change.merged_at) else {
            return Err(io::Error::other(format!("{name} tags a change that is not merged")));
        };
        let message = change.tag_message.as_deref().unwrap_or(name);
        let id = self.write(&gix::objs::Tag {
            target,
            target_kind: gix::objs::Kind::Commit,
            name: name.into(),
            tagger: Some(self.signature(by, at)?),
            message: format!("{message}\n").into(),
            signature: None,
        })?;
        self.reference(&format!("refs/tags/{name}"), id)
    }

    fn write(&self, object: &impl gix::objs::WriteTo) -> io::Result<gix::ObjectId> {
        Ok(self.repository.write_object(object).map_err(io::Error::other)?.detach())
    }

    /// Writes the tree of a folder (`""` or `a/b/`) and returns its id.
    fn write_tree(&self, folder: &str) -> io::Result<gix::ObjectId> {
        let mut entries = Vec::new();
        let mut folders = BTreeSet::new();
        for (path, (file, id)) in self.tree.range(folder.to_owned()..) {
            let Some(rest) = path.strip_prefix(folder) else { break };
            if let Some((child, _)) = rest.split_once('/') {
                folders.insert(child);
                continue;
            }
            let kind = if file.executable { EntryKind::BlobExecutable } else { EntryKind::Blob };
            entries.push(Entry { mode: kind.into(), filename: rest.into(), oid: *id });
        }
        for child in folders {
            let id = self.write_tree(&format!("{folder}{child}/"))?;
            entries.push(Entry { mode: EntryKind::Tree.into(), filename: child.into(), oid: id });
        }
        entries.sort();
        self.write(&gix::objs::Tree { entries })
    }

    fn reference(&self, name: &str, id: gix::ObjectId) -> io::Result<()> {
        let path = self.repository.git_dir().join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, format!("{id}\n"))
    }

    /// Branch, index and files.
    fn check_out(&self, target: &Path) -> io::Result<()> {
        let Some(main) = self.main else { return Err(io::Error::other("the history has no commit")) };
        self.reference("refs/heads/main", main)?;
        std::fs::write(self.repository.git_dir().join("HEAD"), "ref: refs/heads/main\n")?;
        let tree = self.write_tree("")?;
        let mut index = self.repository.index_from_tree(&tree).map_err(io::Error::other)?;
        index.write(gix::index::write::Options::default()).map_err(io::Error::other)?;
        for (path, (file, _)) in &self.tree {
            let path = target.join(path);
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent)?;
            }
            std::fs::write(&path, &file.content)?;
            let mode = if file.executable { 0o755 } else { 0o644 };
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
