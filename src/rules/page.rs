//! What the rules about the page and its files have in common.

use crate::facts::observed::{Asset, Assets, Browser, Typed};
use crate::facts::{Cause, Facts, Place};
use crate::verdict::{Evidence, Exhibit, Undecided, Verdict};

/// Id of the experiment with the browser.
const BROWSER: &str = "browser";
/// Id of the experiment with the files.
pub(super) const ASSETS: &str = "assets";

/// The page, where somebody got in.
///
/// # Errors
/// When it was not looked at, or nobody got past the first page.
pub(super) fn entered(facts: &Facts) -> Result<&Browser, Undecided> {
    let seen = facts.observed.browser.get()?;
    if seen.signed_in || seen.open {
        return Ok(seen);
    }
    Err(Undecided::Prevented(Cause {
        rule: "I1.2".into(),
        what: format!("nobody got past the first page of {}", seen.address),
        place: Place::moment(BROWSER, 0),
    }))
}

/// What speaks against a typed text.
pub(super) fn typed_against(typed: Option<&Typed>) -> Vec<String> {
    let Some(typed) = typed else { return Vec::new() };
    let mut against = Vec::new();
    if typed.row.is_none() {
        against.push(format!("no row holds {:?}", typed.text));
    }
    if !typed.shown {
        against.push(format!("the page does not show {:?}", typed.text));
    }
    against
}

/// A typed text as evidence.
pub(super) fn typed(typed: Option<&Typed>) -> Vec<Exhibit> {
    let shown = |typed: &Typed| {
        let row = typed.row.as_ref().map_or_else(|| "no row".into(), |row| format!("a row of {}", row.table));
        let on_page = if typed.shown { "on the page" } else { "not on the page" };
        Exhibit::new(Place::moment(BROWSER, typed.at), format!("typed {:?}: {row}, {on_page}", typed.said))
    };
    typed.iter().map(|typed| shown(typed)).collect()
}

/// Met or broken, with the steps of the visit.
pub(super) fn judge(
    seen: &Browser,
    against: Vec<String>,
    mut shown: Vec<Exhibit>,
) -> Result<Verdict, Undecided> {
    let broken = !against.is_empty();
    let end = seen.steps.last().map_or(0, |step| step.at);
    let reasons = against.into_iter().map(|reason| Exhibit::new(Place::moment(BROWSER, end), reason));
    shown.splice(0..0, reasons);
    shown.extend(
        seen.steps.iter().map(|step| Exhibit::new(Place::moment(BROWSER, step.at), step.what.clone())),
    );
    if broken {
        shown.extend(
            seen.failed.iter().take(5).map(|failed| {
                Exhibit::new(Place::moment(BROWSER, end), format!("a request failed: {failed}"))
            }),
        );
    }
    match Evidence::from_exhibits(shown) {
        Some(evidence) if broken => Ok(Verdict::Broken(evidence)),
        Some(evidence) => Ok(Verdict::Met(evidence)),
        None => Err(Undecided::ours("nothing was seen of the page")),
    }
}

/// The files of the page.
///
/// # Errors
/// When they were not looked at, or the page does not load.
pub(super) fn assets(facts: &Facts) -> Result<&Assets, Undecided> {
    let seen = facts.observed.assets.get()?;
    if seen.page.ok() {
        return Ok(seen);
    }
    Err(Undecided::Prevented(Cause {
        rule: "I1.2".into(),
        what: format!("the page does not load: {}", seen.page),
        place: seen.page.place(ASSETS),
    }))
}

/// Its scripts and styles.
///
/// # Errors
/// As [`assets`].
pub(super) fn code(facts: &Facts) -> Result<Vec<&Asset>, Undecided> {
    let is_code = |asset: &&Asset| asset.kind.contains("javascript") || asset.kind.contains("css");
    Ok(assets(facts)?.files.iter().filter(is_code).collect())
}

/// Judges each file.
pub(super) fn each<'a>(
    files: impl Iterator<Item = &'a Asset>,
    holds: impl Fn(&Asset) -> bool,
) -> Result<Verdict, Undecided> {
    Verdict::of_each(
        files,
        |asset| {
            let or = |value: &Option<String>| value.clone().unwrap_or_else(|| "absent".into());
            let number =
                |value: Option<u16>| value.map_or_else(|| "not asked".into(), |status| status.to_string());
            let what = format!(
                "{} {}: {} bytes, cache-control {}, etag {}, content-encoding {}, asked again {}, at the backend {}",
                asset.call.method,
                asset.call.path,
                asset.bytes,
                or(&asset.cache),
                or(&asset.etag),
                or(&asset.encoding),
                number(asset.again),
                number(asset.at_backend)
            );
            Exhibit::new(asset.call.place(ASSETS), what)
        },
        |asset| holds(asset),
        "the page names no script, style or picture of its own",
    )
}
