//! Nodes: declared, inferred from where pods say they run, or default ones.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

use super::Node;
use super::ranges::Ranges;
use crate::allocation::{address, number};
use crate::assumption::Assumption;
use crate::knobs::Knobs;
use crate::lean::gathered;
use crate::model::{self, Cluster, IpFamily, Labels, NodeAddressKind, Taint};
use crate::state::State;

/// More are not assumed.
const MOST_NODES: u32 = 5000;
const ZONE: &str = "topology.kubernetes.io/zone";

pub(super) fn nodes(
    cluster: &Cluster,
    knobs: &Knobs,
    state: &State,
    ranges: &Ranges,
    assumptions: &mut Vec<Assumption>,
) -> Vec<Node> {
    let mut nodes = if cluster.nodes.is_empty() { undeclared(cluster, knobs, assumptions) } else { declared(cluster) };
    let places = if cluster.nodes.is_empty() { Vec::new() } else { places(&nodes) };
    for (i, node) in nodes.iter_mut().enumerate() {
        let i = places.get(i).copied().unwrap_or(i);
        if node.addresses.is_empty() {
            node.addresses.push(default_address(i));
            // Where pods have IPv6 addresses their nodes have.
            if ranges.pods.iter().any(|range| range.addr().is_ipv6()) {
                node.addresses.push(default_address_v6(i));
            }
        }
        if let Some(moved) = state.addresses.get(&node.name) {
            let family = IpFamily::of(*moved);
            match node.addresses.iter_mut().find(|address| IpFamily::of(**address) == family) {
                Some(primary) => *primary = *moved,
                None => node.addresses.push(*moved),
            }
        }
        if node.pod_cidrs.is_empty() {
            node.pod_cidrs = ranges.pods.iter().map(|cidr| subnet(*cidr, i)).collect();
        }
        if state.nodes_down.contains(&node.name) {
            node.ready = false;
        }
    }
    nodes
}

fn declared(cluster: &Cluster) -> Vec<Node> {
    let nodes = cluster.nodes.iter().map(|node| {
        let mut addresses = node.addresses.clone();
        // Stable: internal before external, else as written.
        addresses.sort_by_key(|address| address.kind == NodeAddressKind::External);
        let mut labels = own_labels(node.meta.name());
        labels.extend(node.meta.labels.clone());
        Node {
            name: node.meta.name().into(),
            object: Some(node.meta.reference.clone()),
            zone: labels.get(ZONE).cloned(),
            labels,
            addresses: addresses.into_iter().map(|address| address.address).collect(),
            pod_cidrs: node.pod_cidrs.clone(),
            taints: taints(node),
            unschedulable: node.unschedulable,
            ready: node.ready,
        }
    });
    nodes.collect()
}

/// A node's own taints, and the one that keeps pods away while it is not ready (pkg/controller/nodelifecycle).
fn taints(node: &model::Node) -> Vec<Taint> {
    let not_ready = (!node.ready).then(|| Taint {
        key: "node.kubernetes.io/not-ready".to_owned(),
        value: String::new(),
        effect: "NoSchedule".to_owned(),
    });
    node.taints.iter().cloned().chain(not_ready).collect()
}

fn undeclared(cluster: &Cluster, knobs: &Knobs, assumptions: &mut Vec<Assumption>) -> Vec<Node> {
    let mut named: BTreeMap<&str, Option<IpAddr>> = BTreeMap::new();
    for pod in &cluster.pods {
        if let Some(name) = &pod.template.node_name {
            let host_ip = pod.status.as_ref().and_then(|status| status.host_ip);
            let known = named.entry(name).or_default();
            *known = known.or(host_ip);
        }
    }
    if named.is_empty() {
        let count = knobs.nodes.clamp(1, MOST_NODES);
        assumptions.push(Assumption::DefaultNodes { count });
        return (1..=count).map(|i| bare(assumed_name(i), None)).collect();
    }
    assumptions.push(Assumption::NodesFromPods { names: named.keys().map(|name| (*name).to_owned()).collect() });
    named.into_iter().map(|(name, address)| bare(name.to_owned(), address)).collect()
}

fn bare(name: String, address: Option<IpAddr>) -> Node {
    Node {
        labels: own_labels(&name),
        name,
        object: None,
        addresses: address.into_iter().collect(),
        pod_cidrs: Vec::new(),
        taints: Vec::new(),
        unschedulable: false,
        ready: true,
        zone: None,
    }
}

