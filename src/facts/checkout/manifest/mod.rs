//! What the Kubernetes objects declare, and from which files they come.

mod config;
mod network;
mod workload;

pub use config::{ConfigMap, Entry, Provider, Secret, SecretCommand, Shown, is_login_address, is_sensitive};
pub use network::{
    Expression, Ingress, NetworkPolicy, Peer, Peers, PolicyPort, Selector, Service, ServicePort, Target,
};
pub use workload::{
    Container, EnvFrom, Mount, Port, Probe, Quantity, Security, Source, Variable, Volume, VolumeKind,
    Workload,
};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A line of a file. For a rendered chart this is the line of the template, not of the rendering.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct At {
    /// Path relative to the subject.
    pub file: String,
    /// One-based line; 0 means the file as a whole.
    pub line: u32,
}

impl At {
    /// The same as a place of evidence.
    #[must_use]
    pub fn place(&self) -> crate::facts::Place {
        crate::facts::Place::line(self.file.clone(), self.line)
    }
}

/// All sets of objects, and what was searched for them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Manifests {
    /// Number of YAML files of the submission that were looked at.
    pub looked: u32,
    /// Each chart (once per environment), overlay and folder with objects.
    pub sets: Vec<Set>,
    /// Files that should hold objects and could not be read.
    pub problems: Vec<Problem>,
    /// Commands in scripts and documents that make a Secret.
    pub secret_commands: Vec<SecretCommand>,
}

impl Manifests {
    /// The sets that together are what is deployed.
    pub fn chosen(&self) -> impl Iterator<Item = &Set> {
        self.sets.iter().filter(|set| set.chosen)
    }
}

/// How a set came to be objects.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rendered {
    /// Plain files; nothing had to be rendered.
    #[default]
    Plain,
    /// By `helm template`.
    Helm,
    /// By our own reading of the templates.
    Approximated,
}

/// What kind of source a set has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SetKind {
    /// Files of one folder.
    #[default]
    Plain,
    /// A kustomization.
    Kustomize,
    /// A Helm chart.
    Chart,
}

/// Objects that are deployed together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Set {
    /// The folder, relative to the subject; `.` is the root.
    pub folder: String,
    /// Chart, kustomization or plain files.
    pub kind: SetKind,
    /// How it became objects.
    pub rendered: Rendered,
    /// The environment, from the name of the values file or overlay; `None` for the default.
    pub environment: Option<String>,
    /// Values files or kustomizations that were used.
    pub from: Vec<String>,
    /// Whether it is part of what is deployed, and judged.
    pub chosen: bool,
    /// Why it is or is not.
    pub because: String,
    /// What of it could not be rendered; what hangs on it cannot be known.
    pub unrendered: Vec<Problem>,
    /// Dependencies that are not in the checkout.
    pub missing: Vec<String>,
    /// Values the chart demands at install and has no default for.
    pub required: Vec<Problem>,
    /// Every object, in the order of the files.
    pub objects: Vec<Object>,
    /// Everything that runs pods.
    pub workloads: Vec<Workload>,
    /// Services.
    pub services: Vec<Service>,
    /// Ingresses.
    pub ingresses: Vec<Ingress>,
    /// Config maps, generated ones too.
    pub config_maps: Vec<ConfigMap>,
    /// Secrets, and objects from which a controller makes one.
    pub secrets: Vec<Secret>,
    /// Horizontal pod autoscalers.
    pub autoscalers: Vec<Autoscaler>,
    /// Network policies.
    pub network_policies: Vec<NetworkPolicy>,
    /// Persistent volume claims that stand for themselves.
    pub claims: Vec<Claim>,
    /// Roles and their bindings.
    pub access: Vec<Access>,
    /// Service accounts.
    pub accounts: Vec<Account>,
    /// Scrape declarations and alert rules.
    pub monitors: Vec<Monitor>,
}

impl Set {
    /// The workloads that run the application or its database, without one-off jobs.
    pub fn servers(&self) -> impl Iterator<Item = &Workload> {
        self.workloads.iter().filter(|workload| !workload.is_job())
    }
}

/// Something that could not be read or rendered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Problem {
    /// Where.
    pub at: At,
    /// What.
    pub what: String,
}

/// Any object.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Object {
    /// `apiVersion`.
    pub api: String,
    /// `kind`.
    pub kind: String,
    /// `metadata.name`.
    pub name: String,
    /// `metadata.namespace`, where one is given.
    pub namespace: Option<String>,
    /// Labels of the object.
    pub labels: BTreeMap<String, String>,
    /// Line of its `kind`.
    pub at: At,
}

/// A horizontal pod autoscaler.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Autoscaler {
    /// Its name.
    pub name: String,
    /// Line of its `kind`.
    pub at: At,
    /// Kind of the target.
    pub target_kind: String,
    /// Name of the target.
    pub target_name: String,
    /// Line of the target.
    pub target_at: At,
    /// Fewest replicas; Kubernetes takes 1 where none is given.
    pub least: u32,
    /// Most replicas.
    pub most: u32,
    /// Line of the most replicas.
    pub most_at: At,
    /// Resources whose use is measured against the request, such as `cpu`.
    pub resources: Vec<String>,
}

/// A persistent volume claim.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Claim {
    /// Its name.
    pub name: String,
    /// Line of its `kind`.
    pub at: At,
    /// The storage that is asked for.
    pub storage: Option<String>,
}

/// A role, or who is bound to one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Access {
    /// `Role`, `ClusterRole`, `RoleBinding` or `ClusterRoleBinding`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Line of its `kind`.
    pub at: At,
    /// For a role: each rule as `verbs on resources`.
    pub rules: Vec<String>,
    /// For a binding: the role.
    pub role: String,
    /// For a binding: the service accounts.
    pub accounts: Vec<String>,
}

/// A service account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// Line of its `kind`.
    pub at: At,
    /// `automountServiceAccountToken`.
    pub automount: Option<bool>,
}

/// A scrape declaration or a group of alert rules.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Monitor {
    /// `ServiceMonitor`, `PodMonitor`, `PrometheusRule`, or `annotation`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Line of its `kind`.
    pub at: At,
    /// What it selects, by label.
    pub selector: Selector,
    /// Ports by name or number that are scraped.
    pub ports: Vec<String>,
    /// Names of the alerts.
    pub alerts: Vec<String>,
}
