//! What the rules about the content of images have in common.

use crate::facts::checkout::layout::Role;
use crate::facts::observed::image::{Found, Image, Images, Missing};
use crate::facts::{Facts, Place};
use crate::verdict::{Evidence, Exhibit, Undecided, Verdict};

/// The application's images; a database's is the vendor's own business.
pub(super) fn images(facts: &Facts) -> Result<Vec<&Image>, Undecided> {
    let images = facts.observed.images.get()?;
    let own: Vec<&Image> = images.built.iter().filter(|image| image.role != Some(Role::Database)).collect();
    if own.is_empty() {
        return Err(none(images, |_| true));
    }
    Ok(own)
}

/// The images of services that play a part.
pub(super) fn images_of(facts: &Facts, role: Role) -> Result<Vec<&Image>, Undecided> {
    let images = facts.observed.images.get()?;
    let own: Vec<&Image> = images.built.iter().filter(|image| image.role == Some(role)).collect();
    if own.is_empty() {
        return Err(none(images, |missing| missing.role == role));
    }
    Ok(own)
}

fn none(images: &Images, fits: impl Fn(&Missing) -> bool) -> Undecided {
    match images.missing.iter().find(|missing| fits(missing)).map(|missing| missing.why.get()) {
        Some(Err(why)) => why,
        Some(Ok(())) | None => Undecided::ours("no image of such a service was built"),
    }
}

/// A file of an image.
pub(super) fn place(image: &Image, found: &Found) -> Place {
    file(image, found.layer, &found.path)
}

/// A path in a layer of an image.
pub(super) fn file(image: &Image, layer: u32, path: &str) -> Place {
    Place::Layer { image: label(image).into(), layer: Some(layer), path: path.into() }
}

/// What an image is called in evidence: its service, else its name.
pub(super) fn label(image: &Image) -> &str {
    if image.service.is_empty() { &image.name } else { &image.service }
}

/// Broken with what was found; met with the images in which nothing was, if all of them could be read to the end.
pub(super) fn absent(
    facts: &Facts,
    images: &[&Image],
    offenders: Vec<Exhibit>,
    looked_at: impl Fn(&Image) -> String,
) -> Result<Verdict, Undecided> {
    if let Some(evidence) = Evidence::from_exhibits(offenders) {
        return Ok(Verdict::Broken(evidence));
    }
    let seen =
        images.iter().map(|image| Exhibit::new(Place::config(label(image), "layers"), looked_at(image)));
    whole(facts, images, seen.collect()).map(Verdict::Met)
}

/// The evidence of what was looked at, unless an image is missing or was not read to its end.
pub(super) fn whole(facts: &Facts, images: &[&Image], seen: Vec<Exhibit>) -> Result<Evidence, Undecided> {
    for image in images {
        if !image.complete {
            let why = image.problems.first().map_or("not every layer was read", String::as_str);
            return Err(Undecided::Ours {
                why: format!("the image of {} could not be read to its end: {why}", label(image)),
                next: Some("build it again and save it whole".into()),
            });
        }
    }
    if let Some(missing) = facts.observed.images.get()?.missing.iter().find(|it| it.role != Role::Database) {
        missing.why.get()?;
    }
    Evidence::from_exhibits(seen).ok_or_else(|| Undecided::ours("no image was looked at"))
}
