//! What a credential looks like: one module per family. Each looks at a window of text around a keyword.

pub(super) mod assign;
mod extract;
pub(super) mod header;
pub(super) mod jwt;
mod name;
pub(super) mod pem;
pub(super) mod shape;
pub(super) mod tokens;
pub(super) mod url;

use super::value::Setting;
use crate::facts::checkout::secret::Severity;

/// The text around a keyword. What a family answers depends on this window alone, so that it cannot depend on how
/// the input was cut into blocks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window<'a> {
    /// At most [`super::engine::BACK`] bytes before the keyword and [`super::engine::FORWARD`] from its start.
    pub(super) text: &'a [u8],
    /// Where the keyword starts.
    pub(super) at: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// What the name of the source tells.
    pub(super) setting: Setting,
}

/// A credential in a window.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Where the secret part starts and ends in the window.
    pub(super) span: (usize, usize),
    /// Kind in reports.
    pub(super) kind: &'static str,
    /// How much it matters.
    pub(super) severity: Severity,
    /// How sure the kind is; of two that overlap the surer one is kept.
    pub(super) weight: u8,
    /// The secret, in the form in which it is compared with others.
    pub(super) secret: Vec<u8>,
}

/// Which family a keyword belongs to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Family {
    /// A credential that names itself.
    Token(&'static shape::Token),
    /// A name such as `password`, and what is assigned to it.
    Name,
    /// `://`, and user and password before a host.
    Url,
    /// A private key in PEM.
    Pem,
    /// A JSON web token.
    Jwt,
    /// `Basic` and `Bearer`.
    Header,
    /// Percent-encoded text.
    Percent,
}

/// All keywords with their families. They are found whatever their case.
pub(super) fn keywords() -> Vec<(&'static str, Family)> {
    let mut all: Vec<(&'static str, Family)> =
        tokens::all().map(|token| (token.prefix(), Family::Token(token))).collect();
    all.extend(name::KEYWORDS.iter().map(|word| (*word, Family::Name)));
    all.extend([
        ("://", Family::Url),
        ("-----BEGIN ", Family::Pem),
        ("eyJ", Family::Jwt),
        ("basic ", Family::Header),
        ("bearer ", Family::Header),
        ("%3A%2F%2F", Family::Percent),
        ("%22%3A%22", Family::Percent),
    ]);
    all
}

impl Family {
    /// The credential around the keyword, if there is one.
    pub(super) fn look(self, window: Window<'_>) -> Option<Found> {
        match self {
            Self::Token(token) => look_token(token, window),
            Self::Name => assign::look(window),
            Self::Url => url::look(window),
            Self::Pem => pem::look(window),
            Self::Jwt => jwt::look(window),
            Self::Header => header::look(window),
            Self::Percent => None,
        }
    }
}

fn look_token(token: &'static shape::Token, window: Window<'_>) -> Option<Found> {
    let length = token.length(&window.text[window.at..])?;
    if token.check == shape::Check::Alone && !starts_alone(window.text, window.at) {
        return None;
    }
    let span = token_span(token, window, length);
    let whole = &window.text[span.0..span.1];
    let body = &window.text[(window.at + token.prefix().len()).min(span.1)..span.1];
    let severity =
        if token.checksum_fits(whole) { super::value::of_token(whole, body) } else { Severity::Placeholder };
    Some(Found { span, kind: token.kind, severity, weight: 5, secret: whole.to_vec() })
}

/// Some formats carry their mark in the middle; the secret then starts before it.
fn token_span(token: &shape::Token, window: Window<'_>, length: usize) -> (usize, usize) {
    let back = match token.kind {
        "terraform-token" => 14,
        "azure-client-secret" => 3,
        "telegram-token" => {
            window.text[..window.at].iter().rev().take(10).take_while(|byte| byte.is_ascii_digit()).count()
        }
        _ => 0,
    };
    let start = if token.kind == "azure-storage-key" {
        window.at + token.prefix().len()
    } else {
        window.at.saturating_sub(back)
    };
    (start, window.at + length)
}

/// Whether nothing that could belong to the same word stands before.
pub(super) fn starts_alone(text: &[u8], at: usize) -> bool {
    let before = &text[..at];
    match before {
        // `\n` and `\t` in the literals of a language, `%3D` in a URL
        [] | [.., b'\\', b'n' | b't' | b'r'] => true,
        [.., b'%', high, low] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => true,
        [.., last] => !(last.is_ascii_alphanumeric() || matches!(last, b'_' | b'-' | b'/' | b'+' | b'.')),
    }
}
