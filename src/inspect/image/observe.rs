//! From an assembled image to its facts: what a container of it would see.

use std::collections::{BTreeMap, BTreeSet};

use super::assemble::Image;
use super::content::Notable;
use super::layer::{Blob, Entry};
use super::members::Kind;
use super::view::View;
use crate::facts::observed::image::{self as facts, AppFile, Base, Ecosystem, Found, Heap, Package};

/// Things of one sort beyond which only the first are listed.
const MOST: usize = 50;
/// Source files that are compared between images.
const MOST_SOURCES: usize = 5_000;

const SHELLS: &[&str] =
    &["sh", "bash", "dash", "ash", "zsh", "ksh", "mksh", "fish", "csh", "tcsh", "busybox"];
const MANAGERS: &[&str] = &[
    "apt", "apt-get", "aptitude", "dpkg", "apk", "yum", "dnf", "microdnf", "rpm", "zypper", "pacman", "opkg",
];
const COMPILERS: &[&str] = &[
    "gcc", "g++", "cc", "c++", "clang", "clang++", "tcc", "make", "cmake", "ninja", "ld", "as", "rustc",
    "cargo", "go", "javac", "ghc", "nvcc", "gfortran",
];
/// Python distributions that only test, check or format.
const DEV_PYTHON: &[&str] = &[
    "pytest",
    "pytest-asyncio",
    "pytest-cov",
    "pytest-mock",
    "pytest-xdist",
    "coverage",
    "mypy",
    "ruff",
    "black",
    "flake8",
    "pylint",
    "isort",
    "tox",
    "nox",
    "pre-commit",
    "bandit",
    "hypothesis",
    "ipython",
    "ipdb",
    "debugpy",
    "jupyter",
    "notebook",
    "locust",
    "factory-boy",
    "faker",
    "autopep8",
    "pyright",
    "playwright",
    "selenium",
];
/// Node packages that only test, check or format.
const DEV_NODE: &[&str] = &[
    "eslint",
    "jest",
    "vitest",
    "mocha",
    "nodemon",
    "prettier",
    "ts-node",
    "tsx",
    "cypress",
    "@playwright/test",
    "playwright",
    "webpack-dev-server",
    "husky",
    "lint-staged",
    "@testing-library/react",
    "ts-jest",
    "nyc",
    "storybook",
    "supertest",
    "concurrently",
];
/// More Debian packages than this is no cut-down system.
const SLIM_PACKAGES: usize = 160;

/// What the image holds; service, role and name are the caller's.
pub(crate) fn image(image: &Image<'_>) -> facts::Image {
    let view = View::of(&image.layers);
    let packages = packages(&view);
    let runtime = &image.config.runtime;
    let mut facts = facts::Image {
        name: image.names.first().cloned().unwrap_or_default(),
        id: format!("sha256:{}", image.id),
        shells: programs(&view, SHELLS),
        package_managers: programs(&view, MANAGERS),
        compilers: compilers(&view),
        caches: caches(&view),
        dev_packages: dev_packages(&view, &packages),
        setuid: setuid(&view),
        user: runtime.user.clone(),
        exposed: runtime.exposed_ports.keys().cloned().collect(),
        healthcheck: runtime.healthcheck.test.clone(),
        env: runtime.env.iter().map(|it| it.split('=').next().unwrap_or_default().into()).collect(),
        labels: runtime.labels.clone(),
        entrypoint: runtime.entrypoint.0.iter().chain(&runtime.cmd.0).cloned().collect(),
        size: image.layers.iter().map(|blob| blob.account.unpacked).sum(),
        layers: image.layers.iter().map(|blob| layer(blob)).collect(),
        app_files: app_files(&view),
        complete: image.layers.len() == image.config.rootfs.diff_ids.len()
            && image.layers.iter().all(|blob| blob.account.skipped.is_empty() && blob.problems.is_empty()),
        problems: problems(image),
        packages,
        ..facts::Image::default()
    };
    base(&view, &mut facts);
    facts
}

fn layer(blob: &Blob) -> facts::Layer {
    let account = &blob.account;
    let skipped = |it: &super::layer::Skipped| facts::Skipped {
        path: it.path.clone(),
        bytes: it.bytes,
        reason: it.reason.clone(),
    };
    facts::Layer {
        digest: format!("sha256:{}", blob.digest),
        packed: account.packed,
        unpacked: account.unpacked,
        scanned: account.scanned,
        framing: account.framing,
        entries: blob.entries().len() as u64,
        skipped: account.skipped.iter().map(skipped).collect(),
    }
}

