//! A backup that was never restored is a hope.

use crate::facts::Facts;
use crate::facts::Place;
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "C17a",
    statements: &["C17"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "after dump, loss and restoration all rows, sequences and owners are equal and the application serves them",
    danger: "A backup that was never restored is a hope.",
    remedy: "keep everything that lasts in tables that a plain dump contains, and let the application reconnect by itself",
    check,
    breaks: &[
        Mutant {
            name: "tables that did not come back",
            edits: &[Edit::Fact { pointer: "/observed/backup/known/after", json: "{}" }],
        },
        Mutant {
            name: "an application that does not come back",
            edits: &[Edit::Fact { pointer: "/observed/backup/known/served", json: "false" }],
        },
        Mutant {
            name: "a sequence that starts again",
            edits: &[
                Edit::Fact {
                    pointer: "/observed/backup/known/sequences_before",
                    json: r#"{"public.tasks_id_seq":41}"#,
                },
                Edit::Fact {
                    pointer: "/observed/backup/known/sequences_after",
                    json: r#"{"public.tasks_id_seq":1}"#,
                },
            ],
        },
    ],
    keeps: &[Twin {
        name: "no sequence at all",
        edits: &[
            Edit::Fact { pointer: "/observed/backup/known/sequences_before", json: "{}" },
            Edit::Fact { pointer: "/observed/backup/known/sequences_after", json: "{}" },
        ],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = facts.observed.backup.get()?;
    let rows: i64 = seen.before.values().map(|table| table.rows).sum();
    if rows == 0 {
        return Err(Undecided::ours("no row was there before, so nothing could be lost"));
    }
    let at = |says: String| Exhibit::new(Place::moment("backup", 0), says);
    let mut bad = Vec::new();
    for (name, before) in &seen.before {
        match seen.after.get(name) {
            None => bad.push(at(format!("{name} is not there any more"))),
            Some(after) if after.owner != before.owner => {
                bad.push(at(format!("{name} belongs to {}", after.owner)));
            }
            Some(after) if after != before => {
                bad.push(at(format!("{name}: {} rows before, {} after, or others", before.rows, after.rows)));
            }
            Some(_) => {}
        }
    }
    for (name, before) in &seen.sequences_before {
        if seen.sequences_after.get(name) != Some(before) {
            bad.push(at(format!(
                "{name} stood at {before} and stands at {:?}",
                seen.sequences_after.get(name)
            )));
        }
    }
    if !seen.served {
        bad.push(at(format!("the application does not serve the old tasks: {}", seen.words)));
    } else if !seen.writable {
        bad.push(at("the application makes no new task on what was restored".into()));
    }
    let tables = seen.before.len();
    let good = vec![at(format!(
        "{rows} rows of {tables} tables and {} sequences are equal, and served",
        seen.sequences_before.len()
    ))];
    Ok(record::judge(bad, good, || record::absent(".", "nothing was seen")))
}
