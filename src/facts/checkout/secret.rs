//! Credentials that were found, masked, and the account of what was looked at.
//!
//! No secret text stands here: a credential is its kind, its length, its first two characters and a hash under a
//! key that is made anew for each run, which is enough to tell whether two places hold the same one.

use serde::{Deserialize, Serialize};

use crate::facts::Place;

/// All findings, and what was scanned and skipped.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Secrets {
    /// One entry per credential, however many places hold it; the gravest first.
    pub findings: Vec<Secret>,
    /// What was looked at.
    pub account: Account,
}

/// One credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secret {
    /// What it is, such as `neon-url` or `openai-key`.
    pub kind: String,
    /// How much it matters.
    pub severity: Severity,
    /// What may be shown of it.
    pub masked: Masked,
    /// Every place that holds it, at most [`Secret::MOST_SPOTS`].
    pub spots: Vec<Spot>,
    /// Places beyond those listed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more_spots: u64,
}

impl Secret {
    /// Places listed per credential; more are counted.
    pub const MOST_SPOTS: usize = 100;
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// How much a credential matters, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// It looks like one that opens something.
    LiveLooking,
    /// A default, guessable or local-only credential: `postgres`, `changeme`.
    Default,
    /// It has the shape and stands for something else: `your-key-here`, a documentation value, a test vector.
    Placeholder,
}

impl Severity {
    /// The word in reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::LiveLooking => "live-looking",
            Self::Default => "default",
            Self::Placeholder => "placeholder",
        }
    }
}

/// What may be shown of a credential.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Masked {
    /// Its first two characters; empty where it is too short for that.
    pub starts: String,
    /// Its length in characters.
    pub length: u32,
    /// Keyed hash; equal credentials have equal hashes within one run.
    pub hash: String,
}

impl std::fmt::Display for Masked {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}… ({} characters)", self.starts, self.length)
    }
}

/// One place that holds a credential.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Spot {
    /// How the place belongs to the submission.
    pub standing: Standing,
    /// Where.
    pub place: Place,
    /// The line where the place itself has none: inside a layer's file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// How it was wrapped, from the outside in: `base64`, `zip:inner/file`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub within: Vec<String>,
}

/// How a place belongs to the submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// A file in the git index, or any file where there is no repository.
    Tracked,
    /// A file that git does not know and does not ignore.
    Untracked,
    /// A file that git ignores, or one in a folder that tools fill.
    Ignored,
    /// In the history, and the same text still stands in the last commit.
    InHead,
    /// In the history alone.
    OnlyInHistory,
    /// In an image.
    Image,
    /// Given by itself: standard input, a single file, an archive.
    Given,
}

/// What was looked at: everything is either scanned or listed with the reason why not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Account {
    /// Files, objects and entries that were scanned to their end.
    pub sources: u64,
    /// Their bytes as they stand.
    pub bytes: u64,
    /// Further bytes that came out of archives and encodings.
    pub expanded: u64,
    /// Objects of the git database among the sources.
    pub objects: u64,
    /// Files in folders that tools fill and git does not track, which were left out on purpose.
    pub left_out: u64,
    /// Their bytes.
    pub left_out_bytes: u64,
    /// What was not scanned, or not to its end, at most [`Account::MOST_SKIPPED`].
    pub skipped: Vec<Skipped>,
    /// Skipped things beyond those listed.
    pub more_skipped: u64,
}

impl Account {
    /// Skipped things listed; more are counted.
    pub const MOST_SKIPPED: usize = 200;

    /// Whether everything was scanned to its end.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.skipped.is_empty() && self.more_skipped == 0
    }
}

/// Something that was not scanned, or not to its end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Skipped {
    /// What.
    pub what: String,
    /// Bytes that were not looked at, where known.
    pub bytes: u64,
    /// Why not.
    pub why: String,
}
