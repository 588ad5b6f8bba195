//! What the texts beside the code say: specifications, runbooks, workflows, owners.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::history::Kind;
use crate::facts::Place;
use crate::verdict::Exhibit;

/// One line of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Line {
    /// Path relative to the subject.
    pub file: String,
    /// One-based line; 0 means the file as a whole.
    pub line: u32,
    /// What stands there, cut to a readable length.
    pub text: String,
}

impl Line {
    /// The line as evidence.
    #[must_use]
    pub fn exhibit(&self) -> Exhibit {
        Exhibit::new(Place::line(&self.file, self.line), &self.text)
    }
}

/// A technique that a specification brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Technique {
    /// Images and containers.
    Docker,
    /// Objects in a cluster.
    Kubernetes,
    /// Charts.
    Helm,
    /// kubectl-ai, kagent and their kin.
    AiOps,
}

impl Technique {
    /// Its usual name.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Docker => "Docker",
            Self::Kubernetes => "Kubernetes",
            Self::Helm => "Helm",
            Self::AiOps => "AI operations",
        }
    }
}

/// One feature: a specification with its plan and its tasks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Feature {
    /// Its folder, or the common beginning of its files.
    pub name: String,
    /// The first heading of the specification.
    pub title: String,
    /// The specification.
    pub spec: Option<String>,
    /// The plan.
    pub plan: Option<String>,
    /// The task list.
    pub tasks: Option<String>,
    /// The other texts of the feature.
    pub others: Vec<String>,
    /// The line that states its status.
    pub status: Option<Line>,
    /// The line that states its date.
    pub dated: Option<Line>,
    /// What it brings, each with the lines that say so, outside of sections on what is out of scope.
    pub brings: BTreeMap<Technique, Vec<Line>>,
}

/// A file that decides what runs where, and which specifications speak of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Infrastructure {
    /// The file, or the folder of a chart.
    pub file: String,
    /// What it is.
    pub kind: Kind,
    /// Lines of specifications, plans and tasks that name it or its folder; one per text.
    pub named: Vec<Line>,
    /// Lines that speak of its kind only; one per text.
    pub spoken: Vec<Line>,
}

/// One constitution.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Constitution {
    /// Path relative to the subject.
    pub file: String,
    /// The version it states.
    pub version: Option<Line>,
    /// The version's number.
    pub number: Option<String>,
    /// The line with the date from which it holds.
    pub effective: Option<Line>,
    /// That date, `YYYY-MM-DD` (the first of the month where no day is given).
    pub effective_date: Option<String>,
    /// The line with the review cycle.
    pub cycle: Option<Line>,
    /// The cycle in days.
    pub cycle_days: Option<u32>,
}

/// Somebody's dated word: an acknowledgement, a review, a signature.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Signature {
    /// Where it stands.
    pub at: Line,
    /// Who.
    pub name: Option<String>,
    /// When, `YYYY-MM-DD`.
    pub date: Option<String>,
}

/// What a dated, signed statement is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Every author has read the constitution.
    Acknowledgement,
    /// The constitution was looked at again.
    ConstitutionReview,
    /// A specification was reviewed.
    SpecReview,
    /// Docker's AI agent was used.
    Gordon,
    /// AI assistance came first.
    AiAssistance,
    /// Changes to production are approved.
    Approval,
    /// The main branch is protected.
    BranchProtection,
    /// What one knows was passed on.
    KnowledgeTransfer,
    /// Operations took over.
    Handover,
}

/// An AI tool for operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tool {
    /// Docker's AI agent.
    Gordon,
    /// kubectl-ai.
    KubectlAi,
    /// kagent.
    Kagent,
}

/// How a text speaks of a tool or a command.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sense {
    /// It was done, or is to be done.
    Used,
    /// It is only spoken of.
    #[default]
    Mentioned,
    /// It is ruled out, or left for later.
    Reserved,
    /// For the case that something is wrong, or for looking only.
    Diagnosis,
}

/// A tool in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolMention {
    /// Which tool.
    pub tool: Tool,
    /// How it is spoken of.
    pub sense: Sense,
    /// Where.
    pub at: Line,
}

/// A command that a text tells the reader to type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// Where it stands.
    pub at: Line,
    /// The headings above it, outermost first.
    pub section: String,
    /// How it is meant.
    pub sense: Sense,
    /// Paths of the checkout that it needs and that no file of the checkout matches.
    pub missing: Vec<String>,
    /// How many paths of the checkout it needs.
    pub paths: u32,
}

/// A text for people who run or build the system.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Guide {
    /// Path relative to the subject.
    pub file: String,
    /// Its headings.
    pub sections: Vec<Line>,
    /// Number of words.
    pub words: u32,
}

