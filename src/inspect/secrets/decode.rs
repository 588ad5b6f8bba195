//! Encodings inside a text: base64 in both alphabets, hexadecimal, percent-encoding; and UTF-16 as a whole.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::engine::FORWARD;
use super::rules::Window;

/// A run of encoded text shorter than this holds no credential worth decoding.
const SHORTEST: usize = 20;
/// Long runs are decoded in pieces of [`FORWARD`] bytes, each begun this far after the one before. A multiple of
/// four, so that every piece begins where a group of base64 does.
const STEP: usize = 2048;

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// Whether a byte may stand in base64 or hexadecimal text.
fn is_encoded(byte: u8) -> bool {
    const TABLE: [bool; 256] = {
        let mut table = [false; 256];
        let mut at = 0;
        while at < 256 {
            #[expect(clippy::cast_possible_truncation, reason = "below 256")]
            let byte = at as u8;
            table[at] = byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'_' | b'-');
            at += 1;
        }
        table
    };
    TABLE[usize::from(byte)]
}

/// The pieces of encoded runs that start in a part of a text.
pub(super) struct Pieces<'a> {
    text: &'a [u8],
    at: usize,
    until: usize,
    /// The run being cut: its start may lie before the text, hence only its phase is kept.
    run: Option<Cut>,
}

#[derive(Debug, Clone, Copy)]
struct Cut {
    /// Next place of this run at which a piece begins.
    next: usize,
    /// End of the run, or of the text.
    end: usize,
}

/// Where a piece starts and ends in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) start: usize,
    pub(super) end: usize,
}

impl<'a> Pieces<'a> {
    /// Pieces that start in `from..until`; `next` is where the run open at `from` begins its next piece.
    pub(super) fn new(text: &'a [u8], from: usize, until: usize, next: Option<usize>) -> Self {
        let mut pieces = Self { text, at: from, until, run: None };
        let continues = from > 0 && is_encoded(text[from - 1]) && from < text.len() && is_encoded(text[from]);
        if continues {
            let end = pieces.run_end(from);
            // Without a piece due, what follows here belongs to a piece begun before.
            pieces.run = Some(Cut { next: next.unwrap_or(end), end });
            pieces.at = end;
        }
        pieces
    }

    /// Where the run that reaches over the end begins its next piece.
    pub(super) fn open_run(&self) -> Option<usize> {
        self.run.filter(|cut| cut.end >= self.until).map(|cut| cut.next)
    }

    fn run_end(&self, from: usize) -> usize {
        let rest = &self.text[from..];
        from + rest.iter().position(|byte| !is_encoded(*byte)).unwrap_or(rest.len())
    }

    /// The next run that is long enough and starts in the part.
    fn next_run(&mut self) -> Option<Cut> {
        while self.at < self.until {
            // In a run that is long enough every probe at this distance lies in it: most bytes are never read.
            let probe = self.at + SHORTEST - 1;
            if probe >= self.text.len() {
                self.at = self.until;
                return None;
            }
            if !is_encoded(self.text[probe]) {
                self.at = probe + 1;
                continue;
            }
            let back = self.text[self.at..probe].iter().rev().take_while(|byte| is_encoded(**byte)).count();
            let start = probe - back;
            if back + 1 < SHORTEST && start > self.at {
                self.at = start;
                continue;
            }
            if start >= self.until {
                self.at = start;
                return None;
            }
            let end = self.run_end(probe);
            self.at = end;
            if end - start >= SHORTEST {
                return Some(Cut { next: start, end });
            }
        }
        None
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        loop {
            if let Some(cut) = &mut self.run {
                // Where the text ends the run may go on; its next piece is due with the next block.
                let open = cut.end == self.text.len() || cut.next + SHORTEST <= cut.end;
                if cut.next >= self.until && open && cut.end >= self.until {
                    return None;
                }
                if cut.next + SHORTEST <= cut.end {
                    let start = cut.next;
                    cut.next += STEP;
                    let end = cut.end.min(start + FORWARD - 4);
                    return Some(Piece { start, end });
                }
                self.run = None;
            }
            self.run = Some(self.next_run()?);
        }
    }
}

/// What a decoded piece is called, and how many encoded bytes hold how many decoded ones.
pub(super) type Decoded = (Vec<u8>, &'static str, (u64, u64));

/// The texts that a piece of encoded text may stand for.
pub(super) fn piece(run: &[u8], text: &[u8], end: usize) -> Option<Decoded> {
    if run.len() >= 32 && run.len().is_multiple_of(2) && run.iter().all(u8::is_ascii_hexdigit) {
        let plain = from_hex(run);
        return is_text(&plain).then_some((plain, "hex", (2, 1)));
    }
    let engine = if run.iter().any(|byte| matches!(byte, b'-' | b'_')) { &URL_SAFE } else { &STANDARD };
    let head = engine.decode(&run[..16]).ok()?;
    let wide = is_wide(&head);
    if !wide && !is_text(&head) {
        return None;
    }
    let joined = join_lines(run, text, end);
    let plain = engine
        .decode(&joined[..joined.len() - joined.len() % 4])
        .ok()
        .or_else(|| engine.decode(&joined).ok());
    let tail = joined.len() % 4;
    let mut plain = plain?;
    if tail > 1 {
        plain.extend(engine.decode(&joined[joined.len() - tail..]).unwrap_or_default());
    }
    if wide {
        return Some((narrow(&plain), "base64 of utf-16", (8, 3)));
    }
    is_text(&plain).then_some((plain, "base64", (4, 3)))
}

/// A run of a wrapped text with the next two lines, so that what lies across a line end is seen.
fn join_lines<'a>(run: &'a [u8], text: &[u8], end: usize) -> std::borrow::Cow<'a, [u8]> {
    let mut joined = std::borrow::Cow::Borrowed(run);
    let mut at = end;
    let mut width = run.len();
    for _ in 0..2 {
        if !(60..=128).contains(&width) || !width.is_multiple_of(4) {
            break;
        }
        let rest = &text[at..text.len().min(at + 512)];
        let gap = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        if gap == 0 || !rest[..gap].contains(&b'\n') {
            break;
        }
        let length = rest[gap..].iter().take_while(|byte| is_encoded(**byte)).count();
        if length == 0 || length > 128 {
            break;
        }
        joined.to_mut().extend_from_slice(&rest[gap..gap + length]);
        at += gap + length;
        width = length;
    }
    joined
}

