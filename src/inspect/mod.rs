//! Reads: the files of the checkout, its history, images. Nothing here runs anything of the submission.

pub(crate) mod clock;
pub(crate) mod compose;
mod dockerfile;
mod document;
mod history;
pub(crate) mod image;
pub(crate) mod index;
mod kind;
mod manifest;
pub(crate) mod redact;
pub(crate) mod secrets;
mod sensitive;
pub(crate) mod source;
pub(crate) mod store;
mod tests;
pub(crate) mod tree;
pub(crate) mod yaml;

use crate::discover;
use crate::facts::{Checkout, Seen};
use tree::Tree;

/// Reads a checkout: every section of the static facts, each by its own inspector.
pub(crate) fn read(tree: &Tree) -> Checkout {
    let mut checkout = Checkout {
        documents: document::read(tree),
        history: history::read(tree),
        secrets: secrets::checkout::read(tree),
        ..Checkout::default()
    };
    services(tree, &mut checkout);
    checkout.manifests = Seen::Known(manifest::read(tree, checkout.layout.known()));
    checkout
}

/// Finds the services and reads their build files, compose files and sources.
fn services(tree: &Tree, checkout: &mut Checkout) {
    let names = discover::sort(tree);
    let read = |file: &String| tree.text(file).map(|text| (file.clone(), text)).ok();
    let mut dockerfiles: Vec<_> = names
        .dockerfiles
        .iter()
        .filter_map(read)
        .map(|(file, text)| dockerfile::parse(&file, &text))
        .collect();
    let composes: Vec<_> = names
        .composes
        .iter()
        .filter_map(read)
        .map(|(file, text)| compose::parse(&file, &text, tree))
        .collect();
    let layout = discover::layout(tree, &names, &dockerfiles, &composes);
    for each in &mut dockerfiles {
        dockerfile::attach(each, &layout, tree);
    }
    checkout.sources = Seen::Known(source::read(tree, &layout));
    checkout.dockerfiles = Seen::Known(dockerfiles);
    checkout.compose = Seen::Known(composes);
    checkout.tests = tests::read(tree, &layout);
    checkout.layout = Seen::Known(layout);
}

/// Reads an edited tree: what edits of files cannot change is taken from the first reading.
#[cfg(test)]
pub(crate) fn read_again(tree: &Tree, before: &Checkout) -> Checkout {
    Checkout { history: before.history.clone(), ..read(tree) }
}
