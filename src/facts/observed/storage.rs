//! What the application does with its database: replaced, secured, cut off, emptied.

use serde::{Deserialize, Serialize};

use super::{Call, Spell};
use crate::facts::Seen;

/// What became of data and service through changes of the database and of the containers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Storage {
    /// A database that refuses connections without TLS.
    pub tls: Seen<Attempt>,
    /// A database in which nothing was.
    pub empty: Seen<Empty>,
    /// Every container of the backend replaced by a new one.
    pub replaced: Seen<Kept>,
    /// All its connections ended by the server.
    pub ended: Seen<Recovery>,
    /// The server stopped and started again.
    pub restarted: Seen<Recovery>,
    /// Connections that the server listed.
    pub sessions: Seen<Vec<Session>>,
}

/// A backend on some database, and what a user could do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Attempt {
    /// How it started.
    pub spell: Spell,
    /// Signing in and making a task; the last one counts.
    pub calls: Vec<Call>,
    /// The task stands in the database.
    pub stored: bool,
}

/// A backend on an empty database.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Empty {
    /// What a new user could do.
    pub attempt: Attempt,
    /// Tables that were there afterwards.
    pub tables: Vec<String>,
    /// A task of another database shows up all the same.
    pub stale: bool,
    /// How the task of the other database was looked for.
    pub looked: Option<Call>,
}

/// A task through the replacement of all containers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    /// It was made.
    pub made: Call,
    /// It was asked for again after the replacement.
    pub asked: Call,
    /// It was there.
    pub found: bool,
}

/// A fault and the way back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Recovery {
    /// When the fault struck, in milliseconds since the experiment began.
    pub at: u64,
    /// How many connections it ended, where that is known.
    pub ended: Option<u64>,
    /// Requests after it, until one succeeded.
    pub calls: Vec<Call>,
    /// When a request succeeded again, in milliseconds after the fault was over.
    pub back_ms: Option<u64>,
    /// Whether the container was still the same, not started again by anyone.
    pub unaided: bool,
}

/// A connection that the database server lists.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Session {
    /// The name that the client gave.
    pub application: String,
    /// The service at that address.
    pub service: String,
    /// How many there are.
    pub count: u64,
}
