//! G8 · the hackathon's constraints.

mod application_returns_after_its_database;
mod empty_database_is_set_up_unattended;
mod late_neighbour_is_no_end;
mod service_starts_alone;

use super::Rule;

/// The rules of this chapter, in the order of its statements.
pub(super) static RULES: &[&Rule] = &[
    &service_starts_alone::RULE,
    &late_neighbour_is_no_end::RULE,
    &application_returns_after_its_database::RULE,
    &empty_database_is_set_up_unattended::RULE,
];
