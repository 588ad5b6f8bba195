//! Facts of the static tier: the files and the history of the checkout.

pub mod compose;
pub mod described;
pub mod dockerfile;
pub mod document;
pub mod history;
pub mod layout;
pub mod manifest;
pub mod quote;
pub mod secret;
pub mod source;

use serde::{Deserialize, Serialize};

use super::Seen;

/// What the files and the history say. Each section is filled by one inspector of `src/inspect`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Checkout {
    /// What was found to be what: services, their build files, deploy entries, specifications.
    pub layout: Seen<layout::Layout>,
    /// Every Dockerfile that builds a service.
    pub dockerfiles: Seen<Vec<dockerfile::Dockerfile>>,
    /// Every compose file.
    pub compose: Seen<Vec<compose::ComposeFile>>,
    /// The services' sources: what they import, which variables they read, which tests they have.
    pub sources: Seen<source::Sources>,
    /// Kubernetes objects from plain manifests, kustomizations and rendered charts.
    pub manifests: Seen<manifest::Manifests>,
    /// Specifications, plans, tasks, runbooks, workflows, owners' files and other texts.
    pub documents: Seen<document::Documents>,
    /// Commits, authors, tags and when each kind of file first appeared.
    pub history: Seen<history::History>,
    /// Files with tests, per service, and whether they assert anything.
    pub tests: Seen<document::Tests>,
    /// Credentials in the tree and in the history.
    pub secrets: Seen<secret::Secrets>,
}
