//! The features are embedded by a macro that cargo does not watch, so the folder is named here.

fn main() {
    println!("cargo::rerun-if-changed=features");
    println!("cargo::rerun-if-changed=build.rs");
}
