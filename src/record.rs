//! One judged rule, as every report shows it.

use serde::{Deserialize, Serialize};

use crate::facts::Facts;
use crate::rules::Rule;
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
    /// Time that the rule's own check took.
    pub elapsed_ms: u64,
}

impl Record {
    /// Judges one rule on the facts. Pure: equal facts give equal records.
    #[must_use]
    pub fn judge(rule: &Rule, facts: &Facts) -> Self {
        let blank = Self {
            rule: rule.id.into(),
            statements: rule.statements.iter().map(|&id| id.into()).collect(),
            status: Status::NotRun,
            cause: None,
            evidence: Vec::new(),
            why: None,
            remedy: rule.remedy.into(),
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
