//! Services: pkg/apis/core/v1/defaults.go for what is left out, pkg/apis/core/validation for what is refused.

mod addresses;
mod ports;
mod validate;

use std::net::IpAddr;

use addresses::Addresses;
use ipnet::IpNet;

use super::cursor::Cursor;
use super::meta;
use crate::model::{
    Affinity, FamilyPolicy, IngressAddress, IpMode, Service, ServiceType, TrafficDistribution, TrafficPolicy,
};
use crate::problem::{Rule, grammar};

pub(super) use ports::unless_zero;

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
/// Where source ranges stood before `spec.loadBalancerSourceRanges`.
pub(crate) const SOURCE_RANGES: &str = "service.beta.kubernetes.io/load-balancer-source-ranges";

pub(super) fn decode(root: &Cursor<'_>) -> Service {
    let meta = meta::decode_named(root, &Rule::ServiceName, grammar::is_service_name);
    let mut service = Service {
        kind: ServiceType::ClusterIp,
        selector: None,
        cluster_ips: Vec::new(),
        headless: false,
        families: Vec::new(),
        family_policy: None,
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
    let Some(spec) = root.field("spec") else {
        root.missing("spec.ports");
        return service;
    };
    let addresses = Addresses::new(&spec);
    // What is no type the API server neither defaults nor allocates for, but the rest of it still counts.
    let kind = if is_written(&spec, "type") { spec.choice("type", &TYPES) } else { Some(ServiceType::ClusterIp) };
    service.kind = kind.unwrap_or(ServiceType::ClusterIp);
    service.selector = spec.map_or_none("selector");
    service.headless = addresses.headless();
    service.cluster_ips = addresses.cluster_ips();
    service.families = addresses.families();
    service.ports = ports::read(&spec);
    service.external_ips = external_ips(&spec);
    service.external_name = spec.filled("externalName");
    service.internal_policy = spec.choice_if_any("internalTrafficPolicy", &POLICIES).unwrap_or(TrafficPolicy::Cluster);
    service.external_policy = validate::external_policy(&spec, kind).unwrap_or(TrafficPolicy::Cluster);
    service.affinity = affinity(&spec);
    service.publish_not_ready = spec.bool("publishNotReadyAddresses").unwrap_or(false);
    service.source_ranges = source_ranges(&spec);
    service.allocate_node_ports = spec.bool("allocateLoadBalancerNodePorts").unwrap_or(true);
    service.load_balancer_class = spec.filled("loadBalancerClass");
    service.health_check_node_port = validate::health_check_port(&spec, kind, service.external_policy);
    service.traffic_distribution = spec.choice_if_any("trafficDistribution", &DISTRIBUTIONS);
    service.family_policy = if addresses.are_silent() && kind == Some(ServiceType::ClusterIp) {
        Some(FamilyPolicy::SingleStack)
    } else {
        addresses.check(kind, service.selector.as_ref())
    };
    ports::check(&spec, kind, service.headless);
    validate::check(root, &spec, kind);
    service
}

/// `status.loadBalancer.ingress`, of Services and of Ingresses, which have no `ipMode`.
pub(super) fn balancer_addresses(root: &Cursor<'_>) -> Vec<IngressAddress> {
    let status = root.field("status");
    let balancer = status.as_ref().and_then(|status| status.field("loadBalancer"));
    let list = balancer.as_ref().and_then(|balancer| balancer.list("ingress"));
    let entries = list.iter().flat_map(Cursor::objects).map(|entry| IngressAddress {
        ip: entry.get("ip").filter(|ip| ip.text() != Some("")).and_then(|ip| ip.address()),
        hostname: entry.filled("hostname"),
        mode: Some(&entry).filter(|_| root.object().kind == "Service").and_then(mode).unwrap_or(IpMode::Vip),
    });
    entries.collect()
}

fn mode(entry: &Cursor<'_>) -> Option<IpMode> {
    entry.choice("ipMode", &[("VIP", IpMode::Vip), ("Proxy", IpMode::Proxy)])
}

/// Neither left out nor empty, which defaulting takes for the same.
fn is_written(holder: &Cursor<'_>, name: &'static str) -> bool {
    holder.get(name).is_some_and(|field| field.raw_text() != Some(""))
}

fn external_ips(spec: &Cursor<'_>) -> Vec<IpAddr> {
    let list = spec.list("externalIPs");
    list.iter().flat_map(Cursor::items).filter_map(|item| item.plain_address()).collect()
}

fn affinity(spec: &Cursor<'_>) -> Affinity {
    if spec.choice("sessionAffinity", &[("ClientIP", true), ("None", false)]) != Some(true) {
        return Affinity::None;
    }
    let config = spec.field("sessionAffinityConfig");
    let client = config.as_ref().and_then(|config| config.field("clientIP"));
    let seconds = client.as_ref().and_then(|client| client.int_between("timeoutSeconds", 1, 86400));
    Affinity::ClientIp(seconds.and_then(|seconds| u32::try_from(seconds).ok()).unwrap_or(10800))
}

/// The proxies read the field alone (pkg/proxy/serviceport.go); the annotation of old is the balancer's affair.
fn source_ranges(spec: &Cursor<'_>) -> Vec<IpNet> {
    let list = spec.list("loadBalancerSourceRanges");
    list.iter().flat_map(Cursor::items).filter_map(|item| item.network()).collect()
}

#[cfg(test)]
mod tests;
