//! One blob of an image archive: a layer, a JSON document, or neither; every byte of it handed on or accounted for.

use std::io::{self, Read};
use std::sync::Arc;

use super::content::{self, Notable};
use super::decode::{Meter, Packing, Tap, peek, unpack};
use super::feed::{Feed, Spot, WHOLE};
use super::members::{self, Kind, Member, Members};

/// Entries of one layer beyond which their content is still read, but they are not listed.
const MOST_ENTRIES: usize = 400_000;
/// A JSON document larger than this is read as any other file, in bytes.
const LONGEST_JSON: u64 = 8 * 1024 * 1024;
/// Bytes that tell what a blob is.
const HEAD: usize = 2 * members::BLOCK;

/// What was not handed to the consumer, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Skipped {
    /// The file in the layer, empty for the blob itself.
    pub(crate) path: String,
    /// How many bytes.
    pub(crate) bytes: u64,
    /// Why.
    pub(crate) reason: String,
}

/// Where the bytes of a blob went: `unpacked` = `scanned` + `framing` + all of `skipped`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Account {
    /// Bytes as they stand in the archive.
    pub(crate) packed: u64,
    /// Bytes after unpacking.
    pub(crate) unpacked: u64,
    /// Content handed to the consumer.
    pub(crate) scanned: u64,
    /// Headers, padding and end marks.
    pub(crate) framing: u64,
    /// What was not handed on.
    pub(crate) skipped: Vec<Skipped>,
}

impl Account {
    /// Whether every byte is accounted for.
    pub(crate) fn balances(&self) -> bool {
        self.unpacked == self.scanned + self.framing + self.skipped.iter().map(|it| it.bytes).sum::<u64>()
    }
}

/// One entry of a layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Path without a leading `/` or `./`; as it stands where it climbs out.
    pub(crate) path: String,
    /// What it is.
    pub(crate) kind: Kind,
    /// Bytes of content.
    pub(crate) size: u64,
    /// Permission bits.
    pub(crate) mode: u32,
    /// What its content says, for the few files that matter to the facts.
    pub(crate) notable: Option<Notable>,
}

/// What a blob turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Form {
    /// A layer with its entries in their order, and the digest of the unpacked archive.
    Layer { entries: Vec<Entry>, diff_id: String },
    /// A JSON document.
    Json(Vec<u8>),
    /// Anything else.
    Other,
}

/// One blob as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Blob {
    /// Name in its archive.
    pub(crate) name: Arc<str>,
    /// SHA-256 of the packed bytes in hexadecimal.
    pub(crate) digest: String,
    /// What it is.
    pub(crate) form: Form,
    /// Where its bytes went.
    pub(crate) account: Account,
    /// What kept it from being read as a whole, and what is wrong with it.
    pub(crate) problems: Vec<String>,
}

/// Reads one blob to its end.
pub(crate) fn read(name: &str, size: u64, source: &mut dyn Read, feed: &mut Feed) -> Blob {
    let mut blob = Blob {
        name: name.into(),
        digest: String::new(),
        form: Form::Other,
        account: Account::default(),
        problems: Vec::new(),
    };
    let packed = Meter::default();
    let mut tap = Tap::new(source, &packed);
    if let Err(error) = take(&mut blob, size, &mut tap, &packed, feed) {
        blob.problems.push(error.to_string());
    }
    match io::copy(&mut tap, &mut io::sink()) {
        Ok(0) => {}
        Ok(bytes) => blob.problems.push(format!("{bytes} bytes behind the packed content were not unpacked")),
        Err(error) => blob.problems.push(error.to_string()),
    }
    blob.account.packed = packed.bytes();
    blob.digest = packed.hex();
    if !blob.account.balances() {
        blob.problems.push("the sums of its bytes do not agree".into());
    }
    blob.problems.dedup();
    blob
}

fn take(blob: &mut Blob, size: u64, tap: &mut dyn Read, packed: &Meter, feed: &mut Feed) -> io::Result<()> {
    let (head, source) = peek(tap, HEAD)?;
    let packing = Packing::of(&head);
    if packing == Packing::Plain {
        if members::begins_archive(&head) {
            return layer(blob, source, packed, feed);
        }
        if size <= LONGEST_JSON
            && head
                .iter()
                .find(|byte| !byte.is_ascii_whitespace())
                .is_some_and(|byte| matches!(byte, b'{' | b'['))
        {
            return json(blob, source, feed);
        }
        return other(blob, size, source, feed);
    }
    let unpacked = Meter::default();
    let source = Tap::new(unpack(packing, source, packed)?, &unpacked);
    let (head, source) = peek(source, HEAD)?;
    if members::begins_archive(&head) {
        layer(blob, source, &unpacked, feed)
    } else {
        other(blob, size, source, feed)
    }
}

fn json(blob: &mut Blob, mut source: impl Read, feed: &mut Feed) -> io::Result<()> {
    let mut bytes = Vec::new();
    let read = source.read_to_end(&mut bytes);
    blob.account.unpacked = bytes.len() as u64;
    blob.account.scanned = bytes.len() as u64;
    feed.file(blob.spot(String::new(), bytes.len() as u64), bytes.clone());
    // Escapes hide what a document says from whoever reads only its bytes.
    for (path, text) in super::config::texts(&bytes) {
        feed.text(blob.spot(path, text.len() as u64), text.into_bytes());
    }
    blob.form = Form::Json(bytes);
    read.map(drop)
}

