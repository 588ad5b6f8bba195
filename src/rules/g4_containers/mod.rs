//! G4 · container standards.

mod base_is_lightweight_by_content;
mod exposed_ports_are_standard;
mod final_image_has_no_compiler;
mod final_image_has_no_development_package;
mod final_image_has_no_package_cache;

use super::Rule;

/// The rules of this chapter, in the order of its statements.
pub(super) static RULES: &[&Rule] = &[
    &final_image_has_no_compiler::RULE,
    &final_image_has_no_package_cache::RULE,
    &final_image_has_no_development_package::RULE,
    &base_is_lightweight_by_content::RULE,
    &exposed_ports_are_standard::RULE,
];
