//! What the EndpointSlice controller writes for each Service, and what people wrote by hand.
//! Source: pkg/controller/endpointslice and staging/src/k8s.io/endpointslice in kubernetes/kubernetes.

use std::cell::LazyCell;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;

use super::hints;
use super::{
    Endpoint, EndpointNode, Hints, NoEndpoint, Node, NodeNames, Placed, Pod, PortEntry, Published, PublishedPorts,
    ServiceEntry, Since, World,
};

use crate::model::{Conditions, EndpointSlice, IpFamily, Service, ServicePort, ServiceType, SliceSource, TargetPort};
use crate::object::{Evidence, FieldPath};

const MANAGED_BY: &str = "endpointslice.kubernetes.io/managed-by";

/// The Services with their endpoints; those of the world `before` where nothing `since` then touches them.
pub(super) fn attach(
    placed: &Placed,
    services: Vec<ServiceEntry>,
    before: Option<&World>,
    since: &Since,
) -> Vec<Arc<ServiceEntry>> {
    let attached = LazyCell::new(|| Attached::new(placed));
    let attach = |entry: ServiceEntry| match before.and_then(|before| entry.in_world(before)) {
        Some(known) if !known.is_touched(&placed.pods, since) => Arc::clone(known),
        Some(_) | None => Arc::new(attached.to(entry)),
    };
    services.into_iter().map(attach).collect()
}

/// As [`attach`], of the Services of the world `before` as they are.
pub(super) fn attach_again(placed: &Placed, before: &World, since: &Since) -> Vec<Arc<ServiceEntry>> {
    let attached = LazyCell::new(|| Attached::new(placed));
    let attach = |known: &Arc<ServiceEntry>| {
        let touched = known.is_touched(&placed.pods, since);
        if touched { Arc::new(attached.to(known.detached())) } else { Arc::clone(known) }
    };
    before.services.iter().map(attach).collect()
}

impl ServiceEntry {
    /// The same Service in a world before, with its endpoints there; `None` where the cluster gave it anything else.
    fn in_world<'w>(&self, before: &'w World) -> Option<&'w Arc<ServiceEntry>> {
        let known = before.find_service(self.spec.meta.namespace(), self.spec.meta.name())?;
        Some(&before.services[known.0]).filter(|known| known.is_given_as(self))
    }

    /// As the cluster gives it, before any endpoints.
    fn detached(&self) -> ServiceEntry {
        let ports = self.ports.iter().map(|PortEntry { spec, node_port, endpoints: _, without: _ }| PortEntry {
            spec: spec.clone(),
            node_port: *node_port,
            endpoints: Vec::new(),
            without: Vec::new(),
        });
        ServiceEntry {
            spec: Arc::clone(&self.spec),
            families: self.families.clone(),
            cluster_ips: self.cluster_ips.clone(),
            ports: ports.collect(),
            health_check: self.health_check,
            load_balancer: self.load_balancer.clone(),
            pending: self.pending,
            hints_unknown: false,
            selected: Vec::new(),
            published: Vec::new(),
        }
    }

    /// Whether its endpoints may have changed; `pods` are those now.
    fn is_touched(&self, pods: &[Arc<Pod>], since: &Since) -> bool {
        let Since::Containers(changed) = since else { return true };
        let endpoints = self.ports.iter().flat_map(|port| &port.endpoints).filter_map(|endpoint| endpoint.pod);
        let mut behind = self.selected.iter().copied().chain(endpoints);
        // Of the same pods a Service that is the same has the same endpoints, as far as they run the same.
        !changed.is_empty() && behind.any(|id| pods[id.0].runs_any(changed))
    }

    /// Whether the cluster gives both the same, before any endpoints.
    fn is_given_as(&self, other: &Self) -> bool {
        let Self {
            spec,
            families,
            cluster_ips,
            ports,
            health_check,
            load_balancer,
            pending,
            // What comes of the endpoints.
            hints_unknown: _,
            selected: _,
            published: _,
        } = self;
        *spec == other.spec
            && *families == other.families
            && *cluster_ips == other.cluster_ips
            && ports.iter().map(|port| port.node_port).eq(other.ports.iter().map(|port| port.node_port))
            && *health_check == other.health_check
            && *load_balancer == other.load_balancer
            && *pending == other.pending
    }
}

/// All of a cluster that Services take endpoints from.
struct Attached<'a> {
    slices: HashMap<(&'a str, &'a str), Vec<&'a EndpointSlice>>,
    nodes: NodeNames,
    placed: &'a Placed,
}

impl<'a> Attached<'a> {
    fn new(placed: &'a Placed) -> Self {
        Self { slices: by_service(&placed.from.slices), nodes: NodeNames::new(placed.nodes()), placed }
    }

