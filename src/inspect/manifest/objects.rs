//! Objects by kind.

use std::collections::BTreeMap;

use super::files::Files;
use super::{config, network, workload};
use crate::facts::checkout::manifest::{Access, Account, Autoscaler, Claim, Monitor, Object, Set};
use crate::inspect::yaml::{self, Node};

/// Whether a document is an object of Kubernetes: its `apiVersion` says so, and not that it configures a tool.
pub(super) fn is_object(node: &Node) -> bool {
    let kind = node.get("kind").and_then(Node::text).unwrap_or_default();
    let api = node.get("apiVersion").and_then(Node::text).unwrap_or_default();
    let tool = ["kustomize.config.k8s.io/", "skaffold/", "kind.x-k8s.io/", "v2"]
        .iter()
        .any(|own| api.starts_with(own));
    !kind.is_empty() && !api.is_empty() && !tool
}

/// Whether the cluster wrote it, as `kubectl get -o yaml` prints it.
pub(super) fn is_dump(node: &Node) -> bool {
    let one = |node: &Node| {
        node.at(&["metadata", "resourceVersion"]).is_some() && node.at(&["metadata", "uid"]).is_some()
    };
    let items = node.get("items").map(Node::items).unwrap_or_default();
    one(node) || (!items.is_empty() && items.iter().all(one))
}

/// Adds a document's objects to a set.
pub(super) fn absorb(set: &mut Set, files: &Files, node: &Node) {
    if !is_object(node) {
        return;
    }
    let kind = node.scalar_at(&["kind"]).unwrap_or_default();
    if kind.ends_with("List") && node.get("items").is_some() {
        for item in node.get("items").map(Node::items).unwrap_or_default() {
            absorb(set, files, item);
        }
        return;
    }
    let object = Object {
        api: node.scalar_at(&["apiVersion"]).unwrap_or_default(),
        name: name(node),
        namespace: node.scalar_at(&["metadata", "namespace"]).filter(|name| !name.is_empty()),
        labels: texts(node.at(&["metadata", "labels"])),
        at: files.at(node.line_of("kind")),
        kind,
    };
    absorb_kind(set, files, node, &object);
    set.objects.push(object);
}

fn absorb_kind(set: &mut Set, files: &Files, node: &Node, object: &Object) {
    match object.kind.as_str() {
        "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "Job" | "CronJob" | "Pod" | "Rollout" => {
            set.workloads.extend(workload::read(files, node, object));
        }
        // A knative service has pods, not a selector.
        "Service" if object.api == "v1" => set.services.push(network::service(files, node, object)),
        "Ingress" => set.ingresses.push(network::ingress(files, node, object)),
        "NetworkPolicy" if object.api.starts_with("networking.k8s.io/") => {
            set.network_policies.push(network::policy(files, node, object));
        }
        "ConfigMap" => {
            set.config_maps.push(config::config_map(files, node, object));
            set.monitors.extend(rule_files(node, object));
        }
        "Secret"
        | "SealedSecret"
        | "ExternalSecret"
        | "VaultStaticSecret"
        | "SecretProviderClass"
        | "InfisicalSecret"
        | "OnePasswordItem" => set.secrets.push(config::secret(files, node, object)),
        "HorizontalPodAutoscaler" => set.autoscalers.push(autoscaler(files, node, object)),
        "ScaledObject" => set.autoscalers.push(scaled_object(files, node, object)),
        "PersistentVolumeClaim" => set.claims.push(Claim {
            name: object.name.clone(),
            at: object.at.clone(),
            storage: node.scalar_at(&["spec", "resources", "requests", "storage"]),
        }),
        "Role" | "ClusterRole" | "RoleBinding" | "ClusterRoleBinding" => {
            set.access.push(access(node, object));
        }
        "ServiceAccount" => set.accounts.push(Account {
            name: object.name.clone(),
            at: object.at.clone(),
            automount: node.bool_at(&["automountServiceAccountToken"]),
        }),
        "ServiceMonitor" | "PodMonitor" | "PrometheusRule" => set.monitors.push(monitor(node, object)),
        _ => {}
    }
}

/// `metadata.name`, else `generateName`.
pub(super) fn name(node: &Node) -> String {
    let name = node.scalar_at(&["metadata", "name"]).filter(|name| !name.is_empty());
    name.or_else(|| node.scalar_at(&["metadata", "generateName"])).unwrap_or_default()
}

/// A mapping of texts.
pub(super) fn texts(node: Option<&Node>) -> BTreeMap<String, String> {
    let pairs = node.map(Node::pairs).unwrap_or_default();
    pairs.iter().filter_map(|(key, value)| Some((key.text.clone(), value.scalar()?))).collect()
}

