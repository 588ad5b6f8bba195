//! V · deployment governance.

mod bad_configuration_is_rolled_back;
mod infrastructure_is_tracked;
mod live_objects_equal_the_files;
mod main_branch_is_protected;
mod migration_can_be_taken_back;
mod objects_are_sources;
mod production_needs_approval;
mod releases_are_tagged;
mod specs_are_reviewed_by_another;
mod unready_release_is_withdrawn;

use super::Rule;

/// The rules of this chapter, in the order of its statements.
pub(super) static RULES: &[&Rule] = &[
    &specs_are_reviewed_by_another::RULE,
    &production_needs_approval::RULE,
    &infrastructure_is_tracked::RULE,
    &objects_are_sources::RULE,
    &live_objects_equal_the_files::RULE,
    &releases_are_tagged::RULE,
    &main_branch_is_protected::RULE,
    &unready_release_is_withdrawn::RULE,
    &migration_can_be_taken_back::RULE,
    &bad_configuration_is_rolled_back::RULE,
];
