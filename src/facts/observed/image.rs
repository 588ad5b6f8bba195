//! What the images hold, read from their layers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::facts::Seen;
use crate::facts::checkout::layout::Role;
use crate::facts::checkout::secret::Secret;

/// What an image stands on, told by its content and not by its name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Base {
    /// Alpine: its release file, its package database and its C library.
    Alpine,
    /// Nothing but the program's runtime: no shell, no package manager.
    Distroless,
    /// A Debian with a shell and a package manager, cut down.
    Slim,
    /// A whole distribution, or one we do not know.
    #[default]
    Full,
}

/// A file of the final view, and the layer it comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Found {
    /// Index of the layer, counted from the base.
    pub layer: u32,
    /// Path in the image, without a leading `/`.
    pub path: String,
}

/// Files of one kind that stand together, such as a package manager's cache.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Heap {
    /// Index of the layer that holds most of them.
    pub layer: u32,
    /// The folder.
    pub path: String,
    /// How many files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// One layer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Layer {
    /// Digest of the layer as stored.
    pub digest: String,
    /// Bytes as stored.
    pub packed: u64,
    /// Bytes unpacked.
    pub unpacked: u64,
    /// Bytes of content that were scanned.
    pub scanned: u64,
    /// Bytes of headers and padding.
    pub framing: u64,
    /// Entries.
    pub entries: u64,
    /// Bytes that were not scanned, with the reason.
    pub skipped: Vec<Skipped>,
}

/// Bytes that were not scanned.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Skipped {
    /// File in the layer, empty for the layer itself.
    pub path: String,
    /// How many bytes.
    pub bytes: u64,
    /// Why.
    pub reason: String,
}

/// Where a package comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Ecosystem {
    /// Debian's package database, or a distribution's that is made from it.
    Debian,
    /// Alpine's package database.
    Alpine,
    /// Python distributions.
    #[serde(rename = "PyPI")]
    PyPi,
    /// Node packages.
    #[serde(rename = "npm")]
    Npm,
}

/// An installed package.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Package {
    /// Where it comes from.
    pub ecosystem: Ecosystem,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The source package and its version, where advisories speak of that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<(String, String)>,
    /// Index of the layer.
    #[serde(default)]
    pub layer: u32,
    /// The file that says so.
    #[serde(default)]
    pub path: String,
}

/// A source file of the application.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AppFile {
    /// Index of the layer.
    pub layer: u32,
    /// Path in the image.
    pub path: String,
    /// First half of the content's SHA-256.
    pub digest: String,
    /// Libraries of a backend that it imports.
    pub imports: Vec<String>,
}

/// What a snapshot of advisories says of the images' packages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Advisories {
    /// Name of the snapshot.
    pub snapshot: String,
    /// The newest date on which one of its advisories was changed.
    pub newest: String,
    /// How many advisories it holds.
    pub records: u64,
    /// How many of its files are no advisories.
    pub unread: u64,
    /// Those that are about an installed package.
    pub matches: Vec<Match>,
}

/// An advisory about an installed package.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Match {
    /// Service whose image holds the package.
    pub image: String,
    /// The package.
    pub package: Package,
    /// Id of the advisory.
    pub advisory: String,
    /// What it is about.
    pub summary: String,
    /// How the advisory rates it.
    pub severity: String,
    /// Whether that is high or critical.
    pub grave: bool,
    /// The version that mends it.
    pub fixed: Option<String>,
}

/// The images of one run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Images {
    /// Those that were built and read, backend first.
    pub built: Vec<Image>,
    /// Services whose image could not be built or read, each with the reason.
    pub missing: Vec<Missing>,
}

/// A service without an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// The service.
    pub service: String,
    /// The part it plays.
    pub role: Role,
    /// Why there is none; never `Known`.
    pub why: Seen<()>,
}

/// One image of a service.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Image {
    /// The service it was built for.
    pub service: String,
    /// The part that service plays.
    pub role: Option<Role>,
    /// Its name in the run.
    pub name: String,
    /// Digest of its config.
    pub id: String,
    /// What it stands on.
    pub base: Base,
    /// Why that is its base.
    pub because: Vec<String>,
    /// The release's own name.
    pub os: String,
    /// Shells.
    pub shells: Vec<Found>,
    /// Package managers.
    pub package_managers: Vec<Found>,
    /// Compilers and build tools.
    pub compilers: Vec<Found>,
    /// Caches of package managers.
    pub caches: Vec<Heap>,
    /// Packages that only development needs.
    pub dev_packages: Vec<Package>,
    /// Files that run as their owner.
    pub setuid: Vec<Found>,
    /// The user of the config.
    pub user: String,
    /// Exposed ports, such as `8080/tcp`.
    pub exposed: Vec<String>,
    /// The health check's words.
    pub healthcheck: Vec<String>,
    /// Names of the variables set in the config; their values are left out.
    pub env: Vec<String>,
    /// Labels; values that look like credentials are masked.
    pub labels: BTreeMap<String, String>,
    /// What a container runs.
    pub entrypoint: Vec<String>,
    /// Bytes of all layers unpacked.
    pub size: u64,
    /// The layers from the base up.
    pub layers: Vec<Layer>,
    /// Installed packages.
    pub packages: Vec<Package>,
    /// Digest of its bill of materials.
    pub sbom: String,
    /// The application's own source files.
    pub app_files: Vec<AppFile>,
    /// Credentials in its layers, config, history and manifests, where they were looked for.
    pub leaks: Option<Vec<Secret>>,
    /// Whether every layer was read to its end; only then does absence prove anything.
    pub complete: bool,
    /// What could not be read, or does not agree with what the image says of itself.
    pub problems: Vec<String>,
}
