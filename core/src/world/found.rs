//! Who has a name or an address in a world.

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use super::{Node, NodeId, Pod, PodId, ServiceEntry};
use crate::index::{self, Index};
use crate::model::Labels;

/// Where to look for nodes and Services, in the world's lists.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) nodes: NodeNames,
    /// Every address of a node.
    pub(super) node_addresses: Index,
    pub(super) services: Arc<FoundServices>,
    /// Services by the addresses of their endpoints; made when first asked for, which is seldom.
    endpoints: OnceLock<Index>,
}

/// Where to look for Services, in the list that it was made from or in one of Services that the cluster gives the same.
#[derive(Debug)]
pub(super) struct FoundServices {
    pub(super) names: Index,
    /// Cluster IPs, external IPs and load balancers' addresses.
    pub(super) addresses: Index,
    /// By node port and health check node port.
    pub(super) node_ports: Index,
}

/// Nodes by name, also while the world is built.
#[derive(Debug, Clone)]
pub(super) struct NodeNames(Index);

impl NodeNames {
    pub(super) fn new(nodes: &[Node]) -> Self {
        Self(Index::new(nodes.iter().enumerate().map(|(i, node)| (index::of_name(&node.name), i)).collect()))
    }

    pub(super) fn find(&self, nodes: &[Node], name: &str) -> Option<NodeId> {
        self.0.get(index::of_name(name)).find(|i| nodes[*i].name == name).map(NodeId)
    }
}

impl FoundServices {
    pub(super) fn new(services: &[Arc<ServiceEntry>]) -> Self {
        let [mut names, mut addresses, mut node_ports] = [const { Vec::new() }; 3];
        for (i, entry) in services.iter().enumerate() {
            names.push((index::of_names(entry.spec.meta.namespace(), entry.spec.meta.name()), i));
            addresses.extend(entry.addresses().map(|ip| (index::of_address(ip), i)));
            node_ports.extend(entry.health_check.map(|port| (u64::from(port), i)));
            node_ports.extend(entry.ports.iter().filter_map(|port| Some((u64::from(port.node_port?), i))));
        }
        Self { names: Index::new(names), addresses: Index::new(addresses), node_ports: Index::new(node_ports) }
    }
}

impl Found {
    pub(super) fn new(nodes: &[Node], services: Arc<FoundServices>) -> Self {
        let mut addresses = Vec::new();
        for (i, node) in nodes.iter().enumerate() {
            addresses.extend(node.addresses.iter().map(|ip| (index::of_address(*ip), i)));
        }
        Self {
            nodes: NodeNames::new(nodes),
            node_addresses: Index::new(addresses),
            services,
            endpoints: OnceLock::new(),
        }
    }

    /// Services that may have an endpoint at this address.
    pub(super) fn endpoints(&self, services: &[Arc<ServiceEntry>], address: IpAddr) -> impl Iterator<Item = usize> {
        let endpoints = self.endpoints.get_or_init(|| {
            let mut endpoints = Vec::new();
            for (i, entry) in services.iter().enumerate() {
                let own = entry.ports.iter().flat_map(|port| &port.endpoints);
                endpoints.extend(own.map(|endpoint| (index::of_address(endpoint.address.ip()), i)));
            }
            Index::new(endpoints)
        });
        endpoints.get(index::of_address(address))
    }
}

/// Where to look for pods, in the list that it was made from or in one of pods with the same names, labels and addresses.
#[derive(Debug)]
pub(super) struct FoundPods {
    names: Index,
    /// Addresses that pods have for themselves.
    addresses: Index,
    /// By namespace and one label, so that a Service does not look at every pod.
    labels: Index,
}

impl FoundPods {
    pub(super) fn new(pods: &[Arc<Pod>]) -> Self {
        let [mut names, mut addresses, mut labels] = [const { Vec::new() }; 3];
        for (i, pod) in pods.iter().enumerate() {
            let namespace = &pod.reference.namespace;
            names.push((index::of_names(namespace, &pod.reference.name), i));
            let own = pod.ips.iter().filter(|_| !pod.template.host_network);
            addresses.extend(own.map(|ip| (index::of_address(*ip), i)));
            labels.extend(pod.labels.iter().map(|label| (Self::label(namespace, label), i)));
        }
        Self { names: Index::new(names), addresses: Index::new(addresses), labels: Index::new(labels) }
    }

    fn label(namespace: &str, (key, value): (&String, &String)) -> u64 {
        index::of_names(namespace, key).rotate_left(7) ^ index::of_name(value)
    }

    pub(super) fn named(&self, pods: &[Arc<Pod>], namespace: &str, name: &str) -> Option<PodId> {
        let named = |pod: &Pod| pod.reference.name == name && pod.reference.namespace == namespace;
        self.names.get(index::of_names(namespace, name)).find(|i| named(&pods[*i])).map(PodId)
    }

    pub(super) fn at(&self, pods: &[Arc<Pod>], address: IpAddr) -> Option<PodId> {
        self.addresses.get(index::of_address(address)).find(|i| pods[*i].ips.contains(&address)).map(PodId)
    }

    /// Those that a selector matches.
    pub(super) fn select(&self, namespace: &str, selector: &Labels, pods: &[Arc<Pod>]) -> Vec<PodId> {
        let labels = selector.iter().map(|label| Self::label(namespace, label));
        // The rarest label decides how many pods are looked at.
        let Some(rarest) = labels.min_by_key(|key| self.labels.get(*key).count()) else { return Vec::new() };
        let matches = |i: &usize| {
            let pod = &pods[*i];
            pod.reference.namespace == namespace
                && selector.iter().all(|(key, value)| pod.labels.get(key) == Some(value))
        };
        self.labels.get(rarest).filter(matches).map(PodId).collect()
    }
}
