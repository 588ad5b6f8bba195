//! G1 · the spec-driven workflow.

mod artefacts_appear_in_their_order;
mod constitution_stands_in_the_repository;
mod every_feature_has_spec_plan_and_tasks;
mod guides_ask_for_no_hand_work;
mod infrastructure_is_named_by_specs;
mod infrastructure_is_specified_first;
mod no_secret_is_made_by_hand;

use super::Rule;

/// The rules of this chapter, in the order of its statements.
pub(super) static RULES: &[&Rule] = &[
    &constitution_stands_in_the_repository::RULE,
    &every_feature_has_spec_plan_and_tasks::RULE,
    &artefacts_appear_in_their_order::RULE,
    &guides_ask_for_no_hand_work::RULE,
    &no_secret_is_made_by_hand::RULE,
    &infrastructure_is_named_by_specs::RULE,
    &infrastructure_is_specified_first::RULE,
];
