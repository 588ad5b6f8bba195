//! A release whose migration cannot be taken back cannot be taken back either.

use crate::facts::Facts;
use crate::facts::Place;
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "V3.2a",
    statements: &["V3.2"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "the last migration goes down and up again by the declared command, and no row is lost",
    danger: "A release whose migration cannot be taken back cannot be taken back either.",
    remedy: "write a downgrade that keeps the data, and show its command in the runbook as it is run in the container",
    check,
    breaks: &[
        Mutant {
            name: "a downgrade that fails",
            edits: &[Edit::Fact { pointer: "/observed/migration/known/down/code", json: "1" }],
        },
        Mutant {
            name: "a downgrade that drops the rows",
            edits: &[Edit::Fact { pointer: "/observed/migration/known/after", json: "{}" }],
        },
        Mutant {
            name: "no way down",
            edits: &[Edit::Fact { pointer: "/observed/migration/known/at", json: "null" }],
        },
    ],
    keeps: &[Twin {
        name: "a table that the downgrade sets aside meanwhile",
        edits: &[Edit::Fact { pointer: "/observed/migration/known/between", json: "{}" }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = facts.observed.migration.get()?;
    let Some(way) = &seen.at else {
        return Ok(record::absent(
            ".",
            "no guide shows a command that takes a migration back, and no tool for it is set up",
        ));
    };
    let at = |says: String| Exhibit::new(Place::line(&way.file, way.line), says);
    let mut bad = Vec::new();
    for ran in [&seen.down, &seen.up].into_iter().filter(|ran| !ran.command.is_empty() && ran.code != Some(0))
    {
        bad.push(at(format!("{} ended with {:?}: {}", ran.command, ran.code, ran.words)));
    }
    for (name, before) in &seen.before {
        let after = seen.after.get(name).map_or(-1, |table| table.rows);
        if after < before.rows {
            bad.push(at(format!("{name} had {} rows before and has {after} after", before.rows)));
        }
    }
    if bad.is_empty() && !seen.served {
        bad.push(at("the application does not serve the old tasks afterwards".into()));
    }
    let good = vec![at(format!(
        "{} and {} kept the rows of {} tables",
        seen.down.command,
        seen.up.command,
        seen.before.len()
    ))];
    Ok(record::judge(bad, good, || record::absent(".", "nothing was seen")))
}
