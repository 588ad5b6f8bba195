//! One HTTP exchange.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::facts::Place;

/// One HTTP exchange as it was seen; credentials are masked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Call {
    /// Milliseconds since the experiment began.
    pub at: u64,
    /// Method, in capitals.
    pub method: String,
    /// Path and query as sent.
    pub path: String,
    /// Who asked: `user A`, `user B`, `nobody`, `a wrong token`.
    pub by: String,
    /// The answer's status; absent when no answer came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The start of the answer's body, or what went wrong.
    pub seen: String,
}

impl Call {
    /// Whether the answer says that it was done.
    #[must_use]
    pub fn ok(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }

    /// The moment, as the place of an exhibit.
    #[must_use]
    pub fn place(&self, experiment: &str) -> Place {
        Place::moment(experiment, self.at)
    }
}

impl fmt::Display for Call {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { method, path, by, status, seen, .. } = self;
        match status {
            Some(status) => write!(out, "{method} {path} as {by}: {status} {seen}"),
            None => write!(out, "{method} {path} as {by}: no answer, {seen}"),
        }
    }
}
