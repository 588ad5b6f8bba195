//! G3 · security.

mod no_credential_in_the_repository;

use super::Rule;

/// The rules of this chapter, in the order of its statements.
pub(super) static RULES: &[&Rule] = &[&no_credential_in_the_repository::RULE];
