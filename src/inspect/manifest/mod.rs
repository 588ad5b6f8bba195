//! Kubernetes objects from plain files, kustomizations and charts, read without running anything.
//!
//! Lines of several files meet in one tree (a patch of a kustomization, a template of a chart), so each line carries
//! the number of its file; [`Files`] turns it back into file and line.

mod choose;
mod collect;
mod commands;
mod config;
mod files;
mod helm;
mod kustomize;
mod network;
mod objects;
mod role;
mod shown;
#[cfg(test)]
mod tests;
mod workload;

use crate::facts::checkout::layout::Layout;
use crate::facts::checkout::manifest::Manifests;

use super::tree::Tree;

/// Reads everything that is declared for Kubernetes.
pub(crate) fn read(tree: &Tree, layout: Option<&Layout>) -> Manifests {
    let mut manifests = collect::collect(tree);
    for set in &mut manifests.sets {
        role::assign(set, layout);
    }
    choose::choose(&mut manifests, layout);
    manifests.secret_commands = commands::secrets(tree);
    manifests
}
