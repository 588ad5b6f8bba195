//! What the rules about the content of images have in common.

use crate::facts::checkout::layout::Role;
use crate::facts::checkout::secret::{Secret, Severity};
use crate::facts::observed::image::{Ecosystem, Found, Image, Images, Match, Missing, Package};
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

/// No credential where `here` says (by the layer of its place): live-looking ones break, defaults are worth a look.
pub(super) fn no_leak(
    facts: &Facts,
    here: impl Fn(Option<u32>) -> bool,
    nothing: &str,
) -> Result<Verdict, Undecided> {
    let images = images(facts)?;
    let of = |severity: Severity, published: bool| {
        let mut shown = Vec::new();
        for image in &images {
            for leak in image.leaks.iter().flatten().filter(|leak| leak.severity == severity) {
                shown.extend(spots(leak, |layer, path| {
                    here(layer) && is_published(image, leak, path) == published
                }));
            }
        }
        shown
    };
    if let Some(evidence) = Evidence::from_exhibits(of(Severity::LiveLooking, false)) {
        return Ok(Verdict::Broken(evidence));
    }
    if let Some(image) = images.iter().find(|image| image.leaks.is_none()) {
        return Err(Undecided::ours(format!(
            "the image of {} was not scanned for credentials",
            label(image)
        )));
    }
    if let Some(evidence) = Evidence::from_exhibits(of(Severity::Default, false)) {
        return Ok(Verdict::Warned(evidence));
    }
    let mut seen = Vec::new();
    for image in &images {
        let scanned = image.layers.iter().map(|layer| layer.scanned).sum::<u64>() / 1024;
        let text = format!("{nothing}; {} layers, {scanned} KiB scanned", image.layers.len());
        seen.push(Exhibit::new(Place::config(label(image), "layers"), text));
    }
    // Said and held against nobody: what everybody can download is no secret.
    for exhibit in of(Severity::LiveLooking, true) {
        let text = format!("an example in an installed library: {}", exhibit.seen);
        seen.push(Exhibit::new(exhibit.place, text));
    }
    whole(facts, &images, seen).map(Verdict::Met)
}

/// Whether a finding is part of what a published library or the system brings: their examples look like
/// credentials. A token that names its issuer is one wherever it stands.
fn is_published(image: &Image, leak: &Secret, path: &str) -> bool {
    const GENERIC: &[&str] = &[
        "secret",
        "password",
        "key",
        "jwt",
        "connection-url",
        "postgres-url",
        "mysql-url",
        "mongodb-url",
        "redis-url",
        "amqp-url",
        "smtp-url",
        "url-with-password",
        "private-key",
        "bearer-token",
        "basic-auth",
        "aws-access-key-id",
        "hex-secret",
    ];
    const INSTALLED: &[&str] = &["node_modules", "site-packages", "dist-packages"];
    const SYSTEM: &[&str] = &["usr/lib/", "usr/share/", "usr/local/lib/", "usr/local/share/", "lib/"];
    let beside = |package: &Package| {
        let (before, _) = package.path.split_once(".dist-info/")?;
        let (root, _) = before.rsplit_once('/')?;
        path.strip_prefix(root).map(|rest| rest.starts_with('/'))
    };
    GENERIC.contains(&leak.kind.as_str())
        && (path.split('/').any(|part| INSTALLED.contains(&part))
            || SYSTEM.iter().any(|folder| path.starts_with(folder))
            || image.packages.iter().any(|package| beside(package) == Some(true)))
}

fn spots(leak: &Secret, wanted: impl Fn(Option<u32>, &str) -> bool) -> Vec<Exhibit> {
    let lies_here = |place: &Place| match place {
        Place::Layer { layer, path, .. } => wanted(*layer, path),
        Place::Commit { .. } | Place::File { .. } | Place::Object { .. } | Place::Experiment { .. } => false,
    };
    let spots = leak.spots.iter().filter(|spot| lies_here(&spot.place));
    let shown = spots.map(|spot| {
        let line = spot.line.map_or_else(String::new, |line| format!(", line {line}"));
        let within =
            if spot.within.is_empty() { String::new() } else { format!(" ({})", spot.within.join(", ")) };
        Exhibit::new(spot.place.clone(), format!("{} {}{line}{within}", leak.kind, leak.masked))
    });
    shown.collect()
}

/// No grave weakness that a newer version mends, in packages of these ecosystems.
pub(super) fn unmended(facts: &Facts, ecosystems: &[Ecosystem]) -> Result<Verdict, Undecided> {
    let images = images(facts)?;
    let advisories = facts.observed.advisories.get()?;
    let known: Vec<&Match> =
        advisories.matches.iter().filter(|it| ecosystems.contains(&it.package.ecosystem)).collect();
    let exhibit = |found: &&&Match| {
        let package = &found.package;
        let mended =
            found.fixed.as_deref().map_or_else(|| "not mended yet".into(), |it| format!("mended in {it}"));
        let seen = format!(
            "{} {}: {} ({}), {mended}",
            package.name, package.version, found.advisory, found.severity
        );
        let place = Place::Layer {
            image: found.image.clone(),
            layer: Some(package.layer),
            path: package.path.clone(),
        };
        Exhibit::new(place, seen)
    };
    let (bad, rest): (Vec<&&Match>, Vec<&&Match>) =
        known.iter().partition(|it| it.grave && it.fixed.is_some());
    if let Some(evidence) = Evidence::from_exhibits(bad.iter().map(exhibit).collect()) {
        return Ok(Verdict::Broken(evidence));
    }
    if let Some(evidence) = Evidence::from_exhibits(rest.iter().map(exhibit).collect()) {
        return Ok(Verdict::Warned(evidence));
    }
    let count = |image: &Image| image.packages.iter().filter(|it| ecosystems.contains(&it.ecosystem)).count();
    if images.iter().all(|image| count(image) == 0) {
        let mut seen = Vec::new();
        for image in &images {
            let text = format!("no package database of that kind; {}", image.os);
            seen.push(Exhibit::new(Place::config(label(image), "layers"), text));
        }
        return whole(facts, &images, seen).map(Verdict::NotApplicable);
    }
    absent(facts, &images, Vec::new(), |image| {
        format!(
            "{} packages, none in {} advisories of {}",
            count(image),
            advisories.records,
            advisories.newest
        )
    })
}
