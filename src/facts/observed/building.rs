//! The images, built from a clean copy of the checkout.

use serde::{Deserialize, Serialize};

use crate::facts::Seen;

/// The build of one service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Build {
    /// The service.
    pub service: String,
    /// Its Dockerfile, relative to the subject.
    pub dockerfile: String,
    /// What came of it.
    pub image: Seen<BuiltImage>,
}

/// A built image.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BuiltImage {
    /// Id of its content.
    pub id: String,
    /// Bytes.
    pub size: u64,
    /// How long the build took.
    pub elapsed_ms: u64,
    /// Builder and context.
    pub used: Vec<String>,
    /// Digest under which a registry took it, and gave the same image back.
    pub pushed: Seen<Pushed>,
}

/// A push to a registry of our own, and the pull by digest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pushed {
    /// The digest that the registry gave.
    pub digest: String,
    /// Id of the image that was pulled by that digest.
    pub pulled: String,
    /// What the registry or the engine said where it failed.
    pub words: String,
}
