//! `Authorization: Basic …` and `Bearer …`, written into scripts, documents and requests.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Found, Window};
use crate::inspect::secrets::value::{self, Role, Setting};

/// The credential after the keyword.
pub(in crate::inspect::secrets) fn look(window: Window<'_>) -> Option<Found> {
    let rest = &window.text[window.end..];
    let token = |byte: &&u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(byte);
    let length = rest.iter().take(1024).take_while(token).count();
    let text = std::str::from_utf8(&rest[..length]).ok()?.trim_end_matches('.');
    let basic = window.text[window.at].eq_ignore_ascii_case(&b'b')
        && window.text[window.at + 1].eq_ignore_ascii_case(&b'a');
    let start = window.end;
    let found = |kind, severity, secret| Found {
        span: (start, start + text.len()),
        kind,
        severity,
        weight: 2,
        secret,
    };
    if basic {
        let (password, severity) = basic_password(text, window.setting)?;
        return Some(found("basic-auth", severity, password));
    }
    let setting = Setting { delimited: true, code: window.setting.code, test: window.setting.test };
    let severity = value::judge(Role::Key, text, setting)?;
    Some(found("bearer-token", severity, text.as_bytes().to_vec()))
}

/// The password in `base64(user:password)`, as in a header or a Docker configuration.
pub(in crate::inspect::secrets) fn basic_password(
    text: &str,
    setting: Setting,
) -> Option<(Vec<u8>, crate::facts::checkout::secret::Severity)> {
    if text.len() < 8 {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(text).ok()?).ok()?;
    let (user, password) = decoded.split_once(':')?;
    let plain = |text: &str| text.bytes().all(|byte| (0x20..0x7F).contains(&byte));
    if !plain(user) || !plain(password) || password.is_empty() {
        return None;
    }
    let setting = Setting { delimited: true, code: false, test: setting.test };
    Some((password.as_bytes().to_vec(), value::judge(Role::Password, password, setting)?))
}
