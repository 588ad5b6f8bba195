//! How the services start: alone, late, hardened, and with variables missing.

use serde::{Deserialize, Serialize};

use super::{Call, Spell};
use crate::facts::checkout::layout::Role;

/// One service started without any other, then with a database that came late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alone {
    /// The service.
    pub service: String,
    /// The part it plays.
    pub role: Role,
    /// Without anything else.
    pub alone: Spell,
    /// After the database came, for services that are given one.
    pub late: Option<Spell>,
}

/// One service in the whole application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The service.
    pub service: String,
    /// The part it plays.
    pub role: Role,
    /// Addresses and ports that listen, as the kernel lists them.
    pub sockets: Vec<String>,
    /// Ports that others can reach.
    pub ports: Vec<u16>,
    /// Its answer to `GET /`.
    pub answer: Call,
    /// The answer's media type.
    pub media: String,
}

/// One service started without one of its variables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    /// The service.
    pub service: String,
    /// The variable that was missing; none where nothing was.
    pub without: Option<String>,
    /// It holds a key, a password or the address of a database.
    pub vital: bool,
    /// What the service did.
    pub spell: Spell,
    /// Whether what it printed names the variable.
    pub named: bool,
}

/// One service on a root that cannot be written, without any capability.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hardened {
    /// The service.
    pub service: String,
    /// How it started.
    pub spell: Spell,
    /// The workload it was given.
    pub calls: Vec<Call>,
}

/// A file that a container wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Written {
    /// The service.
    pub service: String,
    /// The path in the container.
    pub path: String,
    /// `added`, `changed` or `deleted`.
    pub how: String,
    /// Its size, where it is a file.
    pub bytes: Option<u64>,
}

/// The services on hardened containers, and what ordinary ones wrote during a workload.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Footprint {
    /// On a read-only root without capabilities.
    pub hardened: Vec<Hardened>,
    /// Services whose files were compared with their image after the workload.
    pub compared: Vec<String>,
    /// Requests of the workload that succeeded.
    pub workload: usize,
    /// Files they wrote; folders are left out.
    pub written: Vec<Written>,
}
