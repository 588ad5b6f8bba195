//! The pass over the bytes: keywords by one automaton, then the precise look at a window around each.
//!
//! What is found depends on the bytes alone and not on how they arrive: a keyword is looked at only when its whole
//! window is there (or the input has ended), and a window never reaches beyond [`BACK`] and [`FORWARD`].

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Input, MatchKind, StartKind};

use super::decode;
use super::mask::Key;
use super::rules::{self, Family, Found, Window};
use super::value::Setting;
use crate::facts::checkout::secret::{Masked, Severity};

/// Bytes of a window before its keyword.
pub(super) const BACK: usize = 256;
/// Bytes of a window from the start of its keyword.
pub(super) const FORWARD: usize = 4096;
/// Encodings within encodings that are followed.
const DEEPEST: usize = 4;
/// Findings kept of one source; beyond it the source counts as not scanned to its end.
const MOST_HITS: usize = 20_000;

/// A credential in a source.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    /// Where it starts and ends in the source.
    pub(super) span: (u64, u64),
    /// One-based line.
    pub(super) line: u32,
    pub(super) kind: &'static str,
    pub(super) severity: Severity,
    pub(super) weight: u8,
    pub(super) masked: Masked,
    /// Encodings around it, from the outside in.
    pub(super) within: Vec<&'static str>,
}

struct Engine {
    automaton: Option<AhoCorasick>,
    families: Vec<Family>,
    longest: usize,
}

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let keywords = rules::keywords();
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::Standard)
        .start_kind(StartKind::Unanchored)
        .kind(Some(AhoCorasickKind::DFA))
        .ascii_case_insensitive(true)
        .build(keywords.iter().map(|(text, _)| text))
        .ok();
    let longest = keywords.iter().map(|(text, _)| text.len()).max().unwrap_or(1);
    Engine { automaton, families: keywords.into_iter().map(|(_, family)| family).collect(), longest }
});

/// One source on its way through the engine.
pub(super) struct Pass<'a> {
    key: &'a Key,
    setting: Setting,
    depth: usize,
    buffer: Vec<u8>,
    /// Offset of the buffer's first byte in the source.
    base: u64,
    /// First place in the buffer that was not looked at.
    next: usize,
    /// Line ends before the buffer.
    lines: u32,
    /// Start of the run of encoded text that reaches into the part not looked at.
    run: Option<u64>,
    hits: Vec<Hit>,
    /// Bytes that came out of encodings.
    pub(super) expanded: u64,
    /// Whether findings were dropped because there were too many.
    pub(super) overflow: bool,
}

impl<'a> Pass<'a> {
    pub(super) fn new(key: &'a Key, setting: Setting, depth: usize) -> Self {
        Self {
            key,
            setting,
            depth,
            buffer: Vec::new(),
            base: 0,
            next: 0,
            lines: 0,
            run: None,
            hits: Vec::new(),
            expanded: 0,
            overflow: false,
        }
    }

    /// Looks at a source that is there as a whole.
    pub(super) fn whole(mut self, bytes: &[u8]) -> (Vec<Hit>, u64, bool) {
        self.look(bytes, 0, bytes.len());
        (settle(self.hits), self.expanded, self.overflow)
    }

    /// Takes the next block.
    pub(super) fn push(&mut self, block: &[u8]) {
        self.buffer.extend_from_slice(block);
        if self.buffer.len() < self.next + 4 * FORWARD {
            return;
        }
        let until = self.buffer.len() - FORWARD;
        self.advance(until);
        let drop = self.next.saturating_sub(BACK);
        self.lines += count_lines(&self.buffer[..drop]);
        self.buffer.drain(..drop);
        self.base += drop as u64;
        self.next -= drop;
    }

    /// Looks at the rest.
    pub(super) fn finish(mut self) -> (Vec<Hit>, u64, bool) {
        self.advance(self.buffer.len());
        (settle(self.hits), self.expanded, self.overflow)
    }

    fn advance(&mut self, until: usize) {
        let buffer = std::mem::take(&mut self.buffer);
        self.look(&buffer, self.next, until);
        self.buffer = buffer;
        self.next = until;
    }

    /// Looks at every keyword and every encoded run that starts in `from..until`.
    fn look(&mut self, text: &[u8], from: usize, until: usize) {
        let mut cursor = Lines { at: 0, lines: self.lines };
        if let Some(automaton) = &ENGINE.automaton {
            let end = text.len().min(until + ENGINE.longest - 1);
            for found in automaton.find_overlapping_iter(Input::new(text).range(from..end)) {
                if found.start() >= until {
                    continue;
                }
                let Some(family) = ENGINE.families.get(found.pattern().as_usize()) else { continue };
                self.consider(*family, text, (found.start(), found.end()), &mut cursor);
            }
        }
        if self.depth < DEEPEST {
            self.decode_runs(text, from, until);
        }
    }

