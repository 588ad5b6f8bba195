//! One pass, many cores: a single reader takes an archive apart and hands pieces to workers, with a bound on what is
//! under way.

use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// Files up to this size are handed over whole, in bytes; larger ones flow through a bounded pipe.
pub(crate) const WHOLE: u64 = 4 * 1024 * 1024;
/// A batch of small files is handed over when it holds this many bytes.
const BATCH: usize = 512 * 1024;
/// Batches that may wait for a worker.
const WAITING: usize = 12;
const CHUNK: usize = 256 * 1024;
/// Chunks of a large file that may wait.
const CHUNKS: usize = 16;

/// Where a piece of content stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spot {
    /// Name of the blob in its archive.
    pub(crate) blob: Arc<str>,
    /// Path of the file in the layer, or JSON pointer in a config or manifest.
    pub(crate) path: String,
    /// Bytes of the content as stated.
    pub(crate) size: u64,
}

/// Looks at everything an image holds. Called from several threads, in no order.
pub(crate) trait Consumer: Sync {
    /// The content of a file that is there as a whole.
    fn whole(&self, spot: &Spot, content: &[u8]);
    /// The content of a large file.
    fn stream(&self, spot: &Spot, content: &mut dyn Read);
    /// A text that is no file's content: a name, a link's target, an attribute, a value of a config.
    fn text(&self, spot: &Spot, text: &[u8]);
}

enum Piece {
    File(Spot, Vec<u8>),
    Text(Spot, Vec<u8>),
    Stream(Spot, Receiver<Vec<u8>>),
}

/// Hands pieces to the workers.
pub(crate) struct Feed {
    send: SyncSender<Vec<Piece>>,
    batch: Vec<Piece>,
    bytes: usize,
}

impl Feed {
    /// Hands over a whole file.
    pub(crate) fn file(&mut self, spot: Spot, content: Vec<u8>) {
        if !content.is_empty() {
            self.push(content.len(), Piece::File(spot, content));
        }
    }

    /// Hands over a text.
    pub(crate) fn text(&mut self, spot: Spot, text: Vec<u8>) {
        if !text.is_empty() {
            self.push(text.len() + 64, Piece::Text(spot, text));
        }
    }

    /// Hands over a stream and returns how many bytes it had; the error, if any, is the source's.
    pub(crate) fn stream(&mut self, spot: Spot, source: &mut dyn Read) -> (u64, io::Result<()>) {
        let (send, receive) = sync_channel(CHUNKS);
        self.push(BATCH, Piece::Stream(spot, receive));
        let mut total = 0;
        loop {
            let mut chunk = Vec::with_capacity(CHUNK);
            let read = (&mut *source).take(CHUNK as u64).read_to_end(&mut chunk);
            total += chunk.len() as u64;
            if !chunk.is_empty() {
                // A worker that gave up has said so itself; the rest is only counted.
                let _ = send.send(chunk);
            } else if read.is_ok() {
                return (total, Ok(()));
            }
            if let Err(error) = read {
                return (total, Err(error));
            }
        }
    }

    fn push(&mut self, bytes: usize, piece: Piece) {
        self.batch.push(piece);
        self.bytes += bytes;
        if self.bytes >= BATCH {
            self.flush();
        }
    }

    fn flush(&mut self) {
        self.bytes = 0;
        let batch = std::mem::take(&mut self.batch);
        if !batch.is_empty() {
            // The receiver outlives the feed, see `with_feed`.
            let _ = self.send.send(batch);
        }
    }
}

/// Runs `act` with a feed to workers that call `consumer`; returns its result, and where the consumer panicked.
pub(crate) fn with_feed<T>(consumer: &dyn Consumer, act: impl FnOnce(&mut Feed) -> T) -> (T, Vec<Spot>) {
    let (send, receive) = sync_channel::<Vec<Piece>>(WAITING);
    let (receive, failed) = (Mutex::new(receive), Mutex::new(Vec::new()));
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let result = thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| work(&receive, consumer, &failed));
        }
        let mut feed = Feed { send, batch: Vec::new(), bytes: 0 };
        let result = act(&mut feed);
        feed.flush();
        result
    });
    (result, failed.into_inner().unwrap_or_else(PoisonError::into_inner))
}

fn work(receive: &Mutex<Receiver<Vec<Piece>>>, consumer: &dyn Consumer, failed: &Mutex<Vec<Spot>>) {
    loop {
        let batch = receive.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(batch) = batch else { return };
        for piece in batch {
            let (Piece::File(spot, _) | Piece::Text(spot, _) | Piece::Stream(spot, _)) = &piece;
            let spot = spot.clone();
            // One file that a consumer chokes on must not take the others' verdict with it.
            if catch_unwind(AssertUnwindSafe(|| deliver(piece, consumer))).is_err() {
                failed.lock().unwrap_or_else(PoisonError::into_inner).push(spot);
            }
        }
    }
}

fn deliver(piece: Piece, consumer: &dyn Consumer) {
    match piece {
        Piece::File(spot, content) => consumer.whole(&spot, &content),
        Piece::Text(spot, text) => consumer.text(&spot, &text),
        Piece::Stream(spot, receive) => {
            let mut pipe = Pipe { receive, chunk: Vec::new(), at: 0 };
            consumer.stream(&spot, &mut pipe);
            // Whoever feeds this pipe would wait for ever on a full one.
            let _ = io::copy(&mut pipe, &mut io::sink());
        }
    }
}

struct Pipe {
    receive: Receiver<Vec<u8>>,
    chunk: Vec<u8>,
    at: usize,
}

impl Read for Pipe {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.chunk.len() {
            let Ok(chunk) = self.receive.recv() else { return Ok(0) };
            (self.chunk, self.at) = (chunk, 0);
        }
        let read = (&self.chunk[self.at..]).read(buffer)?;
        self.at += read;
        Ok(read)
    }
}
