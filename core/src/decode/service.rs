//! Services: pkg/apis/core/v1/defaults.go for what is left out, pkg/apis/core/validation for what is refused.

use std::net::IpAddr;

use ipnet::IpNet;

use super::cursor::{Cursor, IntOrString};
use super::pod::PROTOCOLS;
use super::{meta, scalar};
use crate::model::{
    Affinity, IngressAddress, IpFamily, IpMode, Protocol, Service, ServicePort, ServiceType, TargetPort,
    TrafficDistribution, TrafficPolicy,
};
use crate::problem::{Problem, Prohibition, Rule};

const TYPES: [(&str, ServiceType); 4] = [
    ("ClusterIP", ServiceType::ClusterIp),
    ("NodePort", ServiceType::NodePort),
    ("LoadBalancer", ServiceType::LoadBalancer),
    ("ExternalName", ServiceType::ExternalName),
];
const POLICIES: [(&str, TrafficPolicy); 2] = [("Cluster", TrafficPolicy::Cluster), ("Local", TrafficPolicy::Local)];
const DISTRIBUTIONS: [(&str, TrafficDistribution); 3] = [
    ("PreferClose", TrafficDistribution::PreferSameZone),
    ("PreferSameZone", TrafficDistribution::PreferSameZone),
    ("PreferSameNode", TrafficDistribution::PreferSameNode),
];
/// `clusterIP`'s word for a headless Service.
const HEADLESS: &str = "None";
/// Where source ranges stood before `spec.loadBalancerSourceRanges`.
const SOURCE_RANGES: &str = "service.beta.kubernetes.io/load-balancer-source-ranges";

pub(super) fn decode(root: &Cursor<'_>) -> Service {
    let meta = meta::decode(root);
    let mut service = Service {
        kind: ServiceType::ClusterIp,
        selector: None,
        cluster_ips: Vec::new(),
        headless: false,
        families: Vec::new(),
        ports: Vec::new(),
        external_ips: Vec::new(),
        external_name: None,
        internal_policy: TrafficPolicy::Cluster,
        external_policy: TrafficPolicy::Cluster,
        affinity: Affinity::None,
        publish_not_ready: false,
        source_ranges: Vec::new(),
        allocate_node_ports: true,
        load_balancer_class: None,
        health_check_node_port: None,
        traffic_distribution: None,
        ingress: balancer_addresses(root),
        meta,
    };
    if !meta::is_label(service.meta.name(), true) {
        meta::bad_name(root, Rule::ServiceName);
    }
    let Some(spec) = root.field("spec") else {
        root.missing("spec.ports");
        return service;
    };
    service.kind = spec.choice("type", &TYPES).unwrap_or(ServiceType::ClusterIp);
    service.selector = spec.map_or_none("selector");
    service.headless = is_headless(&spec);
    service.cluster_ips = cluster_ips(&spec);
    service.families = families(&spec, &service.cluster_ips);
    service.ports = ports(&spec);
    service.external_ips = external_ips(&spec);
    service.external_name = spec.filled("externalName");
    service.internal_policy = spec.choice("internalTrafficPolicy", &POLICIES).unwrap_or(TrafficPolicy::Cluster);
    service.external_policy = spec.choice("externalTrafficPolicy", &POLICIES).unwrap_or(TrafficPolicy::Cluster);
    service.affinity = affinity(&spec);
    service.publish_not_ready = spec.bool("publishNotReadyAddresses").unwrap_or(false);
    service.source_ranges = source_ranges(root, &spec);
    service.allocate_node_ports = spec.bool("allocateLoadBalancerNodePorts").unwrap_or(true);
    service.load_balancer_class = spec.filled("loadBalancerClass");
    service.health_check_node_port = unless_zero(&spec, "healthCheckNodePort");
    service.traffic_distribution = spec.choice("trafficDistribution", &DISTRIBUTIONS);
    check(&spec, &service);
    service
}

/// `status.loadBalancer.ingress`, of Services and of Ingresses.
pub(super) fn balancer_addresses(root: &Cursor<'_>) -> Vec<IngressAddress> {
    let status = root.field("status");
    let balancer = status.as_ref().and_then(|status| status.field("loadBalancer"));
    let list = balancer.as_ref().and_then(|balancer| balancer.list("ingress"));
    let entries = list.iter().flat_map(Cursor::objects).map(|entry| IngressAddress {
        ip: entry.get("ip").filter(|ip| ip.text() != Some("")).and_then(|ip| ip.address()),
        hostname: entry.filled("hostname"),
        mode: entry.choice("ipMode", &[("VIP", IpMode::Vip), ("Proxy", IpMode::Proxy)]).unwrap_or(IpMode::Vip),
    });
    entries.collect()
}

