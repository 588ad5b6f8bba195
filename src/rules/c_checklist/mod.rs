//! C · the compliance checklist.

mod backend_is_connected_to_postgresql;
mod backup_can_be_restored;
mod bad_release_is_withdrawn;
mod containers_have_requests_and_limits;
mod copied_files_are_in_the_repository;
mod image_builds_from_a_clean_checkout;
mod logs_are_structured;
mod logs_hold_no_secret;
mod request_is_found_in_the_logs_by_its_id;
mod required_variables_are_supplied;
mod scrape_is_declared;
mod scrape_works;
mod service_answers_its_users;
mod service_starts_and_listens;
mod typed_message_is_answered;
mod typed_task_is_shown_and_stored;

use super::Rule;

/// The rules of this chapter, in the order of its statements.
pub(super) static RULES: &[&Rule] = &[
    &containers_have_requests_and_limits::RULE,
    &required_variables_are_supplied::RULE,
    &image_builds_from_a_clean_checkout::RULE,
    &service_starts_and_listens::RULE,
    &copied_files_are_in_the_repository::RULE,
    &service_answers_its_users::RULE,
    &backend_is_connected_to_postgresql::RULE,
    &typed_task_is_shown_and_stored::RULE,
    &typed_message_is_answered::RULE,
    &scrape_is_declared::RULE,
    &scrape_works::RULE,
    &request_is_found_in_the_logs_by_its_id::RULE,
    &logs_are_structured::RULE,
    &logs_hold_no_secret::RULE,
    &backup_can_be_restored::RULE,
    &bad_release_is_withdrawn::RULE,
];
