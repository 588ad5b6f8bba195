//! Reads: the files of the checkout, its history, images. Nothing here runs anything of the submission.

pub(crate) mod clock;
mod document;
mod history;
pub(crate) mod image;
pub(crate) mod index;
mod kind;
mod manifest;
pub(crate) mod redact;
pub(crate) mod secrets;
pub(crate) mod store;
mod tests;
pub(crate) mod tree;
pub(crate) mod yaml;

use crate::facts::Checkout;
use tree::Tree;

/// Reads a checkout: every section of the static facts, each by its own inspector.
pub(crate) fn read(tree: &Tree) -> Checkout {
    Checkout {
        documents: document::read(tree),
        history: history::read(tree),
        secrets: secrets::checkout::read(tree),
        tests: tests::read(tree),
        ..Checkout::default()
    }
}
