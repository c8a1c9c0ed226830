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
