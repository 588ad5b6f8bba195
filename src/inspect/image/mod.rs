//! Reads images: every layer of an archive, an OCI layout or an engine's export, in one pass, without unpacking.

mod archive;
mod assemble;
mod config;
mod content;
mod decode;
mod feed;
mod hunt;
mod layer;
mod members;
mod observe;
mod packages;
#[cfg(test)]
mod places;
#[cfg(test)]
mod tests;
mod view;

use std::io::{self, Read};
use std::path::Path;

use crate::facts::Place;
use crate::facts::checkout::secret::{Secret, Secrets};
use crate::facts::observed::image::Image;
use crate::inspect::secrets::Key;
use archive::Archive;
use hunt::Hunt;

/// What was read: facts of each image, and all credentials with the account of what was looked at.
#[derive(Debug)]
pub(crate) struct Reading {
    /// The images, in the order of their manifests.
    pub(crate) images: Vec<Image>,
    /// Credentials of the whole archive.
    pub(crate) secrets: Secrets,
    /// What is wrong with the archive as a whole.
    pub(crate) problems: Vec<String>,
}

/// Reads an archive or an OCI layout.
///
/// # Errors
/// When it cannot be opened.
pub(crate) fn of_path(path: &Path, key: Key) -> io::Result<Reading> {
    let hunt = Hunt::new(key);
    let archive = Archive::open(path, &hunt)?;
    Ok(finish(&archive, hunt))
}

/// Reads an archive that comes as a stream.
pub(crate) fn of_stream(source: impl Read, key: Key) -> Reading {
    let hunt = Hunt::new(key);
    let archive = Archive::stream(source, &hunt);
    finish(&archive, hunt)
}

/// Whether a file is an image archive or a folder an OCI layout, by the manifest in it.
pub(crate) fn is_layout(folder: &Path) -> bool {
    folder.join("oci-layout").is_file() && folder.join("index.json").is_file()
}

fn finish(archive: &Archive, hunt: Hunt) -> Reading {
    let (assembled, problems) = assemble::images(archive);
    let secrets = hunt.finish(archive, &assembled);
    let mut images: Vec<Image> = assembled.iter().map(observe::image).collect();
    let alone = images.len() == 1;
    for image in &mut images {
        image.leaks = Some(secrets.findings.iter().filter_map(|it| within(it, &image.name, alone)).collect());
    }
    let problems = archive.problems.iter().cloned().chain(problems).collect();
    Reading { images, secrets, problems }
}

/// The part of a finding that lies in one image.
fn within(finding: &Secret, image: &str, alone: bool) -> Option<Secret> {
    let lies_there = |place: &Place| match place {
        Place::Layer { image: name, .. } => alone || name == image,
        Place::Commit { .. } | Place::File { .. } | Place::Object { .. } | Place::Experiment { .. } => false,
    };
    let spots: Vec<_> = finding.spots.iter().filter(|spot| lies_there(&spot.place)).cloned().collect();
    (!spots.is_empty()).then(|| Secret { spots, ..finding.clone() })
}
