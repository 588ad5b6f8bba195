//! G3 · security.

mod image_config_holds_no_credential;
mod no_credential_in_the_repository;
mod no_layer_holds_a_credential;

use super::Rule;

/// The rules of this chapter, in the order of its statements.
pub(super) static RULES: &[&Rule] = &[
    &no_layer_holds_a_credential::RULE,
    &image_config_holds_no_credential::RULE,
    &no_credential_in_the_repository::RULE,
];
