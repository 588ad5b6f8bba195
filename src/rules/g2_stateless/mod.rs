//! G2 · stateless services.

mod conversation_is_stored_first;
mod conversation_moves_between_replicas;
mod conversation_survives_a_kill;
mod data_survives_new_containers;
mod database_that_demands_tls_is_accepted;
mod empty_database_holds_no_old_data;
mod next_request_works_after_connections_end;
mod no_code_uses_a_database_in_a_file;
mod no_code_writes_files_that_must_last;
mod no_service_keeps_a_volume;
mod no_session_lives_in_the_process;
mod pods_mount_no_state;
mod signing_keys_come_from_outside;
mod token_is_accepted_by_every_replica;
mod workload_leaves_no_file;
mod workload_passes_on_a_read_only_root;

use super::Rule;

/// The rules of this chapter, in the order of its statements.
pub(super) static RULES: &[&Rule] = &[
    &conversation_moves_between_replicas::RULE,
    &token_is_accepted_by_every_replica::RULE,
    &no_session_lives_in_the_process::RULE,
    &signing_keys_come_from_outside::RULE,
    &data_survives_new_containers::RULE,
    &database_that_demands_tls_is_accepted::RULE,
    &empty_database_holds_no_old_data::RULE,
    &next_request_works_after_connections_end::RULE,
    &no_code_uses_a_database_in_a_file::RULE,
    &workload_passes_on_a_read_only_root::RULE,
    &workload_leaves_no_file::RULE,
    &pods_mount_no_state::RULE,
    &no_code_writes_files_that_must_last::RULE,
    &no_service_keeps_a_volume::RULE,
    &conversation_is_stored_first::RULE,
    &conversation_survives_a_kill::RULE,
];
