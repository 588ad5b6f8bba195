//! H · project status.

mod agents_sdk_asks_the_model;
mod agents_sdk_is_used;
mod agents_sdk_runs_in_the_backend;
mod backend_speaks_mcp;
mod changed_task_is_a_changed_row;
mod chat_answer_carries_the_result;
mod chat_asks_the_model;
mod chat_changes_a_row;
mod chat_remembers;
mod completed_task_is_a_completed_row;
mod created_task_is_a_row;
mod deleted_task_is_gone;
mod list_is_the_owners;
mod mcp_messages_fit_their_revision;
mod mcp_sdk_is_served;
mod mcp_tool_changes_a_row;
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
    &chat_asks_the_model::RULE,
    &chat_changes_a_row::RULE,
    &chat_answer_carries_the_result::RULE,
    &chat_remembers::RULE,
    &backend_speaks_mcp::RULE,
    &mcp_messages_fit_their_revision::RULE,
    &mcp_tool_changes_a_row::RULE,
    &mcp_sdk_is_served::RULE,
    &agents_sdk_asks_the_model::RULE,
    &agents_sdk_runs_in_the_backend::RULE,
    &agents_sdk_is_used::RULE,
];
