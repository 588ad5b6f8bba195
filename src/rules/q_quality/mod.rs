//! Q · quality assurance.

mod cors_names_its_origins;
mod database_is_closed_to_others;
mod dependencies_are_locked;
mod every_service_has_unit_tests;
mod images_do_not_run_as_root;
mod libraries_have_no_mended_weakness;
mod no_token_no_task;
mod others_task_is_out_of_reach;
mod performance_has_tests;
mod pods_are_restricted;
mod pods_have_no_rights_in_the_cluster;
mod policies_are_enforced;
mod policies_let_the_application_talk;
mod reach;
mod services_have_integration_tests;
mod system_packages_have_no_mended_weakness;
mod workflows_have_end_to_end_tests;
mod wrong_token_no_task;

use super::Rule;

/// The rules of this chapter, in the order of its statements.
pub(super) static RULES: &[&Rule] = &[
    &every_service_has_unit_tests::RULE,
    &services_have_integration_tests::RULE,
    &workflows_have_end_to_end_tests::RULE,
    &performance_has_tests::RULE,
    &system_packages_have_no_mended_weakness::RULE,
    &libraries_have_no_mended_weakness::RULE,
    &dependencies_are_locked::RULE,
    &database_is_closed_to_others::RULE,
    &policies_let_the_application_talk::RULE,
    &policies_are_enforced::RULE,
    &no_token_no_task::RULE,
    &wrong_token_no_task::RULE,
    &others_task_is_out_of_reach::RULE,
    &cors_names_its_origins::RULE,
    &pods_are_restricted::RULE,
    &pods_have_no_rights_in_the_cluster::RULE,
    &images_do_not_run_as_root::RULE,
];
