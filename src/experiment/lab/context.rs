//! The build context: a clean copy of what belongs to the submission, without what `.dockerignore` leaves out.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;

use super::ignore::Ignore;
use super::limits;
use crate::facts::checkout::layout::Service;
use crate::inspect::tree::{Entry, Tree, decode};

/// A packed context, as the engine takes it.
#[derive(Debug)]
pub(crate) struct Context {
    /// The archive, rewound; it has no name on the disk.
    pub(crate) archive: File,
    /// The name under which the Dockerfile lies in it.
    pub(crate) dockerfile: String,
    /// The Dockerfile's text.
    pub(crate) text: String,
    /// How many files are in it.
    pub(crate) files: usize,
    /// How many `.dockerignore` left out.
    pub(crate) left_out: usize,
}

/// Packs a service's context.
///
/// # Errors
/// When something cannot be read, or the context is larger than the limit.
pub(crate) fn pack(root: &Path, service: &Service) -> io::Result<Context> {
    let tree = Tree::open(root)?;
    let folder = service.context.as_deref().unwrap_or(".");
    let prefix = match folder.trim_start_matches("./").trim_matches('/') {
        "" | "." => String::new(),
        folder => format!("{folder}/"),
    };
    let path = service.dockerfile.clone().ok_or_else(|| io::Error::other("the service has no Dockerfile"))?;
    let text = tree.text(&path).map_err(|why| io::Error::other(format!("{why:?}")))?;
    let (ignore, rules) = ignore_file(&tree, &prefix, &path);
    let mut packer = Packer {
        tar: tar::Builder::new(tempfile::tempfile()?),
        folders: BTreeSet::new(),
        room: limits::CONTEXT,
    };
    let (mut files, mut left_out) = (0, 0);
    for (path, entry) in tree.entries().filter(|(path, _)| tree.is_own(path)) {
        let Some(name) = path.strip_prefix(&prefix) else { continue };
        if ignore.covers(name) || name == ".dockerignore" {
            left_out += usize::from(name != ".dockerignore");
            continue;
        }
        packer.add(root, path, name, entry)?;
        files += 1;
    }
    // The Dockerfile goes in under a name of our own that the ignore file covers: so the engine finds it wherever
    // it lies, and no COPY takes it along twice. Line ends are plain and a `# syntax` line is gone, as the engine
    // would fetch that front end from a registry.
    let name = ".dockerfile.conformance".to_owned();
    packer.write(&name, without_syntax(&text).as_bytes())?;
    packer.write(".dockerignore", format!("{rules}\n{name}\n.dockerignore\n").as_bytes())?;
    let mut archive = packer.tar.into_inner()?;
    archive.rewind()?;
    Ok(Context { archive, dockerfile: name, text, files, left_out })
}

/// The ignore file that counts: the Dockerfile's own, else the context's.
fn ignore_file(tree: &Tree, prefix: &str, dockerfile: &str) -> (Ignore, String) {
    let own = format!("{dockerfile}.dockerignore");
    let path = if tree.has(&own) { own } else { format!("{prefix}.dockerignore") };
    let text = tree.bytes(&path).map(|bytes| decode(&bytes)).unwrap_or_default();
    (Ignore::parse(&text), text)
}

/// The Dockerfile without its `# syntax=` line; the line stays, empty, so that numbers hold.
fn without_syntax(text: &str) -> String {
    let mut head = true;
    let lines = text.lines().map(|line| {
        let plain: String = line.chars().filter(|c| !c.is_whitespace()).collect();
        head = head && plain.starts_with('#');
        if head && plain.to_ascii_lowercase().starts_with("#syntax=") { "#" } else { line }
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

struct Packer {
    tar: tar::Builder<File>,
    folders: BTreeSet<String>,
    room: u64,
}

impl Packer {
    fn add(&mut self, root: &Path, path: &str, name: &str, entry: &Entry) -> io::Result<()> {
        self.parents(name)?;
        match entry {
            Entry::File { .. } => {
                let file = File::open(root.join(path))?;
                let meta = file.metadata()?;
                self.room = self.room.checked_sub(meta.len()).ok_or_else(|| {
                    io::Error::other(format!("the context is larger than {} MiB", limits::CONTEXT >> 20))
                })?;
                let mut header = header(tar::EntryType::Regular, mode(&meta), meta.len());
                // A file that shrinks meanwhile would spoil the archive: pad it.
                let content = file.take(meta.len()).chain(io::repeat(0)).take(meta.len());
                self.tar.append_data(&mut header, name, content)
            }
            Entry::Link { target } => {
                self.tar.append_link(&mut header(tar::EntryType::Symlink, 0o777, 0), name, target)
            }
            Entry::Special => Ok(()),
        }
    }

    fn write(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        self.tar.append_data(&mut header(tar::EntryType::Regular, 0o644, content.len() as u64), name, content)
    }

    fn parents(&mut self, name: &str) -> io::Result<()> {
        for (at, _) in name.match_indices('/') {
            let folder = &name[..at];
            if self.folders.insert(folder.to_owned()) {
                self.tar.append_data(
                    &mut header(tar::EntryType::Directory, 0o755, 0),
                    folder,
                    io::empty(),
                )?;
            }
        }
        Ok(())
    }
}

fn header(kind: tar::EntryType, mode: u32, size: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_size(size);
    header.set_mtime(0);
    header.set_uid(0);
    header.set_gid(0);
    header
}

#[cfg(unix)]
fn mode(meta: &std::fs::Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    // As git keeps it: executable or not.
    if meta.permissions().mode() & 0o111 == 0 { 0o644 } else { 0o755 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::checkout::layout::Role;

    fn service(context: &str, dockerfile: &str) -> Service {
        serde_json::from_value(serde_json::json!({
            "name": "api", "role": Role::Backend, "dockerfile": dockerfile, "context": context,
            "target": null, "image": null, "source": null, "because": [],
        }))
        .unwrap()
    }

    fn names(context: Context) -> Vec<String> {
        let mut tar = tar::Archive::new(context.archive);
        let entries = tar.entries().unwrap().map(|entry| entry.unwrap());
        entries.map(|entry| entry.path().unwrap().display().to_string()).collect()
    }

    fn plant(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, content) in files {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, content).unwrap();
        }
        folder
    }

    #[test]
    fn the_context_holds_what_is_not_ignored_and_the_dockerfile_from_anywhere() {
        let folder = plant(&[
            ("deploy/Dockerfile", "# syntax=docker/dockerfile:1\r\nFROM a\r\n"),
            ("api/app/main.py", ""),
            ("api/.env", "X=1"),
            ("api/.dockerignore", ".env"),
            ("web/index.html", ""),
        ]);
        let context = pack(folder.path(), &service("./api", "deploy/Dockerfile")).unwrap();
        assert_eq!((context.files, context.left_out), (1, 1));
        let expected = ["app", "app/main.py", ".dockerfile.conformance", ".dockerignore"];
        assert_eq!(names(context), expected);
        assert_eq!(without_syntax("# syntax=x\nFROM a"), "#\nFROM a\n");
        assert_eq!(without_syntax("FROM a\n# syntax=x"), "FROM a\n# syntax=x\n");
    }

    #[test]
    fn the_root_can_be_the_context() {
        let folder = plant(&[("Dockerfile", "FROM a"), ("a/b", "")]);
        let context = pack(folder.path(), &service(".", "Dockerfile")).unwrap();
        assert_eq!(context.files, 2);
    }
}
