//! A · sign-off.

mod constitution_is_reviewed_in_its_cycle;
mod constitution_states_version_and_date;
mod every_author_has_acknowledged;

use super::Rule;

/// The rules of this chapter, in the order of its statements.
pub(super) static RULES: &[&Rule] = &[
    &every_author_has_acknowledged::RULE,
    &constitution_states_version_and_date::RULE,
    &constitution_is_reviewed_in_its_cycle::RULE,
];
