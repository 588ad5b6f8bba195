//! Private keys in PEM, also on one line with `\n` written out.

use super::{Found, Window};
use crate::facts::checkout::secret::Severity;
use crate::inspect::secrets::{value, words};

/// Characters of the body by which a key is recognised elsewhere.
const COMPARED: usize = 256;

/// The key whose first line holds the keyword.
pub(in crate::inspect::secrets) fn look(window: Window<'_>) -> Option<Found> {
    let rest = &window.text[window.end..];
    let label_end = rest.windows(5).take(48).position(|five| five == b"-----")?;
    let label = std::str::from_utf8(&rest[..label_end]).ok()?;
    if !label.ends_with("PRIVATE KEY") && label != "PGP PRIVATE KEY BLOCK" {
        return None;
    }
    let body = body(&rest[label_end + 5..]);
    let taken: Vec<u8> = body.iter().copied().take(COMPARED).collect();
    let random = taken.len() >= 40 && words::entropy(&taken) > 4.0;
    let stand_in = taken.len() < 100 && value::is_stand_in(&String::from_utf8_lossy(&taken));
    let severity = if random && !stand_in { Severity::LiveLooking } else { Severity::Placeholder };
    let secret = if taken.is_empty() { label.as_bytes().to_vec() } else { taken };
    let span = (window.at, window.end + label_end + 5);
    Some(Found { span, kind: "private-key", severity, weight: 6, secret })
}

/// The base64 text of the body, without line ends and headers (`Proc-Type: …`).
fn body(text: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    for line in lines(text) {
        let line = line.trim_ascii().trim_ascii_start();
        if line.starts_with(b"-----") || line.starts_with(b"=") {
            break;
        }
        if line.contains(&b':') {
            continue;
        }
        body.extend(
            line.iter().copied().filter(|byte| byte.is_ascii_alphanumeric() || b"+/=.<*".contains(byte)),
        );
        if body.len() >= COMPARED {
            break;
        }
    }
    body
}

/// Lines, with `\n` and `\r` written out also as ends, and quotes between them dropped.
fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let real = memchr::memchr(b'\n', rest).map(|at| (at, 1));
        let written = rest.windows(2).position(|two| two == b"\\n").map(|at| (at, 2));
        let dashes = (!rest.starts_with(b"-----"))
            .then(|| rest.windows(5).position(|five| five == b"-----").map(|at| (at, 0)))
            .flatten();
        let (end, width) = [real, written, dashes].into_iter().flatten().min().unwrap_or((rest.len(), 0));
        let line = &rest[..end];
        rest = &rest[end + width..];
        if end == 0 && width == 0 { None } else { Some(line) }
    })
}
