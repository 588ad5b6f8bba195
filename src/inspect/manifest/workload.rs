//! Workloads and their containers.

use super::files::Files;
use super::objects::{texts, words};
use super::shown;
use crate::facts::checkout::manifest::{
    At, Container, EnvFrom, Mount, Object, Port, Probe, Quantity, Security, Source, Target, Variable, Volume,
    VolumeKind, Workload,
};
use crate::inspect::yaml::{Node, Value};

/// Containers of one pod beyond this number are not read.
const MOST_CONTAINERS: usize = 50;

/// Reads a workload; `None` where it has no pod.
pub(super) fn read(files: &Files, node: &Node, object: &Object) -> Option<Workload> {
    let template = match object.kind.as_str() {
        "Pod" => node,
        "CronJob" => node.at(&["spec", "jobTemplate", "spec", "template"])?,
        _ => node.at(&["spec", "template"])?,
    };
    let pod = template.get("spec")?;
    let replicas = node.int_at(&["spec", "replicas"]).and_then(|count| u32::try_from(count).ok());
    let spec = node.get("spec");
    let replicas_at = spec.filter(|_| replicas.is_some()).map(|spec| files.at(spec.line_of("replicas")));
    let host =
        ["hostNetwork", "hostPID", "hostIPC"].into_iter().filter(|name| pod.bool_at(&[name]) == Some(true));
    let mut volumes: Vec<Volume> =
        list(pod, "volumes").iter().filter_map(|volume| read_volume(files, volume)).collect();
    volumes.extend(list_at(node, &["spec", "volumeClaimTemplates"]).iter().map(|claim| Volume {
        name: claim.scalar_at(&["metadata", "name"]).unwrap_or_default(),
        at: files.at(claim.line),
        kind: VolumeKind::Template,
    }));
    let containers = list(pod, "initContainers").iter().map(|one| (one, true));
    let containers = containers.chain(list(pod, "containers").iter().map(|one| (one, false)));
    Some(Workload {
        kind: object.kind.clone(),
        name: object.name.clone(),
        namespace: object.namespace.clone(),
        at: object.at.clone(),
        replicas,
        replicas_at: replicas_at.unwrap_or_else(|| object.at.clone()),
        selector: texts(node.at(&["spec", "selector", "matchLabels"])),
        labels: texts(template.at(&["metadata", "labels"])),
        annotations: texts(template.at(&["metadata", "annotations"])),
        containers: containers.take(MOST_CONTAINERS).map(|(one, init)| container(files, one, init)).collect(),
        volumes,
        account: pod.scalar_at(&["serviceAccountName"]).filter(|name| !name.is_empty()),
        automount: pod.bool_at(&["automountServiceAccountToken"]),
        security: security(files, pod),
        host: host.map(Into::into).collect(),
        ..Workload::default()
    })
}

fn list<'a>(node: &'a Node, key: &str) -> &'a [Node] {
    node.get(key).map(Node::items).unwrap_or_default()
}

fn list_at<'a>(node: &'a Node, path: &[&str]) -> &'a [Node] {
    node.at(path).map(Node::items).unwrap_or_default()
}

fn container(files: &Files, node: &Node, init: bool) -> Container {
    // A sidecar that always restarts stands among the init containers and keeps running.
    let sidecar = node.scalar_at(&["restartPolicy"]).as_deref() == Some("Always");
    let probe = |name: &str| node.get(name).map(|probe| read_probe(files, probe, node.line_of(name)));
    let mut command = words(node.get("command"));
    command.extend(words(node.get("args")));
    Container {
        name: node.scalar_at(&["name"]).unwrap_or_default(),
        at: files.at(node.line_of("name")),
        init: init && !sidecar,
        image: node.scalar_at(&["image"]).filter(|image| !image.is_empty()),
        image_at: files.at(node.line_of("image")),
        command,
        ports: list(node, "ports").iter().filter_map(|port| read_port(files, port)).collect(),
        env: list(node, "env").iter().map(|variable| read_variable(files, variable)).collect(),
        env_from: list(node, "envFrom").iter().filter_map(|from| read_env_from(files, from)).collect(),
        liveness: probe("livenessProbe"),
        readiness: probe("readinessProbe"),
        startup: probe("startupProbe"),
        requests: quantities(files, node.at(&["resources", "requests"])),
        limits: quantities(files, node.at(&["resources", "limits"])),
        resources_at: files.at(if node.get("resources").is_some() {
            node.line_of("resources")
        } else {
            node.line_of("name")
        }),
        security: security(files, node),
        mounts: list(node, "volumeMounts").iter().map(|mount| read_mount(files, mount)).collect(),
    }
}

fn read_port(files: &Files, node: &Node) -> Option<Port> {
    Some(Port {
        name: node.scalar_at(&["name"]).filter(|name| !name.is_empty()),
        number: node.int_at(&["containerPort"]).and_then(|number| u16::try_from(number).ok())?,
        protocol: node.scalar_at(&["protocol"]).unwrap_or_else(|| "TCP".into()),
        at: files.at(node.line_of("containerPort")),
    })
}

