//! O · operational excellence.

mod metrics_follow_the_traffic;
mod metrics_tell_the_use_of_resources;
mod one_id_joins_the_logs;

use super::Rule;

/// The rules of this chapter, in the order of its statements.
pub(super) static RULES: &[&Rule] = &[
    &metrics_follow_the_traffic::RULE,
    &metrics_tell_the_use_of_resources::RULE,
    &one_id_joins_the_logs::RULE,
];
