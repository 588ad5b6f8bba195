//! Whether something was seen, and if not, whose fault that is.

use serde::{Deserialize, Serialize};

use super::Place;
use crate::verdict::Undecided;

/// A root cause in the submission that kept an experiment from running, such as an image that does not build.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// Id of the rule that reports this cause as itself; consequences are folded under it.
    pub rule: String,
    /// What happened, in the submission's own words where it has any.
    pub what: String,
    /// Where to look first.
    pub place: Place,
}

/// One section of the facts: seen, or the reason why not.
///
/// A rule never guesses between the cases: [`Seen::get`] turns everything but `Known` into an [`Undecided`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seen<T> {
    /// Not looked at in this run: the tier, the selection or the budget left it out.
    #[default]
    NotRun,
    /// Looked at, and this is what was there.
    Known(T),
    /// Could not be looked at because of the submission: broken, folded under the cause.
    Prevented(Cause),
    /// Could not be looked at because of us or the machine: never passes, never fails.
    Unknown {
        /// What kept us from looking.
        why: String,
        /// The command or act that would change it.
        next: Option<String>,
    },
}

impl<T> Seen<T> {
    /// Ours or the machine's fault, with the next command to type.
    #[must_use]
    pub fn unknown(why: impl Into<String>, next: Option<&str>) -> Self {
        Self::Unknown { why: why.into(), next: next.map(Into::into) }
    }

    /// What was seen.
    ///
    /// # Errors
    /// The reason why nothing was seen; a rule passes it on with `?`.
    pub fn get(&self) -> Result<&T, Undecided> {
        match self {
            Self::Known(value) => Ok(value),
            Self::NotRun => Err(Undecided::NotRun),
            Self::Prevented(cause) => Err(Undecided::Prevented(cause.clone())),
            Self::Unknown { why, next } => Err(Undecided::Ours { why: why.clone(), next: next.clone() }),
        }
    }

    /// The value where there is one, for code that only adds to a message.
    #[must_use]
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::NotRun | Self::Prevented(_) | Self::Unknown { .. } => None,
        }
    }
}

impl<T> From<Undecided> for Seen<T> {
    fn from(why: Undecided) -> Self {
        match why {
            Undecided::NotRun => Self::NotRun,
            Undecided::Prevented(cause) => Self::Prevented(cause),
            Undecided::Ours { why, next } => Self::Unknown { why, next },
        }
    }
}

impl<T> From<Result<T, Undecided>> for Seen<T> {
    fn from(result: Result<T, Undecided>) -> Self {
        match result {
            Ok(value) => Self::Known(value),
            Err(why) => why.into(),
        }
    }
}
