//! Credentials that were found, masked.

use serde::{Deserialize, Serialize};

/// All findings, and what was scanned and skipped.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Secrets {}
