//! G3 · security.

mod config_maps_hold_no_secret;
mod image_config_holds_no_credential;
mod missing_variable_is_named;
mod no_credential_in_the_repository;
mod no_file_with_credentials_is_copied;
mod no_instruction_carries_a_secret;
mod no_key_has_a_built_in_value;
mod no_layer_holds_a_credential;
mod no_secret_is_a_build_argument;
mod no_settings_come_from_a_file;
mod secret_manifests_hold_no_value;
mod sensitive_variables_come_from_secrets;
mod service_starts_with_the_environment_alone;

use super::Rule;

/// The rules of this chapter, in the order of its statements.
pub(super) static RULES: &[&Rule] = &[
    &no_layer_holds_a_credential::RULE,
    &image_config_holds_no_credential::RULE,
    &no_instruction_carries_a_secret::RULE,
    &no_secret_is_a_build_argument::RULE,
    &no_file_with_credentials_is_copied::RULE,
    &service_starts_with_the_environment_alone::RULE,
    &missing_variable_is_named::RULE,
    &no_key_has_a_built_in_value::RULE,
    &no_settings_come_from_a_file::RULE,
    &no_credential_in_the_repository::RULE,
    &sensitive_variables_come_from_secrets::RULE,
    &config_maps_hold_no_secret::RULE,
    &secret_manifests_hold_no_value::RULE,
];
