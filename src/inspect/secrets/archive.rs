//! Archives and compressed files: streamed, nested to a bounded depth, never unpacked to the disk.

use std::io::{self, Cursor, Read};

use super::{Budget, Scanner, Sink, Source};

/// Archives within archives that are opened.
const DEEPEST: usize = 6;
/// A zip is held in memory, since its table of contents stands at its end.
const MOST_ZIP: u64 = 96 << 20;
/// Entries of one archive that are opened.
const MOST_ENTRIES: usize = 200_000;

/// A format by the first bytes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Gzip,
    Zstd,
    Xz,
    Bzip2,
    Tar,
    Zip,
}

impl Format {
    fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Xz => "xz",
            Self::Bzip2 => "bzip2",
            Self::Tar => "tar",
            Self::Zip => "zip",
        }
    }
}

/// The format that starts like this.
pub(super) fn format(head: &[u8]) -> Option<Format> {
    match head {
        [0x1F, 0x8B, 8, ..] => Some(Format::Gzip),
        [0x28, 0xB5, 0x2F, 0xFD, ..] => Some(Format::Zstd),
        [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => Some(Format::Xz),
        [b'B', b'Z', b'h', b'1'..=b'9', b'1', b'A', b'Y', b'&', ..] => Some(Format::Bzip2),
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(Format::Zip),
        _ => (head.get(257..262) == Some(b"ustar")).then_some(Format::Tar),
    }
}

/// Opens an archive that is there as a whole.
pub(super) fn open_bytes(
    scanner: &Scanner,
    sink: &mut Sink,
    source: &Source,
    bytes: &[u8],
    format: Format,
    budget: &mut Budget,
) {
    let opened = match format {
        Format::Zip => zip(scanner, sink, source, bytes, budget),
        Format::Gzip | Format::Zstd | Format::Xz | Format::Bzip2 | Format::Tar => {
            open_reader(scanner, sink, source, &mut &*bytes, format, budget)
        }
    };
    if let Err(error) = opened {
        sink.skip(
            source.name(),
            bytes.len() as u64,
            &format!("{} could not be read: {error}", format.name()),
        );
        let result = super::Pass::new(&scanner.key, source.setting(), 0).whole(bytes);
        sink.take(source, None, result);
    }
}

/// Opens an archive that comes from a reader.
pub(super) fn open_reader(
    scanner: &Scanner,
    sink: &mut Sink,
    source: &Source,
    reader: &mut dyn Read,
    format: Format,
    budget: &mut Budget,
) -> io::Result<()> {
    if budget.depth >= DEEPEST {
        sink.skip(source.name(), 0, "is an archive nested too deeply");
        return scanner.text(sink, source, reader);
    }
    budget.depth += 1;
    let result = match format {
        Format::Tar => tar(scanner, sink, source, reader, budget),
        Format::Zip => {
            let mut bytes = Vec::new();
            reader.take(MOST_ZIP).read_to_end(&mut bytes)?;
            if bytes.len() as u64 == MOST_ZIP {
                sink.skip(
                    source.name(),
                    MOST_ZIP,
                    "is a zip too large to be opened; its raw bytes were scanned",
                );
                scanner.text(sink, source, bytes.as_slice().chain(reader))
            } else {
                zip(scanner, sink, source, &bytes, budget)
            }
        }
        Format::Gzip | Format::Zstd | Format::Xz | Format::Bzip2 => {
            unpack(scanner, sink, source, reader, format, budget)
        }
    };
    budget.depth -= 1;
    result
}

/// A compressed file: what it holds is a source of its own.
fn unpack(
    scanner: &Scanner,
    sink: &mut Sink,
    source: &Source,
    reader: &mut dyn Read,
    format: Format,
    budget: &mut Budget,
) -> io::Result<()> {
    let inner = source.inner(format.name(), plain_name(source.path()));
    let plain: Box<dyn Read + '_> = match format {
        Format::Gzip => Box::new(flate2::read::MultiGzDecoder::new(reader)),
        Format::Zstd => Box::new(zstd::stream::read::Decoder::new(reader)?),
        Format::Xz => Box::new(lzma_rust2::XzReader::new(reader, true)),
        Format::Bzip2 => Box::new(bzip2::read::MultiBzDecoder::new(reader)),
        Format::Tar | Format::Zip => return Ok(()),
    };
    entry(scanner, sink, &inner, plain, budget);
    Ok(())
}

/// `backup.sql.gz` holds `backup.sql`.
fn plain_name(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    [".gz", ".zst", ".xz", ".bz2"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or("")
}

/// One file of an archive, within what is left of the budget.
fn entry(scanner: &Scanner, sink: &mut Sink, source: &Source, reader: impl Read, budget: &mut Budget) {
    let allowed = budget.expanded;
    let mut reader = super::Counting { inner: reader.take(allowed.saturating_add(1)), count: 0 };
    let result = scanner.stream(sink, source, &mut reader, budget);
    let count = reader.count;
    sink.account.expanded += count;
    budget.expanded = budget.expanded.min(allowed.saturating_sub(count));
    if count > allowed {
        sink.skip(source.name(), 0, "expands beyond the limit");
    } else if let Err(error) = result {
        sink.skip(source.name(), 0, &format!("could not be read to its end: {error}"));
    }
}

fn tar(
    scanner: &Scanner,
    sink: &mut Sink,
    source: &Source,
    reader: &mut dyn Read,
    budget: &mut Budget,
) -> io::Result<()> {
    let mut archive = tar::Archive::new(reader);
    for (number, file) in archive.entries()?.enumerate() {
        if number >= MOST_ENTRIES {
            sink.skip(source.name(), 0, "has too many entries");
            break;
        }
        let file = file?;
        if !file.header().entry_type().is_file() {
            continue;
        }
        let path = String::from_utf8_lossy(&file.path_bytes()).into_owned();
        let inner = source.inner("tar", &path);
        entry(scanner, sink, &inner, file, budget);
        if budget.expanded == 0 {
            sink.skip(source.name(), 0, "expands beyond the limit");
            break;
        }
    }
    Ok(())
}

fn zip(
    scanner: &Scanner,
    sink: &mut Sink,
    source: &Source,
    bytes: &[u8],
    budget: &mut Budget,
) -> io::Result<()> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(io::Error::other)?;
    for number in 0..archive.len().min(MOST_ENTRIES) {
        let file = match archive.by_index(number) {
            Ok(file) => file,
            Err(error) => {
                sink.skip(source.name(), 0, &format!("holds an entry that could not be opened: {error}"));
                continue;
            }
        };
        if !file.is_file() {
            continue;
        }
        let name = file.name().map(std::borrow::Cow::into_owned).unwrap_or_default();
        let inner = source.inner("zip", &name);
        budget.depth += 1;
        if budget.depth > DEEPEST {
            sink.skip(inner.name(), 0, "is nested too deeply");
        } else {
            entry(scanner, sink, &inner, file, budget);
        }
        budget.depth -= 1;
        if budget.expanded == 0 {
            sink.skip(source.name(), 0, "expands beyond the limit");
            break;
        }
    }
    if archive.len() > MOST_ENTRIES {
        sink.skip(source.name(), 0, "has too many entries");
    }
    Ok(())
}
