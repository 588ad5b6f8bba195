//! Reads images: every layer of an archive, an OCI layout or an engine's export, in one pass, without unpacking.

pub(crate) mod advisory;
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
mod order;
mod packages;
#[cfg(test)]
mod places;
pub(crate) mod sbom;
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
use sha2::{Digest, Sha256};

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

/// Whether a path is an image archive or an OCI layout, by the documents in it.
pub(crate) fn is_image(path: &Path) -> bool {
    if path.is_dir() {
        return path.join("oci-layout").is_file() && path.join("index.json").is_file();
    }
    std::fs::File::open(path).is_ok_and(|file| archive::names_images(std::io::BufReader::new(file)))
}

fn finish(archive: &Archive, hunt: Hunt) -> Reading {
    let (assembled, problems) = assemble::images(archive);
    let secrets = hunt.finish(archive, &assembled);
    let mut images: Vec<Image> = assembled.iter().map(observe::image).collect();
    let alone = images.len() == 1;
    for image in &mut images {
        image.sbom = format!("sha256:{}", decode::hex(&Sha256::digest(sbom::text(image))));
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
