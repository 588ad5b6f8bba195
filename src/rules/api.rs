//! What the rules about the Todo API have in common.

use crate::facts::observed::{Access, Api, Call, Deed};
use crate::facts::{Cause, Facts, Place};
use crate::verdict::{Evidence, Exhibit, Undecided, Verdict};

/// Id of the experiment.
pub(super) const API: &str = "api";

/// The API in use.
///
/// # Errors
/// When it was not looked at, or nobody could sign in.
pub(super) fn api(facts: &Facts) -> Result<&Api, Undecided> {
    let api = facts.observed.api.get()?;
    if api.sign_in.is_some() {
        return Ok(api);
    }
    let failed = |call: &&Call| call.method == "POST" && call.status.is_some_and(|status| status >= 500);
    if let Some(call) = api.attempts.iter().find(failed) {
        return Err(Undecided::Prevented(Cause {
            rule: "H1a".into(),
            what: format!("nobody can sign in: {call}"),
            place: call.place(API),
        }));
    }
    Err(Undecided::Ours {
        why: format!("no way to sign in was found in {} requests", api.attempts.len()),
        next: Some("name the routes for signing up and in, and for tasks, in conformance.toml".into()),
    })
}

/// A deed on a task that was made before.
///
/// # Errors
/// When there is no such task, because none could be made.
pub(super) fn on_task<'a>(api: &Api, deed: &'a Deed) -> Result<&'a Deed, Undecided> {
    match api.create.last() {
        Some(call) if call.ok() && api.create.answer.is_some() => Ok(deed),
        Some(call) => Err(Undecided::Prevented(Cause {
            rule: "H1a".into(),
            what: format!("no task can be made: {call}"),
            place: call.place(API),
        })),
        None => Err(no_route(api, "makes a task")),
    }
}

/// No route does this: theirs where they list their routes, else perhaps only not found.
pub(super) fn no_route(api: &Api, what: &str) -> Undecided {
    match &api.document {
        Some(document) => Undecided::Prevented(Cause {
            rule: "H1a".into(),
            what: format!("none of the {} operations in {document} {what}", api.operations),
            place: Place::moment(API, 0),
        }),
        None => Undecided::Ours {
            why: format!("no route that {what} was found in {} requests", api.attempts.len()),
            next: Some("name the routes for tasks in conformance.toml".into()),
        },
    }
}

/// Broken, because no operation of the document does this.
pub(super) fn missing(api: &Api, what: &str) -> Result<Verdict, Undecided> {
    match no_route(api, what) {
        Undecided::Prevented(cause) => Ok(Verdict::Broken(Evidence::of(cause.place, cause.what))),
        ours @ (Undecided::Ours { .. } | Undecided::NotRun) => Err(ours),
    }
}

/// One exchange as evidence.
pub(super) fn call(call: &Call) -> Exhibit {
    Exhibit::new(call.place(API), call.to_string())
}

/// A deed as evidence: what was answered, and which row stood there.
pub(super) fn deed(deed: &Deed) -> Vec<Exhibit> {
    let Some(last) = deed.last() else { return Vec::new() };
    let row = match &deed.after {
        Some(row) => format!("{}: {}", row.table, shown(row)),
        None => "no such row in PostgreSQL".into(),
    };
    vec![call(last), Exhibit::new(last.place(API), row)]
}

fn shown(row: &crate::facts::observed::Row) -> String {
    let columns = row.columns.iter().map(|(name, value)| format!("{name} {value}"));
    columns.collect::<Vec<_>>().join(", ").chars().take(240).collect()
}

/// Judges a deed: met with its exchange and row, broken with the reasons against it.
pub(super) fn judge(seen: &Deed, against: Vec<String>) -> Result<Verdict, Undecided> {
    let mut exhibits = deed(seen);
    let broken = !against.is_empty();
    let at = seen.last().map_or(Place::moment(API, 0), |call| call.place(API));
    exhibits.splice(0..0, against.into_iter().map(|reason| Exhibit::new(at.clone(), reason)));
    match Evidence::from_exhibits(exhibits) {
        Some(evidence) if broken => Ok(Verdict::Broken(evidence)),
        Some(evidence) => Ok(Verdict::Met(evidence)),
        None => Err(Undecided::ours("nothing was tried")),
    }
}

/// Judges what one kind of stranger got: 401 is met, another refusal a warning, everything else broken.
pub(super) fn refused(seen: &[&Access], right: &[u16], nothing: &str) -> Result<Verdict, Undecided> {
    let status = |access: &&&Access| access.call.status.unwrap_or(0);
    let harmful = |access: &&&Access| {
        let refusal = matches!(status(access), 300..=499);
        access.leaked || access.changed || !refusal
    };
    let shown =
        |of: Vec<&&Access>| Evidence::from_exhibits(of.into_iter().map(|access| exhibit(access)).collect());
    if let Some(evidence) = shown(seen.iter().filter(harmful).collect()) {
        return Ok(Verdict::Broken(evidence));
    }
    if let Some(evidence) = shown(seen.iter().filter(|access| !right.contains(&status(access))).collect()) {
        return Ok(Verdict::Warned(evidence));
    }
    shown(seen.iter().collect()).map(Verdict::Met).ok_or_else(|| Undecided::ours(nothing))
}

fn exhibit(access: &Access) -> Exhibit {
    let harm = match (access.leaked, access.changed) {
        (true, _) => " (the owner's text came back)",
        (false, true) => " (the owner's row changed)",
        (false, false) => "",
    };
    Exhibit::new(access.call.place(API), format!("{}{harm}", access.call))
}
