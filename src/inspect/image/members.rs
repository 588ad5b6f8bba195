//! The members of a tar archive, one after the other, in bounded memory and without unpacking.
//!
//! A reader of our own, because an archive is hostile input whose every byte is accounted for: long names and
//! extended headers are bounded, a header-only member never swallows its successors, and what could not be read is
//! said.

use std::io::{self, Read};

/// One block of a tar archive, in bytes.
pub(crate) const BLOCK: usize = 512;
/// A long name or an extended header longer than this is not interpreted, in bytes.
const LONGEST_EXTENSION: u64 = 1024 * 1024;

/// What a member is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A regular file, or a kind we do not know: its content is read either way.
    File,
    /// A folder.
    Folder,
    /// A symbolic link to a path.
    Link(String),
    /// Another name of a file of the same archive.
    HardLink(String),
    /// A device or a pipe.
    Special,
}

/// One member's header.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    /// The name as it stands in the archive.
    pub(crate) name: String,
    /// What it is.
    pub(crate) kind: Kind,
    /// Bytes of content that follow.
    pub(crate) size: u64,
    /// Permission bits.
    pub(crate) mode: u32,
    /// Extended headers in raw form: attributes live there.
    pub(crate) extra: Vec<u8>,
}

/// What extended headers say about the member that follows them.
#[derive(Default)]
struct Extension {
    name: Option<Vec<u8>>,
    link: Option<Vec<u8>>,
    size: Option<u64>,
    raw: Vec<u8>,
}

/// Reads members off a stream.
pub(crate) struct Members<R> {
    source: R,
    left: u64,
    padding: u64,
    /// Headers, padding and end marks, in bytes.
    pub(crate) framing: u64,
    /// Content that nobody asked for, in bytes.
    pub(crate) unread: u64,
}

impl<R: Read> Members<R> {
    /// Members of a stream that begins with a header.
    pub(crate) fn new(source: R) -> Self {
        Self { source, left: 0, padding: 0, framing: 0, unread: 0 }
    }

    /// The next member, or `None` at the end mark.
    ///
    /// # Errors
    /// A damaged header, or an end in the middle of a member.
    pub(crate) fn next(&mut self) -> io::Result<Option<Member>> {
        self.finish()?;
        let mut extension = Extension::default();
        let mut empty = 0;
        loop {
            let mut block = [0; BLOCK];
            if !self.block(&mut block)? {
                return Ok(None);
            }
            if block.iter().all(|byte| *byte == 0) {
                empty += 1;
                if empty == 2 {
                    return Ok(None);
                }
                continue;
            }
            let size = header_size(&block)?;
            match block[156] {
                b'x' | b'L' | b'K' => self.extend(block[156], size, &mut extension)?,
                b'g' => {
                    let mut ignored = Extension::default();
                    self.extend(b'x', size, &mut ignored)?;
                    extension.raw.append(&mut ignored.raw);
                }
                _ => return self.member(&block, size, extension).map(Some),
            }
        }
    }

    fn member(&mut self, block: &[u8; BLOCK], size: u64, extension: Extension) -> io::Result<Member> {
        let size = extension.size.unwrap_or(size);
        let name = text(&extension.name.unwrap_or_else(|| header_name(block)));
        let target = || text(extension.link.as_deref().unwrap_or_else(|| field(&block[157..257])));
        let kind = match block[156] {
            b'1' => Kind::HardLink(target()),
            b'2' => Kind::Link(target()),
            b'3' | b'4' | b'6' => Kind::Special,
            b'5' => Kind::Folder,
            0 if name.ends_with('/') => Kind::Folder,
            b'S' => {
                self.sparse_headers(block)?;
                Kind::File
            }
            _ => Kind::File,
        };
        // Headers of these kinds carry no content whatever size they claim: so read the engines.
        let size = if kind == Kind::File { size } else { 0 };
        self.left = size;
        self.padding = pad(size);
        let mode = u32::try_from(number(&block[100..108]).unwrap_or(0) & 0o7777).unwrap_or(0);
        Ok(Member { name, kind, size, mode, extra: extension.raw })
    }

