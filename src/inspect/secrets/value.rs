//! What a value is: a real credential, a guessable one, one that stands for something else, or none at all.

use sha2::{Digest, Sha256};

use super::mask::hex;
use super::words::{self, Words};
use crate::facts::checkout::secret::Severity;

/// What a name promises about its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// `DB_PASSWORD`: people choose it, so it may be short.
    Password,
    /// `JWT_SECRET`: a machine or a person chose it.
    Secret,
    /// `GROQ_API_KEY`, `access_token`: a machine made it.
    Key,
}

/// Where a value stands, as far as it changes what may stand there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Setting {
    /// In quotes, or the rest of a line of configuration.
    pub(super) delimited: bool,
    /// In a file of a programming language.
    pub(super) code: bool,
    /// In a test, where passwords are made up.
    pub(super) test: bool,
}

/// Beginnings of the SHA-256 of credentials that documentation prints for everyone.
static PUBLISHED: Words = Words::new(
    "2cafc0970149a84f f2d6ca16515033e5 1a5d44a2dca19669 78314b11be2e5815 976b57ee8acdfcf4 \
     0011cc25eb432071 aa6547439583c3a2 f5e95c9954635b65",
);

/// Whether documentation prints this very credential.
pub(super) fn is_published(value: &[u8]) -> bool {
    let digest = hex(&Sha256::digest(value)[..8]);
    PUBLISHED.has(&digest)
}

/// Severity of a credential whose shape is its own proof; `body` is what follows the prefix.
pub(super) fn of_token(whole: &[u8], body: &[u8]) -> Severity {
    let text = String::from_utf8_lossy(body);
    if is_published(whole) || is_stand_in(&text) || is_dull(body) {
        Severity::Placeholder
    } else {
        Severity::LiveLooking
    }
}

/// Too few different characters, or too regular, to have come out of a generator.
fn is_dull(body: &[u8]) -> bool {
    let digits = body.iter().filter(|byte| byte.is_ascii_digit()).count();
    let wordy = digits * 8 <= body.len() && words::plausibility(body).is_some_and(|mean| mean > 6.2);
    words::monotony(body) > 0.34 || words::entropy(body) < least_entropy(body.len()) || wordy
}

fn least_entropy(length: usize) -> f32 {
    match length {
        0..=11 => 1.9,
        12..=19 => 2.4,
        20..=31 => 2.8,
        _ => 3.0,
    }
}

/// Texts that say that something else belongs here.
static STAND_INS: Words = Words::new(
    "your example placeholder xxxx **** .... < > dummy sample redacted masked hidden fixme goes-here \
     goes_here goeshere -here _here replace insert paste fill-in fill_in put- put_ enter- enter_ \
     notreal not-real not_real notasecret not-a- deadbeef lorem foobar foo-bar fake mock abcdef123456 \
     0000000 1234567890abc abcdefghijk todo: … • xxx-xxx omitted removed change-this change_this \
     change-in-prod change_in_prod changethis generate openssl undefined -xxx _xxx secret-value \
     my-token my_token same-as see- set-in set_in provided random-string random_string any-string \
     long-random -from- _from_ ...",
);

/// Whether a text says that something else belongs in its place.
pub(super) fn is_stand_in(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let repeated = lower.len() >= 3 && lower.bytes().all(|byte| Some(byte) == lower.bytes().next());
    repeated || STAND_INS.iter().any(|word| lower.contains(word))
}