    fn to(&self, mut entry: ServiceEntry) -> ServiceEntry {
        let Placed { pods, found, .. } = self.placed;
        let nodes = self.placed.nodes();
        if entry.spec.kind == ServiceType::ExternalName {
            return entry;
        }
        let selector = entry.spec.selector.as_ref().filter(|selector| !selector.is_empty());
        if let Some(selector) = selector {
            entry.selected = found.select(entry.spec.meta.namespace(), selector, pods);
            let families = entry.families.clone();
            for port in 0..entry.ports.len() {
                add_pods(&mut entry, port, &families, pods, nodes);
            }
            publish_pods(&mut entry, &families, pods);
        }
        let key = (entry.spec.meta.namespace(), entry.spec.meta.name());
        let all: Vec<&EndpointSlice> = self.slices.get(&key).cloned().unwrap_or_default();
        let hand_made: Vec<&EndpointSlice> = all.iter().copied().filter(|s| counts(s, &entry)).collect();
        for slice in hand_made {
            self.add_slice(&mut entry, slice);
            publish_slice(&mut entry, slice);
        }
        for port in &mut entry.ports {
            port.endpoints.sort_by_key(|endpoint| endpoint.address);
            port.endpoints.dedup_by(|again, first| first.is_again(again));
            port.endpoints.shrink_to_fit();
        }
        if hints::proportional(&entry.spec) {
            hints::hint_proportionally(&mut entry, nodes, &all);
        }
        entry
    }

    fn add_slice(&self, entry: &mut ServiceEntry, slice: &EndpointSlice) {
        let Placed { pods, found, .. } = self.placed;
        let nodes = self.placed.nodes();
        // Such slices are meant for other readers (cmd/kube-proxy/app/server.go).
        let hidden = ["service.kubernetes.io/service-proxy-name", "service.kubernetes.io/headless"];
        let hidden = hidden.iter().any(|label| slice.meta.labels.contains_key(*label)) && !entry.spec.headless;
        if slice.family.is_none() || hidden {
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
                let named = endpoint.pod.as_ref().and_then(|(namespace, name)| found.named(pods, namespace, name));
                let node = endpoint.node_name.as_deref().map(|name| match self.nodes.find(nodes, name) {
                    Some(id) => EndpointNode::Known(id),
                    None => EndpointNode::Missing(name.into()),
                });
                let hinted = !(endpoint.hint_zones.is_empty() && endpoint.hint_nodes.is_empty());
                let hints =
                    hinted.then(|| Hints { zones: endpoint.hint_zones.clone(), nodes: endpoint.hint_nodes.clone() });
                let pod = named.or_else(|| found.at(pods, *ip));
                port.endpoints.push(Endpoint {
                    address: SocketAddr::new(*ip, number),
                    pod,
                    node,
                    also_on: Box::default(),
                    conditions: endpoint.conditions,
                    hints: hints.map(Arc::new),
                    declared: pod.is_some_and(|id| pods[id.0].declares(number, port.spec.protocol)),
                    evidence: Evidence::at(&slice.meta.reference, FieldPath::of(&endpoint.path)),
                });
            }
        }
    }
}

impl Endpoint {
    /// Takes in the same address from another slice: which of the two nodes counts depends on who asks, for a local endpoint is
    /// preferred (pkg/proxy/endpointslicecache.go).
    fn is_again(&mut self, again: &Endpoint) -> bool {
        if again.address != self.address {
            return false;
        }
        match (&self.node, &again.node) {
            (None, node) => self.node = node.clone(),
            (Some(_), Some(EndpointNode::Known(id))) if !self.is_on(*id) => {
                self.also_on = self.also_on.iter().copied().chain([*id]).collect();
            }
            (Some(_), _) => {}
        }
        true
    }
}

fn by_service(slices: &[Arc<EndpointSlice>]) -> HashMap<(&str, &str), Vec<&EndpointSlice>> {
    let mut found: HashMap<(&str, &str), Vec<&EndpointSlice>> = HashMap::new();
    for slice in slices {
        if let Some(service) = &slice.service {
            found.entry((slice.meta.namespace(), service.as_str())).or_default().push(slice);
        }
    }
    found
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
            let election = slice.meta.annotations.contains_key("control-plane.alpha.kubernetes.io/leader");
            (!selects || (slice.meta.live && entry.selected.is_empty())) && !skipped && !election
        }
    }
}

