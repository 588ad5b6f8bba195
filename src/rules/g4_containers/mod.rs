//! G4 · container standards.

mod base_is_called_lightweight;
mod base_is_lightweight_by_content;
mod command_listens_where_the_image_says;
mod declared_ports_are_standard;
mod every_image_declares_a_health_check;
mod exposed_ports_are_standard;
mod final_image_has_no_compiler;
mod final_image_has_no_development_package;
mod final_image_has_no_package_cache;
mod final_stage_copies_from_a_build_stage;
mod health_check_can_fail_and_succeed;
mod health_check_passes_when_all_works;
mod listening_ports_are_standard;
mod liveness_ignores_the_database;
mod pod_ports_are_standard;
mod probes_ask_declared_ports;
mod readiness_follows_the_database;
mod wedged_process_is_noticed;
mod workloads_have_both_probes;

use super::Rule;

/// The rules of this chapter, in the order of its statements.
pub(super) static RULES: &[&Rule] = &[
    &final_image_has_no_compiler::RULE,
    &final_image_has_no_package_cache::RULE,
    &final_image_has_no_development_package::RULE,
    &final_stage_copies_from_a_build_stage::RULE,
    &base_is_lightweight_by_content::RULE,
    &base_is_called_lightweight::RULE,
    &health_check_passes_when_all_works::RULE,
    &readiness_follows_the_database::RULE,
    &liveness_ignores_the_database::RULE,
    &wedged_process_is_noticed::RULE,
    &workloads_have_both_probes::RULE,
    &probes_ask_declared_ports::RULE,
    &every_image_declares_a_health_check::RULE,
    &health_check_can_fail_and_succeed::RULE,
    &listening_ports_are_standard::RULE,
    &exposed_ports_are_standard::RULE,
    &pod_ports_are_standard::RULE,
    &declared_ports_are_standard::RULE,
    &command_listens_where_the_image_says::RULE,
];
