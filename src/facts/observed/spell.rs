//! A stretch of one container's life.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::facts::Place;

/// What one container did for a while.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Spell {
    /// Milliseconds since the experiment began.
    pub at: u64,
    /// How long it was watched.
    pub lasted_ms: u64,
    /// Its exit code, where it ended.
    pub exit: Option<i64>,
    /// Ports that others could reach at the end.
    pub listens: Vec<u16>,
    /// How often it was started again, as its deployment declares.
    pub restarts: u32,
    /// Connections to the database from its address at the end, where it was given one.
    pub connections: Option<u64>,
    /// What it printed last, secrets masked.
    pub words: String,
}

impl Spell {
    /// Whether it was up at the end.
    #[must_use]
    pub fn up(&self) -> bool {
        self.exit.is_none()
    }

    /// The moment, as the place of an exhibit.
    #[must_use]
    pub fn place(&self, experiment: &str) -> Place {
        Place::moment(experiment, self.at)
    }
}

impl fmt::Display for Spell {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.exit {
            Some(code) => write!(out, "ended with code {code}")?,
            None if self.listens.is_empty() => write!(out, "ran without listening")?,
            None => write!(out, "listened on {:?}", self.listens)?,
        }
        write!(out, " within {}.{} s", self.lasted_ms / 1000, self.lasted_ms % 1000 / 100)?;
        if self.restarts > 0 {
            write!(out, " and {} restarts", self.restarts)?;
        }
        if !self.words.is_empty() {
            write!(out, ", saying: {}", self.words)?;
        }
        Ok(())
    }
}
