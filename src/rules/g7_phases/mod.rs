//! G7 · phase isolation.

mod first_spec_brings_docker;
mod phases_follow_one_another;
mod second_spec_brings_kubernetes;
mod third_spec_brings_helm;

use super::Rule;

/// The rules of this chapter, in the order of its statements.
pub(super) static RULES: &[&Rule] = &[
    &first_spec_brings_docker::RULE,
    &second_spec_brings_kubernetes::RULE,
    &third_spec_brings_helm::RULE,
    &phases_follow_one_another::RULE,
];
