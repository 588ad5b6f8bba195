//! What the git history says.

use serde::{Deserialize, Serialize};

/// The history of the checkout.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct History {}
