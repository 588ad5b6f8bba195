//! One run in progress: the facts as they come in, and which rules the features asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use tokio::sync::{OnceCell, RwLock, Semaphore};
use tokio::task::AbortHandle;

use super::progress::Progress;
use super::trace;
use crate::experiment::{EXPERIMENTS, Experiment, Lab};
use crate::facts::{Checkout, Facts, Observed, Seen};
use crate::record::Record;
use crate::rules::{self, Rule};

/// What the scenarios of one run share.
pub(crate) struct Session {
    planned: Vec<&'static Rule>,
    checkout: Arc<Checkout>,
    /// `Err` holds what stands in place of every observation where there is no lab.
    lab: Result<Arc<Lab>, Box<Observed>>,
    /// Disturbing experiments take it alone, the others share it.
    calm: RwLock<()>,
    places: Semaphore,
    performed: BTreeMap<&'static str, OnceCell<()>>,
    ledger: Mutex<Ledger>,
    /// Experiments that were started, so that they end with the run.
    tasks: Mutex<Vec<AbortHandle>>,
    progress: Progress,
}

/// What the features asked for, and what went wrong with the suite itself.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// Statement tags under which each rule was asked for.
    pub(crate) asked: BTreeMap<&'static str, BTreeSet<String>>,
    /// Faults of the harness: a step without definition, a panic, a sentence that no rule says.
    pub(crate) faults: Vec<String>,
    /// Scenarios that cucumber planned and finished.
    pub(crate) planned: usize,
    /// Scenarios that ended, whatever the end.
    pub(crate) finished: usize,
    /// How long each rule's check took.
    elapsed_ms: BTreeMap<&'static str, u64>,
}

impl Session {
    pub(crate) fn new(
        planned: Vec<&'static Rule>,
        checkout: Arc<Checkout>,
        lab: Result<Arc<Lab>, Box<Observed>>,
        progress: Progress,
    ) -> Self {
        let performed = EXPERIMENTS.iter().map(|experiment| (experiment.id, OnceCell::new())).collect();
        let (ledger, tasks) = (Mutex::default(), Mutex::default());
        let places = Semaphore::new(std::thread::available_parallelism().map_or(2, std::num::NonZero::get));
        Self { planned, checkout, lab, calm: RwLock::new(()), places, performed, ledger, tasks, progress }
    }

    /// Does an act once, however many scenarios ask for it, unless no planned rule of the block needs it.
    ///
    /// # Errors
    /// When no experiment does this.
    pub(crate) async fn perform(&self, act: &str, statement: &str) -> Result<(), String> {
        let experiment = EXPERIMENTS
            .iter()
            .find(|experiment| experiment.act == act)
            .ok_or_else(|| format!("no experiment does {act:?}"))?;
        let (Ok(lab), Some(cell)) = (&self.lab, self.performed.get(experiment.id)) else { return Ok(()) };
        if self.planned.iter().any(|rule| rule.statements.contains(&statement)) {
            cell.get_or_init(|| self.run(experiment, lab)).await;
        }
        Ok(())
    }

