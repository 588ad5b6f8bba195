//! What runs pods, and how.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{At, Shown, Target};
use crate::facts::checkout::layout::Role;

/// A workload: `Deployment`, `StatefulSet`, `DaemonSet`, `Job`, `CronJob`, `Pod` or the like.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Workload {
    /// `kind`.
    pub kind: String,
    /// `metadata.name`.
    pub name: String,
    /// `metadata.namespace`, where one is given.
    pub namespace: Option<String>,
    /// Line of its `kind`.
    pub at: At,
    /// The part it plays, where that can be told.
    pub role: Option<Role>,
    /// The service of the layout that it runs, where that can be told.
    pub service: Option<String>,
    /// Why it plays that part.
    pub because: String,
    /// `spec.replicas`, where given.
    pub replicas: Option<u32>,
    /// Line of `spec.replicas`, else of the kind.
    pub replicas_at: At,
    /// `spec.selector.matchLabels`.
    pub selector: BTreeMap<String, String>,
    /// Labels of the pods.
    pub labels: BTreeMap<String, String>,
    /// Annotations of the pods.
    pub annotations: BTreeMap<String, String>,
    /// All containers, those that run first marked as such.
    pub containers: Vec<Container>,
    /// Volumes of the pod, and claims that a stateful set makes.
    pub volumes: Vec<Volume>,
    /// `serviceAccountName`.
    pub account: Option<String>,
    /// `automountServiceAccountToken` of the pod.
    pub automount: Option<bool>,
    /// The pod's security context.
    pub security: Security,
    /// Host namespaces the pod asks for, such as `hostNetwork`.
    pub host: Vec<String>,
}

impl Workload {
    /// Whether it ends by itself.
    #[must_use]
    pub fn is_job(&self) -> bool {
        matches!(self.kind.as_str(), "Job" | "CronJob")
    }

    /// `Kind name`.
    #[must_use]
    pub fn title(&self) -> String {
        format!("{} {}", self.kind, self.name)
    }

    /// The containers that keep running.
    pub fn mains(&self) -> impl Iterator<Item = &Container> {
        self.containers.iter().filter(|container| !container.init)
    }
}

/// One container.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Container {
    /// Its name.
    pub name: String,
    /// Line of its name.
    pub at: At,
    /// Whether it runs before the others and ends.
    pub init: bool,
    /// The image reference.
    pub image: Option<String>,
    /// Line of the image.
    pub image_at: At,
    /// `command` and `args`.
    pub command: Vec<String>,
    /// Declared ports.
    pub ports: Vec<Port>,
    /// Variables one by one.
    pub env: Vec<Variable>,
    /// Variables taken over wholesale.
    pub env_from: Vec<EnvFrom>,
    /// `livenessProbe`.
    pub liveness: Option<Probe>,
    /// `readinessProbe`.
    pub readiness: Option<Probe>,
    /// `startupProbe`.
    pub startup: Option<Probe>,
    /// `resources.requests`.
    pub requests: BTreeMap<String, Quantity>,
    /// `resources.limits`.
    pub limits: BTreeMap<String, Quantity>,
    /// Line of `resources`, else of the name.
    pub resources_at: At,
    /// Its security context.
    pub security: Security,
    /// Its mounts.
    pub mounts: Vec<Mount>,
}

/// An amount as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Quantity {
    /// Such as `250m` or `256Mi`.
    pub text: String,
    /// Where.
    pub at: At,
}

/// A declared port.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Port {
    /// Its name.
    pub name: Option<String>,
    /// `containerPort`.
    pub number: u16,
    /// `TCP` unless said otherwise.
    pub protocol: String,
    /// Where.
    pub at: At,
}

/// A variable of a container.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Where.
    pub at: At,
    /// Where its value comes from.
    pub source: Source,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// It stands there.
    Literal(Shown),
    /// A key of a Secret.
    Secret {
        /// The Secret's name.
        name: String,
        /// The key.
        key: String,
        /// Whether the pod starts without it.
        optional: bool,
    },
    /// A key of a config map.
    Config {
        /// The config map's name.
        name: String,
        /// The key.
        key: String,
        /// Whether the pod starts without it.
        optional: bool,
    },
    /// A field of the pod, or a resource of it.
    Field(String),
    /// Nothing that Kubernetes would accept.
    Nothing,
}

/// All keys of a config map or Secret as variables.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EnvFrom {
    /// Whether it is a Secret; else a config map.
    pub secret: bool,
    /// Its name.
    pub name: String,
    /// Put before each key.
    pub prefix: String,
    /// Whether the pod starts without it.
    pub optional: bool,
    /// Where.
    pub at: At,
}

/// A probe.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Probe {
    /// `httpGet`, `tcpSocket`, `exec`, `grpc`, or empty where none of them stands there.
    pub kind: String,
    /// The path of `httpGet`.
    pub path: Option<String>,
    /// The port, where one is asked.
    pub port: Option<Target>,
    /// The command of `exec`.
    pub command: Vec<String>,
    /// Where.
    pub at: At,
}

/// What a security context says; `None` is *not said*.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Security {
    /// Where it stands; line 0 where there is none.
    pub at: At,
    /// `runAsNonRoot`.
    pub non_root: Option<bool>,
    /// `runAsUser`.
    pub user: Option<i64>,
    /// `allowPrivilegeEscalation`.
    pub escalation: Option<bool>,
    /// `privileged`.
    pub privileged: Option<bool>,
    /// `readOnlyRootFilesystem`.
    pub read_only: Option<bool>,
    /// `capabilities.drop`.
    pub drop: Vec<String>,
    /// `capabilities.add`.
    pub add: Vec<String>,
    /// `seccompProfile.type`.
    pub seccomp: Option<String>,
}

/// A mount of a container.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mount {
    /// The volume's name.
    pub volume: String,
    /// `mountPath`.
    pub path: String,
    /// `subPath`.
    pub sub_path: Option<String>,
    /// `readOnly`.
    pub read_only: bool,
    /// Where.
    pub at: At,
}

/// A volume of a pod.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Volume {
    /// Its name.
    pub name: String,
    /// Where.
    pub at: At,
    /// What it is.
    pub kind: VolumeKind,
}

/// What a volume is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VolumeKind {
    /// `emptyDir`; gone with the pod.
    Empty {
        /// Whether it lives in memory.
        memory: bool,
    },
    /// `hostPath`.
    Host(String),
    /// A persistent volume claim by name.
    Claim(String),
    /// A claim that a stateful set makes for each pod.
    Template,
    /// A Secret.
    Secret(String),
    /// A config map.
    Config(String),
    /// Anything else, by its type.
    Other(String),
}
