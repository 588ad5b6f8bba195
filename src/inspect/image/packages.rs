//! Package databases: what dpkg, apk, pip and npm say they installed.

use crate::facts::observed::image::{Ecosystem, Package};

/// Packages of one file beyond which no more are listed.
const MOST: usize = 20_000;
/// A name or version longer than this is no name or version.
const LONGEST: usize = 200;

/// The packages a file declares as installed, if it is part of a package database.
pub(crate) fn read(path: &str, bytes: &[u8]) -> Option<Vec<Package>> {
    let name = path.rsplit('/').next().unwrap_or_default();
    let text = || String::from_utf8_lossy(bytes);
    let mut packages = if path == "var/lib/dpkg/status" {
        dpkg(&text(), true)
    } else if path.starts_with("var/lib/dpkg/status.d/") && !name.ends_with(".md5sums") {
        dpkg(&text(), false)
    } else if matches!(path, "lib/apk/db/installed" | "usr/lib/apk/db/installed") {
        apk(&text())
    } else if is_python(path) {
        python(&text()).into_iter().collect()
    } else if is_node(path) {
        node(bytes).into_iter().collect()
    } else {
        return None;
    };
    packages.truncate(MOST);
    packages.retain(|it| !it.name.is_empty() && it.name.len() <= LONGEST && it.version.len() <= LONGEST);
    for package in &mut packages {
        package.path = path.into();
    }
    Some(packages)
}

fn package(ecosystem: Ecosystem, name: &str, version: &str) -> Package {
    Package {
        ecosystem,
        name: name.trim().into(),
        version: version.trim().into(),
        source: None,
        layer: 0,
        path: String::new(),
    }
}

/// The value of a `Key: value` line of a paragraph.
fn header<'a>(paragraph: &'a str, key: &str) -> Option<&'a str> {
    paragraph.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case(key).then_some(value.trim())
    })
}

fn paragraphs(text: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    for line in text.lines() {
        if line.trim().is_empty() {
            all.push(String::new());
        } else if let Some(last) = all.last_mut() {
            last.push_str(line);
            last.push('\n');
        }
    }
    all
}

fn dpkg(text: &str, with_status: bool) -> Vec<Package> {
    let installed = |paragraph: &&String| {
        !with_status
            || header(paragraph, "Status")
                .is_some_and(|status| status.split(' ').next_back() == Some("installed"))
    };
    paragraphs(text)
        .iter()
        .filter(installed)
        .filter_map(|paragraph| {
            let version = header(paragraph, "Version")?;
            let mut found = package(Ecosystem::Debian, header(paragraph, "Package")?, version);
            found.source = header(paragraph, "Source").map(|source| match source.split_once(" (") {
                Some((name, own)) => (name.into(), own.trim_end_matches(')').into()),
                None => (source.into(), version.into()),
            });
            Some(found)
        })
        .collect()
}

fn apk(text: &str) -> Vec<Package> {
    paragraphs(text)
        .iter()
        .filter_map(|paragraph| {
            let value =
                |key: &str| paragraph.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
            let version = value("V")?;
            let mut found = package(Ecosystem::Alpine, value("P")?, version);
            found.source = value("o").map(|origin| (origin.into(), version.into()));
            Some(found)
        })
        .collect()
}

fn is_python(path: &str) -> bool {
    path.ends_with(".dist-info/METADATA")
        || path.ends_with(".egg-info/PKG-INFO")
        || path.ends_with(".egg-info")
}

/// The name in the form in which the index compares names.
pub(crate) fn python_name(name: &str) -> String {
    let mut normal = String::new();
    for character in name.trim().chars() {
        if matches!(character, '-' | '_' | '.') {
            if !normal.ends_with('-') {
                normal.push('-');
            }
        } else {
            normal.extend(character.to_lowercase());
        }
    }
    normal
}

fn python(text: &str) -> Option<Package> {
    let head = text.split("\n\n").next().unwrap_or_default();
    Some(package(Ecosystem::PyPi, &python_name(header(head, "Name")?), header(head, "Version")?))
}

/// `…/node_modules/name/package.json` or `…/node_modules/@scope/name/package.json`.
fn is_node(path: &str) -> bool {
    let parts: Vec<&str> = path.rsplit('/').take(4).collect();
    match parts.as_slice() {
        ["package.json", name, "node_modules", ..] => !name.starts_with('@') && !name.starts_with('.'),
        ["package.json", _, scope, "node_modules"] => scope.starts_with('@'),
        _ => false,
    }
}

fn node(bytes: &[u8]) -> Option<Package> {
    let json: serde_json::Value = serde_json::from_slice(bytes).ok()?;
    Some(package(Ecosystem::Npm, json.get("name")?.as_str()?, json.get("version")?.as_str()?))
}

/// What a `package.json` needs for development only.
pub(crate) fn dev_dependencies(bytes: &[u8]) -> Option<Vec<String>> {
    let json: serde_json::Value = serde_json::from_slice(bytes).ok()?;
    let names = json.get("devDependencies")?.as_object()?.keys().take(1000).cloned().collect();
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_removed_debian_package_is_not_installed() {
        let status = "Package: curl\nStatus: deinstall ok config-files\nVersion: 7.88\n\n\
                      Package: libssl3\nStatus: install ok installed\nSource: openssl (3.0.1-1)\nVersion: 3.0.1-1+b1\n";
        let found = read("var/lib/dpkg/status", status.as_bytes()).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].source, Some(("openssl".into(), "3.0.1-1".into())));
    }

    #[test]
    fn each_database_is_read_in_its_own_form() {
        let apk =
            read("lib/apk/db/installed", b"P:musl\nV:1.2.5-r0\no:musl\n\nP:busybox\nV:1.36.1-r29\n").unwrap();
        assert_eq!(apk.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["musl", "busybox"]);
        let metadata = b"Metadata-Version: 2.1\nName: OpenAI_Agents\nVersion: 0.24.0\n\nName: not this\n";
        let python = read("app/lib/openai_agents-0.24.0.dist-info/METADATA", metadata).unwrap();
        assert_eq!((python[0].name.as_str(), python[0].version.as_str()), ("openai-agents", "0.24.0"));
        let node =
            read("app/node_modules/@a/b/package.json", br#"{"name":"@a/b","version":"1.0.0"}"#).unwrap();
        assert_eq!(node[0].name, "@a/b");
        assert!(read("app/node_modules/a/lib/package.json", b"{}").is_none());
        assert!(read("app/package.json", b"{}").is_none());
    }

    #[test]
    fn damaged_databases_yield_nothing_and_do_not_fail() {
        for path in [
            "var/lib/dpkg/status",
            "lib/apk/db/installed",
            "a/node_modules/b/package.json",
            "x.dist-info/METADATA",
        ] {
            assert_eq!(read(path, b"\xFF\x00{{{:\n\n:::\nP\nV"), Some(vec![]), "{path}");
        }
    }
}
