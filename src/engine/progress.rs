//! What is happening now, on standard error: lines without colour, or one status line on a terminal.

use std::io::{IsTerminal, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use crate::record::{Record, Status};

/// Shares one stream among the experiments. Clones write to the same place.
#[derive(Clone)]
pub(crate) struct Progress {
    inner: Arc<Mutex<Inner>>,
}

struct Inner {
    started: Instant,
    quiet: bool,
    terminal: bool,
    judged: usize,
    planned: usize,
    broken: usize,
    running: Vec<String>,
}

impl Progress {
    /// A progress display on standard error; `quiet` shows nothing.
    pub(crate) fn new(planned: usize, quiet: bool) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let inner = Inner {
            started: Instant::now(),
            quiet,
            terminal,
            judged: 0,
            planned,
            broken: 0,
            running: Vec::new(),
        };
        Self { inner: Arc::new(Mutex::new(inner)) }
    }

    /// Something that may take more than two seconds begins.
    pub(crate) fn begin(&self, act: &str) {
        self.with(|inner| {
            inner.running.push(act.into());
            inner.line(&format!("… {act}"));
        });
    }

    /// It has ended.
    pub(crate) fn end(&self, act: &str) {
        self.with(|inner| {
            inner.running.retain(|running| running != act);
            inner.line(&format!("  done: {act}"));
        });
    }

    /// Any other thing worth knowing while it happens.
    pub(crate) fn say(&self, text: &str) {
        self.with(|inner| inner.line(&format!("  {text}")));
    }

    /// A first verdict, shown as soon as it is there when it is a breach.
    pub(crate) fn verdict(&self, record: &Record) {
        self.with(|inner| {
            inner.judged += 1;
            if record.status == Status::Broken && record.cause.is_none() {
                inner.broken += 1;
                let place =
                    record.evidence.first().map(|exhibit| exhibit.place.to_string()).unwrap_or_default();
                inner.line(&format!("✘ {} {place}", record.rule));
            } else {
                inner.status();
            }
        });
    }

    /// Takes the status line away before the report is written.
    pub(crate) fn finish(&self) {
        self.with(|inner| inner.wipe());
    }

    fn with(&self, act: impl FnOnce(&mut Inner)) {
        act(&mut self.inner.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Inner {
    fn line(&mut self, text: &str) {
        if self.quiet {
            return;
        }
        self.wipe();
        let seconds = self.started.elapsed().as_secs_f32();
        // A reader who has gone away is no reason to stop judging.
        let _ = writeln!(std::io::stderr(), "{seconds:6.1}s {text}");
        self.status();
    }

    fn status(&self) {
        if self.terminal && !self.quiet {
            let now = self.running.last().map_or("", String::as_str);
            let text = format!("{} of {} judged, {} broken  {now}", self.judged, self.planned, self.broken);
            let short: String = text.chars().take(100).collect();
            let _ = write!(std::io::stderr(), "\r\x1b[2K{short}");
            let _ = std::io::stderr().flush();
        }
    }

    fn wipe(&self) {
        if self.terminal && !self.quiet {
            let _ = write!(std::io::stderr(), "\r\x1b[2K");
        }
    }
}
