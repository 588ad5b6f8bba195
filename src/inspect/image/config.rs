//! An image's config as engines write it.
//!
//! Structs of our own: `oci-spec` drops the health check, the build triggers and the shell, which Docker writes and
//! the rules ask about.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// Texts of one document beyond which no more are taken apart; the document itself is read as a whole anyway.
const MOST_TEXTS: usize = 100_000;

/// Every text of a JSON document with its path (`config.Env[3]`), escapes undone; a member stands as `key=value`.
pub(crate) fn texts(document: &[u8]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    if let Ok(value) = serde_json::from_slice(document) {
        gather(&value, String::new(), "", &mut found);
    }
    found
}

fn gather(value: &Value, path: String, key: &str, found: &mut Vec<(String, String)>) {
    if found.len() >= MOST_TEXTS {
        return;
    }
    match value {
        Value::String(text) if key.is_empty() => found.push((path, text.clone())),
        Value::String(text) => found.push((path, format!("{key}={text}"))),
        Value::Array(list) => {
            for (at, inner) in list.iter().enumerate() {
                gather(inner, format!("{path}[{at}]"), "", found);
            }
        }
        Value::Object(map) => {
            for (name, inner) in map {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                if !inner.is_string() {
                    found.push((path.clone(), name.clone()));
                }
                gather(inner, path, name, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// An absent value and a null are the same here.
fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(from: D) -> Result<T, D::Error> {
    Option::<T>::deserialize(from).map(Option::unwrap_or_default)
}

/// The config document.
#[derive(Debug, Clone, Default, Deserialize, PartialEq, Eq)]
#[serde(default)]
pub(crate) struct Config {
    pub(crate) architecture: String,
    #[serde(deserialize_with = "or_default")]
    pub(crate) created: String,
    #[serde(deserialize_with = "or_default")]
    #[serde(rename = "config")]
    pub(crate) runtime: Runtime,
    #[serde(deserialize_with = "or_default")]
    pub(crate) rootfs: Rootfs,
    #[serde(deserialize_with = "or_default")]
    pub(crate) history: Vec<Step>,
}

/// The layers' digests before packing.
#[derive(Debug, Clone, Default, Deserialize, PartialEq, Eq)]
#[serde(default)]
pub(crate) struct Rootfs {
    #[serde(deserialize_with = "or_default")]
    pub(crate) diff_ids: Vec<String>,
}

/// One step of the history.
#[derive(Debug, Clone, Default, Deserialize, PartialEq, Eq)]
#[serde(default)]
pub(crate) struct Step {
    #[serde(deserialize_with = "or_default")]
    pub(crate) created_by: String,
    pub(crate) empty_layer: bool,
}

/// How a container of this image is run.
#[derive(Debug, Clone, Default, Deserialize, PartialEq, Eq)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct Runtime {
    #[serde(deserialize_with = "or_default")]
    pub(crate) user: String,
    #[serde(deserialize_with = "or_default")]
    pub(crate) exposed_ports: BTreeMap<String, Value>,
    #[serde(deserialize_with = "or_default")]
    pub(crate) env: Vec<String>,
    #[serde(deserialize_with = "or_default")]
    pub(crate) entrypoint: Words,
    #[serde(deserialize_with = "or_default")]
    pub(crate) cmd: Words,
    #[serde(deserialize_with = "or_default")]
    pub(crate) working_dir: String,
    #[serde(deserialize_with = "or_default")]
    pub(crate) labels: BTreeMap<String, String>,
    #[serde(deserialize_with = "or_default")]
    pub(crate) healthcheck: Healthcheck,
}

/// A command: a list of words, or in very old configs one string.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Words(pub(crate) Vec<String>);

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Either {
            Many(Vec<String>),
            One(String),
        }
        Ok(Self(match Either::deserialize(from)? {
            Either::Many(words) => words,
            Either::One(line) => vec![line],
        }))
    }
}

/// A health check.
#[derive(Debug, Clone, Default, Deserialize, PartialEq, Eq)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct Healthcheck {
    #[serde(deserialize_with = "or_default")]
    pub(crate) test: Vec<String>,
}