fn is_headless(spec: &Cursor<'_>) -> bool {
    let list = spec.list("clusterIPs");
    let first = list.as_ref().and_then(|list| list.items().next()).is_some_and(|item| item.text() == Some(HEADLESS));
    first || spec.str("clusterIP") == Some(HEADLESS)
}

fn cluster_ips(spec: &Cursor<'_>) -> Vec<IpAddr> {
    let read = |place: Cursor<'_>| match place.text() {
        None | Some("" | HEADLESS) => None,
        Some(_) => place.address(),
    };
    let list = spec.list("clusterIPs");
    let listed: Vec<IpAddr> = list.iter().flat_map(Cursor::items).filter_map(read).collect();
    let single = spec.get("clusterIP").and_then(read);
    if let (Some(first), Some(single)) = (listed.first(), single)
        && *first != single
        && let Some(place) = spec.get("clusterIP")
    {
        place.invalid(Rule::FirstClusterIp);
    }
    if listed.is_empty() { single.into_iter().collect() } else { listed }
}

/// As declared; else as the cluster IPs say. Empty: the cluster's own choice.
fn families(spec: &Cursor<'_>, cluster_ips: &[IpAddr]) -> Vec<IpFamily> {
    let of_addresses: Vec<IpFamily> = cluster_ips.iter().map(|ip| IpFamily::of(*ip)).collect();
    let list = spec.list("ipFamilies");
    let mut families = Vec::new();
    for item in list.iter().flat_map(Cursor::items) {
        let family = match item.text() {
            Some("IPv4") => Some(IpFamily::V4),
            Some("IPv6") => Some(IpFamily::V6),
            Some(_) => {
                item.invalid(Rule::OneOf(vec!["IPv4", "IPv6"]));
                None
            }
            None => None,
        };
        families.extend(family);
    }
    if families.is_empty() {
        return of_addresses;
    }
    if let (false, Some(place)) = (families.starts_with(&of_addresses) || of_addresses.starts_with(&families), &list) {
        place.invalid(Rule::MatchesFamilies);
    }
    families
}

fn ports(spec: &Cursor<'_>) -> Vec<ServicePort> {
    let list = spec.list("ports");
    let ports = list.iter().flat_map(Cursor::objects).enumerate().filter_map(|(index, written)| {
        if written.get("port").is_none() {
            written.missing("port");
        }
        let port = written.port("port");
        let target = match written.int_or_string("targetPort") {
            Some(IntOrString::Int(0) | IntOrString::String("")) | None => None,
            Some(IntOrString::Int(_)) => written.port("targetPort").map(TargetPort::Number),
            Some(IntOrString::String(name)) => {
                if let (false, Some(place)) = (is_port_name(name), written.get("targetPort")) {
                    place.invalid(Rule::PortName);
                }
                Some(TargetPort::Name(name.into()))
            }
        };
        // Read all of it before giving up, so that each wrong field is told.
        let rest = ServicePort {
            index,
            name: written.string("name").unwrap_or_default(),
            protocol: written.choice("protocol", &PROTOCOLS).unwrap_or(Protocol::Tcp),
            port: port.unwrap_or_default(),
            target: target.unwrap_or(TargetPort::Number(port.unwrap_or_default())),
            node_port: unless_zero(&written, "nodePort"),
            app_protocol: written.filled("appProtocol"),
        };
        if let (false, Some(place)) = (rest.name.is_empty() || meta::is_label(&rest.name, false), written.get("name")) {
            place.invalid(Rule::Label);
        }
        port.map(|_| rest)
    });
    ports.collect()
}

/// A port where 0 says "none".
pub(super) fn unless_zero(holder: &Cursor<'_>, name: &'static str) -> Option<u16> {
    let int = holder.int_between(name, 0, 65535)?;
    u16::try_from(int).ok().filter(|port| *port != 0)
}

fn external_ips(spec: &Cursor<'_>) -> Vec<IpAddr> {
    let list = spec.list("externalIPs");
    let mut addresses = Vec::new();
    for item in list.iter().flat_map(Cursor::items) {
        let Some(address) = item.address() else { continue };
        let link_local = match address {
            IpAddr::V4(v4) => v4.is_link_local(),
            IpAddr::V6(v6) => v6.is_unicast_link_local(),
        };
        if address.is_unspecified() || address.is_loopback() || address.is_multicast() || link_local {
            item.invalid(Rule::Routable);
        }
        addresses.push(address);
    }
    addresses
}

fn affinity(spec: &Cursor<'_>) -> Affinity {
    if spec.choice("sessionAffinity", &[("None", false), ("ClientIP", true)]) != Some(true) {
        return Affinity::None;
    }
    let config = spec.field("sessionAffinityConfig");
    let client = config.as_ref().and_then(|config| config.field("clientIP"));
    let seconds = client.as_ref().and_then(|client| client.int_between("timeoutSeconds", 1, 86400));
    Affinity::ClientIp(seconds.and_then(|seconds| u32::try_from(seconds).ok()).unwrap_or(10800))
}

