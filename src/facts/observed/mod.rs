//! Facts of the Docker tier: what the submission's containers did when they were built, run, used and broken.

use serde::{Deserialize, Serialize};

/// What the experiments saw. Each section is filled by one experiment of `src/experiment`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Observed {}
