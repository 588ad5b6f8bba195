//! G5 · architecture isolation.

mod agents_sdk_is_in_the_backend_image;
mod frontend_image_has_no_database_driver;
mod frontend_image_holds_no_backend;
mod images_share_no_application_file;
mod mcp_nowhere_else;

use super::Rule;

/// The rules of this chapter, in the order of its statements.
pub(super) static RULES: &[&Rule] = &[
    &agents_sdk_is_in_the_backend_image::RULE,
    &frontend_image_holds_no_backend::RULE,
    &frontend_image_has_no_database_driver::RULE,
    &images_share_no_application_file::RULE,
    &mcp_nowhere_else::RULE,
];
