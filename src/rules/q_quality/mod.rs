//! Q · quality assurance.

mod cors_names_its_origins;
mod no_token_no_task;
mod others_task_is_out_of_reach;
mod wrong_token_no_task;

use super::Rule;

/// The rules of this chapter, in the order of its statements.
pub(super) static RULES: &[&Rule] = &[
    &no_token_no_task::RULE,
    &wrong_token_no_task::RULE,
    &others_task_is_out_of_reach::RULE,
    &cors_names_its_origins::RULE,
];
