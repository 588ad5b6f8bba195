//! Names that promise a credential, and what is assigned to them.

use super::extract::{self, Value};
use super::name::{self, Promise};
use super::{Found, Window, header};
use crate::facts::checkout::secret::Severity;
use crate::inspect::secrets::value::{self, Role, Setting};

/// The value assigned to the name around the keyword.
pub(in crate::inspect::secrets) fn look(window: Window<'_>) -> Option<Found> {
    let text = window.text;
    let name = name_around(window);
    // Most names stand in the middle of code: what follows tells that before the words are looked at.
    let value = extract::value(text, name)?;
    let promise =
        if is_sql(window) { Promise::Of(Role::Password) } else { name::promise(&text[name.0..name.1])? };
    let content = std::str::from_utf8(&text[value.start..value.end]).ok()?;
    if window.setting.code && !value.quoted && !is_comment(extract::line_start(text, name.0)) {
        return None;
    }
    match promise {
        Promise::BasicAuth => {
            let (secret, severity) = header::basic_password(content, window.setting)?;
            Some(found(value, "docker-auth", severity, secret))
        }
        Promise::Of(role) => assigned(role, content, value, window.setting),
    }
}

fn assigned(role: Role, content: &str, value: Value, setting: Setting) -> Option<Found> {
    let setting =
        Setting { delimited: value.delimited || value.quoted, code: setting.code, test: setting.test };
    let kind = match role {
        Role::Password => "password",
        Role::Secret => "secret",
        Role::Key => "key",
    };
    if let Some(decoded) = readable_base64(content) {
        // In a manifest's Secret the text that counts is the decoded one; a URL in it has its own rule.
        if decoded.contains("://") {
            return None;
        }
        let severity = value::judge(role, decoded.trim(), Setting { code: false, ..setting })?;
        return Some(found(value, kind, severity, decoded.trim().as_bytes().to_vec()));
    }
    let severity = value::judge(role, content, setting)?;
    Some(found(value, kind, severity, content.trim().as_bytes().to_vec()))
}

fn found(value: Value, kind: &'static str, severity: Severity, secret: Vec<u8>) -> Found {
    Found { span: (value.start, value.end), kind, severity, weight: 1, secret }
}

/// The text behind a base64 value, where it is text that a person or a generator of passwords would write.
fn readable_base64(content: &str) -> Option<String> {
    use base64::Engine as _;
    if content.len() < 8 || !content.len().is_multiple_of(4) {
        return None;
    }
    let bytes = base64::engine::general_purpose::STANDARD.decode(content).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let plain = text.trim_end().bytes().all(|byte| (0x20..0x7F).contains(&byte));
    (plain && text.trim().len() >= 4).then_some(text)
}

fn name_around(window: Window<'_>) -> (usize, usize) {
    let text = window.text;
    let before = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let after = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let back = text[..window.at].iter().rev().take(64).take_while(before).count();
    let forth = text[window.end..].iter().take(64).take_while(after).count();
    let mut start = window.at - back;
    while start < window.at && matches!(text[start], b'-' | b'.') {
        start += 1;
    }
    let mut end = window.end + forth;
    // `${NAME:-default}` and `NAME-` at the end of a word
    while end > window.end && text[end - 1] == b'-' {
        end -= 1;
    }
    (start, end)
}

/// `IDENTIFIED BY '…'`
fn is_sql(window: Window<'_>) -> bool {
    window.text[window.at..window.end].eq_ignore_ascii_case(b"identified by")
}

fn is_comment(before: &[u8]) -> bool {
    let before = before.trim_ascii_start();
    before.starts_with(b"#")
        || before.starts_with(b"//")
        || before.starts_with(b"*")
        || before.starts_with(b"--")
}
