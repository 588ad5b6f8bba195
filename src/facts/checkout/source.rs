//! What the services' sources say.

use serde::{Deserialize, Serialize};

/// The sources of all services.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sources {}
