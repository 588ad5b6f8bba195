//! Which values may be shown, and as what.

use base64::Engine as _;

use super::helm::GIVEN;
use crate::facts::checkout::manifest::{Shown, is_sensitive};

/// Classifies the value of a variable or key.
pub(super) fn shown(name: &str, value: &str) -> Shown {
    let value = value.trim();
    if value.is_empty() {
        return Shown::Empty;
    }
    if value.contains(GIVEN) {
        return Shown::Given("given at install".into());
    }
    if is_composed(value) {
        return Shown::Composed(masked_login(value));
    }
    if is_placeholder(value) {
        return Shown::Placeholder(short(value));
    }
    if let Some(kind) = credential(name, value) {
        return Shown::Credential(mask(&kind, value));
    }
    Shown::Plain(short(&masked_login(value)))
}

/// A value of a Secret: whatever stands there and is no placeholder is what the Secret protects.
pub(super) fn secret(name: &str, value: &str, encoded: bool) -> Shown {
    let clear = if encoded { decode(value) } else { Some(value.to_string()) };
    let Some(clear) = clear else {
        return if value.trim().is_empty() { Shown::Empty } else { shown(name, value) };
    };
    match shown(name, &clear) {
        Shown::Plain(_) if is_harmless(name, &clear) => Shown::Plain(short(&masked_login(&clear))),
        Shown::Plain(_) => Shown::Credential(mask(&format!("value of {name}"), clear.trim())),
        Shown::Composed(text) if clear.contains("$(") => Shown::Plain(text),
        other @ (Shown::Empty
        | Shown::Placeholder(_)
        | Shown::Composed(_)
        | Shown::Credential(_)
        | Shown::Given(_)) => other,
    }
}

/// The text that base64 stands for.
pub(super) fn decode(value: &str) -> Option<String> {
    let bare: String = value.split_whitespace().collect();
    let bytes = base64::engine::general_purpose::STANDARD.decode(&bare).ok()?;
    String::from_utf8(bytes).ok()
}

fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    line.chars().take(120).collect()
}

fn mask(kind: &str, value: &str) -> String {
    let first: String = value.chars().take(2).collect();
    format!("{kind}: {first}… ({} characters)", value.chars().count())
}

/// User, password and host of a URL with a login.
fn login(value: &str) -> Option<(&str, &str, &str)> {
    let (_, rest) = value.split_once("://")?;
    let (login, host) = rest.split_once('@')?;
    let (user, password) = login.split_once(':')?;
    (!password.is_empty() && !login.contains('/')).then_some((user, password, host))
}

fn masked_login(value: &str) -> String {
    login(value).map_or_else(
        || value.to_string(),
        |(_, password, _)| value.replacen(&format!(":{password}@"), ":…@", 1),
    )
}

fn credential(name: &str, value: &str) -> Option<String> {
    if value.contains("-----BEGIN") && value.contains("PRIVATE KEY") {
        return Some("private key".into());
    }
    if let Some((_, password, _)) = login(value) {
        return (!is_placeholder(password) && !password.starts_with('$'))
            .then(|| "login in an address".into());
    }
    if is_token(value) {
        return Some("token".into());
    }
    let setting = matches!(
        value.to_ascii_lowercase().as_str(),
        "true" | "false" | "bearer" | "hs256" | "cookie" | "header"
    ) || value.parse::<f64>().is_ok_and(|number| number < 1000.0)
        || value.starts_with('/')
        || value.len() < 3;
    (is_sensitive(name) && !setting && !value.contains("://")).then(|| format!("value of {name}"))
}

fn is_token(value: &str) -> bool {
    const PREFIXES: &[&str] = &[
        "sk-",
        "ghp_",
        "gho_",
        "github_pat_",
        "AKIA",
        "AIza",
        "xoxb-",
        "xoxp-",
        "hf_",
        "npm_",
        "glpat-",
        "npg_",
        "gsk_",
    ];
    PREFIXES.iter().any(|prefix| value.starts_with(prefix)) && value.len() >= 16 && !value.contains(' ')
}

/// Keys of a Secret that are settings kept beside the secret ones.
fn is_harmless(name: &str, value: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    let setting = [
        "USER",
        "USERNAME",
        "HOST",
        "PORT",
        "_DB",
        "DATABASE",
        "DBNAME",
        "DB_NAME",
        "MODEL",
        "BASE_URL",
        "API_URL",
        "_URL",
        "ORIGIN",
        "REGION",
        "ALGORITHM",
        "ISSUER",
        "AUDIENCE",
        "PUBLIC",
        "_ENV",
        "EMAIL",
    ]
    .iter()
    .any(|word| upper.ends_with(word) || upper.contains("PUBLIC"));
    (setting && login(value).is_none())
        || matches!(value, "true" | "false")
        || value.parse::<f64>().is_ok_and(|n| n < 100_000.0)
}

/// Filled in by other variables or by a tool before it is applied.
fn is_composed(value: &str) -> bool {
    value.contains("$(") || value.contains("${") || value.contains("{{") || value.contains("<%")
}

/// Whether a value only stands where a real one belongs.
pub(crate) fn is_placeholder(value: &str) -> bool {
    const WORDS: &[&str] = &[
        "your",
        "change",
        "example",
        "placeholder",
        "replace",
        "dummy",
        "insert",
        "xxx",
        "redacted",
        "set-me",
        "setme",
        "set_me",
        "fill",
        "given-at",
        "not-set",
        "to-be-",
        "tbd",
        "put-",
        "put_",
        "enter-",
        "-here",
        "_here",
        "<",
        "***",
        "...",
        "sk-test",
        "test-key",
        "overridden",
        "override",
        "provide",
    ];
    let lower = value.trim().to_ascii_lowercase();
    let one = lower.chars().next().is_some_and(|first| lower.chars().all(|c| c == first));
    one || matches!(lower.as_str(), "null" | "none" | "undefined" | "secret" | "password" | "user:password")
        && !lower.is_empty()
        || WORDS.iter().any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_and_settings_are_no_credentials() {
        for (name, value) in [
            ("OPENAI_API_KEY", "your-key-here"),
            ("OPENAI_API_KEY", "sk-your-key"),
            ("OPENAI_API_KEY", "${OPENAI_API_KEY}"),
            ("DATABASE_URL", "postgresql://user:change-me@db/todo"),
            ("DATABASE_URL", "postgresql://todo:$(POSTGRES_PASSWORD)@db/todo"),
            ("TOKEN_TTL", "3600"),
            ("JWT_ALGORITHM", "HS256"),
            ("JWT_SECRET", ""),
            ("PORT", "8080"),
        ] {
            assert!(!matches!(shown(name, value), Shown::Credential(_)), "{name}={value}");
        }
    }

    #[test]
    fn real_values_are_masked() {
        for (name, value) in [
            ("DATABASE_URL", "postgresql://todo:hunter22@db:5432/todo"),
            ("JWT_SECRET", "a-signing-key-of-some-length"),
            ("POSTGRES_PASSWORD", "postgres123"),
        ] {
            let Shown::Credential(text) = shown(name, value) else { panic!("{name}={value}") };
            assert!(
                !text.contains("hunter22") && !text.contains("signing-key") && !text.contains("123"),
                "{text}"
            );
        }
        assert!(matches!(secret("KEY", "bXktb3duLXZhbHVl", true), Shown::Credential(_)));
        assert!(matches!(secret("KEY", "eW91ci1rZXktaGVyZQ==", true), Shown::Placeholder(_)));
        assert!(matches!(secret("POSTGRES_USER", "dG9kbw==", true), Shown::Plain(_)));
    }
}
