//! What a rule may answer. `Met` and `Broken` cannot be built without evidence.

use serde::{Deserialize, Serialize};

use crate::facts::{Cause, Place};

/// One piece of evidence: a place, and what stood there in the submission's own words (secrets masked).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exhibit {
    /// Where to look.
    pub place: Place,
    /// What stood there.
    pub seen: String,
}

impl Exhibit {
    /// A place and what stood there.
    #[must_use]
    pub fn new(place: Place, seen: impl Into<String>) -> Self {
        Self { place, seen: seen.into() }
    }
}

/// At least one exhibit; there is no way to make an empty one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence(Vec<Exhibit>);

impl Evidence {
    /// A single exhibit.
    #[must_use]
    pub fn of(place: Place, seen: impl Into<String>) -> Self {
        Self(vec![Exhibit::new(place, seen)])
    }

    /// All exhibits, or `None` where there is not one.
    #[must_use]
    pub fn from_exhibits(exhibits: Vec<Exhibit>) -> Option<Self> {
        (!exhibits.is_empty()).then_some(Self(exhibits))
    }

    /// The exhibits in the order in which they were given.
    #[must_use]
    pub fn exhibits(&self) -> &[Exhibit] {
        &self.0
    }
}

/// A rule's answer about the submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The obligation holds; the evidence says what was looked at.
    Met(Evidence),
    /// The obligation holds in part, or by a reading the constitution does not name; a person should look.
    Warned(Evidence),
    /// The obligation does not hold.
    Broken(Evidence),
    /// Nothing but a signed, dated statement in the submission says so.
    Attested(Evidence),
    /// The obligation has no object here; the evidence shows why.
    NotApplicable(Evidence),
}

/// Why a rule could not answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undecided {
    /// Left out by tier, selection or budget.
    NotRun,
    /// Our fault or the machine's.
    Ours {
        /// What kept us from looking.
        why: String,
        /// The command or act that would change it.
        next: Option<String>,
    },
    /// The submission's fault: reported as broken, folded under this cause.
    Prevented(Cause),
}

impl Undecided {
    /// Our fault or the machine's, without a next command.
    #[must_use]
    pub fn ours(why: impl Into<String>) -> Self {
        Self::Ours { why: why.into(), next: None }
    }
}

impl Verdict {
    /// Judges a list of things that were looked at: broken with the offenders, met with all of them.
    ///
    /// # Errors
    /// `Undecided` with `nothing` when the list is empty: nothing seen proves nothing.
    pub fn of_each<T>(
        things: impl IntoIterator<Item = T>,
        exhibit: impl Fn(&T) -> Exhibit,
        holds: impl Fn(&T) -> bool,
        nothing: &str,
    ) -> Result<Self, Undecided> {
        let (good, bad): (Vec<T>, Vec<T>) = things.into_iter().partition(|thing| holds(thing));
        let shown = |things: &[T]| Evidence::from_exhibits(things.iter().map(&exhibit).collect());
        match (shown(&bad), shown(&good)) {
            (Some(offenders), _) => Ok(Self::Broken(offenders)),
            (None, Some(all)) => Ok(Self::Met(all)),
            (None, None) => Err(Undecided::ours(nothing)),
        }
    }
}
