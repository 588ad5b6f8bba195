//! May one pod reach another? Kubernetes' own rule: what no policy selects is open; what one selects is closed but
//! for what any of them lets through; and both ends must agree.

use std::collections::BTreeMap;

use crate::facts::checkout::manifest::{NetworkPolicy, Peer, Peers, PolicyPort, Target, Workload};

/// A pod, as policies see it.
#[derive(Debug, Clone)]
pub(super) struct Pod {
    pub(super) labels: BTreeMap<String, String>,
    /// `None` is the namespace of the release.
    pub(super) namespace: Option<String>,
    /// Labels of the namespace, where they are known.
    pub(super) namespace_labels: BTreeMap<String, String>,
    /// Declared ports by name.
    pub(super) ports: BTreeMap<String, u16>,
}

impl Pod {
    /// The pods of a workload.
    pub(super) fn of(workload: &Workload) -> Self {
        let ports = workload.mains().flat_map(|container| &container.ports);
        Self {
            labels: workload.labels.clone(),
            namespace: workload.namespace.clone(),
            namespace_labels: own_name(workload.namespace.as_deref()),
            ports: ports.filter_map(|port| Some((port.name.clone()?, port.number))).collect(),
        }
    }

    /// The name server of the cluster.
    pub(super) fn name_server() -> Self {
        Self {
            labels: [("k8s-app".to_string(), "kube-dns".to_string())].into(),
            namespace: Some("kube-system".into()),
            namespace_labels: own_name(Some("kube-system")),
            ports: [("dns".to_string(), 53), ("dns-tcp".to_string(), 53)].into(),
        }
    }
}

/// Every namespace has its name as a label.
fn own_name(namespace: Option<&str>) -> BTreeMap<String, String> {
    namespace.map(|name| ("kubernetes.io/metadata.name".to_string(), name.to_string())).into_iter().collect()
}

/// Whether the policies let `from` reach `to` on a port.
pub(super) fn may_reach(
    policies: &[&NetworkPolicy],
    from: &Pod,
    to: &Pod,
    protocol: &str,
    port: u16,
) -> bool {
    let into = policies
        .iter()
        .filter(|policy| selects(policy, to))
        .filter_map(|policy| Some((policy, policy.ingress.as_ref()?)));
    let out = policies
        .iter()
        .filter(|policy| selects(policy, from))
        .filter_map(|policy| Some((policy, policy.egress.as_ref()?)));
    let open = |rules: Vec<(&&NetworkPolicy, &Vec<Peers>)>, other: &Pod| {
        rules.is_empty()
            || rules.iter().any(|(policy, rules)| {
                rules.iter().any(|rule| lets(policy, rule, other) && on_port(rule, to, protocol, port))
            })
    };
    open(into.collect(), from) && open(out.collect(), to)
}

/// Whether any policy limits what comes in to a pod.
pub(super) fn is_closed(policies: &[&NetworkPolicy], pod: &Pod) -> bool {
    policies.iter().any(|policy| selects(policy, pod) && policy.ingress.is_some())
}

fn selects(policy: &NetworkPolicy, pod: &Pod) -> bool {
    policy.namespace == pod.namespace && policy.pods.matches(&pod.labels)
}

fn lets(policy: &NetworkPolicy, rule: &Peers, other: &Pod) -> bool {
    rule.peers.is_empty()
        || rule.peers.iter().any(|peer| match peer {
            Peer::Pods { pods, namespaces: None } => {
                policy.namespace == other.namespace && pods.matches(&other.labels)
            }
            Peer::Pods { pods, namespaces: Some(namespaces) } => {
                namespaces.matches(&other.namespace_labels) && pods.matches(&other.labels)
            }
            // Addresses of pods are not known; only a range of everything is sure to hold them.
            Peer::Addresses { range, except } => {
                matches!(range.as_str(), "0.0.0.0/0" | "::/0") && except.is_empty()
            }
        })
}

