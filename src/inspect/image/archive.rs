//! The three forms an image comes in (an archive as `docker save` writes it, an OCI layout as folder or archive, the
//! engine's export as a stream), read as one: a set of named blobs.
//!
//! Layers come before the documents that name them in some of these, so every blob is read as it passes, by what it
//! is; which layer belongs to which image is settled afterwards.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use super::decode::{Meter, Packing, peek, unpack};
use super::feed::{Consumer, Feed, with_feed};
use super::layer::{self, Blob, Form, Skipped, clean};
use super::members::{self, Kind, Members};

/// Blobs of one archive beyond which nothing more is read.
const MOST_BLOBS: usize = 20_000;
/// Bytes of JSON documents kept, in all.
const MOST_JSON: usize = 64 * 1024 * 1024;
/// Folders of a layout nested deeper than this are not entered.
const DEEPEST: usize = 8;

/// All blobs of an archive or a layout.
#[derive(Debug, Default)]
pub(crate) struct Archive {
    /// By name: `blobs/sha256/…`, `manifest.json`, `…/layer.tar`.
    pub(crate) blobs: BTreeMap<String, Blob>,
    /// Names that stand for other names.
    pub(crate) aliases: BTreeMap<String, String>,
    /// Bytes between the blobs: headers and padding of the outer archive.
    pub(crate) framing: u64,
    /// What is wrong with the archive as a whole.
    pub(crate) problems: Vec<String>,
    kept: usize,
}

impl Archive {
    /// Reads a file or a folder.
    ///
    /// # Errors
    /// When there is nothing that could be read.
    pub(crate) fn open(path: &Path, consumer: &dyn Consumer) -> io::Result<Self> {
        if fs::metadata(path)?.is_dir() {
            let listing = fs::read_dir(path)?;
            return Ok(Self::fed(consumer, |archive, feed| archive.folder(listing, "", 0, feed)));
        }
        let file = File::open(path)?;
        Ok(Self::stream(file, consumer))
    }

    /// Reads a stream: an archive, packed or not.
    pub(crate) fn stream(source: impl Read, consumer: &dyn Consumer) -> Self {
        Self::fed(consumer, |archive, feed| {
            if let Err(error) = archive.tar(BufReader::with_capacity(256 * 1024, source), feed) {
                archive.problems.push(error.to_string());
            }
        })
    }

    fn fed(consumer: &dyn Consumer, act: impl FnOnce(&mut Self, &mut Feed)) -> Self {
        let (mut archive, failed) = with_feed(consumer, |feed| {
            let mut archive = Self::default();
            act(&mut archive, feed);
            archive
        });
        for spot in failed {
            let skipped = Skipped {
                path: spot.path,
                bytes: spot.size,
                reason: "a scanner failed on this file; this is our fault".into(),
            };
            match archive.blobs.get_mut(&*spot.blob) {
                Some(blob) => {
                    blob.problems.push(format!("{}: {}", skipped.path, skipped.reason));
                    blob.account.scanned = blob.account.scanned.saturating_sub(skipped.bytes);
                    blob.account.skipped.push(skipped);
                }
                None => archive.problems.push(format!("{}: {}", spot.blob, skipped.reason)),
            }
        }
        archive
    }

