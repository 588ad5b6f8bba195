//! What the rules about build files and sources have in common.

use crate::facts::checkout::dockerfile::Dockerfile;
use crate::facts::checkout::layout::{Layout, Role, Service};
use crate::facts::checkout::source::ServiceSource;
use crate::facts::{Cause, Facts, Place};
use crate::verdict::{Evidence, Exhibit, Undecided, Verdict};

/// The parts that the submission builds itself.
pub(super) const APPLICATION: &[Role] = &[Role::Backend, Role::Frontend, Role::Other];

/// Nothing is there to judge: folded under the rule that reports the missing part as itself.
pub(super) fn nothing(layout: &Layout, what: &str) -> Undecided {
    let what = format!("{what}; {}", layout.searched.join(", "));
    Undecided::Prevented(Cause { rule: "I1.1s".into(), what, place: Place::file(".") })
}

/// The services of some parts that are built from a Dockerfile that was read, each with it.
pub(super) fn builds<'a>(
    facts: &'a Facts,
    roles: &[Role],
) -> Result<Vec<(&'a Service, &'a Dockerfile)>, Undecided> {
    let layout = facts.checkout.layout.get()?;
    let files = facts.checkout.dockerfiles.get()?;
    let mut found: Vec<(&Service, &Dockerfile)> = Vec::new();
    for service in layout.services.iter().filter(|service| roles.contains(&service.role)) {
        let file = files.iter().find(|file| service.dockerfile.as_deref() == Some(&file.file));
        if let Some(file) = file
            && !found.iter().any(|(_, other)| other.file == file.file)
        {
            found.push((service, file));
        }
    }
    if let Some(problem) = found.iter().find_map(|(_, file)| file.problem.as_ref()) {
        return Err(Undecided::Ours {
            why: format!("{} could not be read: {}", problem.place(), problem.text),
            next: Some(format!("docker build --check -f {} .", problem.file)),
        });
    }
    if found.is_empty() {
        return Err(nothing(layout, "no Dockerfile builds a service of the submission"));
    }
    Ok(found)
}

/// The services of some parts whose sources were read.
pub(super) fn sources<'a>(
    facts: &'a Facts,
    roles: &[Role],
) -> Result<Vec<(&'a Service, &'a ServiceSource)>, Undecided> {
    let layout = facts.checkout.layout.get()?;
    let sources = facts.checkout.sources.get()?;
    let services: Vec<&Service> =
        layout.services.iter().filter(|service| roles.contains(&service.role)).collect();
    if services.is_empty() {
        return Err(nothing(layout, "no service of the submission was found"));
    }
    let mut found: Vec<(&Service, &ServiceSource)> = Vec::new();
    for service in &services {
        let source = sources.services.iter().find(|source| service.source.as_deref() == Some(&source.folder));
        if let Some(source) = source.filter(|source| source.files > 0)
            && !found.iter().any(|(_, other)| other.folder == source.folder)
        {
            found.push((service, source));
        }
    }
    if found.is_empty() {
        let names: Vec<&str> = services.iter().map(|service| service.name.as_str()).collect();
        return Err(Undecided::ours(format!(
            "no Python or JavaScript source of {} was found, and no other language is read",
            names.join(", ")
        )));
    }
    Ok(found)
}

/// Broken with the offenders, else warned with what is doubtful, else met with all that was looked at.
pub(super) fn verdict(
    offenders: Vec<Exhibit>,
    doubtful: Vec<Exhibit>,
    looked: Vec<Exhibit>,
) -> Result<Verdict, Undecided> {
    if let Some(evidence) = Evidence::from_exhibits(offenders) {
        return Ok(Verdict::Broken(evidence));
    }
    if let Some(evidence) = Evidence::from_exhibits(doubtful) {
        return Ok(Verdict::Warned(evidence));
    }
    let met = Evidence::from_exhibits(looked).map(Verdict::Met);
    met.ok_or_else(|| Undecided::ours("nothing was there to look at"))
}

/// What was read of a service's sources, as evidence for what was not found in them.
pub(super) fn read(source: &ServiceSource) -> Exhibit {
    let seen = format!("{} files of {} read, none does", source.files, source.languages.join(" and "));
    Exhibit::new(Place::file(source.folder.clone()), seen)
}

/// Whether a part of the submission is built by a Dockerfile that is there.
pub(super) fn exists(facts: &Facts, role: Role, part: &str) -> Result<Verdict, Undecided> {
    let layout = facts.checkout.layout.get()?;
    let files = facts.checkout.dockerfiles.get()?;
    let (mut offenders, mut looked) = (Vec::new(), Vec::new());
    for service in layout.of(role) {
        let because = service.because.join(", ");
        let built =
            service.dockerfile.as_ref().map(|path| (path, files.iter().any(|file| file.file == *path)));
        match (built, &service.image) {
            (Some((path, true)), _) => {
                looked.push(Exhibit::new(
                    Place::file(path.clone()),
                    format!("builds {}: {because}", service.name),
                ));
            }
            (Some((path, false)), _) => {
                let seen = format!("{} is to be built from {path}, which is not there", service.name);
                offenders.push(Exhibit::new(place(facts, layout, service), seen));
            }
            (None, Some(image)) => {
                let seen = format!("{} is the image {image}, and nothing here builds it", service.name);
                offenders.push(Exhibit::new(place(facts, layout, service), seen));
            }
            (None, None) => {
                let folder = service.source.clone().unwrap_or_else(|| ".".into());
                offenders.push(Exhibit::new(Place::file(folder), format!("{}: {because}", service.name)));
            }
        }
    }
    if offenders.is_empty() && looked.is_empty() {
        offenders.push(Exhibit::new(
            Place::file("."),
            format!("no {part} was found; {}", layout.searched.join(", ")),
        ));
    }
    // One that can be built is enough: another of the same part is judged by what it does.
    if looked.is_empty() {
        verdict(offenders, Vec::new(), looked)
    } else {
        verdict(Vec::new(), Vec::new(), looked)
    }
}

/// Where the chosen compose file says how a service is built.
fn place(facts: &Facts, layout: &Layout, service: &Service) -> Place {
    let composes = facts.checkout.compose.known().into_iter().flatten();
    let line = composes.filter(|each| Some(&each.file) == layout.compose.as_ref()).find_map(|each| {
        let own = each.service(&service.name)?;
        let line = own.build.as_ref().map_or(own.line, |build| build.line);
        Some(Place::line(each.file.clone(), line))
    });
    line.unwrap_or_else(|| Place::file("."))
}
