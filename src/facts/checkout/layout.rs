//! What was found to be what in the checkout, and why.

use serde::{Deserialize, Serialize};

/// The part a service plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The Todo API with the MCP server and the agent.
    Backend,
    /// What the browser loads.
    Frontend,
    /// PostgreSQL.
    Database,
    /// Anything else, such as an auth or notification service.
    Other,
}

/// One service of the submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// Its name in the chosen deploy entry, else its folder's name.
    pub name: String,
    /// The part it plays.
    pub role: Role,
    /// The chosen Dockerfile, relative to the subject.
    pub dockerfile: Option<String>,
    /// The build context, relative to the subject; `.` is the root.
    pub context: Option<String>,
    /// The build target, where the deploy entry names one.
    pub target: Option<String>,
    /// A ready image, for services that are not built, such as a database.
    pub image: Option<String>,
    /// The folder with its sources, relative to the subject.
    pub source: Option<String>,
    /// Why this is this service and plays this part.
    pub because: Vec<String>,
}

/// The checkout's layout as discovered, or as described by `conformance.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Layout {
    /// The services, backend first.
    pub services: Vec<Service>,
    /// The chosen compose file.
    pub compose: Option<String>,
    /// Chart folders that deploy the services; the chosen one first.
    pub charts: Vec<String>,
    /// Files with Kubernetes objects that are deployed.
    pub manifests: Vec<String>,
    /// Constitutions; the one of this phase first.
    pub constitutions: Vec<String>,
    /// Folders of specifications, one per feature, in their order.
    pub specs: Vec<String>,
    /// Continuous integration: workflows and pipelines.
    pub ci: Vec<String>,
    /// The folder of the phase that is judged, where the checkout has several; `.` else.
    pub phase: Option<String>,
    /// What else could have been chosen, and why it was not.
    pub alternatives: Vec<String>,
    /// What `conformance.toml` says, where there is one.
    pub described: Option<super::described::Described>,
    /// Why `conformance.toml` could not be read, and where.
    pub problem: Option<super::quote::Quote>,
    /// What was looked through: number of files, and what was searched for in vain.
    pub searched: Vec<String>,
}

impl Layout {
    /// The services that play a part.
    pub fn of(&self, role: Role) -> impl Iterator<Item = &Service> {
        self.services.iter().filter(move |service| service.role == role)
    }
}
