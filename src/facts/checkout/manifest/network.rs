//! Services, ingresses and network policies.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::At;

/// A port by number or by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// By number.
    Number(u16),
    /// By name.
    Name(String),
}

impl std::fmt::Display for Target {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(out, "{number}"),
            Self::Name(name) => write!(out, "{name}"),
        }
    }
}

/// A Service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// Its namespace, where one is given.
    pub namespace: Option<String>,
    /// Line of its `kind`.
    pub at: At,
    /// Line of the selector, else of the kind.
    pub selector_at: At,
    /// Its selector; empty for a service without one.
    pub selector: BTreeMap<String, String>,
    /// `ClusterIP`, `NodePort`, `LoadBalancer` or `ExternalName`.
    pub kind: String,
    /// `sessionAffinity`, where it is not `None`.
    pub affinity: Option<String>,
    /// Its ports.
    pub ports: Vec<ServicePort>,
}

/// A port of a Service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServicePort {
    /// Its name.
    pub name: Option<String>,
    /// `port`.
    pub port: u16,
    /// `targetPort`; equals `port` where it is not given.
    pub target: Target,
    /// Where.
    pub at: At,
}

/// An Ingress.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Ingress {
    /// Its name.
    pub name: String,
    /// Line of its `kind`.
    pub at: At,
    /// Whether it serves TLS.
    pub tls: bool,
    /// Each backend: service, port, place.
    pub backends: Vec<(String, Option<Target>, At)>,
}

/// A label selector; empty selects everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Selector {
    /// `matchLabels`.
    pub labels: BTreeMap<String, String>,
    /// `matchExpressions`.
    pub expressions: Vec<Expression>,
}

/// One expression of a selector.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Expression {
    /// The label.
    pub key: String,
    /// `In`, `NotIn`, `Exists` or `DoesNotExist`.
    pub operator: String,
    /// The values.
    pub values: Vec<String>,
}

impl Selector {
    /// Whether labels are selected.
    #[must_use]
    pub fn matches(&self, labels: &BTreeMap<String, String>) -> bool {
        self.labels.iter().all(|(key, value)| labels.get(key) == Some(value))
            && self.expressions.iter().all(|expression| expression.matches(labels))
    }

    /// Whether it selects everything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty() && self.expressions.is_empty()
    }
}

impl Expression {
    fn matches(&self, labels: &BTreeMap<String, String>) -> bool {
        let value = labels.get(&self.key);
        let listed = value.is_some_and(|value| self.values.contains(value));
        match self.operator.as_str() {
            "In" => listed,
            "NotIn" => !listed,
            "Exists" => value.is_some(),
            "DoesNotExist" => value.is_none(),
            // What Kubernetes would refuse selects nothing.
            _ => false,
        }
    }
}

/// A network policy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NetworkPolicy {
    /// Its name.
    pub name: String,
    /// Its namespace, where one is given.
    pub namespace: Option<String>,
    /// Line of its `kind`.
    pub at: At,
    /// The pods it holds for.
    pub pods: Selector,
    /// Whether it limits what comes in, and then what may; `None` where it says nothing of it.
    pub ingress: Option<Vec<Peers>>,
    /// Whether it limits what goes out, and then what may.
    pub egress: Option<Vec<Peers>>,
}

/// One rule of a policy: any of the peers on any of the ports.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Peers {
    /// The peers; empty is everybody.
    pub peers: Vec<Peer>,
    /// The ports; empty is every port.
    pub ports: Vec<PolicyPort>,
}

/// A peer of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Peer {
    /// Pods by label, in the policy's own namespace unless namespaces are selected.
    Pods {
        /// Selects pods; empty is all.
        pods: Selector,
        /// Selects namespaces, where it does.
        namespaces: Option<Selector>,
    },
    /// Addresses, which in a cluster are never relied on for pods.
    Addresses {
        /// The range.
        range: String,
        /// What is left out of it.
        except: Vec<String>,
    },
}

/// A port of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyPort {
    /// `TCP` unless said otherwise.
    pub protocol: String,
    /// The port; `None` is every port of the protocol.
    pub port: Option<Target>,
    /// The last of a range that begins with `port`.
    pub end: Option<u16>,
}
