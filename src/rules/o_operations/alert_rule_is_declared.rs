//! Without a rule, the first to notice an outage is a user.

use crate::facts::Facts;
use crate::rules::k8s::{self, Findings};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "O1.4p",
    statements: &["O1.4"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "the manifests declare at least one alert",
    danger: "The application is down, and the first to say so is a user.",
    remedy: "add a PrometheusRule, or a config map with alert rules, for an application that is down or fails",
    check,
    breaks: &[
        Mutant {
            name: "a file of rules without an alert",
            edits: &[Edit::Write { file: "helm/todo/files/alerts.yaml", content: "groups: []\n" }],
        },
        Mutant {
            name: "no alerts at all",
            edits: &[Edit::Remove { file: "helm/todo/templates/monitoring.yaml" }],
        },
    ],
    keeps: &[Twin {
        name: "alerts for the operator alone",
        edits: &[Edit::Write {
            file: "helm/todo/templates/monitoring.yaml",
            content: "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: todo\nspec:\n  groups:\n    - name: todo\n      rules:\n        - alert: Down\n          expr: up == 0\n",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    k8s::judge(facts, "no workload of the application was read", |deployed| {
        let mut found = Findings::default();
        for monitor in
            deployed.sets().flat_map(|set| &set.monitors).filter(|monitor| !monitor.alerts.is_empty())
        {
            found.add(
                true,
                &monitor.at,
                format!("{} {}: {}", monitor.kind, monitor.name, monitor.alerts.join(", ")),
            );
        }
        if let (true, Some(app)) = (found.good.is_empty(), deployed.apps().next()) {
            let count: usize = deployed.sets().map(|set| set.objects.len()).sum();
            found.lacking.push(Exhibit::new(app.at.place(), format!("no alert among {count} objects")));
        }
        Ok(found)
    })
}
