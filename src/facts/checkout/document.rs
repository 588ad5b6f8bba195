//! What the texts beside the code say: specifications, runbooks, workflows, owners.

use serde::{Deserialize, Serialize};

/// All texts that a record rule reads.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Documents {}
