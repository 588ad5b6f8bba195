//! What the rules about running containers have in common.

use crate::facts::observed::{Attempt, Call, Spell, Storage};
use crate::facts::{Facts, Place, Seen};
use crate::verdict::{Evidence, Exhibit, Undecided, Verdict};

/// Id of the experiment with the database.
pub(super) const STORAGE: &str = "storage";

/// Broken with what is bad, else met with what is good.
///
/// # Errors
/// Where there is neither: nothing seen proves nothing.
pub(super) fn judge(bad: Vec<Exhibit>, good: Vec<Exhibit>, nothing: &str) -> Result<Verdict, Undecided> {
    match (Evidence::from_exhibits(bad), Evidence::from_exhibits(good)) {
        (Some(bad), _) => Ok(Verdict::Broken(bad)),
        (None, Some(good)) => Ok(Verdict::Met(good)),
        (None, None) => Err(Undecided::ours(nothing)),
    }
}

/// A single thing that holds or not.
pub(super) fn one(holds: bool, exhibit: Exhibit) -> Result<Verdict, Undecided> {
    let (bad, good) = if holds { (Vec::new(), vec![exhibit]) } else { (vec![exhibit], Vec::new()) };
    judge(bad, good, "nothing was looked at")
}

/// One part of the experiment with the database.
///
/// # Errors
/// Where it was not seen; where the application could not even be used before, that part says why.
pub(super) fn part<T>(facts: &Facts, pick: fn(&Storage) -> &Seen<T>) -> Result<&T, Undecided> {
    let storage = facts.observed.storage.get()?;
    let seen = pick(storage);
    if let (Seen::NotRun, Seen::Known(empty)) = (seen, &storage.empty) {
        return Err(unused(&empty.attempt));
    }
    seen.get()
}

/// Why an application could not be used at all.
fn unused(attempt: &Attempt) -> Undecided {
    let last = attempt.calls.last().map(ToString::to_string).unwrap_or_default();
    Undecided::Ours {
        why: format!("no user could be signed in and make a task: {} {last}", attempt.spell),
        next: Some("name the routes for signing up and in, and for tasks, in conformance.toml".into()),
    }
}

/// A container's spell as evidence.
pub(super) fn spell(experiment: &str, service: &str, spell: &Spell) -> Exhibit {
    Exhibit::new(spell.place(experiment), format!("{service} {spell}"))
}

/// The answer of a service that could do what it was asked, or refused it for a reason of the request's own.
pub(super) fn works(call: &Call) -> bool {
    call.status.is_some_and(|status| status < 500)
}

/// Whether an attempt succeeded.
///
/// # Errors
/// Where it failed in a way that says nothing about the service.
pub(super) fn attempt(attempt: &Attempt, what: &str) -> Result<Verdict, Undecided> {
    let mut shown = vec![spell(STORAGE, &format!("the backend on {what}"), &attempt.spell)];
    shown.extend(attempt.calls.iter().map(|call| Exhibit::new(call.place(STORAGE), call.to_string())));
    let started = attempt.spell.up() && !attempt.spell.listens.is_empty();
    if started && attempt.stored {
        shown.push(Exhibit::new(attempt.spell.place(STORAGE), "the task stands in the database"));
        return judge(Vec::new(), shown, "nothing was looked at");
    }
    if started && attempt.calls.iter().all(works) && !attempt.calls.iter().any(Call::ok) {
        return Err(unused(attempt));
    }
    judge(shown, Vec::new(), "nothing was looked at")
}

/// A moment of an experiment that stands for the whole of it.
pub(super) fn whole(experiment: &str) -> Place {
    Place::moment(experiment, 0)
}
