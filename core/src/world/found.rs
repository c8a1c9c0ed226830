//! Who has a name or an address in a world.

use std::sync::Arc;

use super::{Node, NodeId, ServiceEntry};
use crate::index::{self, Index};

/// Where to look for nodes and Services, in the world's lists; pods are looked for where they were placed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub(super) nodes: NodeNames,
    pub(super) services: Index,
    /// Every address of a node.
    pub(super) node_addresses: Index,
    /// Cluster IPs, external IPs and load balancers' addresses of Services.
    pub(super) service_addresses: Index,
    /// Services by node port and health check node port.
    pub(super) node_ports: Index,
    /// Services by the addresses of their endpoints.
    pub(super) endpoints: Index,
}

/// Nodes by name, also while the world is built.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct NodeNames(Index);

impl NodeNames {
    pub(super) fn new(nodes: &[Node]) -> Self {
        Self(Index::new(nodes.iter().enumerate().map(|(i, node)| (index::of_name(&node.name), i)).collect()))
    }

    pub(super) fn find(&self, nodes: &[Node], name: &str) -> Option<NodeId> {
        self.0.get(index::of_name(name)).find(|i| nodes[*i].name == name).map(NodeId)
    }
}

impl Found {
    pub(super) fn new(nodes: &[Node], services: &[Arc<ServiceEntry>]) -> Self {
        let [mut node_addresses, mut service_names, mut service_addresses] = [const { Vec::new() }; 3];
        let [mut node_ports, mut endpoints] = [const { Vec::new() }; 2];
        for (i, node) in nodes.iter().enumerate() {
            node_addresses.extend(node.addresses.iter().map(|ip| (index::of_address(*ip), i)));
        }
        for (i, entry) in services.iter().enumerate() {
            service_names.push((index::of_names(entry.spec.meta.namespace(), entry.spec.meta.name()), i));
            service_addresses.extend(entry.addresses().map(|ip| (index::of_address(ip), i)));
            node_ports.extend(entry.health_check.map(|port| (u64::from(port), i)));
            for port in &entry.ports {
                node_ports.extend(port.node_port.map(|port| (u64::from(port), i)));
                endpoints.extend(port.endpoints.iter().map(|e| (index::of_address(e.address.ip()), i)));
            }
        }
        Self {
            nodes: NodeNames::new(nodes),
            services: Index::new(service_names),
            node_addresses: Index::new(node_addresses),
            service_addresses: Index::new(service_addresses),
            node_ports: Index::new(node_ports),
            endpoints: Index::new(endpoints),
        }
    }
}