    async fn run(&self, experiment: &'static Experiment, lab: &Arc<Lab>) {
        let alone = if experiment.disturbs { Some(self.calm.write().await) } else { None };
        let beside = if experiment.disturbs { None } else { Some(self.calm.read().await) };
        // As many as there are processors: beyond that, services miss limits that they would keep in peace.
        let place = self.places.acquire().await;
        self.progress.begin(experiment.act);
        // A task of its own: all scenarios share one, and a slow poll of this act would hold up the others.
        let own = Arc::clone(lab);
        let task = tokio::spawn(async move { (experiment.run)(&own).await });
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner).push(task.abort_handle());
        if let Err(error) = task.await {
            self.fault(format!("{}: {error}", experiment.id));
        }
        self.progress.end(experiment.act);
        drop((place, alone, beside));
    }

    /// Judges a rule on what is known now and notes under which statement it was asked for; or every rule that
    /// proves the statement elsewhere.
    ///
    /// # Errors
    /// When no rule says this.
    pub(crate) fn require(&self, obligation: &str, statement: &str) -> Result<(), String> {
        if obligation == trace::ELSEWHERE {
            trace::served_elsewhere(statement).for_each(|rule| self.ask(rule, statement));
            return Ok(());
        }
        let rule = rules::all()
            .find(|rule| rule.obligation == obligation)
            .ok_or_else(|| format!("no rule says {obligation:?}"))?;
        self.ask(rule, statement);
        Ok(())
    }

    /// Notes that a rule was asked for; the first time, shows the verdict that the facts give now.
    fn ask(&self, rule: &'static Rule, statement: &str) {
        if !self.planned.iter().any(|planned| planned.id == rule.id) {
            return;
        }
        let first = {
            let mut ledger = self.ledger();
            let under = ledger.asked.entry(rule.id).or_default();
            under.insert(statement.into());
            under.len() == 1
        };
        if first {
            let facts = self.facts();
            let clock = Instant::now();
            let record = Record::judge(rule, &facts);
            let elapsed = u64::try_from(clock.elapsed().as_millis()).unwrap_or(u64::MAX);
            self.ledger().elapsed_ms.insert(rule.id, elapsed);
            self.progress.verdict(&record);
        }
    }

    /// Ends what still runs and removes what the experiments made, unless it is to be kept.
    pub(crate) async fn close(&self) {
        let tasks: Vec<AbortHandle> =
            self.tasks.lock().unwrap_or_else(PoisonError::into_inner).drain(..).collect();
        tasks.iter().for_each(AbortHandle::abort);
        if let Ok(lab) = &self.lab {
            self.progress.say("removing what the run made");
            for left in lab.close().await.left {
                self.progress.say(&format!("still there: {left}; next: conformance clean"));
            }
        }
    }

    /// Every way in which what ran differs from what was planned, as sentences.
    ///
    /// `ended` says what cut the run short; then scenarios may be missing, and their rules say *not run*.
    pub(crate) fn unreconciled(&self, ended: Option<&str>) -> Vec<String> {
        let ledger = self.ledger();
        let mut faults = ledger.faults.clone();
        if ended.is_some() {
            return faults;
        }
        if ledger.planned == 0 || ledger.planned != ledger.finished {
            faults.push(format!("{} scenarios were planned and {} ended", ledger.planned, ledger.finished));
        }
        for rule in &self.planned {
            match ledger.asked.get(rule.id) {
                None => faults.push(format!("no scenario that ran asked for {}", rule.id)),
                Some(under) => {
                    let missed = rule.statements.iter().filter(|id| !under.contains(**id));
                    faults.extend(missed.map(|id| format!("no scenario under {id} asked for {}", rule.id)));
                }
            }
        }
        faults
    }

    /// How long each rule's check took, in milliseconds.
    pub(crate) fn elapsed(&self) -> BTreeMap<String, u64> {
        self.ledger().elapsed_ms.iter().map(|(rule, ms)| ((*rule).to_string(), *ms)).collect()
    }

    pub(crate) fn fault(&self, fault: String) {
        self.ledger().faults.push(fault);
    }

    pub(crate) fn ledger(&self) -> std::sync::MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All facts so far.
    pub(crate) fn facts(&self) -> Facts {
        let observed = match &self.lab {
            Ok(lab) => lab.observed(),
            Err(blank) => (**blank).clone(),
        };
        let cluster = Seen::unknown(
            "needs a cluster, and this version of the judge drives none yet",
            Some("run with --tier docker to judge all the rest, and deploy by hand to see the cluster part"),
        );
        Facts { checkout: (*self.checkout).clone(), observed, cluster }
    }
}

/// Every section unknown for the same reason: no engine, or the lab could not be opened.
pub(crate) fn unobserved(why: &str, next: &str) -> Observed {
    let unknown = serde_json::json!({ "unknown": { "why": why, "next": next } });
    let sections = serde_json::to_value(Observed::default()).unwrap_or_default();
    let sections: serde_json::Map<String, serde_json::Value> = sections
        .as_object()
        .map(|map| map.keys().map(|key| (key.clone(), unknown.clone())).collect())
        .unwrap_or_default();
    serde_json::from_value(sections.into()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::unobserved;

    #[test]
    fn every_section_can_be_unknown() {
        let blank = serde_json::to_value(unobserved("no engine", "start it")).unwrap();
        for (section, value) in blank.as_object().unwrap() {
            assert_eq!(value["unknown"]["why"], "no engine", "{section} is not a `Seen`");
        }
    }
}
