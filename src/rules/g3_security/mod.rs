//! G3 · security.

mod image_config_holds_no_credential;
mod missing_variable_is_named;
mod no_credential_in_the_repository;
mod no_credential_in_the_repository;
mod no_layer_holds_a_credential;
mod service_starts_with_the_environment_alone;

use super::Rule;

/// The rules of this chapter, in the order of its statements.
pub(super) static RULES: &[&Rule] = &[
    &no_layer_holds_a_credential::RULE,
    &image_config_holds_no_credential::RULE,
    &service_starts_with_the_environment_alone::RULE,
    &missing_variable_is_named::RULE,
    &no_credential_in_the_repository::RULE,
];
