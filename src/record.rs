//! One judged rule, and one whole run, as every report shows them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::facts::{Facts, Place};
use crate::rules::{Rule, Selection};
use crate::verdict::{Exhibit, Undecided, Verdict};

/// The outcome of one rule. Every planned rule ends in exactly one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// The obligation holds, with evidence.
    Met,
    /// The obligation does not hold, with evidence or under a named cause.
    Broken,
    /// A person should look; does not break the run.
    Warned,
    /// Said by a signed statement only.
    Attested,
    /// Broken, and accepted by the judge until a date.
    Waived,
    /// Has no object here.
    NotApplicable,
    /// Could not be proven, for our reasons.
    Undecided,
    /// Left out by tier, selection or budget.
    NotRun,
}

/// One judged rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The rule's id.
    pub rule: String,
    /// The statements it serves; the first is its home.
    pub statements: Vec<String>,
    /// What had to hold.
    pub obligation: String,
    /// The outcome.
    pub status: Status,
    /// The rule that reports the root cause, where this one only follows from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// What was seen and where; empty only for `undecided` and `not-run`.
    pub evidence: Vec<Exhibit>,
    /// Why it could not be decided, where it could not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// How to mend it, or the next command where it is undecided.
    pub remedy: String,
    /// The `Then` that asked for it, in the features.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario: Option<Place>,
    /// Time that the rule's own check took.
    pub elapsed_ms: u64,
}

impl Status {
    /// All outcomes, the gravest first.
    pub const ALL: [Self; 8] = [
        Self::Broken,
        Self::Undecided,
        Self::NotRun,
        Self::Warned,
        Self::Waived,
        Self::Attested,
        Self::Met,
        Self::NotApplicable,
    ];

    /// The word that reports use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Broken => "broken",
            Self::Warned => "warned",
            Self::Attested => "attested",
            Self::Waived => "waived",
            Self::NotApplicable => "not applicable",
            Self::Undecided => "not proven",
            Self::NotRun => "not run",
        }
    }
}

/// What was judged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The folder's name.
    pub name: String,
    /// Full id of the commit in HEAD, where there is a repository.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Number of files that belong to the submission.
    pub files: usize,
}

/// The outcome of one statement: the gravest among its rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated {
    /// The statement's id.
    pub id: String,
    /// Its duty.
    pub obligation: String,
    /// The gravest outcome among its rules.
    pub status: Status,
    /// The rules judged for it.
    pub rules: Vec<String>,
}

/// One run from start to end: the only input of every report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Version of this form; see `schema/result.schema.json`.
    pub schema: String,
    /// The run's id, also the name of its folder.
    pub id: String,
    /// When it began, RFC 3339 in UTC.
    pub started: String,
    /// How long it took.
    pub duration_ms: u64,
    /// Seed of every name and value that varies from run to run.
    pub seed: u64,
    /// What the caller chose.
    pub selection: Selection,
    /// What was left out by that choice, in words; empty for a whole run.
    pub left_out: String,
    /// What was judged.
    pub subject: Subject,
    /// Programs that took part, with their versions.
    pub tools: BTreeMap<String, String>,
    /// `planned` and the number of rules in each outcome; they add up, or the run failed.
    pub counts: BTreeMap<String, usize>,
    /// Statements in the constitution's order.
    pub statements: Vec<Stated>,
    /// Rules in the constitution's order.
    pub verdicts: Vec<Record>,
    /// Faults of the harness or of the waivers; any of them makes the run fail.
    pub faults: Vec<String>,
    /// 0 conformant, 1 broken, 2 the harness failed, 3 not proven.
    pub exit_code: u8,
}

impl Run {
    /// The schema's version that this code writes.
    pub const SCHEMA: &'static str = "conformance-result/1";

    /// Verdicts of one outcome.
    pub fn with(&self, status: Status) -> impl Iterator<Item = &Record> {
        self.verdicts.iter().filter(move |record| record.status == status)
    }

    /// How many rules follow from the breach of this one.
    #[must_use]
    pub fn consequences(&self, rule: &str) -> usize {
        self.verdicts.iter().filter(|record| record.cause.as_deref() == Some(rule)).count()
    }

    /// Breaches that follow from no other: those with most consequences first, then the most binding.
    #[must_use]
    pub fn roots(&self) -> Vec<&Record> {
        let mut roots: Vec<&Record> =
            self.with(Status::Broken).filter(|record| record.cause.is_none()).collect();
        roots.sort_by_key(|record| {
            let level = crate::rules::find(&record.rule).map(crate::rules::level);
            (level, std::cmp::Reverse(self.consequences(&record.rule)))
        });
        roots
    }

    /// One sentence: the outcome of the run.
    #[must_use]
    pub fn headline(&self) -> &'static str {
        match self.exit_code {
            0 => "conformant",
            1 => "not conformant",
            3 => "nothing broken, but not everything is proven",
            _ => "the harness failed, so nothing here counts",
        }
    }
}

impl Record {
    /// Judges one rule on the facts. Pure: equal facts give equal records.
    #[must_use]
    pub fn judge(rule: &Rule, facts: &Facts) -> Self {
        let blank = Self {
            rule: rule.id.into(),
            statements: rule.statements.iter().map(|&id| id.into()).collect(),
            obligation: rule.obligation.into(),
            status: Status::NotRun,
            cause: None,
            evidence: Vec::new(),
            why: None,
            remedy: rule.remedy.into(),
            scenario: None,
            elapsed_ms: 0,
        };
        let (status, evidence) = match (rule.check)(facts) {
            Ok(Verdict::Met(evidence)) => (Status::Met, evidence),
            Ok(Verdict::Warned(evidence)) => (Status::Warned, evidence),
            Ok(Verdict::Broken(evidence)) => (Status::Broken, evidence),
            Ok(Verdict::Attested(evidence)) => (Status::Attested, evidence),
            Ok(Verdict::NotApplicable(evidence)) => (Status::NotApplicable, evidence),
            Err(undecided) => return blank.undecided(undecided, rule),
        };
        Self { status, evidence: evidence.exhibits().to_vec(), ..blank }
    }

    fn undecided(self, undecided: Undecided, rule: &Rule) -> Self {
        match undecided {
            Undecided::NotRun => Self {
                why: Some("not looked at in this run".into()),
                remedy: rule.tier.next().into(),
                ..self
            },
            Undecided::Ours { why, next } => Self {
                status: Status::Undecided,
                why: Some(why),
                remedy: next.unwrap_or_else(|| "conformance doctor".into()),
                ..self
            },
            Undecided::Prevented(cause) => Self {
                status: Status::Broken,
                evidence: vec![Exhibit::new(cause.place, cause.what)],
                cause: (cause.rule != rule.id).then_some(cause.rule),
                ..self
            },
        }
    }
}
