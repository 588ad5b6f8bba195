//! From facts to the result of a run: a pure function, so that `verify` can do it again from the bundle alone.

use std::collections::BTreeMap;

use super::trace::Asked;
use super::waiver::Waivers;
use crate::facts::{Facts, Place};
use crate::record::{Record, Run, Stated, Status, Subject};
use crate::rules::{Rule, STATEMENTS, Selection};

/// All that a result depends on besides the facts; stored in the bundle.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Frame {
    pub(crate) id: String,
    pub(crate) started: String,
    pub(crate) duration_ms: u64,
    pub(crate) seed: u64,
    pub(crate) selection: Selection,
    pub(crate) subject: Subject,
    pub(crate) tools: BTreeMap<String, String>,
    /// `2026-01-31`: decides which waivers are over.
    pub(crate) today: String,
    pub(crate) waivers: Waivers,
    /// Faults of the suite during the run.
    pub(crate) faults: Vec<String>,
    /// How long each rule's check took in the run, in milliseconds.
    pub(crate) elapsed_ms: BTreeMap<String, u64>,
}

/// Judges every planned rule on the facts and counts.
pub(crate) fn assemble(
    frame: &Frame,
    facts: &Facts,
    planned: &[&'static Rule],
    asked: &BTreeMap<&'static str, Asked>,
) -> Run {
    let mut verdicts: Vec<Record> = planned
        .iter()
        .map(|rule| {
            let scenario = asked
                .get(rule.id)
                .map(|asked| Place::line(&asked.file, u32::try_from(asked.line).unwrap_or_default()));
            let elapsed_ms = frame.elapsed_ms.get(rule.id).copied().unwrap_or_default();
            Record { scenario, elapsed_ms, ..Record::judge(rule, facts) }
        })
        .collect();
    let mut faults = frame.faults.clone();
    faults.extend(frame.waivers.apply(&mut verdicts, &frame.today));
    let statements = statements(&verdicts);
    let counts = counts(planned.len(), &verdicts);
    let exit_code = exit_code(&verdicts, &faults);
    Run {
        schema: Run::SCHEMA.into(),
        id: frame.id.clone(),
        started: frame.started.clone(),
        duration_ms: frame.duration_ms,
        seed: frame.seed,
        left_out: frame.selection.left_out(),
        selection: frame.selection.clone(),
        subject: frame.subject.clone(),
        tools: frame.tools.clone(),
        counts,
        statements,
        verdicts,
        faults,
        exit_code,
    }
}

fn statements(verdicts: &[Record]) -> Vec<Stated> {
    let gravest = |records: &[&Record]| {
        Status::ALL.into_iter().find(|&status| records.iter().any(|record| record.status == status))
    };
    STATEMENTS
        .iter()
        .filter_map(|statement| {
            let served: Vec<&Record> = verdicts
                .iter()
                .filter(|record| record.statements.iter().any(|id| id == statement.id))
                .collect();
            Some(Stated {
                id: statement.id.into(),
                obligation: statement.obligation.into(),
                status: gravest(&served)?,
                rules: served.iter().map(|record| record.rule.clone()).collect(),
            })
        })
        .collect()
}

fn counts(planned: usize, verdicts: &[Record]) -> BTreeMap<String, usize> {
    let count = |status: Status| verdicts.iter().filter(|record| record.status == status).count();
    let key = |status: Status| status.word().replace(' ', "_");
    let mut counts: BTreeMap<String, usize> =
        Status::ALL.into_iter().map(|status| (key(status), count(status))).collect();
    counts.insert("planned".into(), planned);
    counts
}

fn exit_code(verdicts: &[Record], faults: &[String]) -> u8 {
    let any = |status: Status| verdicts.iter().any(|record| record.status == status);
    if !faults.is_empty() || verdicts.is_empty() {
        2
    } else if any(Status::Broken) {
        1
    } else if any(Status::Undecided) || any(Status::NotRun) {
        3
    } else {
        0
    }
}
