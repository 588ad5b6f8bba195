//! What became of acknowledged writes while faults ran, how fast answers came, and what a backup brought back.

mod check;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use check::{Anomaly, Wrong, anomalies};

/// What a client asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// A new task with this text.
    Create,
    /// Another text for a task.
    Update,
    /// A task done.
    Complete,
    /// A task away.
    Delete,
    /// What the task is now.
    Read,
}

/// What the client knows afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was acknowledged.
    Ok,
    /// It was refused, so it did not happen.
    Failed,
    /// No answer, or one that leaves it open: it may have happened, or happen yet.
    Unknown,
}

/// One task as it was seen.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct Shape {
    /// Its text.
    pub text: String,
    /// Whether it is done, where that can be told.
    pub done: Option<bool>,
}

/// One operation of a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operation {
    /// Milliseconds from the start of the experiment to the invocation.
    pub at: u64,
    /// Milliseconds until the answer.
    pub took: u64,
    /// The task's nonce; each task is used by one client, one operation at a time.
    pub item: String,
    /// What was asked for.
    pub act: Act,
    /// The text that was written, for `Create` and `Update`.
    pub text: String,
    /// What came of it.
    pub outcome: Outcome,
    /// The answer's status.
    pub status: Option<u16>,
    /// What a `Read` that was answered saw; `None` where the task was not there.
    pub seen: Option<Shape>,
}

/// One fault.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fault {
    /// Milliseconds from the start of the experiment.
    pub at: u64,
    /// When everything was started again and listened.
    pub until: u64,
    /// What was done.
    pub what: String,
    /// Whether it was seen to happen: the container had ended, connections were gone.
    pub seen: bool,
}

/// Writes under faults.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Durability {
    /// All operations in the order of their invocation.
    pub operations: Vec<Operation>,
    /// All faults.
    pub faults: Vec<Fault>,
    /// Rows at the end that hold a nonce of this run, by nonce.
    pub rows: BTreeMap<String, Vec<Shape>>,
    /// Replicas that were used.
    pub replicas: u32,
}

impl Durability {
    /// Operations that changed something and were acknowledged.
    #[must_use]
    pub fn acknowledged(&self) -> usize {
        let writes = self.operations.iter().filter(|it| it.act != Act::Read);
        writes.filter(|it| it.outcome == Outcome::Ok).count()
    }

    /// Faults that were seen to happen.
    pub fn faults_seen(&self) -> impl Iterator<Item = &Fault> {
        self.faults.iter().filter(|fault| fault.seen)
    }

    /// All nonces that were attempted.
    #[must_use]
    pub fn items(&self) -> BTreeSet<&str> {
        self.operations.iter().map(|it| it.item.as_str()).collect()
    }
}

/// Latencies of one kind of request, in milliseconds, from the moment it was due.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Latency {
    /// Requests that were due.
    pub due: u32,
    /// Requests that failed.
    pub failed: u32,
    /// The median.
    pub p50: f64,
    /// The 95th percentile.
    pub p95: f64,
    /// The 99th percentile.
    pub p99: f64,
}

/// Requests at a fixed rate, whether or not the answers keep up.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Load {
    /// Requests per second that were due.
    pub rate: f64,
    /// Seconds that it lasted.
    pub seconds: f64,
    /// Requests per second that were answered well.
    pub achieved: f64,
    /// Share of the processors that was in use just before, by whatever else ran; absent where it cannot be told.
    pub busy: Option<f64>,
    /// Reads of the list.
    pub reads: Latency,
    /// New tasks.
    pub writes: Latency,
}

/// Connections at one number of concurrent requests.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Crowd {
    /// Milliseconds since the experiment began.
    pub at: u64,
    /// Concurrent clients.
    pub clients: u32,
    /// Requests that were answered well.
    pub answered: u32,
    /// Most connections of the application that were open at once.
    pub most: u32,
    /// Connections that were opened meanwhile, where the server counts them.
    pub opened: Option<u32>,
}

/// What a table held.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Table {
    /// Rows.
    pub rows: i64,
    /// A digest of all rows.
    pub digest: String,
    /// The owner.
    pub owner: String,
}

/// A dump, the end of the database, and its restoration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Backup {
    /// Tables before.
    pub before: BTreeMap<String, Table>,
    /// Tables after.
    pub after: BTreeMap<String, Table>,
    /// Last values of the sequences before.
    pub sequences_before: BTreeMap<String, i64>,
    /// Last values of the sequences after.
    pub sequences_after: BTreeMap<String, i64>,
    /// The application answered with the old task after the restoration.
    pub served: bool,
    /// The application made a new task after the restoration.
    pub writable: bool,
    /// What went wrong, in the words of the tools.
    pub words: String,
}

/// One run of a command in a container.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Ran {
    /// The command.
    pub command: String,
    /// Its exit code; absent where it did not end.
    pub code: Option<i64>,
    /// What it printed last.
    pub words: String,
}

/// The last migration down and up again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Migration {
    /// Where the command is shown; absent where none was found.
    pub at: Option<crate::facts::checkout::document::Line>,
    /// The way down.
    pub down: Ran,
    /// The way up.
    pub up: Ran,
    /// Tables before.
    pub before: BTreeMap<String, Table>,
    /// Tables between down and up.
    pub between: BTreeMap<String, Table>,
    /// Tables after.
    pub after: BTreeMap<String, Table>,
    /// The application answered with the old tasks afterwards.
    pub served: bool,
}
