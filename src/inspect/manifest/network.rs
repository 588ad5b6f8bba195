//! Services, ingresses and network policies.

use super::files::Files;
use super::objects::{texts, words};
use super::workload::target;
use crate::facts::checkout::manifest::{
    Expression, Ingress, NetworkPolicy, Object, Peer, Peers, PolicyPort, Selector, Service, ServicePort,
    Target,
};
use crate::inspect::yaml::Node;

pub(super) fn service(files: &Files, node: &Node, object: &Object) -> Service {
    let spec = node.get("spec");
    let items = spec.and_then(|spec| spec.get("ports")).map(Node::items).unwrap_or_default();
    let ports = items.iter().filter_map(|port| {
        let number = port.int_at(&["port"]).and_then(|number| u16::try_from(number).ok())?;
        let key = if port.get("targetPort").is_some() { "targetPort" } else { "port" };
        Some(ServicePort {
            name: port.scalar_at(&["name"]).filter(|name| !name.is_empty()),
            port: number,
            target: port.get("targetPort").and_then(target).unwrap_or(Target::Number(number)),
            at: files.at(port.line_of(key)),
        })
    });
    Service {
        name: object.name.clone(),
        namespace: object.namespace.clone(),
        at: object.at.clone(),
        selector_at: spec
            .filter(|spec| spec.get("selector").is_some())
            .map_or_else(|| object.at.clone(), |spec| files.at(spec.line_of("selector"))),
        selector: texts(node.at(&["spec", "selector"])),
        kind: node.scalar_at(&["spec", "type"]).unwrap_or_else(|| "ClusterIP".into()),
        affinity: node
            .scalar_at(&["spec", "sessionAffinity"])
            .filter(|value| value != "None" && !value.is_empty()),
        ports: ports.collect(),
    }
}

pub(super) fn ingress(files: &Files, node: &Node, object: &Object) -> Ingress {
    let rules = node.at(&["spec", "rules"]).map(Node::items).unwrap_or_default();
    let paths =
        rules.iter().flat_map(|rule| rule.at(&["http", "paths"]).map(Node::items).unwrap_or_default());
    let backends = paths.filter_map(|path| path.get("backend")).chain(node.at(&["spec", "defaultBackend"]));
    let backends = backends.filter_map(|backend| {
        let service = backend.get("service").unwrap_or(backend);
        let name = service.scalar_at(&["name"]).or_else(|| service.scalar_at(&["serviceName"]))?;
        let port = [&["port", "number"][..], &["port", "name"], &["servicePort"]]
            .iter()
            .find_map(|path| service.at(path));
        Some((name, port.and_then(target), files.at(service.line_of("name"))))
    });
    Ingress {
        name: object.name.clone(),
        at: object.at.clone(),
        tls: node.at(&["spec", "tls"]).is_some_and(|tls| !tls.items().is_empty()),
        backends: backends.collect(),
    }
}

/// A label selector.
pub(super) fn selector(node: Option<&Node>) -> Selector {
    let expressions = node.and_then(|node| node.get("matchExpressions")).map(Node::items).unwrap_or_default();
    Selector {
        labels: texts(node.and_then(|node| node.get("matchLabels"))),
        expressions: expressions
            .iter()
            .map(|expression| Expression {
                key: expression.scalar_at(&["key"]).unwrap_or_default(),
                operator: expression.scalar_at(&["operator"]).unwrap_or_default(),
                values: words(expression.get("values")),
            })
            .collect(),
    }
}

pub(super) fn policy(_: &Files, node: &Node, object: &Object) -> NetworkPolicy {
    let types = words(node.at(&["spec", "policyTypes"]));
    let rules = |key: &str, ends: &str| -> Vec<Peers> {
        let items = node.at(&["spec", key]).map(Node::items).unwrap_or_default();
        items.iter().map(|rule| peers(rule, ends)).collect()
    };
    // Without types: ingress always, egress where there is a rule for it.
    let has = |name: &str, default: bool| {
        if types.is_empty() { default } else { types.iter().any(|kind| kind == name) }
    };
    NetworkPolicy {
        name: object.name.clone(),
        namespace: object.namespace.clone(),
        at: object.at.clone(),
        pods: selector(node.at(&["spec", "podSelector"])),
        ingress: has("Ingress", true).then(|| rules("ingress", "from")),
        egress: has("Egress", node.at(&["spec", "egress"]).is_some()).then(|| rules("egress", "to")),
    }
}

fn peers(rule: &Node, ends: &str) -> Peers {
    let ends = rule.get(ends).map(Node::items).unwrap_or_default();
    let ports = rule.get("ports").map(Node::items).unwrap_or_default();
    Peers {
        peers: ends
            .iter()
            .map(|end| match end.get("ipBlock") {
                Some(block) => Peer::Addresses {
                    range: block.scalar_at(&["cidr"]).unwrap_or_default(),
                    except: words(block.get("except")),
                },
                None => Peer::Pods {
                    pods: selector(end.get("podSelector")),
                    namespaces: end.get("namespaceSelector").map(|node| selector(Some(node))),
                },
            })
            .collect(),
        ports: ports
            .iter()
            .map(|port| PolicyPort {
                protocol: port.scalar_at(&["protocol"]).unwrap_or_else(|| "TCP".into()),
                port: port.get("port").and_then(target),
                end: port.int_at(&["endPort"]).and_then(|end| u16::try_from(end).ok()),
            })
            .collect(),
    }
}