/// The labels that every kubelet gives its own node; manifests written by hand lack them. Of the platforms the usual one.
fn own_labels(name: &str) -> Labels {
    let labels = [
        ("kubernetes.io/hostname", name),
        ("kubernetes.io/os", "linux"),
        ("kubernetes.io/arch", "amd64"),
        ("beta.kubernetes.io/os", "linux"),
        ("beta.kubernetes.io/arch", "amd64"),
    ];
    gathered(labels.map(|(key, value)| (key.to_owned(), value.to_owned())))
}

/// The place of each node among those that defaults are counted by: `node-3` is the third, wherever it stands and whoever is
/// gone; the others have the places that are left, each its own where that is free.
fn places(nodes: &[Node]) -> Vec<usize> {
    let numbered = |name: &str| {
        let number: u32 = name.strip_prefix("node-")?.parse().ok()?;
        ((1..=MOST_NODES).contains(&number) && name == assumed_name(number)).then(|| number as usize - 1)
    };
    let named: Vec<Option<usize>> = nodes.iter().map(|node| numbered(&node.name)).collect();
    let mut taken: BTreeSet<usize> = named.iter().flatten().copied().collect();
    let mut next = 0;
    let placed = named.into_iter().enumerate().map(|(i, named)| {
        named.unwrap_or_else(|| {
            if taken.insert(i) {
                return i;
            }
            while !taken.insert(next) {
                next += 1;
            }
            next
        })
    });
    placed.collect()
}

/// What a node is called that no manifest names.
fn assumed_name(number: u32) -> String {
    format!("node-{number}")
}

/// 192.168.10.11 and on.
fn default_address(index: usize) -> IpAddr {
    IpAddr::V4(Ipv4Addr::from(u32::from(Ipv4Addr::new(192, 168, 10, 11)).wrapping_add(index as u32)))
}

/// fd00:192:168:10::b and on.
fn default_address_v6(index: usize) -> IpAddr {
    let first = Ipv6Addr::new(0xfd00, 0x192, 0x168, 0x10, 0, 0, 0, 0xb);
    IpAddr::V6(Ipv6Addr::from(u128::from(first).wrapping_add(index as u128)))
}

/// The part of the pod range that node `index` gives to its pods: the /24 (IPv6: /64) after the first one, as kubeadm's
/// controller hands them out. A range too small to split is shared.
fn subnet(cidr: IpNet, index: usize) -> IpNet {
    let (prefix, bits) = if cidr.addr().is_ipv4() { (24, 8) } else { (64, 64) };
    if cidr.prefix_len() >= prefix {
        return cidr;
    }
    let count = 1u128 << (prefix - cidr.prefix_len()).min(32);
    let start = number(cidr.network()) + (((index as u128 + 1) % count) << bits);
    IpNet::new(address(start, cidr.addr().is_ipv4()), prefix).unwrap_or(cidr)
}

#[cfg(test)]
mod tests {
    use crate::decode::decode;
    use crate::knobs::Knobs;
    use crate::manifest::parse;
    use crate::state::State;
    use crate::text::Files;
    use crate::world::World;

    /// The names of the nodes with their addresses and the ranges of their pods.
    fn read(names: &[&str]) -> Vec<String> {
        let text: Vec<String> =
            names.iter().map(|name| format!("apiVersion: v1\nkind: Node\nmetadata: {{name: {name}}}\n")).collect();
        let cluster = decode(&parse(&Files::single("a.yaml", text.join("---\n"))).0).0;
        let world = World::build(&cluster, &Knobs::default(), &State::default());
        let told = world.nodes.iter().map(|node| format!("{} {} {}", node.name, node.addresses[0], node.pod_cidrs[0]));
        told.collect()
    }

    #[test]
    fn a_numbered_node_stays_who_it_is_when_another_is_gone() {
        let third = "node-3 192.168.10.13 10.244.3.0/24";
        assert_eq!(read(&["node-1", "node-2", "node-3"])[2], third);
        assert_eq!(read(&["node-1", "node-3"]), ["node-1 192.168.10.11 10.244.1.0/24", third]);
        assert_eq!(read(&["node-3"]), [third]);
    }

    #[test]
    fn no_two_nodes_share_what_is_assumed() {
        let names = ["node-3", "gpu", "node-1", "node-01"];
        let addresses: Vec<String> =
            read(&names).iter().map(|told| told.split(' ').nth(1).unwrap_or_default().to_owned()).collect();
        assert_eq!(addresses, ["192.168.10.13", "192.168.10.12", "192.168.10.11", "192.168.10.14"]);
        assert_eq!(read(&["b", "a"])[1], "a 192.168.10.12 10.244.2.0/24");
    }
}
