//! What manifests cannot say about the moment: the `state:` section of scenarios, and the what-ifs of the page.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

/// Every what-if. Pods are named `namespace/name`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    pub not_ready: BTreeSet<String>,
    /// Pod and port where no process listens.
    pub not_listening: BTreeSet<(String, u16)>,
    pub nodes_down: BTreeSet<String>,
    pub pods_down: BTreeSet<String>,
    /// Node name to its address.
    pub addresses: BTreeMap<String, IpAddr>,
    /// Pod to the node it runs on.
    pub placement: BTreeMap<String, String>,
}

/// A what-if, as a hand on the picture makes it. A pod is `namespace/name`, a node its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    Readiness {
        pod: String,
        ready: bool,
    },
    /// Ready, or not.
    Node {
        node: String,
        up: bool,
    },
    Address {
        node: String,
        address: IpAddr,
    },
    /// A pod with this name on another node.
    Placement {
        pod: String,
        node: String,
    },
}

impl Change {
    /// Whether it says something else about the same, so that the later one holds.
    pub fn replaces(&self, earlier: &Change) -> bool {
        match (self, earlier) {
            (Change::Readiness { pod, .. }, Change::Readiness { pod: known, .. })
            | (Change::Placement { pod, .. }, Change::Placement { pod: known, .. }) => pod == known,
            (Change::Node { node, .. }, Change::Node { node: known, .. })
            | (Change::Address { node, .. }, Change::Address { node: known, .. }) => node == known,
            _ => false,
        }
    }

    /// The pod or node that it is about.
    pub fn subject(&self) -> &str {
        match self {
            Change::Readiness { pod, .. } | Change::Placement { pod, .. } => pod,
            Change::Node { node, .. } | Change::Address { node, .. } => node,
        }
    }
}

impl State {
    /// The state after a change.
    #[must_use]
    pub fn with(mut self, change: &Change) -> Self {
        let mark = |set: &mut BTreeSet<String>, name: &String, on: bool| {
            if on {
                set.insert(name.clone());
            } else {
                set.remove(name);
            }
        };
        match change {
            Change::Readiness { pod, ready } => {
                mark(&mut self.not_ready, pod, !ready);
                if *ready {
                    self.pods_down.remove(pod);
                }
            }
            Change::Node { node, up } => mark(&mut self.nodes_down, node, !up),
            Change::Address { node, address } => {
                self.addresses.insert(node.clone(), *address);
            }
            Change::Placement { pod, node } => {
                self.placement.insert(pod.clone(), node.clone());
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_change_takes_an_earlier_one_back() {
        let ready = |ready| Change::Readiness { pod: "shop/api-1".into(), ready };
        let state = State::default().with(&ready(false));
        assert_eq!(state.not_ready.len(), 1);
        assert_eq!(state.with(&ready(true)), State::default());
        assert!(ready(true).replaces(&ready(false)));
        let down = Change::Node { node: "node-1".into(), up: false };
        assert!(!down.replaces(&ready(false)));
        let moved = Change::Placement { pod: "shop/api-1".into(), node: "node-2".into() };
        assert_eq!(State::default().with(&moved).placement.get("shop/api-1").map(String::as_str), Some("node-2"));
    }
}
