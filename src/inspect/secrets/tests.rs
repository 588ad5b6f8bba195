//! The scanner as its users call it.

mod blocks;
mod kinds;

use super::*;
use crate::facts::Place;
use crate::facts::checkout::secret::{Secrets, Severity, Standing};

pub(super) fn source(path: &str) -> Source {
    Source::new(Place::file(path), Standing::Given)
}

pub(super) fn scan(path: &str, bytes: &[u8]) -> Secrets {
    let mut sink = Sink::default();
    Scanner::new(Key::fixed()).scan(&mut sink, &source(path), bytes);
    sink.into_secrets()
}

fn neon() -> String {
    [
        "postgresql://neondb_owner:",
        "npg_",
        "Zq7vT2kWm9Rx",
        "@ep-calm-sun-a1b2c3.us-east-2.aws.",
        "neon.tech/db",
    ]
    .concat()
}

#[test]
fn a_neon_url_in_markdown_is_live_looking() {
    let found = scan("README.md", format!("# Set-up\n\nUse `{}` as is.\n", neon()).as_bytes());
    assert_eq!(found.findings.len(), 1, "{found:#?}");
    let finding = &found.findings[0];
    assert_eq!((finding.kind.as_str(), finding.severity), ("neon-url", Severity::LiveLooking));
    assert_eq!(finding.spots[0].place, Place::line("README.md", 3));
    assert_eq!(finding.masked.starts, "np");
}

#[test]
fn the_same_credential_in_two_places_is_one_finding() {
    let mut sink = Sink::default();
    let scanner = Scanner::new(Key::fixed());
    scanner.scan(&mut sink, &source("a.env"), format!("DATABASE_URL={}", neon()).as_bytes());
    let encoded = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, neon());
    scanner.scan(&mut sink, &source("secret.yaml"), format!("data:\n  url: {encoded}\n").as_bytes());
    let found = sink.into_secrets();
    assert_eq!(found.findings.len(), 1, "{found:#?}");
    assert_eq!(found.findings[0].spots.len(), 2);
    assert_eq!(found.findings[0].spots[1].within, ["base64"]);
}

#[test]
fn localhost_and_placeholders_are_not_live() {
    let text = "postgresql://user:password@localhost:5432/db\nOPENAI_API_KEY=your-key-here\nurl = postgres://postgres:postgres@db/todo\n";
    let found = scan(".env.example", text.as_bytes());
    assert!(found.findings.iter().all(|finding| finding.severity != Severity::LiveLooking), "{found:#?}");
}
