//! What the EndpointSlice controller writes for each Service, and what people wrote by hand.
//! Source: pkg/controller/endpointslice and staging/src/k8s.io/endpointslice in kubernetes/kubernetes.

use std::collections::HashMap;
use std::net::SocketAddr;

use super::{Endpoint, NoEndpoint, Node, Pod, PodId, PortEntry, Published, ServiceEntry};
use crate::model::{
    Cluster, Conditions, EndpointSlice, IpFamily, Labels, Service, ServicePort, ServiceType, SliceSource, TargetPort,
    TrafficDistribution,
};
use crate::object::{Evidence, FieldPath};

const MANAGED_BY: &str = "endpointslice.kubernetes.io/managed-by";

pub(super) fn attach(cluster: &Cluster, nodes: &[Node], pods: &[Pod], services: &mut [ServiceEntry]) {
    let index = PodIndex::new(pods);
    let slices = slices_by_service(cluster);
    for entry in services {
        if entry.spec.kind == ServiceType::ExternalName {
            continue;
        }
        let selector = entry.spec.selector.as_ref().filter(|selector| !selector.is_empty());
        if let Some(selector) = selector {
            entry.selected = index.select(entry.spec.meta.namespace(), selector, pods);
            for id in entry.selected.clone() {
                add_pod(entry, id, &pods[id.0], nodes);
                publish_pod(entry, &pods[id.0]);
            }
        }
        let key = (entry.spec.meta.namespace(), entry.spec.meta.name());
        let hand_made = slices.get(&key).map_or(&[][..], Vec::as_slice);
        let hand_made: Vec<&EndpointSlice> = hand_made.iter().copied().filter(|s| counts(s, entry)).collect();
        for slice in hand_made {
            add_slice(entry, slice, pods);
            publish_slice(entry, slice);
        }
        for port in &mut entry.ports {
            port.endpoints.sort_by_key(|endpoint| endpoint.address);
            port.endpoints.dedup_by_key(|endpoint| endpoint.address);
        }
    }
}

/// Pods by namespace and one label, so that a Service does not look at every pod.
struct PodIndex<'a> {
    by_label: HashMap<(&'a str, &'a str, &'a str), Vec<PodId>>,
}

impl<'a> PodIndex<'a> {
    fn new(pods: &'a [Pod]) -> Self {
        let mut by_label: HashMap<_, Vec<PodId>> = HashMap::new();
        for (i, pod) in pods.iter().enumerate() {
            for (key, value) in &pod.labels {
                by_label
                    .entry((pod.reference.namespace.as_str(), key.as_str(), value.as_str()))
                    .or_default()
                    .push(PodId(i));
            }
        }
        Self { by_label }
    }

    fn select(&self, namespace: &str, selector: &Labels, pods: &[Pod]) -> Vec<PodId> {
        let lists = selector.iter().map(|(key, value)| self.by_label.get(&(namespace, key.as_str(), value.as_str())));
        // The rarest label decides how many pods are looked at.
        let Some(shortest) = lists.min_by_key(|list| list.map_or(0, Vec::len)).flatten() else { return Vec::new() };
        let matches = |id: &PodId| selector.iter().all(|(key, value)| pods[id.0].labels.get(key) == Some(value));
        shortest.iter().copied().filter(matches).collect()
    }
}

fn slices_by_service(cluster: &Cluster) -> HashMap<(&str, &str), Vec<&EndpointSlice>> {
    let mut slices: HashMap<(&str, &str), Vec<&EndpointSlice>> = HashMap::new();
    for slice in &cluster.slices {
        if let Some(service) = &slice.service {
            slices.entry((slice.meta.namespace(), service.as_str())).or_default().push(slice);
        }
    }
    slices
}

