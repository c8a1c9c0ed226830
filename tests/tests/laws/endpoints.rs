//! Which endpoints a Service port has, straight from docs/semantics/proxy.md (sections 1 and 10) and the cluster's own data.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use svcpath_core::model::{IpFamily, TargetPort, TrafficDistribution};
use svcpath_tests::cluster::{Cluster, Pod, Service, ServicePort, SliceEndpoint};

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Endpoint {
    pub(super) node: Option<String>,
    pub(super) ready: bool,
    /// Serving while it terminates: the fall-back.
    pub(super) draining: bool,
    pub(super) zones: Vec<String>,
    pub(super) nodes: Vec<String>,
}

impl Endpoint {
    pub(super) fn is_usable(&self) -> bool {
        self.ready || self.draining
    }

    /// 1.10: by its node's name alone.
    pub(super) fn is_on(&self, node: &str) -> bool {
        self.node.as_deref() == Some(node)
    }
}

/// By address: two entries of one address are one endpoint (1.8).
pub(super) fn endpoints(
    cluster: &Cluster,
    service: &Service,
    port: &ServicePort,
    family: IpFamily,
) -> BTreeMap<SocketAddr, Endpoint> {
    let of_family = |addresses: &[IpAddr]| addresses.iter().copied().find(|ip| IpFamily::of(*ip) == family);
    let mut found = BTreeMap::new();
    for pod in cluster.pods.iter().filter(|pod| selects(service, pod) && !pod.finished) {
        // 10.5, 10.6: left out for what does not resolve, and where it has no address.
        if let (Some(ip), Some(number)) = (of_family(&pod.addresses), target(port, pod)) {
            found.insert(SocketAddr::new(ip, number), from_pod(cluster, service, pod));
        }
    }
    let here = |slice: &&svcpath_tests::cluster::Slice| {
        slice.service == service.name && slice.namespace == service.namespace && slice.family == family
    };
    for slice in cluster.slices.iter().filter(here) {
        // 1.5: by name and protocol, never by number.
        let joined = slice.ports.iter().find(|(name, protocol, _)| *name == port.name && *protocol == port.protocol);
        for endpoint in &slice.endpoints {
            if let Some((_, _, number)) = joined {
                found.insert(SocketAddr::new(endpoint.address, *number), from_slice(endpoint));
            }
        }
    }
    found
}

/// 10.1, 10.2
fn selects(service: &Service, pod: &Pod) -> bool {
    let Some(selector) = service.selector.as_ref().filter(|selector| !selector.is_empty()) else { return false };
    pod.namespace == service.namespace && selector.iter().all(|(key, value)| pod.labels.get(key) == Some(value))
}

/// 10.5
fn target(port: &ServicePort, pod: &Pod) -> Option<u16> {
    match &port.target {
        None => Some(port.port),
        Some(TargetPort::Number(number)) => Some(*number),
        Some(TargetPort::Name(name)) => pod
            .ports
            .iter()
            .find(|found| found.name == *name && found.protocol == port.protocol)
            .map(|found| found.port),
    }
}

/// 10.3, 10.9
fn from_pod(cluster: &Cluster, service: &Service, pod: &Pod) -> Endpoint {
    let ready = service.publish_not_ready || (pod.ready && !pod.terminating);
    let zone = cluster.nodes.iter().find(|node| node.name == pod.node).and_then(|node| node.zone.clone());
    let hinted = service.distribution.filter(|_| ready);
    Endpoint {
        node: Some(pod.node.clone()),
        ready,
        draining: pod.ready && pod.terminating,
        zones: zone.filter(|_| hinted.is_some()).into_iter().collect(),
        nodes: (hinted == Some(TrafficDistribution::PreferSameNode)).then(|| pod.node.clone()).into_iter().collect(),
    }
}

/// 1.9
fn from_slice(endpoint: &SliceEndpoint) -> Endpoint {
    Endpoint {
        node: endpoint.node.clone(),
        ready: endpoint.ready.unwrap_or(true),
        draining: endpoint.serving.unwrap_or(true) && endpoint.terminating.unwrap_or(false),
        zones: endpoint.zone_hints.clone(),
        nodes: endpoint.node_hints.clone(),
    }
}
