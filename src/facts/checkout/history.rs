//! What the git history says.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a path of the checkout is, as far as the record rules care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The project's constitution.
    Constitution,
    /// A specification.
    Spec,
    /// A plan that belongs to a specification.
    Plan,
    /// A task list that belongs to a plan.
    Tasks,
    /// A Dockerfile.
    Dockerfile,
    /// A compose file.
    Compose,
    /// A file with Kubernetes objects, or a kustomization.
    Manifest,
    /// A file of a Helm chart.
    Chart,
    /// A file for an AI operations tool, such as a kagent agent.
    AiOps,
    /// A workflow of a CI service.
    Workflow,
    /// Source code.
    Source,
    /// Anything else.
    Other,
}

impl Kind {
    /// Whether it decides what runs where.
    #[must_use]
    pub fn is_infrastructure(self) -> bool {
        match self {
            Self::Dockerfile | Self::Compose | Self::Manifest | Self::Chart | Self::AiOps => true,
            Self::Constitution
            | Self::Spec
            | Self::Plan
            | Self::Tasks
            | Self::Workflow
            | Self::Source
            | Self::Other => false,
        }
    }

    /// Whether it belongs to the chain of specifications.
    #[must_use]
    pub fn is_specification(self) -> bool {
        matches!(self, Self::Spec | Self::Plan | Self::Tasks)
    }

    /// The kind in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Constitution => "the constitution",
            Self::Spec => "a specification",
            Self::Plan => "a plan",
            Self::Tasks => "a task list",
            Self::Dockerfile => "a Dockerfile",
            Self::Compose => "a compose file",
            Self::Manifest => "a Kubernetes manifest",
            Self::Chart => "a Helm chart",
            Self::AiOps => "a file for AI operations",
            Self::Workflow => "a workflow",
            Self::Source => "source code",
            Self::Other => "another file",
        }
    }
}

/// How much of a history there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// There is no repository at the root.
    #[default]
    None,
    /// There is a repository without a commit.
    Empty,
    /// A clone that was cut off: the oldest commits are missing.
    Shallow,
    /// Everything from the first commit on.
    Whole,
}

/// Somebody who wrote or committed; names and addresses of one person are folded into one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Person {
    /// The name of the latest commit.
    pub name: String,
    /// All names, in the order of their first use.
    pub names: Vec<String>,
    /// All addresses, lower case.
    pub emails: Vec<String>,
    /// A program, such as a dependency updater or the forge itself.
    pub bot: bool,
    /// How many commits this person wrote.
    pub commits: u32,
}

/// What a commit did to one file that a record rule cares about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The file.
    pub file: String,
    /// What it is.
    pub kind: Kind,
    /// Whether it was new.
    pub added: bool,
}

/// One commit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Commit {
    /// Full hexadecimal id.
    pub id: String,
    /// Ids of the parents.
    pub parents: Vec<String>,
    /// Index into [`History::people`].
    pub author: usize,
    /// Index into [`History::people`].
    pub committer: usize,
    /// Day it was written, `YYYY-MM-DD` in UTC.
    pub date: String,
    /// Seconds since 1970 when it was committed.
    pub time: i64,
    /// First line of the message.
    pub subject: String,
    /// Trailers as key (lower case) and value.
    pub trailers: Vec<(String, String)>,
    /// Whether it carries a signature (not verified).
    pub signed: bool,
    /// Number of the pull request that its subject names.
    pub pull_request: Option<u64>,
    /// Whether it lies on the chain of first parents from HEAD.
    pub mainline: bool,
    /// Index of the person whose merge brought it to the mainline.
    pub merged_by: Option<usize>,
    /// Changes to files that a record rule cares about.
    pub changes: Vec<Change>,
    /// How many files it changed in all.
    pub files: u32,
}

/// Where a kind of file first appears.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Appearance {
    /// Index of the commit, oldest first.
    pub order: usize,
    /// The commit.
    pub commit: String,
    /// The file.
    pub file: String,
    /// Day of the commit.
    pub date: String,
}

/// One tag.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tag {
    /// Its name.
    pub name: String,
    /// Whether it is an object with a tagger and a message of its own.
    pub annotated: bool,
    /// The version it names, `1.2.3`, where it names one.
    pub version: Option<String>,
    /// The commit it points at.
    pub target: String,
}

/// The history of the checkout.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct History {
    /// How much there is.
    pub extent: Extent,
    /// The branch that is checked out.
    pub branch: Option<String>,
    /// All commits that HEAD reaches, parents before children.
    pub commits: Vec<Commit>,
    /// Everybody who wrote or committed.
    pub people: Vec<Person>,
    /// All tags.
    pub tags: Vec<Tag>,
    /// Where each kind of file first appears.
    pub first: BTreeMap<Kind, Appearance>,
    /// Infrastructure files in the folder that git does not track.
    pub untracked: Vec<Change>,
    /// What was left out because there is too much of it.
    pub cut: Vec<String>,
}

impl History {
    /// The person who wrote a commit.
    #[must_use]
    pub fn author(&self, commit: &Commit) -> Option<&Person> {
        self.people.get(commit.author)
    }

    /// Everybody who wrote a commit and is a person.
    pub fn authors(&self) -> impl Iterator<Item = &Person> {
        self.people.iter().filter(|person| !person.bot && person.commits > 0)
    }

    /// Index of the first commit that added or changed a file.
    #[must_use]
    pub fn first_touch(&self, file: &str) -> Option<usize> {
        self.commits.iter().position(|commit| commit.changes.iter().any(|change| change.file == file))
    }
}
