//! Where something was seen.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The place of one piece of evidence, precise enough for a reader to go and look.
///
/// Paths are relative to the subject and use `/`. The JSON form is the one of the result schema:
/// `{file, line}`, `{commit, file, line}`, `{image, layer, path}`, `{object, field}` or `{experiment, at}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Place {
    /// A file of one commit of the history.
    Commit {
        /// Full hexadecimal object id of the commit.
        commit: String,
        /// The file in that commit, where one is meant.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file: Option<String>,
        /// One-based line.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        line: Option<u32>,
    },
    /// A file of the checkout.
    File {
        /// Path relative to the subject's root.
        file: String,
        /// One-based line, where one is meant.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        line: Option<u32>,
    },
    /// Something in an image: a layer's file, or a field of its config (`path` is then like `config.User`).
    Layer {
        /// The image's name in the run.
        image: String,
        /// Index of the layer counted from the base (0), absent for the config.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        layer: Option<u32>,
        /// Path inside the layer, or field of the config.
        path: String,
    },
    /// A field of a Kubernetes object.
    Object {
        /// `Kind/namespace/name` (the namespace may be empty).
        object: String,
        /// JSON path of the field.
        field: String,
    },
    /// A moment of an experiment.
    Experiment {
        /// The experiment's id, such as `durability`.
        experiment: String,
        /// Milliseconds since the experiment began.
        at: u64,
    },
}

impl Place {
    /// A line of a file; `line` 0 means the file as a whole.
    #[must_use]
    pub fn line(file: impl Into<String>, line: u32) -> Self {
        Self::File { file: file.into(), line: (line > 0).then_some(line) }
    }

    /// A file as a whole.
    #[must_use]
    pub fn file(file: impl Into<String>) -> Self {
        Self::File { file: file.into(), line: None }
    }

    /// A moment of an experiment, in milliseconds since it began.
    #[must_use]
    pub fn moment(experiment: impl Into<String>, at: u64) -> Self {
        Self::Experiment { experiment: experiment.into(), at }
    }

    /// A field of an image's config, such as `config.User`.
    #[must_use]
    pub fn config(image: impl Into<String>, field: impl Into<String>) -> Self {
        Self::Layer { image: image.into(), layer: None, path: field.into() }
    }

    /// A field of a Kubernetes object.
    #[must_use]
    pub fn object(object: impl Into<String>, field: impl Into<String>) -> Self {
        Self::Object { object: object.into(), field: field.into() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Commit { commit, file, line } => {
                write!(out, "commit {}", commit.get(..10).unwrap_or(commit))?;
                if let Some(file) = file {
                    write!(out, " {file}")?;
                }
                line.map_or(Ok(()), |line| write!(out, ":{line}"))
            }
            Self::File { file, line: Some(line) } => write!(out, "{file}:{line}"),
            Self::File { file, line: None } => write!(out, "{file}"),
            Self::Layer { image, layer: Some(layer), path } => write!(out, "{image} layer {layer} {path}"),
            Self::Layer { image, layer: None, path } => write!(out, "{image} {path}"),
            Self::Object { object, field } => write!(out, "{object} {field}"),
            Self::Experiment { experiment, at } => {
                write!(out, "{experiment} +{}.{:03}s", at / 1000, at % 1000)
            }
        }
    }
}
