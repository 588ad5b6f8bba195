//! G6 · AI DevOps.

mod deployment_had_ai_assistance;
mod docker_agent_was_used;
mod first_spec_brings_no_kubernetes;
mod kubernetes_ai_tools_wait;

use super::Rule;

/// The rules of this chapter, in the order of its statements.
pub(super) static RULES: &[&Rule] = &[
    &docker_agent_was_used::RULE,
    &kubernetes_ai_tools_wait::RULE,
    &first_spec_brings_no_kubernetes::RULE,
    &deployment_had_ai_assistance::RULE,
];