/// Whether a text is computed or looked up where it stands, and so is no value.
pub(super) fn is_reference(text: &str) -> bool {
    const STARTS: &[&str] = &[
        "$",
        "{{",
        "{%",
        "%(",
        "%{",
        "#{",
        "@{",
        "process.env",
        "os.",
        "env.",
        "env(",
        "getenv",
        "import.meta",
        "settings.",
        "config.",
        "self.",
        "this.",
        "props.",
        "var.",
        "local.",
        "module.",
        "data.",
        "secrets.",
        "vault:",
        "ref:",
        "ref+",
        "op://",
        "arn:",
        "aws:",
        "gcp:",
        "sm://",
        "ssm:",
        "file:",
        "/run/",
        "/etc/",
        "/var/",
        "./",
        "../",
        "~/",
        "C:\\",
        "http://",
        "https://",
        "!",
        "&",
        "*",
        "@Value",
        "base64:$",
        "env:",
        "random.",
        "uuid.",
        "crypto.",
        "str(",
        "String(",
        "await ",
        "new ",
        "lambda",
        "async ",
        "function",
    ];
    const INSIDE: &[&str] =
        &["${", "{{", "$(", "}}", "()", "=>", "%s", "process.env", "os.environ", "getenv"];
    let braces = text.contains('{') && text.contains('}');
    STARTS.iter().any(|start| text.starts_with(start))
        || INSIDE.iter().any(|part| text.contains(part))
        || braces
}

/// The words that mean "no value" or name a type in some language.
fn is_nothing(text: &str) -> bool {
    static NOTHINGS: Words = Words::new(
        "null none nil true false undefined string str text bool boolean int integer number object any \
     bytes optional required varchar secretstr void unknown never hash hashed sha256 bcrypt argon2 \
     bearer basic jwt oauth2 query header cookie path body form input hidden submit tbd n/a missing empty set \
     unset yes no ok valid invalid expired",
    );
    NOTHINGS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Digests, identifiers and versions: random, public, and no credential.
fn is_public_noise(text: &str) -> bool {
    static PREFIXES: Words = Words::new(
        "sha1- sha256- sha384- sha512- sha1: sha256: sha512: md5: $2a$ $2b$ $2y$ $argon2 $pbkdf2 $5$ $6$ \
     {sha} {ssha} pbkdf2_sha256$ scrypt: scram-sha-256$ pk_live_ pk_test_ ssh-rsa ssh-ed25519 \
     -----begin data:image",
    );
    let lower = text.to_ascii_lowercase();
    PREFIXES.iter().any(|prefix| lower.starts_with(prefix)) || is_uuid(text)
}

/// `8-4-4-4-12` hexadecimal digits.
pub(super) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Severity of a value that a name calls a credential, or `None` where it is none.
pub(super) fn judge(role: Role, value: &str, setting: Setting) -> Option<Severity> {
    let value = value.trim();
    if value.len() < 4
        || value.len() > 400
        || is_reference(value)
        || is_nothing(value)
        || is_public_noise(value)
    {
        return None;
    }
    if value.chars().any(char::is_control) || is_sentence(value) {
        return None;
    }
    if is_stand_in(value) {
        return Some(Severity::Placeholder);
    }
    if words::is_made_of_words(value) {
        let wordy = value.bytes().all(|byte| byte.is_ascii_alphabetic());
        let said = role != Role::Key && (setting.delimited || !wordy);
        return (said && !(setting.code && wordy && !is_known_default(value))).then_some(Severity::Default);
    }
    let strong = match role {
        Role::Password => is_password(value, setting),
        Role::Secret => is_random(value, 10) || setting.delimited && value.len() >= 8 && classes(value) >= 3,
        Role::Key => is_random(value, 16),
    };
    match strong {
        true if setting.test && !is_random(value, 20) => Some(Severity::Default),
        true if is_published(value.as_bytes()) => Some(Severity::Placeholder),
        true => Some(Severity::LiveLooking),
        false => None,
    }
}

/// Passwords that are tried first.
fn is_known_default(value: &str) -> bool {
    static DEFAULTS: Words = Words::new(
        "password postgres admin root secret changeme changeit letmein qwerty guest redis mysql welcome \
     test todo supersecret mysecretpassword",
    );
    DEFAULTS.iter().any(|known| value.eq_ignore_ascii_case(known))
}

/// Words with spaces between: a label, a message, a sentence.
fn is_sentence(value: &str) -> bool {
    value.contains(char::is_whitespace)
}

/// Whether a person's password could look like this.
fn is_password(value: &str, setting: Setting) -> bool {
    if is_random(value, 8) {
        return true;
    }
    let code_like = value.contains(['(', ')', '[', ']', '<', '>', ';', '\\', '=']) || is_path(value);
    let digits = value.bytes().any(|byte| byte.is_ascii_digit());
    let enough = if setting.delimited { 6 } else { 8 };
    !code_like
        && value.len() >= enough
        && digits
        && classes(value) >= 2
        && !is_identifier_with_number(value, setting)
}

/// `step_2`, `Node16`: in code, one word and a number is more often a name than a password.
fn is_identifier_with_number(value: &str, setting: Setting) -> bool {
    let letters = value.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = value.len() - letters.len();
    (!setting.delimited || setting.code)
        && digits <= 2
        && letters.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'-'))
}