    fn consider(&mut self, family: Family, text: &[u8], keyword: (usize, usize), cursor: &mut Lines) {
        let start = keyword.0.saturating_sub(BACK);
        let end = text.len().min(keyword.0 + FORWARD);
        let window = Window {
            text: &text[start..end],
            at: keyword.0 - start,
            end: keyword.1 - start,
            setting: self.setting,
        };
        if matches!(family, Family::Percent) {
            if let Some((plain, from, until)) = decode::percent(window) {
                let line = cursor.line(text, start + from);
                self.nested(
                    &plain,
                    "url-encoding",
                    ((start + from) as u64, (start + until) as u64),
                    line,
                    (1, 1),
                );
            }
        } else if let Some(found) = family.look(window) {
            let line = cursor.line(text, start + found.span.0);
            self.keep(&found, start, line);
        }
    }

    fn keep(&mut self, found: &Found, start: usize, line: u32) {
        if self.hits.len() >= MOST_HITS {
            self.overflow = true;
            return;
        }
        let at = |offset: usize| self.base + (start + offset) as u64;
        self.hits.push(Hit {
            span: (at(found.span.0), at(found.span.1)),
            line,
            kind: found.kind,
            severity: found.severity,
            weight: found.weight,
            masked: self.key.mask(&found.secret),
            within: Vec::new(),
        });
    }

    fn decode_runs(&mut self, text: &[u8], from: usize, until: usize) {
        let carried = self.run.take().map(|start| start.saturating_sub(self.base));
        let mut pieces =
            decode::Pieces::new(text, from, until, carried.and_then(|next| usize::try_from(next).ok()));
        let mut cursor = Lines { at: 0, lines: self.lines };
        for piece in &mut pieces {
            if let Some((plain, name, ratio)) = decode::piece(&text[piece.start..piece.end], text, piece.end)
            {
                let line = cursor.line(text, piece.start);
                self.nested(&plain, name, (piece.start as u64, piece.end as u64), line, ratio);
            }
        }
        self.run = pieces.open_run().map(|start| self.base + start as u64);
    }

    /// Looks at what came out of an encoding. `ratio` tells how many encoded bytes hold how many decoded ones.
    fn nested(&mut self, plain: &[u8], name: &'static str, span: (u64, u64), line: u32, ratio: (u64, u64)) {
        self.expanded += plain.len() as u64;
        let setting = Setting { delimited: false, code: false, test: self.setting.test };
        let (hits, expanded, overflow) = Pass::new(self.key, setting, self.depth + 1).whole(plain);
        self.expanded += expanded;
        self.overflow |= overflow;
        for mut hit in hits {
            if self.hits.len() >= MOST_HITS {
                self.overflow = true;
                return;
            }
            let place = |at: u64| self.base + (span.0 + at * ratio.0 / ratio.1).min(span.1);
            hit.span = (place(hit.span.0), place(hit.span.1).max(place(hit.span.0) + 1));
            hit.line = line;
            // What an encoding hides is surer than a guess about the encoded text.
            hit.weight += 1;
            hit.within.insert(0, name);
            self.hits.push(hit);
        }
    }
}

/// Counts line ends on the way.
struct Lines {
    at: usize,
    lines: u32,
}

impl Lines {
    fn line(&mut self, text: &[u8], at: usize) -> u32 {
        if at >= self.at {
            self.lines += count_lines(&text[self.at..at]);
        } else {
            self.lines -= count_lines(&text[at..self.at]);
        }
        self.at = at;
        self.lines + 1
    }
}

fn count_lines(text: &[u8]) -> u32 {
    u32::try_from(memchr::memchr_iter(b'\n', text).count()).unwrap_or(u32::MAX)
}

/// Of findings that overlap, keeps the surer one; of equals the longer, then the first.
fn settle(mut hits: Vec<Hit>) -> Vec<Hit> {
    let length = |hit: &Hit| hit.span.1 - hit.span.0;
    hits.sort_by(|a, b| {
        (b.weight, length(b), a.span, a.kind, &a.masked.hash).cmp(&(
            a.weight,
            length(a),
            b.span,
            b.kind,
            &b.masked.hash,
        ))
    });
    let mut taken = std::collections::BTreeMap::<u64, u64>::new();
    hits.retain(|hit| {
        let clash = taken.range(..hit.span.1).next_back().is_some_and(|(_, end)| *end > hit.span.0);
        if !clash {
            taken.insert(hit.span.0, hit.span.1);
        }
        !clash
    });
    hits.sort_by(|a, b| (a.span, a.kind).cmp(&(b.span, b.kind)));
    hits
}
