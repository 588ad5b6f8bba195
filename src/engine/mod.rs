//! Runs the judge: reads the subject, lets the features ask for every rule, and turns the facts into a result.

pub(crate) mod bundle;
#[cfg(test)]
mod doors;
mod features;
mod progress;
mod result;
mod session;
mod suite;
pub(crate) mod trace;
mod waiver;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

pub(crate) use progress::Progress;
pub(crate) use result::{Frame, assemble};
pub(crate) use session::Session;
pub(crate) use waiver::Waivers;

use crate::experiment::{self, Lab};
use crate::facts::{Checkout, Facts, Observed};
use crate::inspect::clock::Moment;
use crate::inspect::tree::Tree;
use crate::record::{Run, Subject};
use crate::rules::{Rule, Selection, Tier};
use crate::verdict::Undecided;

/// The hidden command of the process that cleans up after a run that dies.
pub(crate) const REAP: &str = "__reap";

/// What the caller decides about a run.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) selection: Selection,
    pub(crate) seed: u64,
    /// The whole run ends here, and the reports are still written.
    pub(crate) deadline: Duration,
    /// Leave containers in place at the end.
    pub(crate) keep: bool,
    /// Advisories in OSV format, a folder or a zip.
    pub(crate) advisories: Option<std::path::PathBuf>,
    pub(crate) waivers: Waivers,
    pub(crate) started: Moment,
}

/// Why nothing was judged.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The caller asked for something that is not there: usage.
    Usage(String),
    /// The harness is not whole or cannot work: exit code 2.
    Harness(String),
}

/// Everything one run gives: the result, and what it was made from.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) run: Run,
    pub(crate) facts: Facts,
    pub(crate) frame: Frame,
}

/// Judges a checkout.
///
/// # Errors
/// A [`Refusal`] when nothing could be judged at all; anything later is part of the result.
pub(crate) async fn judge(
    root: &Path,
    name: &str,
    options: Options,
    quiet: bool,
) -> Result<Outcome, Refusal> {
    let clock = Instant::now();
    let features = whole_features()?;
    let planned = options.selection.rules().map_err(Refusal::Usage)?;
    let progress = Progress::new(planned.len(), quiet);
    progress.say(&format!("judging {name}: {} rules", planned.len()));
    let (checkout, subject) = read(root, name).await?;
    let checkout = Arc::new(checkout);
    let id = format!("{}-{:08x}", options.started.compact(), options.seed & 0xffff_ffff);
    let lab = open_lab(root, &checkout, &planned, &options, &id, &progress).await;
    let session = Arc::new(Session::new(planned.clone(), checkout, lab, progress.clone()));
    let asked = trace::places(&features);
    let ended = tokio::select! {
        () = suite::run(features, &session) => None,
        () = tokio::time::sleep(options.deadline.saturating_sub(clock.elapsed())) => Some("the deadline"),
        _ = tokio::signal::ctrl_c() => Some("Ctrl-C"),
    };
    if let Some(what) = ended {
        progress.say(&format!("{what} ended the run; the reports say what was not run"));
    }
    session.close().await;
    progress.finish();
    let facts = session.facts();
    let frame = Frame {
        id,
        started: options.started.rfc3339(),
        duration_ms: u64::try_from(clock.elapsed().as_millis()).unwrap_or(u64::MAX),
        seed: options.seed,
        selection: options.selection,
        subject,
        tools: tools(&session),
        today: options.started.date(),
        waivers: options.waivers,
        faults: session.unreconciled(ended),
        elapsed_ms: session.elapsed(),
    };
    Ok(Outcome { run: assemble(&frame, &facts, &planned, &asked), facts, frame })
}

/// The features, if the suite is whole.
///
/// # Errors
/// Every gap between constitution, rules, features and experiments.
pub(crate) fn whole_features() -> Result<Vec<cucumber::gherkin::Feature>, Refusal> {
    let refuse = |gaps: Vec<String>| {
        Refusal::Harness(format!("the suite is not whole, so nothing was judged:\n  {}", gaps.join("\n  ")))
    };
    let features = features::parse().map_err(refuse)?;
    let gaps = trace::gaps(&features);
    if gaps.is_empty() { Ok(features) } else { Err(refuse(gaps)) }
}

/// Where each rule is asked for, for a caller that judges recorded facts.
pub(crate) fn places() -> Result<BTreeMap<&'static str, trace::Asked>, Refusal> {
    Ok(trace::places(&whole_features()?))
}

async fn read(root: &Path, name: &str) -> Result<(Checkout, Subject), Refusal> {
    let (root, name) = (root.to_path_buf(), name.to_string());
    let reading = tokio::task::spawn_blocking(move || {
        let tree = Tree::open(&root)?;
        let subject =
            Subject { name, commit: crate::inspect::index::head(&root), files: tree.files().count() };
        Ok::<_, std::io::Error>((crate::inspect::read(&tree), subject))
    });
    match reading.await {
        Ok(Ok(read)) => Ok(read),
        Ok(Err(error)) => Err(Refusal::Usage(format!("the submission cannot be read: {error}"))),
        Err(panic) => Err(Refusal::Harness(format!("reading the checkout failed: {panic}"))),
    }
}

/// The laboratory, or what stands in place of every observation where there is none.
async fn open_lab(
    root: &Path,
    checkout: &Arc<Checkout>,
    planned: &[&'static Rule],
    options: &Options,
    run: &str,
    progress: &Progress,
) -> Result<Arc<Lab>, Box<Observed>> {
    if planned.iter().all(|rule| rule.tier == Tier::Static) {
        return Err(Box::default());
    }
    let told = progress.clone();
    let lab = Lab::open(
        root,
        Arc::clone(checkout),
        experiment::Options {
            run: run.into(),
            seed: options.seed,
            deadline: Instant::now() + options.deadline,
            keep: options.keep,
            advisories: options.advisories.clone(),
            progress: Box::new(move |what| told.say(what)),
            reaper: std::env::current_exe().ok().map(|program| vec![program.into(), REAP.into()]),
        },
    );
    match lab.await {
        Ok(lab) => Ok(Arc::new(lab)),
        Err(undecided) => {
            let (why, next) = match undecided {
                Undecided::Ours { why, next } => (why, next),
                Undecided::NotRun => ("containers were left out".into(), None),
                Undecided::Prevented(cause) => (cause.what, None),
            };
            progress.say(&format!("no containers: {why}"));
            Err(Box::new(session::unobserved(&why, next.as_deref().unwrap_or("conformance doctor"))))
        }
    }
}

fn tools(_: &Session) -> BTreeMap<String, String> {
    BTreeMap::from([("conformance".to_string(), env!("CARGO_PKG_VERSION").to_string())])
}