fn on_port(rule: &Peers, to: &Pod, protocol: &str, port: u16) -> bool {
    let fits = |limit: &PolicyPort| {
        limit.protocol == protocol
            && match (&limit.port, limit.end) {
                (None, _) => true,
                (Some(Target::Name(name)), _) => to.ports.get(name) == Some(&port),
                (Some(Target::Number(first)), Some(last)) => (*first..=last).contains(&port),
                (Some(Target::Number(number)), None) => *number == port,
            }
    };
    rule.ports.is_empty() || rule.ports.iter().any(fits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::checkout::manifest::Selector;
    use proptest::prelude::*;

    fn labels(text: &str) -> BTreeMap<String, String> {
        text.split_whitespace()
            .filter_map(|pair| pair.split_once('='))
            .map(|(k, v)| (k.into(), v.into()))
            .collect()
    }

    fn selector() -> impl Strategy<Value = Selector> {
        prop_oneof![Just(""), Just("a=1"), Just("a=2"), Just("b=1"), Just("a=1 b=1")]
            .prop_map(|text| Selector { labels: labels(text), ..Selector::default() })
    }

    fn peers() -> impl Strategy<Value = Peers> {
        let peer = (selector(), prop::option::of(Just(Selector::default())))
            .prop_map(|(pods, namespaces)| Peer::Pods { pods, namespaces });
        let port =
            prop_oneof![Just(Target::Number(1)), Just(Target::Number(2)), Just(Target::Name("p".into()))];
        let port = (port, prop::option::of(2u16..4)).prop_map(|(port, end)| PolicyPort {
            protocol: "TCP".into(),
            port: Some(port),
            end,
        });
        (prop::collection::vec(peer, 0..3), prop::collection::vec(port, 0..3))
            .prop_map(|(peers, ports)| Peers { peers, ports })
    }

    fn policy() -> impl Strategy<Value = NetworkPolicy> {
        let rules = || prop::option::of(prop::collection::vec(peers(), 0..3));
        (selector(), rules(), rules(), prop::option::of(Just("n".to_string()))).prop_map(
            |(pods, ingress, egress, namespace)| NetworkPolicy {
                namespace,
                pods,
                ingress,
                egress,
                ..NetworkPolicy::default()
            },
        )
    }

    fn pod() -> impl Strategy<Value = Pod> {
        let text = prop_oneof![Just(""), Just("a=1"), Just("a=2"), Just("a=1 b=1"), Just("b=1")];
        (text, prop::option::of(Just("n".to_string())), 1u16..4).prop_map(|(text, namespace, p)| Pod {
            labels: labels(text),
            namespace_labels: own_name(namespace.as_deref()),
            namespace,
            ports: [("p".to_string(), p)].into(),
        })
    }

    /// The same, written as sets: everything that is let through is listed, and looked up.
    fn oracle(policies: &[NetworkPolicy], pods: &[Pod], from: usize, to: usize, port: u16) -> bool {
        let has = |selector: &Selector, pod: &Pod| {
            selector.labels.iter().all(|pair| pod.labels.iter().any(|own| own == pair))
        };
        let mut closed = [vec![false; pods.len()], vec![false; pods.len()]];
        let mut open: [Vec<(usize, usize, u16)>; 2] = [Vec::new(), Vec::new()];
        for policy in policies {
            for (side, rules) in [&policy.ingress, &policy.egress].into_iter().enumerate() {
                let Some(rules) = rules else { continue };
                for (own, pod) in pods.iter().enumerate() {
                    if pod.namespace != policy.namespace || !has(&policy.pods, pod) {
                        continue;
                    }
                    closed[side][own] = true;
                    for rule in rules {
                        for (other, peer) in pods.iter().enumerate() {
                            let mut named = rule.peers.iter().map(|one| match one {
                                Peer::Pods { pods, namespaces } => {
                                    has(pods, peer)
                                        && (namespaces.is_some() || peer.namespace == policy.namespace)
                                }
                                Peer::Addresses { .. } => false,
                            });
                            if !rule.peers.is_empty() && !named.any(|hit| hit) {
                                continue;
                            }
                            let target = if side == 0 { own } else { other };
                            for number in 0..6u16 {
                                let listed = rule.ports.iter().any(|limit| match (&limit.port, limit.end) {
                                    (Some(Target::Number(first)), Some(last)) => {
                                        number >= *first && number <= last
                                    }
                                    (Some(Target::Number(one)), None) => number == *one,
                                    (Some(Target::Name(_)), _) => pods[target].ports["p"] == number,
                                    (None, _) => true,
                                });
                                if rule.ports.is_empty() || listed {
                                    open[side].push((own, other, number));
                                }
                            }
                        }
                    }
                }
            }
        }
        let into = !closed[0][to] || open[0].contains(&(to, from, port));
        let out = !closed[1][from] || open[1].contains(&(from, to, port));
        into && out
    }

    proptest! {
        #[test]
        fn it_agrees_with_a_list_of_everything_let_through(
            policies in prop::collection::vec(policy(), 0..4),
            pods in prop::collection::vec(pod(), 2..4),
            port in 0u16..6,
        ) {
            let borrowed: Vec<&NetworkPolicy> = policies.iter().collect();
            for from in 0..pods.len() {
                for to in 0..pods.len() {
                    let answer = may_reach(&borrowed, &pods[from], &pods[to], "TCP", port);
                    prop_assert_eq!(answer, oracle(&policies, &pods, from, to, port), "{} to {}", from, to);
                }
            }
        }
    }
}
