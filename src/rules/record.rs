//! What the rules that are proven by record share: the sections they read, and the cases in which a history cannot
//! show an order.

use crate::facts::checkout::document::{Documents, Feature, Line, Signature, Technique, Tests};
use crate::facts::checkout::history::{Appearance, Commit, Extent, History};
use crate::facts::{Facts, Place};
use crate::verdict::{Evidence, Exhibit, Undecided, Verdict};

/// Evidence shown for one verdict; a reader needs no more to go and look.
const MOST_SHOWN: usize = 20;

/// The texts.
pub(super) fn documents(facts: &Facts) -> Result<&Documents, Undecided> {
    facts.checkout.documents.get()
}

/// The history.
pub(super) fn history(facts: &Facts) -> Result<&History, Undecided> {
    facts.checkout.history.get()
}

/// The tests.
pub(super) fn tests(facts: &Facts) -> Result<&Tests, Undecided> {
    facts.checkout.tests.get()
}

/// A history in which an order can be seen, or the verdict where there is none: no repository, no commit, or all
/// in one commit is the submission's own choice, and a person should look; a clone that was cut off is not.
pub(super) fn ordered(facts: &Facts) -> Result<Result<&History, Verdict>, Undecided> {
    let history = history(facts)?;
    let hidden = |why: &str| {
        let place =
            history.commits.first().map_or_else(|| Place::file("."), |commit| place(&commit.id, None));
        Ok(Err(Verdict::Warned(Evidence::of(place, format!("order not observable: {why}")))))
    };
    match (history.extent, history.commits.len()) {
        (Extent::None, _) => hidden("the checkout is no git repository"),
        (Extent::Empty, _) => hidden("the repository has no commit"),
        (Extent::Shallow, _) => Err(Undecided::Ours {
            why: "the clone was cut off, so the oldest commits are missing".into(),
            next: Some("git fetch --unshallow".into()),
        }),
        (Extent::Whole, 0 | 1) => hidden("everything was added in one commit"),
        (Extent::Whole, _) => Ok(Ok(history)),
    }
}

/// A commit, or one of its files, as a place.
pub(super) fn place(commit: &str, file: Option<&str>) -> Place {
    Place::Commit { commit: commit.into(), file: file.map(Into::into), line: None }
}

/// A commit as evidence.
pub(super) fn commit_exhibit(commit: &Commit, file: Option<&str>, says: &str) -> Exhibit {
    let subject: String = commit.subject.chars().take(80).collect();
    Exhibit::new(place(&commit.id, file), format!("{} {subject}: {says}", commit.date))
}

/// A first appearance as evidence.
pub(super) fn first_exhibit(first: &Appearance, says: &str) -> Exhibit {
    Exhibit::new(place(&first.commit, Some(&first.file)), format!("{says} first appears on {}", first.date))
}

/// Broken, with evidence of what was searched in vain.
pub(super) fn absent(place: &str, says: impl Into<String>) -> Verdict {
    Verdict::Broken(Evidence::of(Place::file(place), says))
}

/// Broken with the offenders where there are any, else met with the rest, else absent.
pub(super) fn judge(bad: Vec<Exhibit>, good: Vec<Exhibit>, none: impl FnOnce() -> Verdict) -> Verdict {
    let shown = |mut exhibits: Vec<Exhibit>| {
        exhibits.truncate(MOST_SHOWN);
        Evidence::from_exhibits(exhibits)
    };
    match (shown(bad), shown(good)) {
        (Some(bad), _) => Verdict::Broken(bad),
        (None, Some(good)) => Verdict::Met(good),
        (None, None) => none(),
    }
}

/// Lines as evidence.
pub(super) fn shown<'a>(lines: impl IntoIterator<Item = &'a Line>) -> Vec<Exhibit> {
    lines.into_iter().take(MOST_SHOWN).map(Line::exhibit).collect()
}

/// Attested where somebody signed with a name and a date.
pub(super) fn attested(signatures: &[Signature]) -> Option<Verdict> {
    let whole = signatures.iter().filter(|signature| signature.name.is_some() && signature.date.is_some());
    Evidence::from_exhibits(shown(whole.map(|signature| &signature.at))).map(Verdict::Attested)
}

/// Whether a feature brings a technique.
pub(super) fn brings(feature: &Feature, technique: Technique) -> bool {
    feature.brings.contains_key(&technique)
}

/// The lines with which a feature brings a technique.
pub(super) fn brought(feature: &Feature, technique: Technique) -> Vec<Exhibit> {
    shown(feature.brings.get(&technique).into_iter().flatten())
}

/// How a name is compared: letters and digits, lower case.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// That no feature brings anything to be deployed, with what was looked at.
pub(super) fn no_deployment_feature(documents: &Documents) -> Verdict {
    let looked = documents.features.len();
    absent(".", format!("no specification brings containers, a cluster or charts, among {looked} looked at"))
}

/// Met only as a warning, where what was seen suggests and does not show it.
pub(super) fn softened(verdict: Verdict, weak: bool) -> Verdict {
    match verdict {
        Verdict::Met(evidence) if weak => Verdict::Warned(evidence),
        Verdict::Met(_)
        | Verdict::Warned(_)
        | Verdict::Broken(_)
        | Verdict::Attested(_)
        | Verdict::NotApplicable(_) => verdict,
    }
}
