//! P · the deployment pipeline.

mod autoscaler_can_scale;
mod cluster_becomes_healthy;
mod cluster_deploys_unattended;
mod deployed_images_have_versions;
mod image_goes_through_a_registry;
mod load_scales_out_and_in;
mod memory_limit_holds;
mod probes_follow_the_truth;
mod tests_run_before_images_are_built;
mod workflow_pushes_a_version;

use super::Rule;

/// The rules of this chapter, in the order of its statements.
pub(super) static RULES: &[&Rule] = &[
    &tests_run_before_images_are_built::RULE,
    &workflow_pushes_a_version::RULE,
    &image_goes_through_a_registry::RULE,
    &deployed_images_have_versions::RULE,
    &cluster_deploys_unattended::RULE,
    &cluster_becomes_healthy::RULE,
    &probes_follow_the_truth::RULE,
    &memory_limit_holds::RULE,
    &autoscaler_can_scale::RULE,
    &load_scales_out_and_in::RULE,
];
