//! User and password in front of a host: connection URLs of databases, queues and registries.

use super::{Found, Window};
use crate::facts::checkout::secret::Severity;
use crate::inspect::secrets::value::{self, Role, Setting};
use crate::inspect::secrets::words;

/// The URL around `://`.
pub(in crate::inspect::secrets) fn look(window: Window<'_>) -> Option<Found> {
    let rest = &window.text[window.end..];
    let authority = &rest[..authority_end(rest)];
    let at = memchr::memrchr(b'@', authority)?;
    let colon = memchr::memchr(b':', &authority[..at])?;
    let (user, password) = (text(&authority[..colon])?, text(&authority[colon + 1..at])?);
    let host = host(text(&rest[at + 1..])?);
    let scheme = scheme(&window.text[..window.at])?;
    let severity = judge(user, password, host, window.setting)?;
    let start = window.end + colon + 1;
    let kind = kind(&scheme, host);
    // A token that stands as password is surer than the URL around it, unless the URL is one of a real database.
    let weight = if severity == Severity::LiveLooking && kind != "url-with-password" { 6 } else { 4 };
    let secret = percent_encoding::percent_decode_str(password).collect();
    Some(Found { span: (start, start + password.len()), kind, severity, weight, secret })
}

/// Where user, password and host end: at a character that none of them may hold.
fn authority_end(rest: &[u8]) -> usize {
    let stop =
        |byte: &u8| byte.is_ascii_whitespace() || byte.is_ascii_control() || b"\"'`<>\\|".contains(byte);
    let limit = rest.iter().take(512).position(stop).unwrap_or(rest.len().min(512));
    let slash = rest[..limit].iter().position(|byte| *byte == b'/').unwrap_or(limit);
    // A password may hold a slash that nobody encoded; then the @ comes after it, and before it no host ends.
    if rest[..slash].contains(&b'@') || !rest[..slash].contains(&b':') {
        return slash;
    }
    match rest[slash..limit].iter().position(|byte| *byte == b'@') {
        Some(at) if !rest[slash..slash + at].contains(&b':') && looks_like_userinfo(&rest[..slash]) => {
            slash + at + 1
        }
        _ => slash,
    }
}

/// `user:rest`, and not `host:port`.
fn looks_like_userinfo(text: &[u8]) -> bool {
    text.splitn(2, |byte| *byte == b':')
        .nth(1)
        .is_some_and(|port| port.iter().any(|byte| !byte.is_ascii_digit()))
}

fn text(bytes: &[u8]) -> Option<&str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).ok().filter(|text| !text.is_empty()),
    }
}

fn host(rest: &str) -> &str {
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "-._[]".contains(c))).unwrap_or(rest.len());
    &rest[..end]
}

fn scheme(before: &[u8]) -> Option<String> {
    let allowed = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    let length = before.iter().rev().take(40).take_while(allowed).count();
    let escaped = before.len() > length && before[before.len() - length - 1] == b'\\';
    // in `\nredis://` the letter belongs to the escape
    let start = before.len() - length + usize::from(escaped && length > 1);
    let scheme = text(&before[start..])?.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
    (!scheme.is_empty()).then(|| scheme.to_ascii_lowercase())
}

fn kind(scheme: &str, host: &str) -> &'static str {
    if host.ends_with(".neon.tech") {
        return "neon-url";
    }
    let base = scheme.rsplit(['=', ':']).next().unwrap_or(scheme).split('+').next().unwrap_or(scheme);
    match base {
        "postgres" | "postgresql" | "psql" => "postgres-url",
        "mysql" | "mariadb" => "mysql-url",
        "mongodb" => "mongodb-url",
        "redis" | "rediss" => "redis-url",
        "amqp" | "amqps" => "amqp-url",
        "smtp" | "smtps" => "smtp-url",
        "http" | "https" => "url-with-password",
        _ => "connection-url",
    }
}

fn judge(user: &str, password: &str, host: &str, setting: Setting) -> Option<Severity> {
    if password.is_empty() || value::is_reference(password) || user.contains(['$', '{']) || host.is_empty() {
        return None;
    }
    let placeholder = |text: &str| value::is_stand_in(text) || is_bare_word(text);
    let lower = host.to_ascii_lowercase();
    if placeholder(password) || is_documentation_host(&lower) || value::is_stand_in(user) {
        return Some(Severity::Placeholder);
    }
    if words::is_made_of_words(password) || user == password || is_this_machine(&lower) {
        return Some(Severity::Default);
    }
    let made_up = setting.test && !value::is_random(password, 10);
    let judged =
        value::judge(Role::Password, password, Setting { delimited: true, code: false, test: setting.test });
    match judged {
        _ if made_up => Some(Severity::Default),
        Some(severity) => Some(severity),
        // A password without digits is still a password where a real host follows.
        None if password.len() >= 6 && lower.contains('.') => Some(Severity::LiveLooking),
        None => Some(Severity::Default),
    }
}

/// `PASSWORD`, `pass`, `pwd`: the part's own name.
fn is_bare_word(text: &str) -> bool {
    const NAMES: &[&str] =
        &["password", "passwd", "pass", "pwd", "secret", "token", "pw", "p", "pswd", "***", "xxx"];
    NAMES.iter().any(|name| text.eq_ignore_ascii_case(name))
        || text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
            && text.to_ascii_lowercase().contains("pass")
}

fn is_this_machine(host: &str) -> bool {
    matches!(
        host,
        "localhost" | "127.0.0.1" | "[" | "0.0.0.0" | "host.docker.internal" | "host.minikube.internal"
    ) || host.starts_with("127.")
        || host.starts_with("[::1]")
}

fn is_documentation_host(host: &str) -> bool {
    const HOSTS: &[&str] =
        &["example.com", "example.org", "example.net", "host", "hostname", "your-host", "server"];
    HOSTS.iter().any(|known| host == *known || host.ends_with(&format!(".{known}")))
        || host.contains("xxx")
        || host.ends_with(".example")
        || host.ends_with(".invalid")
        || host.contains("your")
}
