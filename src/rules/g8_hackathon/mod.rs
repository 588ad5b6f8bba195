//! G8 · the hackathon's constraints.

mod answers_are_never_stale;
mod application_returns_after_its_database;
mod cluster_heals_unaided;
mod empty_database_is_set_up_unattended;
mod late_neighbour_is_no_end;
mod no_write_is_lost_in_the_cluster;
mod restart_invents_no_write;
mod restart_loses_no_write;
mod service_starts_alone;

use super::Rule;

/// The rules of this chapter, in the order of its statements.
pub(super) static RULES: &[&Rule] = &[
    &service_starts_alone::RULE,
    &late_neighbour_is_no_end::RULE,
    &restart_loses_no_write::RULE,
    &restart_invents_no_write::RULE,
    &answers_are_never_stale::RULE,
    &no_write_is_lost_in_the_cluster::RULE,
    &application_returns_after_its_database::RULE,
    &empty_database_is_set_up_unattended::RULE,
    &cluster_heals_unaided::RULE,
];