fn other(blob: &mut Blob, size: u64, mut source: impl Read, feed: &mut Feed) -> io::Result<()> {
    let (bytes, read) = feed.stream(blob.spot(String::new(), size), &mut source);
    blob.account.unpacked += bytes;
    blob.account.scanned += bytes;
    read
}

fn layer(blob: &mut Blob, source: impl Read, unpacked: &Meter, feed: &mut Feed) -> io::Result<()> {
    let mut reader = Members::new(source);
    let mut entries = Vec::new();
    let end = loop {
        match reader.next() {
            Ok(Some(member)) => entry(blob, member, &mut reader, &mut entries, feed),
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        }
    };
    let rest = rest(blob, &mut reader, feed);
    blob.account.framing += reader.framing;
    blob.account.unpacked = unpacked.bytes();
    if reader.unread > 0 {
        let reason = "the file could not be read to its end".into();
        blob.account.skipped.push(Skipped { path: String::new(), bytes: reader.unread, reason });
    }
    blob.form = Form::Layer { entries, diff_id: unpacked.hex() };
    let outcome = end.and(rest);
    if let Err(error) = &outcome {
        let skipped: u64 = blob.account.skipped.iter().map(|it| it.bytes).sum();
        let lost =
            blob.account.unpacked.saturating_sub(blob.account.scanned + blob.account.framing + skipped);
        if lost > 0 {
            blob.account.skipped.push(Skipped {
                path: String::new(),
                bytes: lost,
                reason: error.to_string(),
            });
        }
    }
    outcome
}

fn entry<R: Read>(
    blob: &mut Blob,
    member: Member,
    reader: &mut Members<R>,
    entries: &mut Vec<Entry>,
    feed: &mut Feed,
) {
    let path = clean(&member.name).unwrap_or_else(|| {
        blob.problems.push(format!("an entry climbs out of the image: {}", shorten(&member.name)));
        member.name.clone()
    });
    feed.text(blob.spot(path.clone(), member.size), said(&member, &path));
    let mut notable = None;
    if member.kind == Kind::File && member.size <= WHOLE {
        let mut bytes = Vec::with_capacity(usize::try_from(member.size).unwrap_or(0));
        let read = reader.content().read_to_end(&mut bytes);
        blob.account.scanned += bytes.len() as u64;
        blob.problems.extend(read.err().map(|error| format!("{path}: {error}")));
        notable = content::note(&path, &bytes);
        feed.file(blob.spot(path.clone(), member.size), bytes);
    } else if member.kind == Kind::File {
        let (bytes, read) = feed.stream(blob.spot(path.clone(), member.size), &mut reader.content());
        blob.account.scanned += bytes;
        blob.problems.extend(read.err().map(|error| format!("{path}: {error}")));
    }
    if entries.len() < MOST_ENTRIES {
        entries.push(Entry { path, kind: member.kind, size: member.size, mode: member.mode, notable });
    } else if entries.len() == MOST_ENTRIES {
        blob.problems
            .push(format!("more than {MOST_ENTRIES} entries: the others were scanned and not listed"));
        blob.problems.dedup();
    }
}

/// What a header says besides its numbers: name, target, extended records.
fn said(member: &Member, path: &str) -> Vec<u8> {
    let mut text = path.as_bytes().to_vec();
    // The last part stands by itself too: what a scanner takes for part of a path may be a token.
    if let Some((_, name)) = path.rsplit_once('/') {
        text.push(b'\n');
        text.extend_from_slice(name.as_bytes());
    }
    if let Kind::Link(target) | Kind::HardLink(target) = &member.kind {
        text.push(b'\n');
        text.extend_from_slice(target.as_bytes());
    }
    if !member.extra.is_empty() {
        text.push(b'\n');
        text.extend_from_slice(&member.extra);
    }
    text
}

/// Behind the end mark there should be zeros; what is not zero is content like any other.
fn rest<R: Read>(blob: &mut Blob, reader: &mut Members<R>, feed: &mut Feed) -> io::Result<()> {
    let mut chunk = [0; 16 * members::BLOCK];
    loop {
        let read = reader.rest().read(&mut chunk)?;
        if read == 0 {
            return Ok(());
        }
        let Some(start) = chunk[..read].iter().position(|byte| *byte != 0) else {
            blob.account.framing += read as u64;
            continue;
        };
        blob.account.framing += start as u64;
        let spot = blob.spot("(behind the end of the archive)".into(), 0);
        let (bytes, end) = feed.stream(spot, &mut chunk[start..read].chain(reader.rest()));
        blob.account.scanned += bytes;
        blob.problems.push(format!("{bytes} bytes stand behind the end of the archive; they were scanned"));
        return end;
    }
}

impl Blob {
    fn spot(&self, path: String, size: u64) -> Spot {
        Spot { blob: Arc::clone(&self.name), path, size }
    }

    /// The entries, where it is a layer.
    pub(crate) fn entries(&self) -> &[Entry] {
        match &self.form {
            Form::Layer { entries, .. } => entries,
            Form::Json(_) | Form::Other => &[],
        }
    }
}

/// A path without `.`, `//` and a leading `/`; `None` where it climbs with `..`.
pub(crate) fn clean(name: &str) -> Option<String> {
    let mut parts = Vec::new();
    for part in name.split('/') {
        match part {
            "" | "." => {}
            ".." => return None,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn shorten(name: &str) -> String {
    name.chars().take(120).collect()
}
