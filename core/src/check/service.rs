//! Services: do they have endpoints, and are their addresses and ports theirs.

use std::collections::{BTreeMap, HashSet};
use std::net::IpAddr;

use super::fix::Kind;
use super::{Check, selector, target};
use crate::model::{ServiceType, TrafficPolicy};
use crate::object::FieldPath;
use crate::problem::Problem;
use crate::route::usable;
use crate::world::{ServiceEntry, World};

pub(super) fn check(check: &mut Check<'_>) {
    let world: &World = check.world;
    let backed: HashSet<(&str, &str)> = check
        .cluster
        .slices
        .iter()
        .filter_map(|slice| Some((slice.meta.namespace(), slice.service.as_deref()?)))
        .collect();
    for entry in &world.services {
        if entry.spec.kind != ServiceType::ExternalName {
            endpoints(check, entry, &backed);
            local_nodes(check, entry);
        }
        if entry.pending {
            let problem = Problem::LoadBalancerPending { service: entry.key() };
            check.tell(problem, &entry.spec.meta.reference, "spec.type", Vec::new());
        }
    }
    node_ports(check);
    cluster_ips(check);
}

fn endpoints(check: &mut Check<'_>, entry: &ServiceEntry, backed: &HashSet<(&str, &str)>) {
    let reference = &entry.spec.meta.reference;
    let selector = entry.spec.selector.as_ref().filter(|selector| !selector.is_empty());
    let by_hand = backed.contains(&super::name_of(entry));
    match selector {
        // The API servers keep the endpoints of this one.
        None if super::name_of(entry) == ("default", "kubernetes") => {}
        None => {
            if !by_hand {
                let problem = Problem::NoSelectorNoEndpoints { service: entry.key() };
                check.tell(problem, reference, "spec.selector", Vec::new());
            }
        }
        Some(selector) if entry.selected.is_empty() => {
            if !by_hand {
                selector::finds_nothing(check, entry, selector);
            }
        }
        Some(_) => {
            target::check(check, entry);
            let mut endpoints = entry.ports.iter().flat_map(|port| &port.endpoints);
            let takes_traffic = |id: &crate::world::PodId| {
                let pod = check.world.pod(*id);
                !pod.ips.is_empty() && (pod.ready || entry.spec.publish_not_ready)
            };
            if !endpoints.any(usable) && !entry.selected.iter().any(takes_traffic) {
                let problem = Problem::NoReadyEndpoints { service: entry.key(), selected: entry.selected.len() };
                check.tell(problem, reference, "spec.selector", Vec::new());
            }
        }
    }
}

/// Nodes that drop a node port's traffic. Load balancers ask each node first and pass these by.
fn local_nodes(check: &mut Check<'_>, entry: &ServiceEntry) {
    let by_node = entry.spec.kind == ServiceType::NodePort || !entry.spec.external_ips.is_empty();
    if entry.spec.external_policy != TrafficPolicy::Local || !by_node {
        return;
    }
    let endpoints = entry.ports.iter().flat_map(|port| &port.endpoints).filter(|endpoint| usable(endpoint));
    let with: HashSet<&str> =
        endpoints.filter_map(|endpoint| Some(check.world.node_name(endpoint.node.as_ref()?))).collect();
    if with.is_empty() {
        return;
    }
    let ready = check.world.nodes.iter().filter(|node| node.ready);
    let nodes: Vec<String> =
        ready.filter(|node| !with.contains(node.name.as_str())).map(|node| node.name.clone()).collect();
    if !nodes.is_empty() {
        let path = FieldPath::of("spec.externalTrafficPolicy");
        let fix = check.mender.set(&entry.spec.meta.reference, &path, "Cluster", Kind::String);
        let problem = Problem::LocalNodesWithout { service: entry.key(), nodes };
        check.tell(problem, &entry.spec.meta.reference, path.as_str(), fix.into_iter().collect());
    }
}

/// One allocator serves all Services, whatever the protocol: only one Service may use a number, for several protocols.
fn node_ports(check: &mut Check<'_>) {
    let (first, last) = check.world.knobs.node_port_range;
    let world: &World = check.world;
    let mut taken: BTreeMap<u16, &ServiceEntry> = BTreeMap::new();
    for entry in &world.services {
        let of_ports = entry.ports.iter().filter_map(|port| {
            let place = FieldPath::of("spec.ports").index(port.spec.index).field("nodePort");
            Some((port.spec.node_port?, place))
        });
        let health = entry.spec.health_check_node_port.map(|port| (port, FieldPath::of("spec.healthCheckNodePort")));
        let reference = &entry.spec.meta.reference;
        for (port, path) in of_ports.chain(health) {
            if !(first..=last).contains(&port) {
                let problem = Problem::NodePortOutOfRange { port, range: (first, last) };
                check.tell(problem, reference, path.as_str(), Vec::new());
            }
            let holder = *taken.entry(port).or_insert(entry);
            if holder.spec.meta.reference != *reference {
                let problem = Problem::NodePortTaken { port, other: holder.key() };
                check.tell(problem, reference, path.as_str(), Vec::new());
            }
        }
    }
}

fn cluster_ips(check: &mut Check<'_>) {
    let world: &World = check.world;
    let mut taken: BTreeMap<IpAddr, &ServiceEntry> = BTreeMap::new();
    for entry in &world.services {
        let reference = &entry.spec.meta.reference;
        for (i, ip) in entry.spec.cluster_ips.iter().enumerate() {
            let list = FieldPath::of("spec.clusterIPs").index(i);
            let written = check.manifests.get(reference).is_some_and(|object| object.node.at(&list).is_some());
            let path = if written { list } else { FieldPath::of("spec.clusterIP") };
            let range = world.service_cidrs.iter().find(|range| range.addr().is_ipv4() == ip.is_ipv4());
            if let (false, Some(range)) = (world.is_service_address(*ip), range) {
                let problem = Problem::ClusterIpOutOfRange { address: ip.to_string(), range: range.to_string() };
                check.tell(problem, reference, path.as_str(), Vec::new());
            }
            let holder = *taken.entry(*ip).or_insert(entry);
            if holder.spec.meta.reference != *reference {
                let problem = Problem::ClusterIpTaken { address: ip.to_string(), other: holder.key() };
                check.tell(problem, reference, path.as_str(), Vec::new());
            }
        }
    }
}