fn problems(image: &Image<'_>) -> Vec<String> {
    let of_layers =
        image.layers.iter().flat_map(|blob| blob.problems.iter().map(|it| format!("{}: {it}", blob.name)));
    image.problems.iter().cloned().chain(of_layers).take(MOST).collect()
}

/// Index of a layer as it stands in a place.
pub(crate) fn number(layer: usize) -> u32 {
    u32::try_from(layer).unwrap_or(u32::MAX)
}

fn found(layer: usize, path: &str) -> Found {
    Found { layer: number(layer), path: path.into() }
}

fn is_in_bin(path: &str) -> Option<&str> {
    let (folder, name) = path.rsplit_once('/')?;
    let last = folder.rsplit('/').next().unwrap_or(folder);
    matches!(last, "bin" | "sbin" | "busybox" | "libexec").then_some(name)
}

/// Programs of these names that can be run: links that lead nowhere do not count.
fn programs(view: &View<'_>, names: &[&str]) -> Vec<Found> {
    view.live()
        .filter(|(path, _, _)| is_in_bin(path).is_some_and(|name| names.contains(&name)))
        .filter(|(path, _, entry)| runs(view, path, entry))
        .map(|(path, layer, _)| found(layer, path))
        .take(MOST)
        .collect()
}

fn runs(view: &View<'_>, path: &str, entry: &Entry) -> bool {
    match entry.kind {
        Kind::File => entry.mode & 0o111 != 0,
        Kind::Link(_) | Kind::HardLink(_) => view
            .resolve(path)
            .is_some_and(|(_, target)| target.kind == Kind::File && target.mode & 0o111 != 0),
        Kind::Folder | Kind::Special => false,
    }
}

/// Compilers go by many names: `x86_64-linux-gnu-gcc-12`, `cc1`, `gcc-12`, `go`.
fn compilers(view: &View<'_>) -> Vec<Found> {
    let is_compiler = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or_default();
        if path.contains("/gcc/") && matches!(name, "cc1" | "cc1plus" | "collect2") {
            return true;
        }
        let bare = name.trim_end_matches(|it: char| it.is_ascii_digit() || it == '.').trim_end_matches('-');
        let bare = bare.rsplit_once("-gnu-").map_or(bare, |(_, it)| it);
        let bare = bare.rsplit_once("-musl-").map_or(bare, |(_, it)| it);
        is_in_bin(path).is_some() && COMPILERS.contains(&bare)
    };
    view.live()
        .filter(|(path, _, _)| is_compiler(path))
        .filter(|(path, _, entry)| runs(view, path, entry))
        .map(|(path, layer, _)| found(layer, path))
        .take(MOST)
        .collect()
}

/// Folders that package managers fill and an image has no use for; each with what to look for below it.
const CACHES: &[(&str, &str)] = &[
    ("var/cache/apt/archives/", ".deb"),
    ("var/lib/apt/lists/", ""),
    ("var/cache/apk/", ""),
    ("etc/apk/cache/", ""),
    ("usr/local/share/.cache/", ""),
    ("var/cache/yum/", ""),
    ("var/cache/dnf/", ""),
];
const HOME_CACHES: &[&str] = &[
    ".cache/pip/",
    ".cache/uv/",
    ".cache/pypoetry/",
    ".npm/_cacache/",
    ".cache/yarn/",
    ".yarn/cache/",
    ".pnpm-store/",
];

fn caches(view: &View<'_>) -> Vec<Heap> {
    let mut heaps: BTreeMap<String, (Heap, BTreeMap<u32, u64>)> = BTreeMap::new();
    for (path, layer, entry) in view.live().filter(|(_, _, entry)| entry.kind == Kind::File && entry.size > 0)
    {
        let Some(folder) = cache_of(path) else { continue };
        let (heap, layers) = heaps.entry(folder).or_default();
        heap.files += 1;
        heap.bytes += entry.size;
        *layers.entry(number(layer)).or_default() += 1;
    }
    heaps
        .into_iter()
        .map(|(path, (heap, layers))| {
            let layer = layers.into_iter().max_by_key(|(_, files)| *files).map_or(0, |(layer, _)| layer);
            Heap { layer, path, ..heap }
        })
        .take(MOST)
        .collect()
}

fn cache_of(path: &str) -> Option<String> {
    let system = CACHES.iter().find(|(folder, end)| path.starts_with(folder) && path.ends_with(end));
    if let Some((folder, _)) = system {
        return (!path.ends_with("/lock")).then(|| (*folder).into());
    }
    HOME_CACHES.iter().find_map(|cache| {
        let at = path.find(cache)?;
        (at == 0 || path.as_bytes()[at - 1] == b'/').then(|| path[..at + cache.len()].into())
    })
}

