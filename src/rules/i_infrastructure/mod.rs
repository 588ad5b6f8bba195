//! I · infrastructure.

mod endpoints_come_from_configuration;

use super::Rule;

/// The rules of this chapter, in the order of its statements.
pub(super) static RULES: &[&Rule] = &[&endpoints_come_from_configuration::RULE];