/// A list of scalars.
pub(super) fn words(node: Option<&Node>) -> Vec<String> {
    node.map(Node::items).unwrap_or_default().iter().filter_map(Node::scalar).collect()
}

fn count(node: &Node, path: &[&str]) -> Option<u32> {
    node.int_at(path).and_then(|value| u32::try_from(value).ok())
}

fn autoscaler(files: &Files, node: &Node, object: &Object) -> Autoscaler {
    let target = node.at(&["spec", "scaleTargetRef"]);
    let mut resources: Vec<String> = node
        .at(&["spec", "metrics"])
        .map(Node::items)
        .unwrap_or_default()
        .iter()
        .filter_map(|metric| {
            metric
                .scalar_at(&["resource", "name"])
                .or_else(|| metric.scalar_at(&["containerResource", "name"]))
        })
        .collect();
    if node.at(&["spec", "targetCPUUtilizationPercentage"]).is_some() {
        resources.push("cpu".into());
    }
    Autoscaler {
        name: object.name.clone(),
        at: object.at.clone(),
        target_kind: target.and_then(|target| target.scalar_at(&["kind"])).unwrap_or_default(),
        target_name: target.and_then(|target| target.scalar_at(&["name"])).unwrap_or_default(),
        target_at: target.map_or_else(|| object.at.clone(), |target| files.at(target.line_of("name"))),
        least: count(node, &["spec", "minReplicas"]).unwrap_or(1),
        most: count(node, &["spec", "maxReplicas"]).unwrap_or(0),
        most_at: node
            .get("spec")
            .map_or_else(|| object.at.clone(), |spec| files.at(spec.line_of("maxReplicas"))),
        resources,
    }
}

fn scaled_object(files: &Files, node: &Node, object: &Object) -> Autoscaler {
    let kind = node.scalar_at(&["spec", "scaleTargetRef", "kind"]);
    Autoscaler {
        target_kind: kind.unwrap_or_else(|| "Deployment".into()),
        least: count(node, &["spec", "minReplicaCount"]).unwrap_or(0),
        most: count(node, &["spec", "maxReplicaCount"]).unwrap_or(100),
        ..autoscaler(files, node, object)
    }
}

fn access(node: &Node, object: &Object) -> Access {
    let rules = node.get("rules").map(Node::items).unwrap_or_default();
    let subjects = node.get("subjects").map(Node::items).unwrap_or_default();
    Access {
        kind: object.kind.clone(),
        name: object.name.clone(),
        at: object.at.clone(),
        rules: rules
            .iter()
            .map(|rule| {
                format!(
                    "{} on {}",
                    words(rule.get("verbs")).join(","),
                    words(rule.get("resources")).join(",")
                )
            })
            .collect(),
        role: node.scalar_at(&["roleRef", "name"]).unwrap_or_default(),
        accounts: subjects
            .iter()
            .filter(|subject| subject.scalar_at(&["kind"]).as_deref() == Some("ServiceAccount"))
            .filter_map(|subject| subject.scalar_at(&["name"]))
            .collect(),
    }
}

/// Alert rules in a file that a config map brings to a Prometheus.
fn rule_files(node: &Node, object: &Object) -> Option<Monitor> {
    let texts =
        node.get("data").map(Node::pairs).unwrap_or_default().iter().filter_map(|(_, value)| value.text());
    let files = texts.filter(|text| text.contains("alert:") && text.contains("expr:"));
    let alerts: Vec<String> = files
        .flat_map(yaml::parse)
        .filter_map(|document| document.root.ok())
        .flat_map(|root| alerts(root.get("groups")))
        .collect();
    (!alerts.is_empty()).then(|| Monitor {
        kind: object.kind.clone(),
        name: object.name.clone(),
        at: object.at.clone(),
        alerts,
        ..Monitor::default()
    })
}

fn alerts(groups: Option<&Node>) -> Vec<String> {
    let groups = groups.map(Node::items).unwrap_or_default();
    let rules = groups.iter().flat_map(|group| group.get("rules").map(Node::items).unwrap_or_default());
    rules.filter_map(|rule| rule.scalar_at(&["alert"])).collect()
}

fn monitor(node: &Node, object: &Object) -> Monitor {
    let endpoints = node.at(&["spec", "endpoints"]).or_else(|| node.at(&["spec", "podMetricsEndpoints"]));
    let endpoints = endpoints.map(Node::items).unwrap_or_default();
    Monitor {
        kind: object.kind.clone(),
        name: object.name.clone(),
        at: object.at.clone(),
        selector: network::selector(node.at(&["spec", "selector"])),
        ports: endpoints
            .iter()
            .filter_map(|end| end.scalar_at(&["port"]).or_else(|| end.scalar_at(&["targetPort"])))
            .collect(),
        alerts: alerts(node.at(&["spec", "groups"])),
    }
}
