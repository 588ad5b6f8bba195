//! Facts of the cluster tier. No provider fills them yet, so every cluster rule answers *not proven*.

use serde::{Deserialize, Serialize};

/// What a cluster did with the submission.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cluster {}