/// The controller's own slices say again what its pods say; they count only where those pods are not in the manifests.
/// Endpoints are mirrored only for Services without selector.
fn counts(slice: &EndpointSlice, entry: &ServiceEntry) -> bool {
    let selects = entry.spec.selector.as_ref().is_some_and(|selector| !selector.is_empty());
    match slice.source {
        SliceSource::EndpointSlice => {
            let controlled =
                slice.meta.labels.get(MANAGED_BY).is_some_and(|by| by == "endpointslice-controller.k8s.io");
            !(selects && controlled && !entry.selected.is_empty())
        }
        SliceSource::Endpoints => {
            let skipped = slice.meta.labels.get("endpointslice.kubernetes.io/skip-mirror").is_some_and(|v| v == "true");
            (!selects || (slice.meta.live && entry.selected.is_empty())) && !skipped
        }
    }
}

fn add_pod(entry: &mut ServiceEntry, id: PodId, pod: &Pod, nodes: &[Node]) {
    let publish = entry.spec.publish_not_ready;
    for i in 0..entry.ports.len() {
        let port = &entry.ports[i].spec;
        let found = if pod.node_missing && !publish {
            Err(NoEndpoint::NodeMissing)
        } else if pod.ips.is_empty() {
            Err(NoEndpoint::NoAddress)
        } else {
            resolve(pod, port).ok_or(NoEndpoint::PortUnresolved)
        };
        match found {
            Err(why) => entry.ports[i].without.push((id, why)),
            Ok((number, evidence)) => {
                let families = families(&entry.spec, &entry.cluster_ips);
                let before = entry.ports[i].endpoints.len();
                for family in families {
                    let Some(ip) = pod.ips.iter().find(|ip| IpFamily::of(**ip) == family) else { continue };
                    let node = pod.node.map(|node| &nodes[node.0]);
                    let ready = publish || (pod.ready && !pod.terminating);
                    let (hint_zones, hint_nodes) = hints(&entry.spec, node, ready);
                    entry.ports[i].endpoints.push(Endpoint {
                        address: SocketAddr::new(*ip, number),
                        pod: Some(id),
                        node: node.map(|node| node.name.clone()),
                        conditions: Conditions { ready, serving: pod.ready, terminating: pod.terminating },
                        hostname: hostname(pod, &entry.spec),
                        hint_zones,
                        hint_nodes,
                        evidence: evidence.clone(),
                    });
                }
                if entry.ports[i].endpoints.len() == before {
                    entry.ports[i].without.push((id, NoEndpoint::OtherFamily));
                }
            }
        }
    }
}

fn publish_pod(entry: &mut ServiceEntry, pod: &Pod) {
    let unlisted = pod.node_missing && !entry.spec.publish_not_ready;
    if unlisted || !(entry.spec.publish_not_ready || (pod.ready && !pod.terminating)) {
        return;
    }
    let named = |port: &PortEntry| {
        let (number, _) = resolve(pod, &port.spec)?;
        Some((port.spec.name.clone(), port.spec.protocol, number))
    };
    let ports: Vec<_> = entry.ports.iter().filter_map(named).collect();
    // A pod on which no port resolves is in no slice at all.
    if ports.is_empty() && !entry.ports.is_empty() {
        return;
    }
    let families = families(&entry.spec, &entry.cluster_ips);
    let hostname = hostname(pod, &entry.spec);
    for family in families {
        let ip = pod.ips.iter().find(|ip| IpFamily::of(**ip) == family);
        entry.published.extend(ip.map(|ip| Published { ip: *ip, hostname: hostname.clone(), ports: ports.clone() }));
    }
}

fn publish_slice(entry: &mut ServiceEntry, slice: &EndpointSlice) {
    let ports = slice.ports.iter().filter_map(|port| Some((port.name.clone()?, port.protocol, port.port?)));
    let ports: Vec<_> = ports.collect();
    for endpoint in slice.endpoints.iter().filter(|endpoint| endpoint.conditions.ready) {
        let own = endpoint.addresses.iter().filter(|ip| slice.family == Some(IpFamily::of(**ip)));
        let published = own.map(|ip| Published { ip: *ip, hostname: endpoint.hostname.clone(), ports: ports.clone() });
        entry.published.extend(published);
    }
}

