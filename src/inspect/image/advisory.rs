//! Known vulnerabilities: a snapshot of advisories in OSV format, given by path, against installed packages.
//!
//! Nothing is fetched. Without a snapshot the answer is not proven, and the snapshot's newest date stands beside it.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::str::FromStr;

use serde::Deserialize;

use super::order;
use crate::facts::observed::image::{Advisories, Ecosystem, Image, Match, Package};

/// Advisories of one snapshot beyond which no more are read.
const MOST: usize = 1_000_000;
/// Longest advisory, in bytes.
const LONGEST: u64 = 4 * 1024 * 1024;
/// Matches beyond which no more are listed.
const MOST_MATCHES: usize = 2_000;
/// Folders nested deeper than this are not entered.
const DEEPEST: usize = 8;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Record {
    id: String,
    modified: String,
    withdrawn: Option<String>,
    summary: String,
    severity: Vec<Severity>,
    affected: Vec<Affected>,
    database_specific: serde_json::Value,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Severity {
    score: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Affected {
    package: Named,
    ranges: Vec<Range>,
    versions: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Named {
    ecosystem: String,
    name: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Range {
    r#type: String,
    events: Vec<BTreeMap<String, String>>,
}

/// Matches the packages of images against a snapshot: a folder or a zip of OSV records.
///
/// # Errors
/// When the snapshot cannot be read or holds no advisory.
pub(crate) fn matched(snapshot: &Path, images: &[Image]) -> io::Result<Advisories> {
    let mut wanted: BTreeMap<(Ecosystem, &str), Vec<(&Image, &Package)>> = BTreeMap::new();
    for image in images {
        for package in &image.packages {
            let own = std::iter::once(package.name.as_str());
            let source =
                package.source.iter().map(|(name, _)| name.as_str()).filter(|it| *it != package.name);
            for name in own.chain(source) {
                wanted.entry((package.ecosystem, name)).or_default().push((image, package));
            }
        }
    }
    let mut found = Advisories::default();
    let mut take = |bytes: &[u8]| {
        let Ok(record) = serde_json::from_slice::<Record>(bytes) else {
            found.unread += 1;
            return;
        };
        if record.id.is_empty() {
            found.unread += 1;
            return;
        }
        found.records += 1;
        if record.modified > found.newest {
            found.newest.clone_from(&record.modified);
        }
        if record.withdrawn.is_none() {
            hits(&record, &wanted, &mut found.matches);
        }
    };
    if fs::metadata(snapshot)?.is_dir() {
        folder(snapshot, 0, &mut take)?;
    } else {
        zip(File::open(snapshot)?, &mut take)?;
    }
    if found.records == 0 {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "no advisory in OSV format is there"));
    }
    found.matches.sort();
    found.matches.dedup();
    found.snapshot = snapshot.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(found)
}

fn folder(path: &Path, depth: usize, take: &mut impl FnMut(&[u8])) -> io::Result<()> {
    for child in fs::read_dir(path)?.take(MOST) {
        let child = child?;
        let meta = child.metadata()?;
        if meta.is_dir() && depth < DEEPEST {
            folder(&child.path(), depth + 1, take)?;
        } else if meta.is_file() {
            match child.path().extension().and_then(|it| it.to_str()) {
                Some("json") => take(&bounded(File::open(child.path())?)?),
                Some("zip") => zip(File::open(child.path())?, take)?,
                Some(_) | None => {}
            }
        }
    }
    Ok(())
}

fn zip(file: File, take: &mut impl FnMut(&[u8])) -> io::Result<()> {
    let mut archive = zip::ZipArchive::new(io::BufReader::new(file)).map_err(io::Error::other)?;
    for index in 0..archive.len().min(MOST) {
        let entry = archive.by_index(index).map_err(io::Error::other)?;
        if entry.is_file() && entry.name().is_ok_and(|name| name.rsplit('.').next() == Some("json")) {
            take(&bounded(entry)?);
        }
    }
    Ok(())
}

fn bounded(source: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(LONGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn ecosystem(name: &str) -> Option<Ecosystem> {
    match name.split(':').next().unwrap_or_default() {
        "PyPI" => Some(Ecosystem::PyPi),
        "npm" => Some(Ecosystem::Npm),
        "Debian" => Some(Ecosystem::Debian),
        "Alpine" => Some(Ecosystem::Alpine),
        _ => None,
    }
}

type Wanted<'a> = BTreeMap<(Ecosystem, &'a str), Vec<(&'a Image, &'a Package)>>;

fn hits(record: &Record, wanted: &Wanted<'_>, matches: &mut Vec<Match>) {
    for affected in &record.affected {
        let Some(ecosystem) = ecosystem(&affected.package.ecosystem) else { continue };
        let name = match ecosystem {
            Ecosystem::PyPi => super::packages::python_name(&affected.package.name),
            Ecosystem::Npm | Ecosystem::Debian | Ecosystem::Alpine => affected.package.name.clone(),
        };
        for (image, package) in wanted.get(&(ecosystem, name.as_str())).into_iter().flatten() {
            // Debian speaks of source packages, and an advisory of one release says nothing about another.
            let version = match &package.source {
                Some((source, version)) if *source == name => version,
                Some(_) | None => &package.version,
            };
            if !same_release(&affected.package.ecosystem, &image.os)
                || !is_affected(affected, ecosystem, version)
            {
                continue;
            }
            if matches.len() < MOST_MATCHES {
                matches.push(Match {
                    advisory: record.id.clone(),
                    summary: record.summary.chars().take(200).collect(),
                    grave: is_grave(&severity(record)),
                    severity: severity(record),
                    image: image.service.clone(),
                    package: (*package).clone(),
                    fixed: fixed(affected),
                });
            }
        }
    }
}

/// `Debian:12` is about an image that calls itself Debian 12; a record without a release is about all.
fn same_release(ecosystem: &str, os: &str) -> bool {
    let Some((_, release)) = ecosystem.split_once(':') else { return true };
    let release = release.trim_start_matches('v');
    let digits: String = os
        .chars()
        .skip_while(|it| !it.is_ascii_digit())
        .take_while(|it| it.is_ascii_digit() || *it == '.')
        .collect();
    digits.is_empty() || digits == release || digits.starts_with(&format!("{release}."))
}

fn is_affected(affected: &Affected, ecosystem: Ecosystem, version: &str) -> bool {
    affected.versions.iter().any(|it| it == version)
        || affected
            .ranges
            .iter()
            .filter(|range| range.r#type != "GIT")
            .any(|range| lies_in(range, ecosystem, version))
}

/// Events in order: the last one not above the version decides.
fn lies_in(range: &Range, ecosystem: Ecosystem, version: &str) -> bool {
    let mut events: Vec<(&str, &str)> =
        range.events.iter().flatten().map(|(kind, at)| (kind.as_str(), at.as_str())).collect();
    events.sort_by(|(_, left), (_, right)| compare(ecosystem, left, right));
    let mut inside = false;
    for (kind, at) in events {
        let order = compare(ecosystem, at, version);
        match kind {
            "introduced" if order.is_le() => inside = true,
            "fixed" | "limit" if order.is_le() => inside = false,
            "last_affected" if order.is_lt() => inside = false,
            _ => {}
        }
    }
    inside
}

fn compare(ecosystem: Ecosystem, left: &str, right: &str) -> std::cmp::Ordering {
    // `0` is before everything, whatever the ecosystem makes of it.
    if left == "0" || right == "0" {
        return (right == "0").cmp(&(left == "0"));
    }
    match ecosystem {
        Ecosystem::Debian => order::debian(left, right),
        Ecosystem::Alpine => order::alpine(left, right),
        Ecosystem::PyPi => match (pep440_rs::Version::from_str(left), pep440_rs::Version::from_str(right)) {
            (Ok(left), Ok(right)) => left.cmp(&right),
            _ => order::debian(left, right),
        },
        Ecosystem::Npm => match (node_semver::Version::parse(left), node_semver::Version::parse(right)) {
            (Ok(left), Ok(right)) => left.cmp(&right),
            _ => order::debian(left, right),
        },
    }
}

fn fixed(affected: &Affected) -> Option<String> {
    let events = affected.ranges.iter().filter(|range| range.r#type != "GIT").flat_map(|range| &range.events);
    events.filter_map(|event| event.get("fixed")).next_back().cloned()
}

/// The database's own word where it has one (`HIGH`), else the vector.
fn severity(record: &Record) -> String {
    let word = record.database_specific.get("severity").and_then(|it| it.as_str());
    word.or(record.severity.first().map(|it| it.score.as_str()))
        .unwrap_or("not rated")
        .chars()
        .take(80)
        .collect()
}

/// High or critical: by word, or by the base score of a vector of version 3.
fn is_grave(severity: &str) -> bool {
    match severity.to_ascii_uppercase().as_str() {
        "HIGH" | "CRITICAL" | "IMPORTANT" => true,
        vector if vector.starts_with("CVSS:3") => score(vector).is_some_and(|score| score >= 7.0),
        _ => false,
    }
}

/// The base score of a CVSS 3 vector.
fn score(vector: &str) -> Option<f64> {
    let metric = |name: &str| vector.split('/').find_map(|it| it.strip_prefix(name)?.strip_prefix(':'));
    let changed = metric("S")? == "C";
    let weight = |name: &str, weights: &[(&str, f64)]| {
        let value = metric(name)?;
        weights.iter().find(|(key, _)| *key == value).map(|(_, weight)| *weight)
    };
    let impact = [("N", 0.0), ("L", 0.22), ("H", 0.56)];
    let lost =
        1.0 - (1.0 - weight("C", &impact)?) * (1.0 - weight("I", &impact)?) * (1.0 - weight("A", &impact)?);
    let impact = if changed { 7.52 * (lost - 0.029) - 3.25 * (lost - 0.02).powi(15) } else { 6.42 * lost };
    if impact <= 0.0 {
        return Some(0.0);
    }
    let (low, high) = if changed { (0.68, 0.5) } else { (0.62, 0.27) };
    let exploit = 8.22
        * weight("AV", &[("N", 0.85), ("A", 0.62), ("L", 0.55), ("P", 0.2)])?
        * weight("AC", &[("L", 0.77), ("H", 0.44)])?
        * weight("PR", &[("N", 0.85), ("L", low), ("H", high)])?
        * weight("UI", &[("N", 0.85), ("R", 0.62)])?;
    let sum = if changed { 1.08 * (impact + exploit) } else { impact + exploit };
    Some((sum.min(10.0) * 10.0).ceil() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(ecosystem: Ecosystem, name: &str, version: &str) -> Package {
        Package {
            ecosystem,
            name: name.into(),
            version: version.into(),
            source: None,
            layer: 0,
            path: String::new(),
        }
    }

    fn record(ecosystem: &str, name: &str, introduced: &str, fixed: &str) -> String {
        serde_json::json!({
            "id": "EXAMPLE-1", "modified": "2026-11-20T00:00:00Z", "summary": "an example",
            "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
            "affected": [{"package": {"ecosystem": ecosystem, "name": name},
                          "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": introduced}, {"fixed": fixed}]}]}],
        })
        .to_string()
    }

    fn found(records: &[String], packages: Vec<Package>) -> Advisories {
        let folder = tempfile::tempdir().unwrap();
        for (at, record) in records.iter().enumerate() {
            fs::write(folder.path().join(format!("{at}.json")), record).unwrap();
        }
        let os = "Debian GNU/Linux 12 (bookworm)".into();
        let image = Image { service: "backend".into(), os, packages, ..Image::default() };
        matched(folder.path(), &[image]).unwrap()
    }

    #[test]
    fn a_version_between_introduction_and_fix_is_affected_and_no_other() {
        let records = [record("PyPI", "Starlette", "0.39.0", "0.47.2")];
        for (version, affected) in
            [("0.38.9", false), ("0.39.0", true), ("0.47.2rc1", true), ("0.47.2", false), ("1.0", false)]
        {
            let found = found(&records, vec![package(Ecosystem::PyPi, "starlette", version)]);
            assert_eq!(!found.matches.is_empty(), affected, "{version}");
            assert_eq!(found.newest, "2026-11-20T00:00:00Z");
        }
    }

    #[test]
    fn debian_advisories_speak_of_source_packages_of_one_release() {
        let mut libssl = package(Ecosystem::Debian, "libssl3", "3.0.9-1");
        libssl.source = Some(("openssl".into(), "3.0.9-1".into()));
        let of = |release: &str| {
            found(&[record(release, "openssl", "0", "3.0.11-1~deb12u1")], vec![libssl.clone()])
        };
        assert_eq!(of("Debian:12").matches[0].fixed.as_deref(), Some("3.0.11-1~deb12u1"));
        assert!(of("Debian:12").matches[0].grave);
        assert!(of("Debian:13").matches.is_empty());
    }

    #[test]
    fn a_withdrawn_advisory_says_nothing_and_a_broken_one_is_counted() {
        let withdrawn =
            record("npm", "next", "0", "15.2.3").replace("\"id\"", "\"withdrawn\":\"2026-01-01\",\"id\"");
        let found = found(&[withdrawn, "{".into()], vec![package(Ecosystem::Npm, "next", "15.0.0")]);
        assert_eq!((found.matches.len(), found.records, found.unread), (0, 1, 1));
    }

    #[test]
    fn scores_are_those_of_the_calculator() {
        for (vector, expected) in [
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1),
            ("CVSS:3.1/AV:L/AC:H/PR:L/UI:N/S:U/C:N/I:N/A:N", 0.0),
        ] {
            assert!((score(vector).unwrap() - expected).abs() < 0.01, "{vector}: {:?}", score(vector));
        }
    }

    #[test]
    fn an_empty_snapshot_proves_nothing() {
        assert!(matched(tempfile::tempdir().unwrap().path(), &[]).is_err());
    }
}