    fn tar(&mut self, source: impl Read, feed: &mut Feed) -> io::Result<()> {
        let packed = Meter::default();
        let (head, source) = peek(source, 2 * members::BLOCK)?;
        let (head, source) = match Packing::of(&head) {
            Packing::Plain => (head, Box::new(source) as Box<dyn Read>),
            packing @ (Packing::Gzip | Packing::Zstd) => {
                let (head, source) = peek(unpack(packing, source, &packed)?, 2 * members::BLOCK)?;
                (head, Box::new(source) as Box<dyn Read>)
            }
        };
        if !members::begins_archive(&head) {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "this is no image archive: no tar header in front",
            ));
        }
        let mut reader = Members::new(source);
        let outcome = self.members(&mut reader, feed);
        self.framing = reader.framing;
        // The writer at the other end of a pipe must be able to finish.
        self.framing += io::copy(reader.rest(), &mut io::sink()).unwrap_or(0);
        outcome
    }

    fn members(&mut self, reader: &mut Members<impl Read>, feed: &mut Feed) -> io::Result<()> {
        while let Some(member) = reader.next()? {
            let Some(name) = clean(&member.name) else {
                self.problems.push(format!("a member climbs out of the archive: {}", member.name));
                continue;
            };
            match &member.kind {
                Kind::File => self.blob(&name, member.size, &mut reader.content(), feed)?,
                Kind::Link(target) => {
                    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
                    self.aliases.insert(name.clone(), join(folder, target));
                }
                Kind::HardLink(target) => {
                    self.aliases.insert(name.clone(), join("", target));
                }
                Kind::Folder | Kind::Special => {}
            }
        }
        Ok(())
    }

    fn folder(&mut self, listing: fs::ReadDir, prefix: &str, depth: usize, feed: &mut Feed) {
        let mut children: Vec<_> = listing.flatten().collect();
        children.sort_by_key(fs::DirEntry::file_name);
        for child in children {
            let name = format!("{prefix}{}", child.file_name().to_string_lossy());
            let result = child.metadata().and_then(|meta| {
                if meta.is_dir() && depth < DEEPEST {
                    self.folder(fs::read_dir(child.path())?, &format!("{name}/"), depth + 1, feed);
                    return Ok(());
                }
                if !meta.is_file() {
                    return Err(io::Error::other("neither a file nor a folder that is entered"));
                }
                let mut file = BufReader::with_capacity(256 * 1024, File::open(child.path())?);
                self.blob(&name, meta.len(), &mut file, feed)
            });
            if let Err(error) = result {
                self.problems.push(format!("{name}: {error}"));
            }
        }
    }

    fn blob(&mut self, name: &str, size: u64, source: &mut dyn Read, feed: &mut Feed) -> io::Result<()> {
        if self.blobs.len() >= MOST_BLOBS {
            return Err(io::Error::other(format!("more than {MOST_BLOBS} blobs; the others were not read")));
        }
        let mut blob = layer::read(name, size, source, feed);
        if blob.account.packed != size {
            blob.problems.push(format!("{} of {size} bytes are there", blob.account.packed));
        }
        if let Some(stated) = stated_digest(name)
            && stated != blob.digest
        {
            blob.problems
                .push(format!("its content has the digest {}, not the one of its name", blob.digest));
        }
        if let Form::Json(bytes) = &blob.form {
            self.kept += bytes.len();
            if self.kept > MOST_JSON {
                blob.form = Form::Other;
            }
        }
        if self.blobs.insert(name.into(), blob).is_some() {
            self.problems
                .push(format!("{name} stands twice in the archive; the last one counts, both were scanned"));
        }
        Ok(())
    }

    /// The blob of that name, through aliases.
    pub(crate) fn get(&self, name: &str) -> Option<&Blob> {
        let mut name = name;
        for _ in 0..4 {
            if let Some(blob) = self.blobs.get(name) {
                return Some(blob);
            }
            name = self.aliases.get(name)?;
        }
        None
    }

    /// The JSON document of that name.
    pub(crate) fn json(&self, name: &str) -> Option<&[u8]> {
        match &self.get(name)?.form {
            Form::Json(bytes) => Some(bytes),
            Form::Layer { .. } | Form::Other => None,
        }
    }
}

/// Whether an archive holds a document that names images; nothing but headers is read of what can be skipped.
pub(crate) fn names_images(mut source: impl Read + Seek) -> bool {
    let mut look = || -> io::Result<bool> {
        let mut head = [0; 4];
        source.read_exact(&mut head)?;
        source.rewind()?;
        let packing = Packing::of(&head);
        if packing != Packing::Plain {
            let mut reader = Members::new(unpack(packing, &mut source, &Meter::default())?);
            while let Some(member) = reader.next()? {
                if is_directory_of_images(&member.name) {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        let mut at = 0;
        loop {
            source.seek(SeekFrom::Start(at))?;
            let mut reader = Members::new(&mut source);
            let Some(member) = reader.next()? else { return Ok(false) };
            if is_directory_of_images(&member.name) {
                return Ok(true);
            }
            at += reader.framing + member.size.next_multiple_of(members::BLOCK as u64);
        }
    };
    look().unwrap_or(false)
}

fn is_directory_of_images(name: &str) -> bool {
    matches!(clean(name).as_deref(), Some("manifest.json" | "oci-layout"))
}

/// The digest that a blob's name promises: `blobs/sha256/HEX`, or `HEX.json` in the older form.
fn stated_digest(name: &str) -> Option<&str> {
    let stated = name.strip_prefix("blobs/sha256/").or_else(|| name.strip_suffix(".json"))?;
    (stated.len() == 64 && stated.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(stated)
}

/// A link's target seen from its folder.
pub(crate) fn join(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = if target.starts_with('/') {
        Vec::new()
    } else {
        folder.split('/').filter(|it| !it.is_empty()).collect()
    };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}
