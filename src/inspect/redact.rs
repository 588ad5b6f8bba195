//! Lines of a submission as they may be quoted: whatever could be a credential is masked, rather too much than too
//! little, for a quoted line is only there to be recognised.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

static ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"://([^\s/@:]*):([^\s@]+)@").ok());
static ASSIGNED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?i)((?:key|secret|token|passw(?:or)?d|pwd|credential)[A-Za-z0-9_]*["'`]?\s*[:=]\s*["'`]?)([^\s"'`]{6,})"#)
        .ok()
});
static RANDOM: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[A-Za-z0-9_+=-]{20,}").ok());

/// The text without anything that could be a credential: two characters and a length are left of it.
pub(crate) fn secret_free(text: &str) -> String {
    let text = replace(&ADDRESS, text, |found| format!("://{}:{}@", &found[1], mask(&found[2])));
    let text = replace(&ASSIGNED, &text, |found| {
        let reference = found[2].starts_with(['$', '<', '{', '(']);
        format!("{}{}", &found[1], if reference { found[2].to_string() } else { mask(&found[2]) })
    });
    replace(&RANDOM, &text, |found| {
        let word = &found[0];
        let has = |test: fn(&char) -> bool| word.chars().any(|c| test(&c));
        let random =
            has(char::is_ascii_digit) && has(char::is_ascii_uppercase) && has(char::is_ascii_lowercase);
        if random { mask(word) } else { word.to_string() }
    })
    .into_owned()
}

fn replace<'a>(
    pattern: &LazyLock<Option<Regex>>,
    text: &'a str,
    with: impl Fn(&Captures<'_>) -> String,
) -> Cow<'a, str> {
    pattern.as_ref().map_or(Cow::Borrowed(text), |pattern| pattern.replace_all(text, with))
}

fn mask(secret: &str) -> String {
    let start: String =
        if secret.chars().count() >= 8 { secret.chars().take(2).collect() } else { String::new() };
    format!("{start}…({} characters)", secret.chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_credential_is_masked() {
        let free = secret_free("DATABASE_URL=postgresql://owner:hunter22x@db/x");
        assert!(!free.contains("hunter22x"), "{free}");
        assert!(!secret_free("SECRET_KEY: 'abcdefghijkl'").contains("abcdefghijkl"));
        let random = concat!("sk", "-proj-", "aB3dE5fG7hI9jK1lM3nO5");
        assert!(!secret_free(random).contains("jK1lM3"));
    }

    #[test]
    fn ordinary_text_stays() {
        for text in
            ["kubectl apply -f k8s/", "**Version:** 1.0.0", "commit 0123456789abcdef0123456789abcdef01234567"]
        {
            assert_eq!(secret_free(text), text);
        }
        assert_eq!(secret_free("API_KEY=$OPENAI_API_KEY"), "API_KEY=$OPENAI_API_KEY");
    }
}
