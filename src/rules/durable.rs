//! What the rules about writes under faults share.

use super::record;
use crate::facts::observed::state::{Anomaly, Durability, Wrong, anomalies};
use crate::facts::{Facts, Place};
use crate::verdict::{Exhibit, Undecided, Verdict};

/// What was seen, where it proves anything.
///
/// # Errors
/// Without a fault that really happened, or without an acknowledged write, nothing is proven.
pub(super) fn seen(facts: &Facts) -> Result<&Durability, Undecided> {
    let seen = facts.observed.durability.get()?;
    if seen.faults_seen().count() == 0 {
        return Err(Undecided::ours("no fault was seen to happen, so nothing is proven"));
    }
    if seen.acknowledged() == 0 {
        return Err(Undecided::ours("no write was acknowledged, so nothing could be lost"));
    }
    Ok(seen)
}

/// Broken with the anomalies of these kinds, else met with what was done.
///
/// # Errors
/// As [`seen`].
pub(super) fn judge(facts: &Facts, wrong: &[Wrong]) -> Result<Verdict, Undecided> {
    let seen = seen(facts)?;
    let found = anomalies(seen);
    let bad =
        found.iter().filter(|anomaly| wrong.contains(&anomaly.wrong)).map(|it| exhibit(seen, it)).collect();
    let mut good = vec![Exhibit::new(
        Place::moment("durability", 0),
        format!(
            "{} operations of clients on {} replicas, {} writes acknowledged, {} rows at the end",
            seen.operations.len(),
            seen.replicas,
            seen.acknowledged(),
            seen.rows.values().map(Vec::len).sum::<usize>()
        ),
    )];
    good.extend(
        seen.faults_seen().map(|fault| Exhibit::new(Place::moment("durability", fault.at), &fault.what)),
    );
    Ok(record::judge(bad, good, || record::absent(".", "nothing was seen")))
}

/// An anomaly with the fault that came last before or during it.
fn exhibit(seen: &Durability, anomaly: &Anomaly) -> Exhibit {
    let fault = seen.faults.iter().rfind(|fault| fault.at <= anomaly.at + 1_000);
    let then = fault.map(|fault| format!(" (near: {})", fault.what)).unwrap_or_default();
    let kind = format!("{:?}", anomaly.wrong).to_lowercase();
    Exhibit::new(
        Place::moment("durability", anomaly.at),
        format!("{kind}: {}: {}{then}", anomaly.item, anomaly.says),
    )
}

/// A share of small numbers.
pub(super) fn ratio(part: usize, whole: usize) -> f64 {
    let float = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    float(part) / float(whole.max(1))
}
