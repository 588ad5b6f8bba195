//! Bytes on their way from an archive: counted, hashed, unpacked by what they are and not by what they are called,
//! and stopped when they grow out of proportion.

use std::cell::RefCell;
use std::io::{self, BufReader, Cursor, Read};
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};

/// Unpacked bytes of one blob beyond which nothing more is read.
const LARGEST: u64 = 32 * 1024 * 1024 * 1024;
/// From this size on, the ratio of unpacked to packed bytes is watched.
const RATIO_FROM: u64 = 512 * 1024 * 1024;
/// Unpacked bytes per packed byte beyond which a blob counts as a bomb.
const LARGEST_RATIO: u64 = 250;
/// The largest window a zstd frame may ask for, as a power of two: 64 MiB.
const LARGEST_WINDOW: u32 = 26;
const BUFFER: usize = 128 * 1024;

/// How a blob is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    /// As it is.
    Plain,
    /// One or more gzip members.
    Gzip,
    /// One or more zstd frames.
    Zstd,
}

impl Packing {
    /// By the first bytes.
    pub(crate) fn of(head: &[u8]) -> Self {
        match head {
            [0x1F, 0x8B, 8, ..] => Self::Gzip,
            [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Self::Zstd,
            _ => Self::Plain,
        }
    }
}

/// Count and digest of what went through a [`Tap`].
#[derive(Default)]
pub(crate) struct Tally {
    bytes: u64,
    digest: Sha256,
}

/// A shared [`Tally`]; cloning shares it.
#[derive(Default, Clone)]
pub(crate) struct Meter(Rc<RefCell<Tally>>);

impl Meter {
    /// Bytes so far.
    pub(crate) fn bytes(&self) -> u64 {
        self.0.borrow().bytes
    }

    /// SHA-256 of the bytes so far, in hexadecimal.
    pub(crate) fn hex(&self) -> String {
        hex(&self.0.borrow().digest.clone().finalize())
    }
}

/// Lowercase hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}

/// Counts and hashes what is read through it.
pub(crate) struct Tap<R> {
    source: R,
    meter: Meter,
}

impl<R> Tap<R> {
    pub(crate) fn new(source: R, meter: &Meter) -> Self {
        Self { source, meter: meter.clone() }
    }
}

impl<R: Read> Read for Tap<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        let mut tally = self.meter.0.borrow_mut();
        tally.bytes += read as u64;
        tally.digest.update(&buffer[..read]);
        Ok(read)
    }
}

/// Stops a stream that grows out of proportion to what it is unpacked from.
struct Bounded<R> {
    source: R,
    packed: Meter,
    unpacked: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let out_of_proportion =
            self.unpacked > RATIO_FROM && self.unpacked / self.packed.bytes().max(1) > LARGEST_RATIO;
        if self.unpacked > LARGEST || out_of_proportion {
            let packed = self.packed.bytes();
            return Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                format!(
                    "{packed} packed bytes unpack to more than {} bytes; the rest was not read",
                    self.unpacked
                ),
            ));
        }
        let read = self.source.read(buffer)?;
        self.unpacked += read as u64;
        Ok(read)
    }
}

/// Unpacks a stream whose packed bytes are counted by `packed`.
///
/// # Errors
/// When a decoder cannot be made.
pub(crate) fn unpack<'a, R: Read + 'a>(
    packing: Packing,
    source: R,
    packed: &Meter,
) -> io::Result<Box<dyn Read + 'a>> {
    let source = BufReader::with_capacity(BUFFER, source);
    let bounded = |source| Bounded { source, packed: packed.clone(), unpacked: 0 };
    Ok(match packing {
        Packing::Plain => Box::new(source),
        Packing::Gzip => {
            let unpacked: Box<dyn Read + 'a> = Box::new(MultiGzDecoder::new(source));
            Box::new(BufReader::with_capacity(BUFFER, bounded(unpacked)))
        }
        Packing::Zstd => {
            let mut decoder = zstd::Decoder::with_buffer(source)?;
            decoder.window_log_max(LARGEST_WINDOW)?;
            let unpacked: Box<dyn Read + 'a> = Box::new(decoder);
            Box::new(BufReader::with_capacity(BUFFER, bounded(unpacked)))
        }
    })
}

/// A stream with some bytes put back in front.
pub(crate) type PutBack<R> = io::Chain<Cursor<Vec<u8>>, R>;

/// The first bytes of a stream, and the stream with them put back.
///
/// # Errors
/// When the stream cannot be read.
pub(crate) fn peek<R: Read>(mut source: R, most: usize) -> io::Result<(Vec<u8>, PutBack<R>)> {
    let mut head = Vec::with_capacity(most);
    (&mut source).take(most as u64).read_to_end(&mut head)?;
    Ok((head.clone(), Cursor::new(head).chain(source)))
}
