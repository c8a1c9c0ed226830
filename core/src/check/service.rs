//! Services: do they have endpoints, and are their addresses and ports theirs.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::net::IpAddr;

use ipnet::IpNet;

use super::{Check, fix, selector, slices, target};
use crate::allocation::{gives, number};
use crate::edit::FieldValue;
use crate::knobs::ProxyMode;
use crate::model::{EndpointSlice, FamilyPolicy, IpFamily, Labels, ServiceType, TrafficPolicy};
use crate::object::FieldPath;
use crate::problem::{Problem, Rule};
use crate::route::usable;
use crate::world::{ServiceEntry, World};

pub(super) fn check(check: &mut Check<'_>) {
    let world: &World = check.world;
    let mut backed: HashMap<(&str, &str), Vec<&EndpointSlice>> = HashMap::new();
    for slice in &check.cluster.slices {
        if let Some(service) = &slice.service {
            backed.entry((slice.meta.namespace(), service)).or_default().push(slice);
        }
    }
    for entry in &world.services {
        if entry.spec.kind != ServiceType::ExternalName {
            endpoints(check, entry, backed.get(&super::name_of(entry)).map_or(&[], Vec::as_slice));
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

/// `by_hand`: the slices in the manifests that are this Service's.
fn endpoints(check: &mut Check<'_>, entry: &ServiceEntry, by_hand: &[&EndpointSlice]) {
    let reference = &entry.spec.meta.reference;
    let selector = entry.spec.selector.as_ref().filter(|selector| !selector.is_empty());
    if entry.selected.is_empty() {
        slices::check(check, entry, by_hand);
    }
    match selector {
        // The API servers keep the endpoints of this one.
        None if super::name_of(entry) == ("default", "kubernetes") => {}
        None => {
            if by_hand.is_empty() {
                let problem = Problem::NoSelectorNoEndpoints { service: entry.key() };
                check.tell(problem, reference, "spec.selector", Vec::new());
            }
        }
        Some(selector) if entry.selected.is_empty() => {
            if by_hand.is_empty() {
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
        let fix = fix::set(check.manifests, &entry.spec.meta.reference, &path, FieldValue::from("Cluster"));
        let ipvs = check.world.knobs.proxy_mode == ProxyMode::Ipvs;
        let problem = Problem::LocalNodesWithout { service: entry.key(), nodes, ipvs };
        check.tell(problem, &entry.spec.meta.reference, path.as_str(), fix.into_iter().collect());
    }
}

/// One allocator serves all Services, whatever the protocol: only one Service may use a number, for several protocols.
fn node_ports(check: &mut Check<'_>) {
    let (first, last) = check.world.knobs.node_port_range;
    let world: &World = check.world;
    let mut taken: BTreeMap<u128, &ServiceEntry> = BTreeMap::new();
    for entry in &world.services {
        if !matches!(entry.spec.kind, ServiceType::NodePort | ServiceType::LoadBalancer) {
            continue;
        }
        let of_ports = entry.ports.iter().filter_map(|port| {
            let place = FieldPath::of("spec.ports").index(port.spec.index).field("nodePort");
            Some((port.spec.node_port?, place, false))
        });
        let health = entry.spec.health_check_node_port;
        let health = health.map(|port| (port, FieldPath::of("spec.healthCheckNodePort"), true));
        let reference = &entry.spec.meta.reference;
        for (port, path, alone) in of_ports.chain(health) {
            if !(first..=last).contains(&port) {
                let problem = Problem::NodePortOutOfRange { port, range: (first, last) };
                check.tell(problem, reference, path.as_str(), Vec::new());
                continue;
            }
            let holder = taken.get(&port.into()).copied();
            if let Some(holder) = holder.filter(|holder| alone || holder.spec.meta.reference != *reference) {
                let problem = Problem::NodePortTaken { port, other: holder.key() };
                check.tell(problem, reference, path.as_str(), Vec::new());
            }
            taken.entry(port.into()).or_insert(entry);
        }
    }
}

/// What the allocators refuse, of Services whose address fields are fine in themselves.
fn cluster_ips(check: &mut Check<'_>) {
    let world: &World = check.world;
    let mut taken: BTreeMap<u128, &ServiceEntry> = BTreeMap::new();
    for entry in &world.services {
        let Some(policy) = entry.spec.family_policy else { continue };
        // Where nobody says which ranges the cluster has, it has what the Services ask for.
        let refused = !world.knobs.service_cidr.is_empty() && families(check, entry, policy);
        for (ip, place) in declared_ips(check, entry) {
            if refused {
                break;
            }
            let all = || entry.spec.cluster_ips.iter().map(ToString::to_string).collect();
            let mut ranges = world.service_cidrs.iter().filter(|range| range.addr().is_ipv4() == ip.is_ipv4());
            let range = ranges.clone().find(|range| range.contains(&ip)).or_else(|| ranges.next());
            let reference = &entry.spec.meta.reference;
            let path = FieldPath::of("spec.clusterIPs");
            // A range that is inferred from the addresses says nothing about its edges.
            let inferred = world.knobs.service_cidr.is_empty();
            let held = |range: IpNet| if inferred { range.contains(&ip) } else { gives(range, ip) };
            if let Some(range) = range.filter(|range| !held(**range)) {
                let problem =
                    Problem::ClusterIpOutOfRange { address: ip.to_string(), range: range.to_string(), all: all() };
                check.tell_at(problem, reference, path, &place);
                continue;
            }
            let holder = *taken.entry(number(ip)).or_insert(entry);
            if holder.spec.meta.reference != *reference {
                let problem = Problem::ClusterIpTaken { address: ip.to_string(), other: holder.key(), all: all() };
                check.tell_at(problem, reference, path, &place);
            }
        }
    }
}

/// The cluster IPs that the manifest names, and where.
fn declared_ips(check: &Check<'_>, entry: &ServiceEntry) -> Vec<(IpAddr, FieldPath)> {
    let places = entry.spec.cluster_ips.iter().enumerate().map(|(i, ip)| {
        let listed = FieldPath::of("spec.clusterIPs").index(i);
        let place = if check.is_written(entry, &listed) { listed } else { FieldPath::of("spec.clusterIP") };
        (*ip, place)
    });
    places.collect()
}

/// Says which families a Service asks for that the cluster does not have; whether there are any.
fn families(check: &mut Check<'_>, entry: &ServiceEntry, policy: FamilyPolicy) -> bool {
    let world: &World = check.world;
    let by_hand = entry.spec.headless && entry.spec.selector.as_ref().is_none_or(Labels::is_empty);
    if by_hand {
        return false;
    }
    let configured = |family: IpFamily| world.service_cidrs.iter().any(|range| IpFamily::of(range.addr()) == family);
    let reference = &entry.spec.meta.reference;
    let refuse = |check: &mut Check<'_>, path: FieldPath, place: &FieldPath, value: String, rule: Rule| {
        check.tell_at(Problem::Invalid { value, rule }, reference, path, place);
    };
    let mut refused = false;
    for (i, (ip, place)) in declared_ips(check, entry).into_iter().enumerate() {
        let family = IpFamily::of(ip);
        if !configured(family) && !check.is_written(entry, &FieldPath::of("spec.ipFamilies").index(i)) {
            let all: Vec<String> = entry.spec.cluster_ips.iter().map(|ip| format!("\"{ip}\"")).collect();
            let value = format!("[{}]", all.join(","));
            refuse(check, FieldPath::of("spec.clusterIPs").index(i), &place, value, Rule::ConfiguredAddress(family));
            refused = true;
        }
    }
    if refused {
        return true;
    }
    if policy == FamilyPolicy::RequireDualStack && !(configured(IpFamily::V4) && configured(IpFamily::V6)) {
        let path = FieldPath::of("spec.ipFamilyPolicy");
        refuse(check, path.clone(), &path, policy.as_str().into(), Rule::DualStackCluster);
        refused = true;
    }
    for (i, family) in entry.families.iter().enumerate() {
        let path = FieldPath::of("spec.ipFamilies").index(i);
        if !configured(*family) && check.is_written(entry, &path) {
            refuse(check, path.clone(), &path, family.as_str().into(), Rule::ConfiguredFamily);
            refused = true;
        }
    }
    refused
}
