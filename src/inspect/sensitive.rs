//! Which values of build files and settings are credentials, and how they are shown.
//!
//! The scanner of the whole repository is elsewhere and far more thorough; this decides about one named value, such
//! as `ENV DB_PASSWORD=…`, where the name already says much.

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// A lazily compiled pattern of this room.
macro_rules! pattern {
    ($name:ident, $text:expr) => {
        static $name: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new($text).ok());
    };
}

pattern!(
    TOKEN,
    r"(?x) \b(?:
        sk-(?:proj-|ant-|or-v1-|svcacct-)?[A-Za-z0-9_-]{20,} | gsk_[A-Za-z0-9]{20,} | gh[pousr]_[A-Za-z0-9]{30,}
      | github_pat_[A-Za-z0-9_]{30,} | AKIA[0-9A-Z]{16} | AIza[0-9A-Za-z_-]{35} | xox[abprs]-[A-Za-z0-9-]{10,}
      | hf_[A-Za-z0-9]{30,} | npm_[A-Za-z0-9]{36} | glpat-[A-Za-z0-9_-]{20,} | npg_[A-Za-z0-9]{10,}
      | eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,} )"
);
pattern!(URL, r"\b([a-z][a-z0-9+.-]*)://([^\s:/@'\x22`]*):([^\s@/'\x22`]+)@([A-Za-z0-9.\[\]_-]+)");
pattern!(
    ASSIGNED,
    r#"(?x) \b([A-Za-z_][A-Za-z0-9_]*)(=|:\s*)(?: "([^"\n]*)" | '([^'\n]*)' | ([^\s"'\\;&|,)]+) )"#
);

/// The kind of credential that a named value is; `None` for placeholders, settings and names alone.
pub(crate) fn kind(name: &str, value: &str) -> Option<String> {
    let value = value.trim();
    if value.contains("-----BEGIN") && value.contains("PRIVATE KEY") {
        return Some("private key".into());
    }
    if let Some(found) = token(value) {
        return Some(found);
    }
    if URL.as_ref().is_some_and(|url| url.captures_iter(value).any(|found| is_real_login(&found))) {
        return Some("password in a URL".into());
    }
    (is_sensitive_name(name) && !is_placeholder(value) && !is_setting(value) && !value.contains("://"))
        .then(|| format!("value of {name}"))
}

fn token(value: &str) -> Option<String> {
    let found = TOKEN.as_ref()?.find(value)?.as_str();
    (!is_placeholder(found)).then(|| {
        let end = found.find(['-', '_']).unwrap_or(4).min(6);
        format!("token that begins with {}", &found[..end])
    })
}

fn is_real_login(found: &Captures<'_>) -> bool {
    let part = |index: usize| found.get(index).map_or("", |part| part.as_str());
    let (user, password, host) = (part(2), part(3), part(4));
    // A database that only exists on one's own machine or inside the compose network keeps nobody out.
    let near = !host.contains('.') || host.starts_with("127.") || host == "0.0.0.0";
    !near && !is_placeholder(password) && !is_placeholder(host) && password != user
}

/// Whether a name says that its value must stay secret.
pub(crate) fn is_sensitive_name(name: &str) -> bool {
    const SENSITIVE: &[&str] = &[
        "password",
        "passwd",
        "secret",
        "token",
        "api_key",
        "apikey",
        "private_key",
        "access_key",
        "auth_key",
        "signing_key",
        "encryption_key",
        "credential",
        "jwt_key",
    ];
    const HARMLESS: &[&str] = &[
        "_ttl",
        "_expire",
        "_expiry",
        "_expires",
        "_minutes",
        "_seconds",
        "_hours",
        "_days",
        "_length",
        "_algorithm",
        "_alg",
        "_file",
        "_path",
        "_dir",
        "_name",
        "_url",
        "_uri",
        "_type",
        "_header",
        "_issuer",
        "_audience",
        "_limit",
        "_tokens",
        "_count",
        "_size",
        "_id",
        "_enabled",
        "_prefix",
        "_scheme",
        "_field",
        "_lifetime",
        "_in",
        "_at",
        "_cost",
        "_required",
        "_budget",
        "_ref",
        "_policy",
        "_hint",
        "_label",
    ];
    let name = name.to_ascii_lowercase().replace('-', "_");
    let name = name.trim_start_matches("next_public_");
    SENSITIVE.iter().any(|word| name.contains(word) || name.replace('_', "").contains(&word.replace('_', "")))
        && !HARMLESS.iter().any(|end| name.ends_with(end))
        && !name.contains("public")
        && !name.contains("max_token")
        && !name.contains("publishable")
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
        "todo-",
        "fake",
        "sample",
        "redacted",
        "not-set",
        "notset",
        "unset",
        "build-time",
        "buildtime",
        "build_time",
        "at-build",
        "<",
        "{{",
        "...",
        "***",
        "…",
        "null",
        "none",
        "undefined",
        "to-be",
        "tbd",
        "put_",
        "put-",
        "enter",
        "goes-here",
        "-here",
        "_here",
        "test-key",
        "testkey",
        "test_key",
        "ci-only",
        "not-used",
        "unused",
        "abc123",
        "123456789",
        "mock",
        "os.getenv",
        "os.environ",
        "process.env",
        "env(",
        "secrets.",
        "vault:",
        "random",
        "generate",
    ];
    let lower = value.trim().trim_matches(['"', '\'']).to_ascii_lowercase();
    lower.is_empty()
        || lower.contains('$')
        || WORDS.iter().any(|word| lower.contains(word))
        || is_one_letter(&lower)
}

fn is_one_letter(value: &str) -> bool {
    let mut letters = value.chars();
    letters.next().is_some_and(|first| letters.all(|each| each == first))
}

