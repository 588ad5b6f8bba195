//! The secret scanner: bytes in, masked findings and an account of what was looked at out.
//!
//! ```text
//! bytes or a reader ─▶ archive? text in UTF-16? ─▶ engine: keywords, windows, encodings ─▶ sink ─▶ facts
//! ```
//! The engine runs one automaton over every byte. Rules look at a bounded window around each keyword, so that the
//! findings depend on the bytes alone and not on how they were cut into blocks. Archives are streamed and never
//! unpacked to the disk; what exceeds a limit is listed as not scanned, and a scan with such entries is never clean.

mod archive;
pub(crate) mod checkout;
#[cfg(test)]
mod corpus;
mod decode;
mod engine;
mod git;
mod mask;
#[cfg(test)]
pub(crate) mod plant;
mod rules;
mod sink;
mod source;
#[cfg(test)]
mod tests;
mod value;
mod words;

pub(crate) use mask::Key;
pub(crate) use sink::Sink;
pub(crate) use source::Source;

use std::io::{self, Read};
use std::path::Path;

use crate::facts::checkout::secret::{Secrets, Skipped};
use crate::inspect::image;
use crate::inspect::tree::Tree;

use decode::Narrower;
use engine::Pass;

/// Bytes read at once.
const BLOCK: usize = 1 << 18;
/// Bytes of a source by which its format is known.
pub(super) const HEAD: usize = 512;
/// Bytes that may come out of the archives of one source.
const MOST_EXPANDED: u64 = 2 << 30;

/// Finds credentials. Cheap to share between threads; each thread brings its own [`Sink`].
#[derive(Debug, Clone)]
pub(crate) struct Scanner {
    key: Key,
}

/// Scans whatever is at a path, every file of it: a folder with its history, a file, an archive.
///
/// # Errors
/// When it cannot be opened.
pub(crate) fn everything(path: &Path) -> io::Result<Secrets> {
    if image::is_image(path) {
        let reading = image::of_path(path, Key::random())?;
        let mut secrets = reading.secrets;
        let faults =
            reading.problems.into_iter().map(|why| Skipped { what: "the image".into(), bytes: 0, why });
        secrets.account.skipped.extend(faults);
        return Ok(secrets);
    }
    let scanner = Scanner::new(Key::random());
    if !path.is_dir() {
        return Ok(checkout::single(&scanner, path)?.into_secrets());
    }
    let mut sink = checkout::files(&scanner, &Tree::open(path)?, checkout::Reach::All);
    sink.merge(git::history(&scanner, path));
    Ok(sink.into_secrets())
}

/// What one source may still cost.
#[derive(Debug)]
pub(super) struct Budget {
    /// Bytes that may still come out of archives.
    pub(super) expanded: u64,
    /// Archives around the present place.
    pub(super) depth: usize,
}

impl Scanner {
    /// A scanner whose hashes are made under this key.
    pub(crate) fn new(key: Key) -> Self {
        Self { key }
    }

    /// Scans bytes that are there as a whole.
    pub(crate) fn scan(&self, sink: &mut Sink, source: &Source, bytes: &[u8]) {
        let mut budget = Budget { expanded: MOST_EXPANDED, depth: 0 };
        sink.account.sources += 1;
        sink.account.bytes += bytes.len() as u64;
        self.open(sink, source, bytes, &mut budget);
    }

    /// Scans what a reader gives, to its end, in bounded memory.
    pub(crate) fn scan_reader(&self, sink: &mut Sink, source: &Source, reader: impl Read) {
        let mut budget = Budget { expanded: MOST_EXPANDED, depth: 0 };
        let mut reader = Counting { inner: reader, count: 0 };
        sink.account.sources += 1;
        if let Err(error) = self.stream(sink, source, &mut reader, &mut budget) {
            sink.skip(source.name(), 0, &format!("could not be read to its end: {error}"));
        }
        let drained = io::copy(&mut reader, &mut io::sink()).unwrap_or(0);
        if drained > 0 {
            sink.skip(source.name(), drained, "stands after the end of the archive");
        }
        sink.account.bytes += reader.count;
    }

    fn open(&self, sink: &mut Sink, source: &Source, bytes: &[u8], budget: &mut Budget) {
        let head = &bytes[..bytes.len().min(HEAD)];
        if let Some(format) = archive::format(head) {
            archive::open_bytes(self, sink, source, bytes, format, budget);
        } else if decode::wide(head).is_some() {
            // The error is impossible: memory does not fail to be read.
            let _ = self.text(sink, source, bytes);
        } else {
            sink.take(source, None, Pass::new(&self.key, source.setting(), 0).whole(bytes));
        }
    }

    fn stream(
        &self,
        sink: &mut Sink,
        source: &Source,
        reader: &mut dyn Read,
        budget: &mut Budget,
    ) -> io::Result<()> {
        let mut head = Vec::with_capacity(HEAD);
        reader.take(HEAD as u64).read_to_end(&mut head)?;
        let format = archive::format(&head);
        let mut whole = head.as_slice().chain(reader);
        match format {
            Some(format) => archive::open_reader(self, sink, source, &mut whole, format, budget),
            None => self.text(sink, source, whole),
        }
    }

    fn text(&self, sink: &mut Sink, source: &Source, mut reader: impl Read) -> io::Result<()> {
        let mut pass = Pass::new(&self.key, source.setting(), 0);
        let mut block = vec![0; BLOCK];
        let mut narrower: Option<Narrower> = None;
        let mut first = true;
        let result = loop {
            let count = match fill(&mut reader, &mut block) {
                Ok(0) => break Ok(()),
                Ok(count) => count,
                Err(error) => break Err(error),
            };
            if std::mem::take(&mut first) {
                narrower = decode::wide(&block[..count.min(HEAD)]).map(Narrower::new);
            }
            match &mut narrower {
                Some(narrower) => pass.push(&narrower.push(&block[..count])),
                None => pass.push(&block[..count]),
            }
        };
        sink.take(source, narrower.map(|_| "utf-16"), pass.finish());
        result
    }
}

/// Fills the block as far as the reader goes, so that what is decided by its first bytes does not depend on how the
/// reader cuts its input.
fn fill(reader: &mut impl Read, block: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < block.len() {
        match reader.read(&mut block[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return if filled > 0 { Ok(filled) } else { Err(error) },
        }
    }
    Ok(filled)
}

struct Counting<R> {
    inner: R,
    count: u64,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(out)?;
        self.count += count as u64;
        Ok(count)
    }
}
