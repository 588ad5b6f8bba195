//! H · project status.

mod changed_task_is_a_changed_row;
mod completed_task_is_a_completed_row;
mod created_task_is_a_row;
mod deleted_task_is_gone;
mod list_is_the_owners;
mod task_is_read_as_stored;

use super::Rule;

/// The rules of this chapter, in the order of its statements.
pub(super) static RULES: &[&Rule] = &[
    &created_task_is_a_row::RULE,
    &task_is_read_as_stored::RULE,
    &changed_task_is_a_changed_row::RULE,
    &completed_task_is_a_completed_row::RULE,
    &deleted_task_is_gone::RULE,
    &list_is_the_owners::RULE,
];
