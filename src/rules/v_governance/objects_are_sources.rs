//! A dump of a cluster is a record of what happened to be there, not a description of what should be.

use crate::facts::Facts;
use crate::rules::k8s::{self, Findings};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Undecided, Verdict};

const DUMP: &str = "apiVersion: v1
kind: Service
metadata:
  name: todo-live
  resourceVersion: \"4711\"
  uid: 0f2a1c1e-0000-4000-8000-000000000000
spec:
  clusterIP: 10.96.0.17
  ports: [{ port: 80 }]
";
const DUMPS: &str = "apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: ConfigMap
    metadata: { name: live, uid: 0f2a1c1e-0000-4000-8000-000000000001, resourceVersion: \"4712\" }
";
const APPLIED: &str = "apiVersion: v1
kind: ConfigMap
metadata:
  name: notes
  annotations: { kubectl.kubernetes.io/last-applied-configuration: \"{}\" }
data: { A: b }
";

pub(super) static RULE: Rule = Rule {
    id: "V2.1p",
    statements: &["V2.1"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "the objects in the repository are written as sources, not dumped from a cluster",
    danger: "Applied to a new cluster, a dump brings addresses and ids that belong to another.",
    remedy: "remove the file, or write the object without uid, resourceVersion and status",
    check,
    breaks: &[
        Mutant {
            name: "a service as the cluster printed it",
            edits: &[Edit::Write { file: "k8s/base/serviceaccount.yaml", content: DUMP }],
        },
        Mutant {
            name: "a list as the cluster printed it",
            edits: &[Edit::Write { file: "k8s/base/serviceaccount.yaml", content: DUMPS }],
        },
    ],
    keeps: &[Twin {
        name: "an annotation that kubectl leaves",
        edits: &[Edit::Write { file: "k8s/base/serviceaccount.yaml", content: APPLIED }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    k8s::judge(facts, "no object was read", |deployed| {
        let mut found = Findings::default();
        for set in &deployed.all.sets {
            if let Some(object) = set.objects.first().filter(|_| set.because.contains("kubectl get")) {
                found.add(
                    false,
                    &object.at,
                    format!("{} {} has the uid of a live object", object.kind, object.name),
                );
            }
        }
        for set in deployed.sets() {
            if let Some(object) = set.objects.first() {
                found.add(
                    true,
                    &object.at,
                    format!("{} objects of {} are sources", set.objects.len(), set.folder),
                );
            }
        }
        Ok(found)
    })
}
