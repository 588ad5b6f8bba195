//! G2 · stateless services.

mod conversation_is_stored_first;
mod conversation_moves_between_replicas;
mod conversation_survives_a_kill;
mod token_is_accepted_by_every_replica;

use super::Rule;

/// The rules of this chapter, in the order of its statements.
pub(super) static RULES: &[&Rule] = &[
    &conversation_moves_between_replicas::RULE,
    &token_is_accepted_by_every_replica::RULE,
    &conversation_is_stored_first::RULE,
    &conversation_survives_a_kill::RULE,
];
