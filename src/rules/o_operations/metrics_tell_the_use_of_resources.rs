//! A leak that nobody measures ends in a kill that nobody expected.

use crate::facts::Facts;
use crate::facts::checkout::layout::Role;
use crate::facts::observed::Metrics;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, container};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "O1.2d",
    statements: &["O1.2"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "the metrics tell what the backend uses",
    danger: "A leak that nobody measures ends in a kill that nobody expected.",
    remedy: "export the process's memory, processor time and open connections beside the request metrics",
    check,
    breaks: &[
        Mutant {
            name: "metrics about requests alone",
            edits: &[Edit::Fact { pointer: "/observed/telemetry/known/metrics/0/resources", json: "[]" }],
        },
        Mutant {
            name: "metrics that count nothing of the process",
            edits: &[
                Edit::Fact { pointer: "/observed/telemetry/known/metrics/0/resources", json: "[]" },
                Edit::Fact { pointer: "/observed/telemetry/known/metrics/0/samples", json: "3" },
            ],
        },
    ],
    keeps: &[Twin {
        name: "other names for the same",
        edits: &[Edit::Fact {
            pointer: "/observed/telemetry/known/metrics/0/resources",
            json: r#"["nodejs_heap_size_used_bytes"]"#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let telemetry = facts.observed.telemetry.get()?;
    let members = facts.observed.members.get()?;
    let is_backend = |one: &&Metrics| {
        members.iter().any(|member| member.role == Role::Backend && member.service == one.service)
    };
    Verdict::of_each(
        telemetry.metrics.iter().filter(is_backend),
        |one| {
            let path = one.path.as_deref().unwrap_or(" without metrics");
            let told = if one.resources.is_empty() {
                "no series about resources".to_owned()
            } else {
                one.resources.join(", ")
            };
            Exhibit::new(container::whole("telemetry"), format!("{}{path}: {told}", one.service))
        },
        |one| !one.resources.is_empty(),
        "no backend was asked for metrics",
    )
}
