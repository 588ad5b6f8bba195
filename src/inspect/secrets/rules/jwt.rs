//! JSON web tokens: judged by what they claim, since a session of an hour in a document opens nothing.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::{Found, Window, starts_alone};
use crate::facts::checkout::secret::Severity;
use crate::inspect::secrets::value;

/// A token that lives no longer than this is a session, in seconds.
const SESSION: i64 = 8 * 24 * 3600;

/// The token that starts with the keyword.
pub(in crate::inspect::secrets) fn look(window: Window<'_>) -> Option<Found> {
    let rest = &window.text[window.at..];
    if !rest.starts_with(b"eyJ") || !starts_alone(window.text, window.at) {
        return None;
    }
    let end = rest.iter().position(|byte| !is_token(*byte)).unwrap_or(rest.len());
    let text = std::str::from_utf8(&rest[..end]).ok()?.trim_end_matches(['.', '-', '_']);
    let mut parts = text.split('.');
    let (header, claims, signature) = (parts.next()?, parts.next()?, parts.next()?);
    let header = json(header)?;
    header.get("alg")?;
    if signature.len() < 20 || parts.next().is_some() {
        return None;
    }
    let claims = json(claims).unwrap_or(Value::Null);
    let harmless = is_made_up(&claims) || is_session(&claims) || value::is_stand_in(signature);
    let severity = if harmless { Severity::Placeholder } else { Severity::LiveLooking };
    let span = (window.at, window.at + text.len());
    Some(Found { span, kind: kind(&claims), severity, weight: 4, secret: text.as_bytes().to_vec() })
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

fn json(part: &str) -> Option<Value> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

fn kind(claims: &Value) -> &'static str {
    let issuer = claims.get("iss").and_then(Value::as_str).unwrap_or_default();
    if issuer.starts_with("kubernetes/") || claims.get("kubernetes.io").is_some() {
        "kubernetes-token"
    } else if issuer == "supabase" {
        "supabase-key"
    } else {
        "jwt"
    }
}

/// The claims of the examples in documentation and standards.
fn is_made_up(claims: &Value) -> bool {
    let says = |name: &str, values: &[&str]| {
        claims.get(name).and_then(Value::as_str).is_some_and(|value| values.contains(&value))
    };
    says("sub", &["1234567890", "user123", "user-123", "test", "test-user", "123", "user_id"])
        || says("iss", &["joe", "example.com", "https://example.com"])
        || says("name", &["John Doe"])
        // the anonymous key of a Supabase project is made to be public
        || says("role", &["anon"])
}

fn is_session(claims: &Value) -> bool {
    let time = |name: &str| claims.get(name).and_then(Value::as_i64);
    match (time("iat").or_else(|| time("nbf")), time("exp")) {
        (Some(from), Some(until)) => until - from <= SESSION,
        _ => false,
    }
}