/// A number, a switch or a word that no one would call a credential.
fn is_setting(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    ["true", "false", "yes", "no", "on", "off", "bearer", "basic", "test", "testing", "hs256"]
        .contains(&lower.as_str())
        || value.starts_with('/')
        || lower.parse::<f64>().is_ok_and(|number| number < 1000.0)
        || value.len() < 3
}

/// A value as it may be shown: whole, or where it is a credential its first two characters and its length.
pub(crate) fn shown(name: &str, value: &str) -> (String, Option<String>) {
    let Some(kind) = kind(name, value) else { return (value.into(), None) };
    (if value.contains("://") { text(value) } else { mask(value) }, Some(kind))
}

/// The first two characters and the length.
pub(crate) fn mask(value: &str) -> String {
    let first: String = value.chars().take(2).collect();
    format!("{first}… ({} characters)", value.chars().count())
}

/// A text with every credential in it masked: tokens, passwords in URLs, values assigned to sensitive names.
pub(crate) fn text(text: &str) -> String {
    let (Some(url), Some(token), Some(assigned)) = (URL.as_ref(), TOKEN.as_ref(), ASSIGNED.as_ref()) else {
        return mask(text);
    };
    let part =
        |found: &Captures<'_>, index: usize| found.get(index).map_or("", |part| part.as_str()).to_string();
    let text = url.replace_all(text, |found: &Captures<'_>| {
        let password = part(found, 3);
        let password = if is_placeholder(&password) { password } else { mask(&password) };
        format!("{}://{}:{password}@{}", part(found, 1), part(found, 2), part(found, 4))
    });
    let text = token.replace_all(&text, |found: &Captures<'_>| mask(&part(found, 0)));
    let text = assigned.replace_all(&text, |found: &Captures<'_>| {
        let (name, value) = (part(found, 1), assigned_value(found));
        if value.contains('…') || kind(&name, &value).is_none() {
            return part(found, 0);
        }
        part(found, 0).replacen(&value, &mask(&value), 1)
    });
    text.into_owned()
}

/// The kind of the first credential inside a text.
pub(crate) fn kind_within(text: &str) -> Option<String> {
    let assigned = ASSIGNED.as_ref()?;
    kind("", text).or_else(|| {
        assigned.captures_iter(text).find_map(|found| {
            let name = found.get(1).map_or("", |part| part.as_str());
            let value = assigned_value(&found);
            // A call, an index or another variable is code, not a value.
            (!value.contains(['(', '[', '`']) && !is_bare_name(&found)).then(|| kind(name, &value)).flatten()
        })
    })
}

/// An unquoted word after `: ` or after `=` with code around it is a name of something, not the thing.
fn is_bare_name(found: &Captures<'_>) -> bool {
    found.get(5).is_some() && found.get(2).is_some_and(|sign| sign.as_str() != "=")
}

fn assigned_value(found: &Captures<'_>) -> String {
    (3..=5).find_map(|index| found.get(index)).map_or(String::new(), |part| part.as_str().to_string())
}

/// `NAME=value` lines of an environment file: line, name and value without quotes.
pub(crate) fn pairs(text: &str) -> impl Iterator<Item = (u32, &str, &str)> {
    text.lines().zip(1..).filter_map(|(line, number)| {
        let line = line.trim();
        let line = line.strip_prefix("export ").unwrap_or(line);
        let (name, value) = line.split_once('=')?;
        let name = name.trim();
        let plain = !name.is_empty() && name.chars().all(|each| each.is_ascii_alphanumeric() || each == '_');
        plain.then(|| (number, name, value.trim().trim_matches(['"', '\''])))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_settings_and_names_are_no_credentials() {
        for (name, value) in [
            ("OPENAI_API_KEY", "your-key-here"),
            ("JWT_SECRET", "${JWT_SECRET}"),
            ("TOKEN_TTL", "3600"),
            ("ACCESS_TOKEN_EXPIRE_MINUTES", "30"),
            ("PUBLIC_KEY", "MIIBIjANBgkqhkiG9w0BAQ"),
            ("DATABASE_URL", "postgresql://user:password@localhost:5432/todo"),
            ("SECRET_NAME", "todo-secrets"),
            ("BETTER_AUTH_SECRET", "build-time-placeholder"),
            ("NEXT_PUBLIC_API_URL", "http://backend:8000"),
            ("OPENAI_MAX_TOKENS", "4096"),
            ("PASSWORD", ""),
        ] {
            assert_eq!(kind(name, value), None, "{name}={value}");
        }
    }

    #[test]
    fn credentials_are_told_by_name_by_form_and_by_url() {
        let token = format!("sk-{}", "Ab9".repeat(10));
        assert!(kind("ANYTHING", &token).is_some());
        assert!(kind("JWT_SECRET", "supersecretkey").is_some());
        assert!(kind("POSTGRES_PASSWORD", "hunter22").is_some());
        let url = format!("postgresql://owner:{}@ep-x.neon.tech/db", "q7Zr".repeat(4));
        assert!(kind("DATABASE_URL", &url).is_some());
        assert!(
            !text(&format!("RUN curl -H 'x: {token}' && JWT_SECRET=hunter22 psql {url}")).contains("q7Zrq7")
        );
        assert!(!text("RUN JWT_SECRET=hunter22 npm run build").contains("hunter22"));
        assert!(!text(&token).contains(&token));
    }

    proptest::proptest! {
        #[test]
        fn masking_twice_shows_no_more(name in "[A-Z_]{1,12}", value in ".{0,40}") {
            let (once, _) = shown(&name, &value);
            proptest::prop_assert!(kind(&name, &value).is_none() || value.chars().count() < 3 || once != value);
        }
    }
}
