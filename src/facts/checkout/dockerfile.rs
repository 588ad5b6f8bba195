//! What the Dockerfiles say.

use serde::{Deserialize, Serialize};

/// One Dockerfile.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dockerfile {
    /// Path relative to the subject.
    pub file: String,
}
