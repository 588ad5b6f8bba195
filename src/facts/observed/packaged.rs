//! Which of the named libraries stand in which container's file system.

use serde::{Deserialize, Serialize};

/// A library found in a container's files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Packaged {
    /// The service.
    pub service: String,
    /// `agents-sdk`, `mcp-sdk`.
    pub library: String,
    /// The file that shows it.
    pub path: String,
}

/// What the containers hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Libraries {
    /// The containers that were looked into, in order: service and part, such as `api (backend)`.
    pub looked_at: Vec<String>,
    /// Those of them that play the backend's part.
    pub backends: Vec<String>,
    /// What was found.
    pub found: Vec<Packaged>,
    /// Native libraries of Python or Node packages mapped into the backend's processes.
    pub mapped: Vec<String>,
}
