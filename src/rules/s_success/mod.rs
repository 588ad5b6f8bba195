//! S · success criteria.

mod commands_find_their_files;
mod faults_cost_few_requests;
mod guides_cover_what_is_done;
mod knowledge_was_passed_on;
mod model_and_database_are_settings;
mod operations_took_over;
mod performance_budget_is_kept;
mod system_can_be_maintained;
mod throughput_grows_with_replicas;

use super::Rule;

/// The rules of this chapter, in the order of its statements.
pub(super) static RULES: &[&Rule] = &[
    &performance_budget_is_kept::RULE,
    &guides_cover_what_is_done::RULE,
    &commands_find_their_files::RULE,
    &knowledge_was_passed_on::RULE,
    &operations_took_over::RULE,
    &throughput_grows_with_replicas::RULE,
    &faults_cost_few_requests::RULE,
    &system_can_be_maintained::RULE,
    &model_and_database_are_settings::RULE,
];
