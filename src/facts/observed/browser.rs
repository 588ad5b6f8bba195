//! The page in a real browser, and the files it is made of.

use serde::{Deserialize, Serialize};

use super::{Call, Row};

/// What a person saw and did.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Browser {
    /// The browser and its version.
    pub program: String,
    /// The address that was opened.
    pub address: String,
    /// The page's title.
    pub title: String,
    /// The start of the text on the first page.
    pub first: String,
    /// What was done, in order.
    pub steps: Vec<Step>,
    /// A person got past the sign-in.
    pub signed_in: bool,
    /// The page asks nobody to sign in.
    pub open: bool,
    /// A task that was typed.
    pub task: Option<Typed>,
    /// A chat message that was typed.
    pub chat: Option<Typed>,
    /// Requests of the page that failed, as `POST http://…: 500`.
    pub failed: Vec<String>,
    /// Files with pictures of the page, in the run's folder.
    pub pictures: Vec<String>,
}

/// One thing that was done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Step {
    /// Milliseconds since the experiment began.
    pub at: u64,
    /// What it was.
    pub what: String,
}

/// A text that was typed into the page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// Milliseconds since the experiment began.
    pub at: u64,
    /// What was typed.
    pub said: String,
    /// The text of the task that was to appear.
    pub text: String,
    /// The page shows it outside of the field it was typed into.
    pub shown: bool,
    /// The row that holds it.
    pub row: Option<Row>,
    /// The page shows what the model answered; only for a chat message.
    pub answered: bool,
}

/// What the frontend serves.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Assets {
    /// The page itself.
    pub page: Call,
    /// Its scripts, styles and pictures.
    pub files: Vec<Asset>,
}

/// One file of the page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Asset {
    /// The exchange.
    pub call: Call,
    /// Bytes of the answer as they came.
    pub bytes: u64,
    /// `Content-Type`.
    pub kind: String,
    /// Its name holds a hash of its content.
    pub hashed: bool,
    /// `Cache-Control`.
    pub cache: Option<String>,
    /// `ETag`.
    pub etag: Option<String>,
    /// `Content-Encoding`, asked with gzip and br allowed.
    pub encoding: Option<String>,
    /// The status when it was asked for again with its `ETag`.
    pub again: Option<u16>,
    /// The status that the backend gives for the same path.
    pub at_backend: Option<u16>,
    /// The backend's answer is the same file.
    pub same_at_backend: bool,
}