/// What a step of a workflow does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// It runs tests.
    Tests,
    /// It builds an image.
    Builds,
    /// It pushes an image.
    Pushes,
    /// It deploys.
    Deploys,
    /// It scans for vulnerabilities.
    Scans,
}

/// One step of a workflow.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Step {
    /// Where it stands.
    pub at: Line,
    /// What it does.
    pub does: Vec<Deed>,
    /// Image tags that it names.
    pub tags: Vec<String>,
    /// A failure of it is ignored.
    pub forgiven: bool,
}

impl Step {
    /// Whether it does this.
    #[must_use]
    pub fn does(&self, deed: Deed) -> bool {
        self.does.contains(&deed)
    }
}

/// One job of a workflow.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Job {
    /// Its id.
    pub name: String,
    /// Where it stands.
    pub at: Line,
    /// Jobs that come before it, also indirectly.
    pub after: Vec<String>,
    /// The environment whose protection it waits for.
    pub environment: Option<String>,
    /// Its steps in order.
    pub steps: Vec<Step>,
}

/// One workflow of a CI service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Workflow {
    /// Path relative to the subject.
    pub file: String,
    /// What starts it.
    pub on: Vec<String>,
    /// Its jobs.
    pub jobs: Vec<Job>,
    /// Why it could not be read, where it could not.
    pub unreadable: Option<String>,
}

/// What a number of the performance budget limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Median latency in milliseconds.
    P50,
    /// 95th percentile of latency in milliseconds.
    P95,
    /// 99th percentile of latency in milliseconds.
    P99,
    /// Requests per second.
    Throughput,
    /// Failed requests in percent.
    Errors,
}

/// One number of the performance budget.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Budget {
    /// What it limits.
    pub measure: Measure,
    /// The limit.
    pub limit: f64,
    /// Where it stands.
    pub at: Line,
}

/// A version that the submission gives to what it ships.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Version {
    /// The version, without a leading `v`.
    pub number: String,
    /// Where it stands.
    pub at: Line,
}

/// All texts that a record rule reads.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Documents {
    /// Features in their order.
    pub features: Vec<Feature>,
    /// Constitutions; the one of this phase first.
    pub constitutions: Vec<Constitution>,
    /// Files that decide what runs where.
    pub infrastructure: Vec<Infrastructure>,
    /// Entries of the prompt history.
    pub prompts: Vec<Line>,
    /// Where AI tools are spoken of.
    pub tools: Vec<ToolMention>,
    /// Prompts, specifications and notes that show assistance by an AI in deployment work.
    pub assistance: Vec<Line>,
    /// Texts for people who run or build the system.
    pub guides: Vec<Guide>,
    /// What they tell the reader to type.
    pub commands: Vec<Command>,
    /// Workflows of CI services.
    pub workflows: Vec<Workflow>,
    /// Lines of the owners' file.
    pub owners: Vec<Line>,
    /// Rules for branches, as files.
    pub protections: Vec<Line>,
    /// Dated, signed statements by subject.
    pub signatures: BTreeMap<Subject, Vec<Signature>>,
    /// The performance budget.
    pub budget: Vec<Budget>,
    /// Versions of what is shipped.
    pub versions: Vec<Version>,
    /// Configurations of linters and formatters.
    pub linters: Vec<String>,
    /// How many texts were read.
    pub texts: u32,
    /// Texts that were left out, with the reason.
    pub cut: Vec<String>,
}

impl Documents {
    /// The features that bring anything to be deployed, in their order.
    pub fn deployment_features(&self) -> impl Iterator<Item = &Feature> {
        self.features.iter().filter(|feature| !feature.brings.is_empty())
    }

    /// The signed statements about a subject.
    #[must_use]
    pub fn signed(&self, subject: Subject) -> &[Signature] {
        self.signatures.get(&subject).map_or(&[], Vec::as_slice)
    }
}

/// What a test file tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TestKind {
    /// A part alone.
    Unit,
    /// Parts together.
    Integration,
    /// What a user does.
    EndToEnd,
    /// How fast or how much.
    Performance,
}

/// One file with tests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestFile {
    /// Path relative to the subject.
    pub file: String,
    /// What it tests.
    pub kind: TestKind,
    /// The service it belongs to: the folder that holds its sources.
    pub service: Option<String>,
    /// Number of test cases.
    pub cases: u32,
    /// Number of assertions.
    pub assertions: u32,
    /// The first case, as evidence.
    pub first: Line,
}

/// All tests of the checkout.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tests {
    /// Folders with the sources of a service that is built.
    pub services: Vec<String>,
    /// Files with tests.
    pub files: Vec<TestFile>,
}