/// What the controller writes for one port of a Service: each selected pod's own number, or why it has none.
fn add_pods(entry: &mut ServiceEntry, port: usize, families: &[IpFamily], pods: &[Arc<Pod>], nodes: &[Node]) {
    let publish = entry.spec.publish_not_ready;
    let PortEntry { spec, endpoints, without, .. } = &mut entry.ports[port];
    // Pods of one template resolve alike and share the place in the text.
    let mut last: Option<(&Pod, Option<Resolved>)> = None;
    for id in &entry.selected {
        let pod = &pods[id.0];
        if pod.node_missing && !publish {
            without.push((*id, NoEndpoint::NodeMissing));
            continue;
        }
        if pod.ips.is_empty() {
            without.push((*id, NoEndpoint::NoAddress));
            continue;
        }
        let resolved = match last.take() {
            Some((other, resolved)) if Arc::ptr_eq(&other.template, &pod.template) => resolved,
            _ => resolve(pod, spec),
        };
        let (_, resolved) = last.insert((pod, resolved));
        let Some(Resolved { number, declared, evidence }) = resolved else {
            without.push((*id, NoEndpoint::PortUnresolved));
            continue;
        };
        let before = endpoints.len();
        for family in families {
            let Some(ip) = pod.ips.iter().find(|ip| IpFamily::of(**ip) == *family) else { continue };
            let ready = publish || (pod.ready && !pod.terminating);
            endpoints.push(Endpoint {
                address: SocketAddr::new(*ip, *number),
                pod: Some(*id),
                node: pod.node.map(EndpointNode::Known),
                also_on: Box::default(),
                conditions: Conditions { ready, serving: pod.ready, terminating: pod.terminating },
                hints: hints::of_pod(&entry.spec, pod.node.map(|node| &nodes[node.0]), ready),
                declared: *declared,
                evidence: evidence.clone(),
            });
        }
        if endpoints.len() == before {
            without.push((*id, NoEndpoint::OtherFamily));
        }
    }
}

fn publish_pods(entry: &mut ServiceEntry, families: &[IpFamily], pods: &[Arc<Pod>]) {
    let publish = entry.spec.publish_not_ready;
    let mut last: Option<(&Pod, PublishedPorts)> = None;
    for pod in entry.selected.iter().map(|id| &pods[id.0]) {
        let unlisted = pod.node_missing && !publish;
        if unlisted || !(publish || (pod.ready && !pod.terminating)) {
            continue;
        }
        let named =
            |port: &PortEntry| Some((port.spec.name.clone(), port.spec.protocol, resolve(pod, &port.spec)?.number));
        let ports = match last.take() {
            Some((other, ports)) if Arc::ptr_eq(&other.template, &pod.template) => ports,
            _ => entry.ports.iter().filter_map(named).collect(),
        };
        // A pod on which no port resolves is in a slice without ports, and has its name all the same.
        let (_, ports) = last.insert((pod, ports));
        let hostname = hostname(pod, &entry.spec);
        for family in families {
            let ip = pod.ips.iter().find(|ip| IpFamily::of(**ip) == *family);
            entry.published.extend(ip.map(|ip| Published {
                ip: *ip,
                hostname: hostname.clone(),
                ports: ports.clone(),
            }));
        }
    }
}

fn publish_slice(entry: &mut ServiceEntry, slice: &EndpointSlice) {
    let ports = slice.ports.iter().filter_map(|port| Some((port.name.clone()?, port.protocol, port.port?)));
    let ports: Arc<[_]> = ports.collect();
    for endpoint in slice.endpoints.iter().filter(|endpoint| endpoint.conditions.ready) {
        let own = endpoint.addresses.iter().filter(|ip| slice.family == Some(IpFamily::of(**ip)));
        let published = own.map(|ip| Published {
            ip: *ip,
            hostname: endpoint.hostname.as_deref().map(Arc::from),
            ports: ports.clone(),
        });
        entry.published.extend(published);
    }
}

/// What a Service port means on a pod.
struct Resolved {
    number: u16,
    /// A container declares it.
    declared: bool,
    /// Where that is written.
    evidence: Evidence,
}

/// The number a Service port means on this pod: pkg/api/v1/pod FindPort.
fn resolve(pod: &Pod, port: &ServicePort) -> Option<Resolved> {
    let at = |path: &str| Evidence::at(&pod.evidence.object, FieldPath::of(&format!("{}.{path}", pod.evidence.path)));
    match &port.target {
        TargetPort::Number(number) => {
            let ports = pod.template.containers.iter().flat_map(|container| &container.ports);
            let declared = ports.into_iter().find(|c| c.port == *number && c.protocol == port.protocol);
            let evidence = declared.map_or_else(|| pod.evidence.clone(), |declared| at(&declared.path));
            Some(Resolved { number: *number, declared: declared.is_some(), evidence })
        }
        TargetPort::Name(name) => {
            let found = pod.named_port(name, port.protocol)?;
            Some(Resolved { number: found.port, declared: true, evidence: at(&found.path) })
        }
    }
}

fn hostname(pod: &Pod, service: &Service) -> Option<Arc<str>> {
    let below = pod.subdomain.as_deref() == Some(service.meta.name());
    pod.hostname.clone().filter(|_| below)
}
