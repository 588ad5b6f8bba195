//! Config maps and Secrets: keys, and values only as far as they may be shown.

use serde::{Deserialize, Serialize};

use super::At;

/// A value as it may be shown: a credential never as itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// Nothing, or only blanks.
    Empty,
    /// Stands for a value that is to be put there, such as `change-me`.
    Placeholder(String),
    /// Made of other variables, `$(NAME)`.
    Composed(String),
    /// A value that gives nothing away.
    Plain(String),
    /// What looks like a real credential: kind, first two characters, length.
    Credential(String),
    /// Given at install: the chart demands it, or makes a random one.
    Given(String),
}

impl Shown {
    /// The text to show.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Empty => "\"\"",
            Self::Placeholder(text)
            | Self::Composed(text)
            | Self::Plain(text)
            | Self::Credential(text)
            | Self::Given(text) => text,
        }
    }
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where.
    pub at: At,
    /// The value, as far as it may be shown.
    pub value: Shown,
}

/// A config map.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConfigMap {
    /// Its name.
    pub name: String,
    /// Line of its `kind`.
    pub at: At,
    /// Its keys.
    pub keys: Vec<Entry>,
    /// Line of what stands under `data`, else of the kind.
    pub data_at: At,
    /// Whether all its keys are known.
    pub complete: bool,
}

/// From what a Secret comes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Provider {
    /// A Secret with values in its manifest.
    #[default]
    Manifest,
    /// A `SealedSecret`: encrypted, safe to publish.
    Sealed,
    /// An `ExternalSecret` or the like: fetched from a vault.
    External,
    /// A kustomization's `secretGenerator`.
    Generator,
}

/// A Secret, or an object from which a controller makes one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Secret {
    /// Name of the Secret that results.
    pub name: String,
    /// Line of its `kind`.
    pub at: At,
    /// From what it comes.
    pub provider: Provider,
    /// Its `type`.
    pub kind: Option<String>,
    /// Its keys.
    pub keys: Vec<Entry>,
    /// Whether all its keys are known.
    pub complete: bool,
}

/// A command that makes a Secret.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SecretCommand {
    /// Where.
    pub at: At,
    /// The Secret's name.
    pub name: String,
    /// Keys that the command names; none where it takes a file.
    pub keys: Vec<String>,
    /// Whether it takes keys from a file, so that more may be there.
    pub from_file: bool,
    /// Whether a person types it, following a document; else a script does.
    pub by_hand: bool,
}

/// Whether a name says that its value must stay secret.
#[must_use]
pub fn is_sensitive(name: &str) -> bool {
    const WORDS: &[&str] = &[
        "PASSWORD",
        "PASSWD",
        "SECRET",
        "TOKEN",
        "API_KEY",
        "APIKEY",
        "PRIVATE_KEY",
        "CREDENTIAL",
        "ACCESS_KEY",
        "SIGNING_KEY",
        "ENCRYPTION_KEY",
        "AUTH_KEY",
        "JWT_KEY",
    ];
    const HARMLESS: &[&str] = &[
        "_TTL",
        "_EXPIRY",
        "_EXPIRE",
        "_EXPIRES",
        "_MINUTES",
        "_SECONDS",
        "_HOURS",
        "_DAYS",
        "_LENGTH",
        "_ALGORITHM",
        "_URL",
        "_NAME",
        "_FILE",
        "_PATH",
        "_TYPE",
        "_TOKENS",
        "_LIMIT",
        "_SIZE",
        "_COUNT",
        "_ENABLED",
        "_ISSUER",
        "_AUDIENCE",
        "_IN",
        "_REQUIRED",
    ];
    let upper = name.to_ascii_uppercase().replace(['-', '.'], "_");
    WORDS.iter().any(|word| upper.contains(word))
        && !HARMLESS.iter().any(|end| upper.ends_with(end))
        && !upper.contains("PUBLIC")
        && !upper.contains("PUBLISHABLE")
        && !upper.contains("MAX_TOKEN")
}

/// Names of addresses that carry the login in them.
#[must_use]
pub fn is_login_address(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    [
        "DATABASE_URL",
        "DB_URL",
        "POSTGRES_URL",
        "POSTGRES_URI",
        "DATABASE_URI",
        "DATABASE_DSN",
        "CONNECTION_STRING",
        "SQLALCHEMY_DATABASE_URI",
        "PG_URL",
        "NEON_URL",
    ]
    .iter()
    .any(|word| upper.contains(word))
}
