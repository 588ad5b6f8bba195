//! What the Kubernetes objects declare.

use serde::{Deserialize, Serialize};

/// All objects, with file and line.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Manifests {}
