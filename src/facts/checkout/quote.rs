//! A line of the submission, quoted.

use serde::{Deserialize, Serialize};

use crate::facts::Place;
use crate::verdict::Exhibit;

/// What stood at one line of a file; sensitive values are masked before they come here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Quote {
    /// Path relative to the subject.
    pub file: String,
    /// One-based line; 0 means the file as a whole.
    pub line: u32,
    /// What stood there.
    pub text: String,
}

impl Quote {
    /// A line and what stood there.
    #[must_use]
    pub fn new(file: impl Into<String>, line: u32, text: impl Into<String>) -> Self {
        Self { file: file.into(), line, text: text.into() }
    }

    /// The place alone.
    #[must_use]
    pub fn place(&self) -> Place {
        Place::line(self.file.clone(), self.line)
    }

    /// The line as evidence.
    #[must_use]
    pub fn exhibit(&self) -> Exhibit {
        Exhibit::new(self.place(), self.text.clone())
    }
}

/// A name with a value, as `ENV`, `ARG`, `LABEL` or a compose file sets it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Variable {
    /// One-based line.
    pub line: u32,
    /// The variable's name.
    pub name: String,
    /// The value as written, masked where it is sensitive; `None` where only the name stands.
    pub value: Option<String>,
    /// The value is a credential and no placeholder: its kind.
    pub secret: Option<String>,
    /// Variables the value is taken from, such as `X` of `${X:-y}`.
    pub from: Vec<Reference>,
}

/// A variable named inside a value.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reference {
    /// The variable's name.
    pub name: String,
    /// What stands in for it where it is missing (`:-`), masked where it is sensitive.
    pub default: Option<String>,
    /// Nothing starts without it (`:?`).
    pub required: bool,
}
