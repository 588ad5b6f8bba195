//! What the compose files declare.

use serde::{Deserialize, Serialize};

/// One compose file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ComposeFile {
    /// Path relative to the subject.
    pub file: String,
}
