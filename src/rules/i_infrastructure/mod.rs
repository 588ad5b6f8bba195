//! I · infrastructure.

mod addresses_of_services_are_settings;
mod backend_can_be_built;
mod backend_has_replicas;
mod backend_serves_in_a_container;
mod changed_value_changes_behaviour;
mod cluster_is_ready;
mod database_claims_its_volume;
mod database_is_declared;
mod database_outlives_its_pod;
mod deployed_as_code;
mod endpoints_come_from_configuration;
mod environments_have_the_same_keys;
mod frontend_can_be_built;
mod frontend_serves_its_page;
mod missing_secret_is_named;
mod names_resolve_in_pods;
mod no_secret_is_rendered_empty;
mod page_can_be_used;
mod requests_spread_over_replicas;
mod secret_keys_are_provided;
mod service_selects_pods;
mod settings_come_from_a_config_map;

use super::Rule;

/// The rules of this chapter, in the order of its statements.
pub(super) static RULES: &[&Rule] = &[
    &backend_serves_in_a_container::RULE,
    &backend_can_be_built::RULE,
    &page_can_be_used::RULE,
    &frontend_serves_its_page::RULE,
    &frontend_can_be_built::RULE,
    &database_is_declared::RULE,
    &deployed_as_code::RULE,
    &cluster_is_ready::RULE,
    &service_selects_pods::RULE,
    &backend_has_replicas::RULE,
    &names_resolve_in_pods::RULE,
    &requests_spread_over_replicas::RULE,
    &database_claims_its_volume::RULE,
    &database_outlives_its_pod::RULE,
    &environments_have_the_same_keys::RULE,
    &settings_come_from_a_config_map::RULE,
    &changed_value_changes_behaviour::RULE,
    &secret_keys_are_provided::RULE,
    &no_secret_is_rendered_empty::RULE,
    &missing_secret_is_named::RULE,
    &endpoints_come_from_configuration::RULE,
    &addresses_of_services_are_settings::RULE,
];
