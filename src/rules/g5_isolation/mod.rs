//! G5 · architecture isolation.

mod agents_sdk_is_in_the_backend_image;
mod frontend_code_speaks_to_no_database;
mod frontend_has_a_build_of_its_own;
mod frontend_has_no_database_login;
mod frontend_image_has_no_database_driver;
mod frontend_image_holds_no_backend;
mod frontend_is_told_no_database_address;
mod images_share_no_application_file;
mod mcp_is_no_workload;
mod mcp_nowhere_else;
mod mcp_server_is_part_of_the_backend;

use super::Rule;

/// The rules of this chapter, in the order of its statements.
pub(super) static RULES: &[&Rule] = &[
    &mcp_nowhere_else::RULE,
    &mcp_is_no_workload::RULE,
    &mcp_server_is_part_of_the_backend::RULE,
    &agents_sdk_is_in_the_backend_image::RULE,
    &frontend_image_holds_no_backend::RULE,
    &frontend_image_has_no_database_driver::RULE,
    &frontend_has_a_build_of_its_own::RULE,
    &frontend_code_speaks_to_no_database::RULE,
    &images_share_no_application_file::RULE,
    &frontend_has_no_database_login::RULE,
    &frontend_is_told_no_database_address::RULE,
];