fn source_ranges(root: &Cursor<'_>, spec: &Cursor<'_>) -> Vec<IpNet> {
    let list = spec.list("loadBalancerSourceRanges");
    let ranges: Vec<IpNet> = list.iter().flat_map(Cursor::items).filter_map(|item| item.network()).collect();
    if !ranges.is_empty() {
        return ranges;
    }
    let annotations = root.field("metadata").map(|metadata| metadata.map("annotations")).unwrap_or_default();
    let written = annotations.get(SOURCE_RANGES).map_or("", String::as_str);
    written.split(',').filter_map(|range| scalar::network(range.trim())).collect()
}

/// What the API server refuses about fields that are each well-formed.
fn check(spec: &Cursor<'_>, service: &Service) {
    let balancer = service.kind == ServiceType::LoadBalancer;
    let node_ports = matches!(service.kind, ServiceType::NodePort | ServiceType::LoadBalancer);
    let forbid = |name: &'static str, why: Prohibition| {
        if let Some(place) = spec.get(name) {
            place.problem(Problem::Forbidden { why });
        }
    };
    check_ports(spec, service, node_ports);
    match service.kind {
        ServiceType::ExternalName => {
            match (&service.external_name, spec.get("externalName")) {
                (None, _) => spec.missing("externalName"),
                (Some(name), Some(place)) if !meta::is_subdomain(name.strip_suffix('.').unwrap_or(name)) => {
                    place.invalid(Rule::Subdomain);
                }
                (Some(_), _) => {}
            }
            if service.headless || !service.cluster_ips.is_empty() {
                let written = if spec.get("clusterIP").is_some() { "clusterIP" } else { "clusterIPs" };
                forbid(written, Prohibition::ClusterIpOfExternalName);
            }
        }
        ServiceType::NodePort | ServiceType::LoadBalancer if service.headless => {
            forbid("clusterIP", Prohibition::HeadlessOfType);
        }
        ServiceType::ClusterIp | ServiceType::NodePort | ServiceType::LoadBalancer => {}
    }
    let families: Vec<IpFamily> = service.cluster_ips.iter().map(|ip| IpFamily::of(*ip)).collect();
    if let ([first, second, ..], Some(place)) = (families.as_slice(), spec.get("clusterIPs"))
        && (first == second || families.len() > 2)
    {
        place.invalid(Rule::MatchesFamilies);
    }
    if !node_ports && service.external_ips.is_empty() {
        forbid("externalTrafficPolicy", Prohibition::ExternalPolicyInside);
    }
    if !balancer {
        for name in ["loadBalancerSourceRanges", "allocateLoadBalancerNodePorts", "loadBalancerClass"] {
            forbid(name, Prohibition::OnlyLoadBalancer);
        }
    }
    if service.health_check_node_port.is_some() && !(balancer && service.external_policy == TrafficPolicy::Local) {
        forbid("healthCheckNodePort", Prohibition::HealthCheckWithoutLocal);
    }
}

fn check_ports(spec: &Cursor<'_>, service: &Service, node_ports: bool) {
    let list = spec.list("ports");
    let count = list.as_ref().map_or(0, |list| list.items().len());
    let optional = service.headless || service.kind == ServiceType::ExternalName;
    if count == 0 && !optional && (list.is_some() || spec.get("ports").is_none()) {
        spec.missing("ports");
    }
    let places: Vec<Cursor<'_>> = list.iter().flat_map(Cursor::items).collect();
    for (i, port) in service.ports.iter().enumerate() {
        let Some(place) = places.get(port.index) else { continue };
        let before = service.ports.iter().take(i);
        if port.name.is_empty() && count > 1 {
            place.missing("name");
        }
        let again = |name: &'static str, same: &dyn Fn(&ServicePort) -> bool| {
            if before.clone().any(same)
                && let Some(place) = place.get(name)
            {
                place.invalid(Rule::Unique);
            }
        };
        again("name", &|other| !port.name.is_empty() && other.name == port.name);
        again("port", &|other| other.protocol == port.protocol && other.port == port.port);
        again("nodePort", &|other| {
            port.node_port.is_some() && other.protocol == port.protocol && other.node_port == port.node_port
        });
        if let (false, Some(_), Some(written)) = (node_ports, port.node_port, place.get("nodePort")) {
            written.problem(Problem::Forbidden { why: Prohibition::NodePortOfType });
        }
    }
}

/// IANA service name: at most 15 lower-case letters, digits and single `-`, with a letter, `-` not at the ends.
fn is_port_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=15).contains(&name.len())
        && name.bytes().all(allowed)
        && name.bytes().any(|byte| byte.is_ascii_lowercase())
        && !name.contains("--")
        && !name.starts_with('-')
        && !name.ends_with('-')
}
