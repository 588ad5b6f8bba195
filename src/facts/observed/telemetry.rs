//! What the services tell about themselves: logs and metrics.

use serde::{Deserialize, Serialize};

use super::Call;

/// Logs and metrics after known traffic.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Telemetry {
    /// Requests that carried an id of ours.
    pub traced: Vec<Traced>,
    /// Each service's log.
    pub logs: Vec<Log>,
    /// Each service's metrics.
    pub metrics: Vec<Metrics>,
}

/// One request whose traces were looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Traced {
    /// The service that was asked.
    pub asked: String,
    /// The request.
    pub call: Call,
    /// The id that it carried.
    pub sent: String,
    /// The id that the answer carried, where it did.
    pub answered: Option<String>,
    /// Where either id was found.
    pub found: Vec<Found>,
}

/// A line of a log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Found {
    /// The service whose log it is.
    pub service: String,
    /// The line, secrets masked.
    pub line: String,
}

/// One service's log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Log {
    /// The service.
    pub service: String,
    /// Lines in it.
    pub lines: usize,
    /// Lines that are one JSON object or a row of `name=value`.
    pub structured: usize,
    /// A line that is neither.
    pub plain: Option<String>,
    /// A line that is structured.
    pub sample: Option<String>,
    /// Secrets of ours that stand in it: the variable or kind, and the line masked.
    pub secrets: Vec<Found>,
    /// How many secrets were looked for.
    pub looked_for: usize,
}

/// One service's metrics.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Metrics {
    /// The service.
    pub service: String,
    /// The path that answered; none where none did.
    pub path: Option<String>,
    /// Paths that were tried.
    pub tried: Vec<String>,
    /// The media type.
    pub media: String,
    /// Where the text is no metrics, and why.
    pub fault: Option<String>,
    /// Samples in it.
    pub samples: usize,
    /// Series whose value changed with the traffic.
    pub changed: Vec<String>,
    /// Series about memory, processor, connections or descriptors.
    pub resources: Vec<String>,
}
