//! What the rules about a cluster have in common.

use crate::facts::Place;
use crate::verdict::{Evidence, Exhibit, Undecided, Verdict};

/// Broken with what does not hold, met with everything.
pub(super) fn judge(act: &str, at: u64, checks: &[(bool, String)]) -> Result<Verdict, Undecided> {
    let shown = |wanted: Option<bool>| {
        let chosen = checks.iter().filter(|(holds, _)| wanted.is_none_or(|wanted| *holds == wanted));
        Evidence::from_exhibits(
            chosen.map(|(_, seen)| Exhibit::new(Place::moment(act, at), seen.as_str())).collect(),
        )
    };
    let (offenders, all) = (shown(Some(false)), shown(None));
    offenders
        .map(Verdict::Broken)
        .or_else(|| all.map(Verdict::Met))
        .ok_or_else(|| Undecided::ours("nothing was checked"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::facts::{Cluster, Facts, Seen};
    use crate::record::{Record, Status};
    use crate::rules::{Tier, all};

    /// What a cluster would show of a submission that conforms.
    fn conforming() -> Value {
        json!({
            "setup": {"distribution": "minikube", "version": "v1.33.1", "nodes": [{"name": "m", "ready": true}]},
            "deployment": {
                "commands": [{"line": "scripts/deploy.sh dev", "exit": 0}], "prompts": 0, "undeclared": [],
                "workloads": [{"name": "Deployment/b", "wanted": 2, "available": 2}], "answered": 200,
                "healthy_after_ms": 60000, "limit_ms": 300_000
            },
            "discovery": {
                "names": [{"name": "b", "addresses": ["10.0.0.1"]}],
                "answers": [{"name": "b-1", "count": 50}, {"name": "b-2", "count": 50}],
                "killed": "b-1", "asked_after_kill": 100, "failed_after_kill": 0
            },
            "volume": {"claims": [{"name": "d", "phase": "Bound"}], "pod_before": "1", "pod_after": "2", "rows_before": 3, "rows_after": 3},
            "settings": {"changed": "LOG_LEVEL", "before": "INFO", "after": "DEBUG", "starts_with_secret": true, "without_secret": "secret \"s\" not found"},
            "health": {"ready_before": true, "unready_after_ms": 9000, "ready_again_after_ms": 4000, "restarts": 0},
            "memory": {"killed": "OOMKilled", "others": []},
            "scaling": {"before": 2, "peak": 4, "after": 2, "rates": [{"replicas": 1, "per_second": 90.0}, {"replicas": 2, "per_second": 170.0}]},
            "scrape": {"endpoint": "http://10.0.0.1:8080/metrics", "status": 200, "samples": 40},
            "resources": {"pods": [{"name": "b-1", "memory_bytes": 100, "cpu_idle": 5, "cpu_under_load": 200}]},
            "alert": {"rule": "Down", "failure": "no replica", "before": false, "during": true},
            "release": {
                "bad_went_out": true, "withdrawn": true, "withdrawn_by": "helm --atomic", "revision_before": "1",
                "revision_bad": "2", "revision_after": "1", "acknowledged": 80, "lost": 0, "served_meanwhile_failed": 0
            },
            "configuration": {"key": "OPENAI_BASE_URL", "failed_with_bad_value": true, "value_restored": true, "served_after_ms": 5000},
            "drift": {"compared": 20, "different": []},
            "network": {"enforces": true, "probes": [{"from": "f", "to": "d:5432", "reached": false, "wanted": false}]},
            "durability": {"faults": ["pod killed", "rollout"], "acknowledged": 500, "lost": 0, "invented": 0},
            "recovery": {"faults": [{"name": "all pods killed", "ready_after_ms": 20000}], "limit_ms": 120_000}
        })
    }

    fn facts(mut sections: Value) -> Facts {
        for section in sections.as_object_mut().unwrap().values_mut() {
            *section = json!({ "known": section.take() });
        }
        let cluster: Cluster = serde_json::from_value(sections).unwrap();
        Facts { cluster: Seen::Known(cluster), ..Facts::default() }
    }

    /// Rule, place of the edit, and a value with which it must break (`true`) or hold (`false`).
    fn edits() -> Vec<(&'static str, &'static str, Value, bool)> {
        vec![
            ("I2.1x", "/setup/nodes/0/ready", json!(false), true),
            ("I2.1x", "/setup/version", json!(""), true),
            ("I2.1x", "/setup/distribution", json!("kind"), false),
            ("P2.2x", "/deployment/commands/0/exit", json!(1), true),
            ("P2.2x", "/deployment/undeclared", json!(["kubectl create secret"]), true),
            ("P2.3x", "/deployment/workloads/0/available", json!(1), true),
            ("P2.3x", "/deployment/answered", json!(null), true),
            ("P2.3x", "/deployment/healthy_after_ms", json!(299_000), false),
            ("I2.2x", "/discovery/names/0/addresses", json!([]), true),
            ("I2.2y", "/discovery/answers/1/count", json!(0), true),
            ("I2.2y", "/discovery/failed_after_kill", json!(1), true),
            ("I2.2y", "/discovery/killed", json!(null), true),
            ("I2.3x", "/volume/claims/0/phase", json!("Pending"), true),
            ("I2.3x", "/volume/rows_after", json!(0), true),
            ("I2.3x", "/volume/pod_after", json!("1"), true),
            ("I3.1x", "/settings/after", json!("INFO"), true),
            ("I3.2x", "/settings/without_secret", json!(""), true),
            ("P3.1x", "/health/unready_after_ms", json!(null), true),
            ("P3.1x", "/health/restarts", json!(2), true),
            ("P3.2x", "/memory/others", json!(["db"]), true),
            ("P3.2x", "/memory/killed", json!(null), true),
            ("P3.3x", "/scaling/peak", json!(2), true),
            ("P3.3x", "/scaling/after", json!(4), true),
            ("S11x", "/scaling/rates/1/per_second", json!(80.0), true),
            ("S11x", "/scaling/rates", json!([]), true),
            ("C15x", "/scrape/status", json!(404), true),
            ("C15x", "/scrape/samples", json!(0), true),
            ("O1.2x", "/resources/pods", json!([]), true),
            ("O1.2x", "/resources/pods/0/cpu_under_load", json!(5), true),
            ("O1.4x", "/alert/before", json!(true), true),
            ("O1.4x", "/alert/during", json!(false), true),
            ("C18x", "/release/lost", json!(1), true),
            ("C18x", "/release/revision_after", json!("2"), true),
            ("V3.1x", "/release/served_meanwhile_failed", json!(3), true),
            ("V3.3x", "/configuration/value_restored", json!(false), true),
            ("V2.1x", "/drift/different", json!(["Deployment/b spec.replicas: 2, live 5"]), true),
            ("V2.1x", "/drift/compared", json!(0), true),
            ("Q2.3x", "/network/probes/0/reached", json!(true), true),
            ("G8.3x", "/durability/lost", json!(1), true),
            ("G8.3x", "/durability/invented", json!(1), true),
            ("G8.4x", "/recovery/faults/0/ready_after_ms", json!(null), true),
            ("G8.4x", "/recovery/faults", json!([]), true),
        ]
    }

    #[test]
    fn a_conforming_cluster_meets_every_cluster_rule() {
        let facts = facts(conforming());
        for rule in all().filter(|rule| rule.tier == Tier::Cluster) {
            let record = Record::judge(rule, &facts);
            assert_eq!(record.status, Status::Met, "{}: {:?} {:?}", rule.id, record.evidence, record.why);
        }
    }

    #[test]
    fn each_cluster_rule_breaks_alone_on_its_own_fault() {
        // Faults that two rules see, because both look at the same event.
        let shared = [("I2.1x", "P2.1"), ("C18x", "V3.1x"), ("P3.3x", "S11x")];
        for (id, pointer, value, breaks) in edits() {
            let mut sections = conforming();
            *sections.pointer_mut(pointer).unwrap() = value;
            let facts = facts(sections);
            for rule in all().filter(|rule| rule.tier == Tier::Cluster) {
                let broken = Record::judge(rule, &facts).status == Status::Broken;
                let pair = shared.iter().any(|(a, b)| [(*a, *b), (*b, *a)].contains(&(id, rule.id)));
                if !pair {
                    assert_eq!(broken, breaks && rule.id == id, "{} after {pointer} of {id}", rule.id);
                }
            }
        }
    }

    #[test]
    fn a_network_that_enforces_nothing_and_a_run_without_faults_prove_nothing() {
        for (id, pointer, value) in [
            ("Q2.3x", "/network/enforces", json!(false)),
            ("G8.3x", "/durability/faults", json!([])),
            ("G8.3x", "/durability/acknowledged", json!(0)),
        ] {
            let mut sections = conforming();
            *sections.pointer_mut(pointer).unwrap() = value;
            let rule = crate::rules::find(id).unwrap();
            assert_eq!(Record::judge(rule, &facts(sections)).status, Status::Undecided, "{id}");
        }
    }

    #[test]
    fn without_a_cluster_no_cluster_rule_answers() {
        let cluster = Seen::unknown("needs a cluster", Some("run again with --tier cluster"));
        let facts = Facts { cluster, ..Facts::default() };
        for rule in all().filter(|rule| rule.tier == Tier::Cluster) {
            assert_eq!(Record::judge(rule, &facts).status, Status::Undecided, "{}", rule.id);
        }
    }
}