fn from_hex(run: &[u8]) -> Vec<u8> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => byte - b'0',
        _ => (byte | 0x20).wrapping_sub(b'a') + 10,
    };
    run.chunks_exact(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}

/// Whether bytes read as text that could hold a credential.
fn is_text(bytes: &[u8]) -> bool {
    let odd =
        bytes.iter().filter(|byte| **byte < 0x20 && !byte.is_ascii_whitespace() || **byte >= 0x7F).count();
    odd * 8 <= bytes.len()
        && bytes.iter().take(4).all(|byte| (0x20..0x7F).contains(byte) || byte.is_ascii_whitespace())
}

/// Whether bytes are UTF-16 text of small letters and signs, low byte first.
fn is_wide(bytes: &[u8]) -> bool {
    bytes.len() >= 8
        && bytes
            .chunks_exact(2)
            .all(|pair| pair[1] == 0 && (pair[0].is_ascii_graphic() || pair[0].is_ascii_whitespace()))
}

fn narrow(bytes: &[u8]) -> Vec<u8> {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units).into_bytes()
}

/// The percent-encoded word around a keyword, decoded, and where it stands.
pub(super) fn percent(window: Window<'_>) -> Option<(Vec<u8>, usize, usize)> {
    let word = |byte: &&u8| byte.is_ascii_graphic() && !b"\"'`<>".contains(byte);
    let back = window.text[..window.at].iter().rev().take(128).take_while(word).count();
    let forth = window.text[window.at..].iter().take(1024).take_while(word).count();
    let (start, end) = (window.at - back, window.at + forth);
    let plain: Vec<u8> = percent_encoding::percent_decode(&window.text[start..end]).collect();
    (plain.len() < end - start).then_some((plain, start, end))
}

/// How a whole text is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wide {
    /// UTF-16, low byte first.
    Low,
    /// UTF-16, high byte first.
    High,
}

/// UTF-16 by its mark, or by the zeros of its first characters.
pub(super) fn wide(head: &[u8]) -> Option<Wide> {
    match head {
        [0xFF, 0xFE, ..] => return Some(Wide::Low),
        [0xFE, 0xFF, ..] => return Some(Wide::High),
        _ => {}
    }
    let sample = &head[..head.len().min(256)];
    if sample.len() < 16 {
        return None;
    }
    let zeros = |phase: usize| sample.iter().skip(phase).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), sample.len() / 2);
    match (even, odd) {
        (0, odd) if odd * 10 >= half * 9 => Some(Wide::Low),
        (even, 0) if even * 10 >= half * 9 => Some(Wide::High),
        _ => None,
    }
}

/// UTF-16 as UTF-8, a block at a time.
pub(super) struct Narrower {
    order: Wide,
    rest: Vec<u8>,
}

impl Narrower {
    pub(super) fn new(order: Wide) -> Self {
        Self { order, rest: Vec::new() }
    }

    /// Decodes a block; a half unit or half pair waits for the next one.
    pub(super) fn push(&mut self, block: &[u8]) -> Vec<u8> {
        self.rest.extend_from_slice(block);
        let order = self.order;
        let join = |pair: &[u8]| match order {
            Wide::Low => u16::from_le_bytes([pair[0], pair[1]]),
            Wide::High => u16::from_be_bytes([pair[0], pair[1]]),
        };
        let mut units: Vec<u16> = self.rest.chunks_exact(2).map(join).collect();
        if units.last().is_some_and(|unit| (0xD800..0xDC00).contains(unit)) {
            units.pop();
        }
        self.rest.drain(..units.len() * 2);
        String::from_utf16_lossy(&units).into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &[u8]) -> Vec<Piece> {
        Pieces::new(text, 0, text.len(), None).collect()
    }

    #[test]
    fn runs_are_found_wherever_they_begin() {
        for lead in 0..60 {
            let text =
                [" ".repeat(lead), "a".repeat(25), " b ".into(), "c".repeat(19), ".".into(), "d".repeat(20)];
            let pieces = all(text.concat().as_bytes());
            assert_eq!(pieces.len(), 2, "{lead}: {pieces:?}");
            assert_eq!(pieces[0], Piece { start: lead, end: lead + 25 });
        }
    }

    #[test]
    fn a_long_run_comes_in_pieces_that_overlap() {
        let text = vec![b'a'; 10_000];
        assert_eq!(all(&text).len(), 5);
    }

    #[test]
    fn hex_and_base64_of_text_are_decoded() {
        let hex: String =
            b"postgres is a database".iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        assert_eq!(piece(hex.as_bytes(), b"", 0).unwrap().1, "hex");
        let run = STANDARD.encode("postgres is a database");
        let run = run.trim_end_matches('=');
        assert_eq!(piece(run.as_bytes(), b"", 0).unwrap().0, b"postgres is a database");
    }
}
