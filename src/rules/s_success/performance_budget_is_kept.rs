//! A service that is right and slow is left by its users all the same. The figures come from this machine; a figure
//! beyond its limit by less than half is a warning, for a judge's machine is not the team's.

use crate::facts::Facts;
use crate::facts::Place;
use crate::facts::checkout::document::{Budget, Measure};
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Evidence, Exhibit};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "S5",
    statements: &["S5", "C19"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "latency and throughput are within the stated budget, or the default one",
    danger: "A service that is right and slow is left by its users all the same.",
    remedy: "measure where the time goes (queries, pool, hashing), mend it, or state a budget that you can keep",
    check,
    breaks: &[
        Mutant {
            name: "slow reads",
            edits: &[Edit::Fact { pointer: "/observed/load/known/reads/p95", json: "2400.0" }],
        },
        Mutant {
            name: "slow writes",
            edits: &[Edit::Fact { pointer: "/observed/load/known/writes/p95", json: "4100.0" }],
        },
        Mutant {
            name: "half of the throughput",
            edits: &[Edit::Fact { pointer: "/observed/load/known/achieved", json: "9.0" }],
        },
    ],
    keeps: &[Twin {
        name: "a figure just over its limit",
        edits: &[Edit::Fact { pointer: "/observed/load/known/reads/p95", json: "160.0" }],
    }],
    with: &[],
};

/// Limits where the submission states none, in milliseconds and percent.
const DEFAULT_READ: f64 = 500.0;
const DEFAULT_WRITE: f64 = 1_000.0;
const DEFAULT_ERRORS: f64 = 1.0;
/// Beyond its limit by less than this factor a figure is a warning: machines differ.
const TOLERANCE: f64 = 1.5;
/// With more of the processors in use by others, a figure beyond its limit says nothing about the submission.
const BUSY: f64 = 0.4;

struct Figure {
    what: &'static str,
    measured: f64,
    limit: f64,
    unit: &'static str,
    stated: String,
}

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let load = facts.observed.load.get()?;
    if load.reads.due == 0 || load.writes.due == 0 {
        return Err(Undecided::ours("no request was due, so nothing was measured"));
    }
    let budget: &[Budget] = facts.checkout.documents.known().map_or(&[], |documents| &documents.budget);
    let writes = |budget: &&Budget| {
        ["writ", "creat", "post"].iter().any(|word| budget.at.text.to_lowercase().contains(word))
    };
    let of = |measure: Measure| budget.iter().filter(move |budget| budget.measure == measure);
    let mut figures = Vec::new();
    let read = of(Measure::P95).find(|it| !writes(it));
    figures.push(figure("95th percentile of reads", load.reads.p95, read, DEFAULT_READ, "ms"));
    let write = of(Measure::P95).find(writes).or(read);
    figures.push(figure("95th percentile of writes", load.writes.p95, write, DEFAULT_WRITE, "ms"));
    let failed = 100.0 * f64::from(load.reads.failed + load.writes.failed)
        / f64::from(load.reads.due + load.writes.due);
    let calm = of(Measure::Errors).find(|it| !it.at.text.to_lowercase().contains("replica"));
    figures.push(figure("failed requests", failed, calm, DEFAULT_ERRORS, "%"));
    // throughput as the time that each request at the stated rate really took, so that more is worse here too
    let slower = if load.achieved > 0.0 { load.rate / load.achieved } else { f64::INFINITY };
    figures.push(Figure {
        what: "requests due per request answered",
        measured: slower,
        limit: 1.1,
        unit: "",
        stated: format!("{:.0} requests per second were due, {:.1} were answered", load.rate, load.achieved),
    });
    let show = |figure: &Figure| {
        let says = format!(
            "{}: {:.1} {}, limit {:.1} ({})",
            figure.what, figure.measured, figure.unit, figure.limit, figure.stated
        );
        Exhibit::new(Place::moment("load", 0), says)
    };
    let over = |factor: f64| {
        figures.iter().filter(|it| it.measured > it.limit * factor).map(show).collect::<Vec<_>>()
    };
    if over(TOLERANCE).is_empty()
        && let Some(near) = Evidence::from_exhibits(over(1.0))
    {
        return Ok(Verdict::Warned(near));
    }
    let busy = load.busy.unwrap_or(0.0);
    if busy > BUSY && !over(TOLERANCE).is_empty() {
        return Err(Undecided::Ours {
            why: format!("{:.0} % of the processors were in use by others", 100.0 * busy),
            next: Some("run again on a quiet machine".into()),
        });
    }
    Ok(record::judge(over(TOLERANCE), figures.iter().map(show).collect(), || {
        record::absent(".", "nothing was measured")
    }))
}

fn figure(
    what: &'static str,
    measured: f64,
    stated: Option<&Budget>,
    default: f64,
    unit: &'static str,
) -> Figure {
    let words = stated.map_or("the default, none is stated".into(), |budget| {
        format!("{}:{}", budget.at.file, budget.at.line)
    });
    Figure { what, measured, limit: stated.map_or(default, |budget| budget.limit), unit, stated: words }
}
