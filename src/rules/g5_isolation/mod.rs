//! G5 · architecture isolation.

mod agents_sdk_nowhere_else;

use super::Rule;

/// The rules of this chapter, in the order of its statements.
pub(super) static RULES: &[&Rule] = &[&agents_sdk_nowhere_else::RULE];