fn read_variable(files: &Files, node: &Node) -> Variable {
    let name = node.scalar_at(&["name"]).unwrap_or_default();
    let from = node.get("valueFrom");
    let reference = |kind: &str| {
        let found = from?.get(kind)?;
        let text = |key: &str| found.scalar_at(&[key]).unwrap_or_default();
        Some((text("name"), text("key"), found.bool_at(&["optional"]) == Some(true)))
    };
    let source = if let Some((name, key, optional)) = reference("secretKeyRef") {
        Source::Secret { name, key, optional }
    } else if let Some((name, key, optional)) = reference("configMapKeyRef") {
        Source::Config { name, key, optional }
    } else if let Some(path) = from.and_then(|from| from.scalar_at(&["fieldRef", "fieldPath"])) {
        Source::Field(path)
    } else if let Some(resource) = from.and_then(|from| from.scalar_at(&["resourceFieldRef", "resource"])) {
        Source::Field(resource)
    } else if from.is_some_and(|from| from.value != Value::Null) {
        Source::Nothing
    } else {
        Source::Literal(shown::shown(&name, &node.scalar_at(&["value"]).unwrap_or_default()))
    };
    // The line of the value says more than that of the name.
    let value = node.pairs().iter().find(|(key, _)| matches!(key.text.as_str(), "value" | "valueFrom"));
    let line = value.map_or(node.line_of("name"), |(key, _)| key.line);
    Variable { name, at: files.at(line), source }
}

fn read_env_from(files: &Files, node: &Node) -> Option<EnvFrom> {
    let (secret, found) = match (node.get("secretRef"), node.get("configMapRef")) {
        (Some(found), _) => (true, found),
        (None, Some(found)) => (false, found),
        (None, None) => return None,
    };
    Some(EnvFrom {
        secret,
        name: found.scalar_at(&["name"]).unwrap_or_default(),
        prefix: node.scalar_at(&["prefix"]).unwrap_or_default(),
        optional: found.bool_at(&["optional"]) == Some(true),
        at: files.at(found.line_of("name")),
    })
}

/// A port by number, also where the number stands as text.
pub(super) fn target(node: &Node) -> Option<Target> {
    let text = node.scalar().filter(|text| !text.is_empty())?;
    Some(text.parse().map_or(Target::Name(text), Target::Number))
}

fn read_probe(files: &Files, node: &Node, line: u32) -> Probe {
    let kind = ["httpGet", "tcpSocket", "exec", "grpc"].into_iter().find(|kind| node.get(kind).is_some());
    let inner = kind.and_then(|kind| node.get(kind));
    Probe {
        kind: kind.unwrap_or_default().into(),
        path: inner.and_then(|inner| inner.scalar_at(&["path"])),
        port: inner.and_then(|inner| inner.get("port")).and_then(target),
        command: words(inner.and_then(|inner| inner.get("command"))),
        at: files.at(inner
            .filter(|inner| inner.get("port").is_some())
            .map_or(line, |inner| inner.line_of("port"))),
    }
}

fn quantities(files: &Files, node: Option<&Node>) -> std::collections::BTreeMap<String, Quantity> {
    let pairs = node.map(Node::pairs).unwrap_or_default();
    pairs
        .iter()
        .filter_map(|(key, value)| {
            let text = value.scalar().filter(|text| !text.is_empty())?;
            Some((key.text.clone(), Quantity { text, at: files.at(key.line) }))
        })
        .collect()
}

/// The security context of a pod or container.
fn security(files: &Files, node: &Node) -> Security {
    let Some(context) = node.get("securityContext") else {
        return Security { at: At { line: 0, ..files.at(node.line) }, ..Security::default() };
    };
    Security {
        at: files.at(node.line_of("securityContext")),
        non_root: context.bool_at(&["runAsNonRoot"]),
        user: context.int_at(&["runAsUser"]),
        escalation: context.bool_at(&["allowPrivilegeEscalation"]),
        privileged: context.bool_at(&["privileged"]),
        read_only: context.bool_at(&["readOnlyRootFilesystem"]),
        drop: words(context.at(&["capabilities", "drop"])),
        add: words(context.at(&["capabilities", "add"])),
        seccomp: context.scalar_at(&["seccompProfile", "type"]),
    }
}

fn read_mount(files: &Files, node: &Node) -> Mount {
    Mount {
        volume: node.scalar_at(&["name"]).unwrap_or_default(),
        path: node.scalar_at(&["mountPath"]).unwrap_or_default(),
        sub_path: node.scalar_at(&["subPath"]).filter(|path| !path.is_empty()),
        read_only: node.bool_at(&["readOnly"]) == Some(true),
        at: files.at(node.line_of("mountPath")),
    }
}

fn read_volume(files: &Files, node: &Node) -> Option<Volume> {
    let (key, inner) = node.pairs().iter().find(|(key, _)| key.text != "name")?;
    let text = |path: &[&str]| inner.scalar_at(path).unwrap_or_default();
    let kind = match key.text.as_str() {
        "emptyDir" => VolumeKind::Empty { memory: text(&["medium"]) == "Memory" },
        "hostPath" => VolumeKind::Host(text(&["path"])),
        "persistentVolumeClaim" => VolumeKind::Claim(text(&["claimName"])),
        "secret" => VolumeKind::Secret(text(&["secretName"])),
        "configMap" => VolumeKind::Config(text(&["name"])),
        "ephemeral" => VolumeKind::Empty { memory: false },
        other => VolumeKind::Other(other.into()),
    };
    Some(Volume { name: node.scalar_at(&["name"]).unwrap_or_default(), at: files.at(key.line), kind })
}