    /// The content of the member last returned.
    pub(crate) fn content(&mut self) -> Content<'_, R> {
        Content { members: self }
    }

    /// What lies behind the end mark, or behind a header that could not be read.
    pub(crate) fn rest(&mut self) -> &mut R {
        &mut self.source
    }

    /// Skips what is left of the current member.
    fn finish(&mut self) -> io::Result<()> {
        let skipped = io::copy(&mut (&mut self.source).take(self.left), &mut io::sink())?;
        self.unread += skipped;
        if skipped < self.left {
            self.left = 0;
            return Err(cut("the content of a member"));
        }
        self.left = 0;
        let padding = io::copy(&mut (&mut self.source).take(self.padding), &mut io::sink())?;
        self.framing += padding;
        self.padding = 0;
        Ok(())
    }

    /// Fills a block; false when the stream ends before its first byte.
    fn block(&mut self, block: &mut [u8; BLOCK]) -> io::Result<bool> {
        let mut filled = 0;
        while filled < BLOCK {
            match self.source.read(&mut block[filled..]) {
                Ok(0) if filled == 0 => return Ok(false),
                Ok(0) => {
                    self.framing += filled as u64;
                    return Err(cut("a header"));
                }
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.framing += filled as u64;
                    return Err(error);
                }
            }
        }
        self.framing += BLOCK as u64;
        Ok(true)
    }

    fn extend(&mut self, kind: u8, size: u64, extension: &mut Extension) -> io::Result<()> {
        if size > LONGEST_EXTENSION {
            return Err(broken(&format!("an extended header of {size} bytes")));
        }
        let mut bytes = Vec::new();
        (&mut self.source).take(size).read_to_end(&mut bytes)?;
        self.framing += bytes.len() as u64;
        if (bytes.len() as u64) < size {
            return Err(cut("an extended header"));
        }
        self.padding = pad(size);
        self.finish()?;
        match kind {
            b'L' => extension.name = Some(field(&bytes).to_vec()),
            b'K' => extension.link = Some(field(&bytes).to_vec()),
            _ => {
                for (key, value) in records(&bytes) {
                    match key {
                        b"path" => extension.name = Some(value.to_vec()),
                        b"linkpath" => extension.link = Some(value.to_vec()),
                        b"size" => extension.size = size_record(value),
                        _ => {}
                    }
                }
                extension.raw.extend_from_slice(&bytes);
            }
        }
        Ok(())
    }

    /// The maps of an old sparse file continue in further blocks; its stored bytes follow them.
    fn sparse_headers(&mut self, block: &[u8; BLOCK]) -> io::Result<()> {
        let mut more = block[482] != 0;
        while more {
            let mut next = [0; BLOCK];
            if !self.block(&mut next)? {
                return Err(cut("a sparse map"));
            }
            more = next[504] != 0;
        }
        Ok(())
    }
}

/// Reads the content of one member.
pub(crate) struct Content<'a, R> {
    members: &'a mut Members<R>,
}

impl<R: Read> Read for Content<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.members.left).unwrap_or(usize::MAX).min(buffer.len());
        if most == 0 {
            return Ok(0);
        }
        let read = self.members.source.read(&mut buffer[..most])?;
        if read == 0 {
            self.members.left = 0;
            self.members.padding = 0;
            return Err(cut("the content of a member"));
        }
        self.members.left -= read as u64;
        Ok(read)
    }
}

/// Whether these bytes begin a tar archive: a header whose sum is right, or the end mark of an empty one.
pub(crate) fn begins_archive(head: &[u8]) -> bool {
    let Some(block) = head.first_chunk::<BLOCK>() else { return false };
    if block.iter().all(|byte| *byte == 0) {
        return head.len() >= 2 * BLOCK && head.iter().all(|byte| *byte == 0);
    }
    header_size(block).is_ok()
}

fn header_size(block: &[u8; BLOCK]) -> io::Result<u64> {
    let sum = |signed: bool| -> i64 {
        let value = |byte: u8| if signed { i64::from(byte.cast_signed()) } else { i64::from(byte) };
        let field = 148..156;
        block.iter().enumerate().map(|(at, byte)| if field.contains(&at) { 32 } else { value(*byte) }).sum()
    };
    let stated = number(&block[148..156]).and_then(|it| i64::try_from(it).ok());
    if stated != Some(sum(false)) && stated != Some(sum(true)) {
        return Err(broken("a header whose sum is wrong"));
    }
    number(&block[124..136]).ok_or_else(|| broken("a header without a size"))
}

fn header_name(block: &[u8; BLOCK]) -> Vec<u8> {
    let name = field(&block[..100]);
    let prefix = field(&block[345..500]);
    if &block[257..263] == b"ustar\0" && !prefix.is_empty() {
        return [prefix, b"/", name].concat();
    }
    name.to_vec()
}

/// A number in octal, or in base 256 where the first bit is set.
fn number(field: &[u8]) -> Option<u64> {
    if field.first()? & 0x80 != 0 {
        let (high, low) = field.split_at(field.len().checked_sub(8)?);
        let clear = high.iter().enumerate().all(|(at, byte)| *byte == if at == 0 { 0x80 } else { 0 });
        return (clear && !high.is_empty())
            .then(|| low.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)));
    }
    let digits: Vec<u8> = field.iter().copied().filter(|byte| !matches!(byte, b' ' | 0)).collect();
    if digits.is_empty() {
        return Some(0);
    }
    u64::from_str_radix(std::str::from_utf8(&digits).ok()?, 8).ok()
}

/// The records of an extended header: `length key=value\n`.
fn records(mut bytes: &[u8]) -> Vec<(&[u8], &[u8])> {
    let mut found = Vec::new();
    while let Some(space) = bytes.iter().position(|byte| *byte == b' ') {
        let length = std::str::from_utf8(&bytes[..space]).ok().and_then(|it| it.parse::<usize>().ok());
        let Some(record) = length.filter(|it| *it > space).and_then(|length| bytes.get(space + 1..length))
        else {
            break;
        };
        let record_end = space + 1 + record.len();
        let record = record.strip_suffix(b"\n").unwrap_or(record);
        if let Some(equals) = record.iter().position(|byte| *byte == b'=') {
            found.push((&record[..equals], &record[equals + 1..]));
        }
        bytes = &bytes[record_end..];
    }
    found
}

fn size_record(value: &[u8]) -> Option<u64> {
    std::str::from_utf8(value).ok()?.parse().ok()
}

fn field(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len())]
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn pad(size: u64) -> u64 {
    size.next_multiple_of(BLOCK as u64) - size
}

fn cut(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, format!("the archive ends in the middle of {what}"))
}

fn broken(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("the archive holds {what}"))
}
