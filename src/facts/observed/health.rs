//! What the health checks say, beside what is true.

use serde::{Deserialize, Serialize};

/// What was true when a check was asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Truth {
    /// Everything works.
    #[default]
    Works,
    /// The database does not answer.
    DatabaseGone,
    /// The database is back.
    DatabaseBack,
    /// The service's own process is stopped and answers nothing.
    Wedged,
}

/// One service's checks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Health {
    /// The service.
    pub service: String,
    /// It is the backend, which needs the database.
    pub backend: bool,
    /// The image's own check; none where it has none.
    pub command: Option<String>,
    /// What that check said.
    pub checks: Vec<Check>,
    /// Routes that answer about health.
    pub routes: Vec<HealthRoute>,
    /// Paths that were tried for such routes.
    pub tried: usize,
    /// Whether the stopped process really answered nothing; absent where it was not stopped.
    pub wedged: Option<bool>,
}

/// One answer of the image's own check.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Check {
    /// Milliseconds since the experiment began.
    pub at: u64,
    /// What was true.
    pub truth: Truth,
    /// Its exit code; none where it did not end in time, which counts as a failure.
    pub code: Option<i64>,
    /// What it printed.
    pub output: String,
}

/// One route that answers about health.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HealthRoute {
    /// Its path.
    pub path: String,
    /// Its answers.
    pub answers: Vec<HealthAnswer>,
}

/// One answer of such a route.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HealthAnswer {
    /// Milliseconds since the experiment began.
    pub at: u64,
    /// What was true.
    pub truth: Truth,
    /// The status; none where no answer came.
    pub status: Option<u16>,
    /// The start of the body.
    pub seen: String,
}

impl HealthRoute {
    /// Whether the last answer under some truth was good; `None` where it was not asked then.
    #[must_use]
    pub fn green(&self, truth: Truth) -> Option<bool> {
        let last = self.answers.iter().rev().find(|answer| answer.truth == truth)?;
        Some(last.status.is_some_and(|status| (200..400).contains(&status)))
    }
}

impl Health {
    /// Whether the image's check was last content under some truth; `None` where it was not asked then.
    #[must_use]
    pub fn content(&self, truth: Truth) -> Option<bool> {
        let last = self.checks.iter().rev().find(|check| check.truth == truth)?;
        Some(last.code == Some(0))
    }
}
