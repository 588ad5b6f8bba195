//! P · the deployment pipeline.

mod autoscaler_can_scale;
mod deployed_images_have_versions;
mod image_goes_through_a_registry;
mod tests_run_before_images_are_built;
mod workflow_pushes_a_version;

use super::Rule;

/// The rules of this chapter, in the order of its statements.
pub(super) static RULES: &[&Rule] = &[
    &tests_run_before_images_are_built::RULE,
    &workflow_pushes_a_version::RULE,
    &image_goes_through_a_registry::RULE,
    &deployed_images_have_versions::RULE,
    &autoscaler_can_scale::RULE,
];
