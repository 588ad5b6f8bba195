//! What the compose files declare.

use serde::{Deserialize, Serialize};

pub use super::dockerfile::Command;
pub use super::quote::{Quote, Reference, Variable};

/// One compose file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ComposeFile {
    /// Path relative to the subject.
    pub file: String,
    /// The services in their order.
    pub services: Vec<ComposeService>,
    /// Top-level networks; `internal` ones are marked.
    pub networks: Vec<Network>,
    /// Names of the top-level volumes.
    pub volumes: Vec<String>,
    /// Files it includes or extends.
    pub includes: Vec<Quote>,
    /// Why it could not be read, and where.
    pub problem: Option<Quote>,
}

/// A network.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Network {
    /// Its name.
    pub name: String,
    /// It has no way out.
    pub internal: bool,
    /// It is made by someone else.
    pub external: bool,
}

/// One service of a compose file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ComposeService {
    /// Its name.
    pub name: String,
    /// Line of its name.
    pub line: u32,
    /// The image, variables put in with their defaults.
    pub image: Option<Quote>,
    /// How it is built.
    pub build: Option<Build>,
    /// The command.
    pub command: Option<Command>,
    /// The entry point.
    pub entrypoint: Option<Command>,
    /// Published ports.
    pub ports: Vec<Port>,
    /// Ports open to other services.
    pub expose: Vec<u16>,
    /// The environment.
    pub environment: Vec<Variable>,
    /// Files with more of the environment.
    pub env_file: Vec<EnvFile>,
    /// Mounts.
    pub volumes: Vec<Mount>,
    /// Paths in memory.
    pub tmpfs: Vec<String>,
    /// The health check.
    pub health: Option<Health>,
    /// Services it waits for.
    pub depends_on: Vec<Dependency>,
    /// Memory limit as written, with its line.
    pub memory: Option<Quote>,
    /// CPU limit as written, with its line.
    pub cpus: Option<Quote>,
    /// Networks it is on; none means the default one.
    pub networks: Vec<String>,
    /// The user.
    pub user: Option<Quote>,
    /// The root file system is read-only.
    pub read_only: bool,
    /// It is privileged.
    pub privileged: Option<Quote>,
    /// `network_mode`, `pid` or the like that leaves the container.
    pub host: Option<Quote>,
    /// Profiles that must be chosen for it to start.
    pub profiles: Vec<String>,
    /// What happens when it ends.
    pub restart: Option<String>,
    /// Number of containers.
    pub replicas: Option<u32>,
}

/// How a service is built.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Build {
    /// Line of `build`.
    pub line: u32,
    /// The context, relative to the subject; `None` where it is a URL or leaves the subject.
    pub context: Option<String>,
    /// The Dockerfile, relative to the subject.
    pub dockerfile: Option<String>,
    /// The stage.
    pub target: Option<String>,
    /// Build arguments.
    pub args: Vec<Variable>,
    /// The Dockerfile stands in the compose file.
    pub inline: bool,
}

/// A published port.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Port {
    /// One-based line.
    pub line: u32,
    /// As written.
    pub written: String,
    /// The address on the host.
    pub address: Option<String>,
    /// The port on the host.
    pub published: Option<u16>,
    /// The port in the container.
    pub target: Option<u16>,
}

/// A file with variables.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EnvFile {
    /// One-based line.
    pub line: u32,
    /// Relative to the subject.
    pub file: String,
    /// Whether the checkout holds it.
    pub present: bool,
    /// It must be there.
    pub required: bool,
}

/// A mount.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mount {
    /// One-based line.
    pub line: u32,
    /// As written.
    pub written: String,
    /// A volume's name or a path of the host; `None` for an anonymous volume.
    pub source: Option<String>,
    /// The path in the container.
    pub target: String,
    /// The source is a path of the host.
    pub bind: bool,
    /// It cannot be written.
    pub read_only: bool,
}

/// A health check.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Health {
    /// One-based line.
    pub line: u32,
    /// It switches the image's own check off.
    pub disabled: bool,
    /// The command; none where only intervals are set.
    pub test: Option<Command>,
}

/// A service that another waits for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dependency {
    /// One-based line.
    pub line: u32,
    /// The service waited for.
    pub service: String,
    /// `service_started`, `service_healthy` or `service_completed_successfully`.
    pub condition: Option<String>,
}

impl ComposeFile {
    /// The service of that name.
    #[must_use]
    pub fn service(&self, name: &str) -> Option<&ComposeService> {
        self.services.iter().find(|service| service.name == name)
    }
}