fn is_path(value: &str) -> bool {
    value.starts_with('/') || value.matches('/').count() >= 2 && !value.contains(['+', '='])
}

/// How many kinds of characters there are: small, capital, digit, other.
fn classes(value: &str) -> usize {
    let any = |test: fn(&u8) -> bool| usize::from(value.as_bytes().iter().any(test));
    any(u8::is_ascii_lowercase)
        + any(u8::is_ascii_uppercase)
        + any(u8::is_ascii_digit)
        + usize::from(value.bytes().any(|byte| !byte.is_ascii_alphanumeric() && byte != b'_' && byte != b'-'))
}

/// Whether a generator made it: entropy for its length, and letters that do not stand together as in words.
pub(super) fn is_random(value: &str, least: usize) -> bool {
    let bytes = value.as_bytes();
    if bytes.len() < least || value.contains(['(', ')', '[', ']', '<', '>', ';', ' ', ',']) || is_path(value)
    {
        return false;
    }
    if value.contains("://") || is_dotted_name(value) || words::monotony(bytes) > 0.3 {
        return false;
    }
    let entropy = words::entropy(bytes);
    let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    if bytes.iter().all(u8::is_ascii_hexdigit) {
        return bytes.len() >= least.max(16) && entropy > 2.9 && digits > 0 && digits < bytes.len();
    }
    let changes = bytes.windows(2).filter(|pair| kind(pair[0]) != kind(pair[1])).count();
    let mixed = digits > 0 && changes * 5 >= bytes.len() && entropy >= least_entropy(bytes.len());
    let noisy = words::plausibility(bytes).is_some_and(|mean| mean < 5.1) && entropy >= 3.0;
    let wordy = words::plausibility(bytes).is_some_and(|mean| mean > 6.0);
    (mixed && !wordy) || (noisy && (classes(value) >= 2 || bytes.len() >= 20))
}

/// `module.attribute.name`
fn is_dotted_name(value: &str) -> bool {
    value.contains('.')
        && value.split('.').all(|part| {
            !part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_')
                && words::plausibility(part.as_bytes()).is_none_or(|mean| mean > 5.2)
        })
}

fn kind(byte: u8) -> u8 {
    match byte {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        b'0'..=b'9' => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Severity::{Default as Guessable, LiveLooking, Placeholder};

    const QUOTED: Setting = Setting { delimited: true, code: false, test: false };

    #[test]
    fn values_are_told_apart() {
        let made = ["Zq7", "vT2kWm9", "RxL4"].concat();
        for (role, value, expected) in [
            (Role::Password, "todo_password", Some(Guessable)),
            (Role::Password, "changeme", Some(Guessable)),
            (Role::Password, "your-password-here", Some(Placeholder)),
            (Role::Key, "your-key-here", Some(Placeholder)),
            (Role::Password, "${DB_PASSWORD}", None),
            (Role::Password, "Password is required", None),
            (Role::Password, &["Hamza", "@", "1987"].concat(), Some(LiveLooking)),
            (Role::Key, &made, None),
            (Role::Key, &[made.as_str(), "b8Np3"].concat(), Some(LiveLooking)),
            (Role::Secret, "<generate-with-openssl>", Some(Placeholder)),
            (Role::Key, "settings.openai_api_key", None),
            (Role::Key, "123e4567-e89b-12d3-a456-426614174000", None),
            (Role::Secret, "sha256:9f86d081884c7d659a2feaa0c55ad015", None),
        ] {
            assert_eq!(judge(role, value, QUOTED), expected, "{value}");
        }
    }
}