/// The number a Service port means on this pod, and where that is written: pkg/api/v1/pod FindPort.
fn resolve(pod: &Pod, port: &ServicePort) -> Option<(u16, Evidence)> {
    let at = |path: &str| Evidence::at(&pod.evidence.object, FieldPath::of(&format!("{}.{path}", pod.evidence.path)));
    match &port.target {
        TargetPort::Number(number) => {
            let ports = pod.template.containers.iter().flat_map(|container| &container.ports);
            let declared = ports.into_iter().find(|c| c.port == *number && c.protocol == port.protocol);
            Some((*number, declared.map_or_else(|| pod.evidence.clone(), |declared| at(&declared.path))))
        }
        TargetPort::Name(name) => {
            let found = pod.named_port(name, port.protocol)?;
            Some((found.port, at(&found.path)))
        }
    }
}

/// The families a Service has slices of: as it declares, else as its cluster IPs say; a headless one takes what pods have.
fn families(service: &Service, cluster_ips: &[std::net::IpAddr]) -> Vec<IpFamily> {
    let mut families = service.families.clone();
    if families.is_empty() {
        families = cluster_ips.iter().map(|ip| IpFamily::of(*ip)).collect();
    }
    if families.is_empty() {
        families = vec![IpFamily::V4, IpFamily::V6];
    }
    families.dedup();
    families
}

fn hostname(pod: &Pod, service: &Service) -> Option<String> {
    let subdomain = pod.template.subdomain.as_deref()?;
    pod.template.hostname.clone().filter(|_| subdomain == service.meta.name())
}

fn hints(service: &Service, node: Option<&Node>, ready: bool) -> (Vec<String>, Vec<String>) {
    let Some(node) = node.filter(|_| ready) else { return (Vec::new(), Vec::new()) };
    let zone: Vec<String> = node.zone.iter().cloned().collect();
    match service.traffic_distribution {
        None => (Vec::new(), Vec::new()),
        Some(TrafficDistribution::PreferSameZone) => (zone, Vec::new()),
        Some(TrafficDistribution::PreferSameNode) => (zone, vec![node.name.clone()]),
    }
}

fn add_slice(entry: &mut ServiceEntry, slice: &EndpointSlice, pods: &[Pod]) {
    if slice.family.is_none() {
        return;
    }
    for port in &mut entry.ports {
        // A slice port joins a Service port by name and protocol, never by number.
        let joined = slice.ports.iter().find(|candidate| {
            candidate.name.as_deref() == Some(port.spec.name.as_str()) && candidate.protocol == port.spec.protocol
        });
        let Some(number) = joined.and_then(|joined| joined.port).filter(|number| *number != 0) else { continue };
        for endpoint in &slice.endpoints {
            // Only the first address is used: pkg/proxy/endpointslicecache.go.
            let Some(ip) = endpoint.addresses.first().filter(|ip| slice.family == Some(IpFamily::of(**ip))) else {
                continue;
            };
            let named = endpoint.pod.as_ref().and_then(|(namespace, name)| {
                pods.iter().position(|pod| pod.reference.namespace == *namespace && pod.reference.name == *name)
            });
            let pod = named.or_else(|| pods.iter().position(|pod| !pod.template.host_network && pod.ips.contains(ip)));
            port.endpoints.push(Endpoint {
                address: SocketAddr::new(*ip, number),
                pod: pod.map(PodId),
                node: endpoint.node_name.clone(),
                conditions: endpoint.conditions,
                hostname: endpoint.hostname.clone(),
                hint_zones: endpoint.hint_zones.clone(),
                hint_nodes: endpoint.hint_nodes.clone(),
                evidence: Evidence::at(&slice.meta.reference, FieldPath::of(&endpoint.path)),
            });
        }
    }
}
