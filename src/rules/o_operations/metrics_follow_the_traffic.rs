//! Metrics that never move tell nothing about the service.

use crate::facts::Facts;
use crate::facts::checkout::layout::Role;
use crate::facts::observed::Metrics;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, container};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "O1.1d",
    statements: &["O1.1"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "the backend's metrics parse and change with the traffic",
    danger: "Metrics that never move tell nothing about the service.",
    remedy: "count requests and their durations, and serve them at /metrics as Prometheus text or OpenMetrics",
    check,
    breaks: &[
        Mutant {
            name: "no metrics at all",
            edits: &[
                Edit::Fact { pointer: "/observed/telemetry/known/metrics/0/path", json: "null" },
                Edit::Fact {
                    pointer: "/observed/telemetry/known/metrics/0/resources",
                    json: r#"["process_cpu_seconds_total"]"#,
                },
            ],
        },
        Mutant {
            name: "a page in place of metrics",
            edits: &[Edit::Fact {
                pointer: "/observed/telemetry/known/metrics/0/fault",
                json: r#""line 1: no metric has that name""#,
            }],
        },
    ],
    keeps: &[Twin {
        name: "another path",
        edits: &[Edit::Fact {
            pointer: "/observed/telemetry/known/metrics/0/path",
            json: r#"":8080/api/metrics""#,
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
            let seen = match (&one.path, &one.fault) {
                (None, _) => format!("{}: none of {:?} answers with metrics", one.service, one.tried),
                (Some(path), Some(fault)) => format!("{}{path}: {fault}", one.service),
                (Some(path), None) => format!(
                    "{}{path}: {} samples, changed by the traffic: {}",
                    one.service,
                    one.samples,
                    if one.changed.is_empty() { "none".to_owned() } else { one.changed.join(", ") }
                ),
            };
            Exhibit::new(container::whole("telemetry"), seen)
        },
        |one| {
            one.path.is_some()
                && one.fault.is_none()
                && one.changed.iter().any(|series| is_about_requests(series))
        },
        "no backend was asked for metrics",
    )
}

/// The process itself and the reading of its metrics change whether anyone uses the service or not.
fn is_about_requests(series: &str) -> bool {
    const OWN: &[&str] = &["process_", "python_", "nodejs_", "go_", "jvm_", "promhttp_", "scrape_"];
    !OWN.iter().any(|start| series.starts_with(start)) && !series.contains("/metrics\"")
}
