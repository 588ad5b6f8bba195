//! O · operational excellence.

mod alert_fires;
mod alert_rule_is_declared;
mod assets_are_asked_for_again_cheaply;
mod assets_are_compressed;
mod backend_serves_no_asset;
mod connections_are_pooled;
mod hashed_assets_are_kept;
mod metrics_follow_the_traffic;
mod metrics_tell_the_use_of_resources;
mod one_id_joins_the_logs;
mod resources_are_measured;

use super::Rule;

/// The rules of this chapter, in the order of its statements.
pub(super) static RULES: &[&Rule] = &[
    &metrics_follow_the_traffic::RULE,
    &metrics_tell_the_use_of_resources::RULE,
    &resources_are_measured::RULE,
    &one_id_joins_the_logs::RULE,
    &alert_rule_is_declared::RULE,
    &alert_fires::RULE,
    &connections_are_pooled::RULE,
    &hashed_assets_are_kept::RULE,
    &assets_are_asked_for_again_cheaply::RULE,
    &assets_are_compressed::RULE,
    &backend_serves_no_asset::RULE,
];
