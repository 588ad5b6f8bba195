//! Reads images: every layer of an archive, an OCI layout or an engine's export, in one pass, without unpacking.

mod archive;
mod assemble;
mod config;
mod content;
mod decode;
mod feed;
mod layer;
mod members;
mod observe;
mod packages;
#[cfg(test)]
mod tests;
mod view;

use std::io::{self, Read};
use std::path::Path;

pub(crate) use feed::{Consumer, Nobody, Spot};

use crate::facts::observed::image::Image;
use archive::Archive;

/// Facts of all images of an archive or an OCI layout.
///
/// # Errors
/// When it cannot be opened, or no image could be assembled from it.
pub(crate) fn of_path(path: &Path, consumer: &dyn Consumer) -> io::Result<Vec<Image>> {
    facts(&Archive::open(path, consumer)?)
}

/// Facts of all images of an archive that comes as a stream.
///
/// # Errors
/// When no image could be assembled from it.
pub(crate) fn of_stream(source: impl Read, consumer: &dyn Consumer) -> io::Result<Vec<Image>> {
    facts(&Archive::stream(source, consumer))
}

fn facts(archive: &Archive) -> io::Result<Vec<Image>> {
    let (images, problems) = assemble::images(archive);
    if images.is_empty() {
        let all: Vec<&str> = archive.problems.iter().chain(&problems).map(String::as_str).collect();
        return Err(io::Error::new(io::ErrorKind::InvalidData, all.join("; ")));
    }
    let whole = archive.problems.iter().chain(&problems);
    Ok(images
        .iter()
        .map(|image| {
            let mut facts = observe::image(image);
            facts.problems.extend(whole.clone().cloned());
            facts
        })
        .collect())
}