fn setuid(view: &View<'_>) -> Vec<Found> {
    view.live()
        .filter(|(_, _, entry)| {
            entry.kind == Kind::File && entry.mode & 0o6000 != 0 && entry.mode & 0o111 != 0
        })
        .map(|(path, layer, _)| found(layer, path))
        .take(MOST)
        .collect()
}

fn packages(view: &View<'_>) -> Vec<Package> {
    let mut all = BTreeSet::new();
    for (_, layer, entry) in view.live() {
        if let Some(Notable::Packages(packages)) = &entry.notable {
            all.extend(packages.iter().map(|it| Package { layer: number(layer), ..it.clone() }));
        }
    }
    all.into_iter().collect()
}

fn dev_packages(view: &View<'_>, packages: &[Package]) -> Vec<Package> {
    let mut declared: Vec<(&str, &[String])> = Vec::new();
    for (path, _, entry) in view.live() {
        if let Some(Notable::DevDependencies(names)) = &entry.notable {
            declared.push((path.strip_suffix("package.json").unwrap_or(path), names));
        }
    }
    let is_declared = |package: &Package| {
        declared.iter().any(|(folder, names)| {
            let own = package.path.strip_prefix(folder).and_then(|it| it.strip_prefix("node_modules/"));
            own.and_then(|it| it.strip_suffix("/package.json"))
                .is_some_and(|it| names.iter().any(|name| name == it))
        })
    };
    let is_dev = |package: &&Package| match package.ecosystem {
        Ecosystem::PyPi => DEV_PYTHON.contains(&package.name.as_str()),
        Ecosystem::Npm => {
            let is_nested =
                package.path.matches("node_modules/").count() > 1 || package.path.starts_with("usr/");
            !is_nested && (DEV_NODE.contains(&package.name.as_str()) || is_declared(package))
        }
        Ecosystem::Debian | Ecosystem::Alpine => false,
    };
    packages.iter().filter(is_dev).take(MOST).cloned().collect()
}

/// Source files outside of folders into which a package manager installed.
fn app_files(view: &View<'_>) -> Vec<AppFile> {
    let libraries: BTreeSet<&str> = view
        .live()
        .filter_map(|(path, _, _)| path.split_once(".dist-info/").map(|(before, _)| before))
        .map(|before| before.rsplit_once('/').map_or("", |(folder, _)| folder))
        .collect();
    let is_library = |path: &str| {
        let mut folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        folders.any(|folder| libraries.contains(folder))
    };
    view.live()
        .filter(|(path, _, _)| !is_library(path))
        .filter_map(|(path, layer, entry)| match &entry.notable {
            Some(Notable::Source { digest, imports }) => Some(AppFile {
                layer: number(layer),
                path: path.into(),
                digest: digest.clone(),
                imports: imports.clone(),
            }),
            Some(Notable::Release { .. } | Notable::Packages(_) | Notable::DevDependencies(_)) | None => None,
        })
        .take(MOST_SOURCES)
        .collect()
}

/// Tells the base by its content: a release file alone can be copied.
fn base(view: &View<'_>, facts: &mut facts::Image) {
    let release = ["etc/os-release", "usr/lib/os-release"].iter().find_map(|path| view.resolve(path));
    let (id, name) = match release.and_then(|(_, entry)| entry.notable.as_ref()) {
        Some(Notable::Release { id, name }) => (id.as_str(), name.clone()),
        Some(Notable::Packages(_) | Notable::DevDependencies(_) | Notable::Source { .. }) | None => {
            ("", String::new())
        }
    };
    facts.os = if name.is_empty() { "no release file".into() } else { name };
    let count = |ecosystem| facts.packages.iter().filter(|it| it.ecosystem == ecosystem).count();
    let (alpine, debian) = (count(Ecosystem::Alpine), count(Ecosystem::Debian));
    let musl = view.live().any(|(path, _, _)| {
        path.rsplit('/').next().is_some_and(|name| name.starts_with("ld-musl-")) && path.contains("lib/")
    });
    facts.because = vec![
        format!("release file: {}", facts.os),
        format!("{} shells, {} package managers", facts.shells.len(), facts.package_managers.len()),
        format!("{alpine} Alpine and {debian} Debian packages{}", if musl { ", musl" } else { "" }),
    ];
    facts.base = if facts.shells.is_empty() && facts.package_managers.is_empty() {
        Base::Distroless
    } else if id == "alpine" && musl && debian == 0 {
        Base::Alpine
    } else if id == "debian" && debian > 0 && debian <= SLIM_PACKAGES && facts.compilers.is_empty() {
        Base::Slim
    } else {
        Base::Full
    };
}
