//! S · success criteria.

mod commands_find_their_files;
mod guides_cover_what_is_done;
mod knowledge_was_passed_on;
mod operations_took_over;
mod system_can_be_maintained;
mod throughput_grows_with_replicas;

use super::Rule;

/// The rules of this chapter, in the order of its statements.
pub(super) static RULES: &[&Rule] = &[
    &guides_cover_what_is_done::RULE,
    &commands_find_their_files::RULE,
    &knowledge_was_passed_on::RULE,
    &operations_took_over::RULE,
    &throughput_grows_with_replicas::RULE,
    &system_can_be_maintained::RULE,
];
