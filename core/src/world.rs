//! The derived world: every node, pod, Service and endpoint with its address, as a running cluster would have them.
//! What manifests leave open is filled in deterministically, and recorded as an assumption.

mod absent;
mod endpoints;
mod entries;
mod found;
mod hash;
mod hints;
mod nodes;
mod placed;
mod pods;
mod ranges;
mod services;
pub mod topology;

use found::{Found, FoundServices, NodeNames};
pub(crate) use hash::{hash as stable_hash, hash_of as stable_hash_of};
use placed::{Origin, Placed, Since};

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use ipnet::IpNet;

use crate::assumption::Assumption;
use crate::index;
use crate::knobs::Knobs;
use crate::lean::gathered;
use crate::model::{
    Cluster, Conditions, ContainerPort, GatewayApi, Ingress, IngressClass, IpFamily, Labels, NetworkPolicy,
    PodTemplate, Protocol, Service, ServicePort, Taint,
};
use crate::object::{Evidence, ObjectRef};
use crate::state::State;

/// A node of [`World::nodes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub usize);

/// A pod of [`World::pods`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PodId(pub usize);

/// A Service of [`World::services`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ServiceId(pub usize);

/// A cluster as it would run. Ids index its lists, whose order is stable under edits elsewhere.
#[derive(Debug, Clone)]
pub struct World {
    pub knobs: Knobs,
    pub state: State,
    pub nodes: Arc<[Node]>,
    pub pods: Arc<[Arc<Pod>]>,
    pub services: Vec<Arc<ServiceEntry>>,
    pub ingresses: Vec<Arc<Ingress>>,
    pub ingress_classes: Vec<Arc<IngressClass>>,
    /// Namespaces and their labels.
    pub namespaces: BTreeMap<String, Labels>,
    pub policies: Vec<Arc<NetworkPolicy>>,
    /// Policies of other makes, which are not evaluated.
    pub foreign_policies: Vec<ObjectRef>,
    pub gateway_api: Arc<GatewayApi>,
    /// Objects of other makes that may serve public hosts, which are not evaluated.
    pub foreign_entries: Vec<ObjectRef>,
    /// Names of Secrets, `namespace/name`, to their type.
    pub secrets: BTreeMap<String, String>,
    pub pod_cidrs: Vec<IpNet>,
    pub service_cidrs: Vec<IpNet>,
    /// The cluster's DNS.
    pub dns: Dns,
    /// Services that every cluster has and no manifest holds.
    pub own_services: Vec<OwnService>,
    /// The L7 controller that is assumed to serve Ingresses, where manifests hold none; `None` when nothing needs one.
    pub assumed_controller: Option<AssumedPod>,
    /// The pod that is assumed to run each Gateway, where manifests hold none; by the Gateway's place in its list.
    pub assumed_gateways: Vec<Option<AssumedPod>>,
    /// What holds for the world as a whole, whoever asks.
    pub assumptions: Vec<Assumption>,
    placed: Arc<Placed>,
    found: Found,
}

/// The cluster's DNS server.
#[derive(Debug, Clone, PartialEq)]
pub struct Dns {
    /// The address in every pod's resolv.conf.
    pub address: IpAddr,
    /// The Service that has it; `None` where manifests hold none and it is assumed.
    pub service: Option<ServiceId>,
}

/// A Service that every cluster has, where no manifest holds it: who answers there is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnService {
    /// `default/kubernetes`
    pub key: &'static str,
    pub address: IpAddr,
}

/// A pod that no manifest holds, needed to tell where traffic comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct AssumedPod {
    pub name: String,
    pub node: NodeId,
    pub ip: IpAddr,
    /// Where clients reach it.
    pub address: IpAddr,
    /// Manifests give the address.
    pub declared: bool,
}

/// A node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    pub name: String,
    /// The Node object; `None` for inferred and default nodes.
    pub object: Option<ObjectRef>,
    pub labels: Labels,
    /// Internal addresses first, as declared. The first of a family is the node's primary address.
    pub addresses: Vec<IpAddr>,
    pub pod_cidrs: Vec<IpNet>,
    pub taints: Vec<Taint>,
    pub unschedulable: bool,
    pub ready: bool,
    /// Label `topology.kubernetes.io/zone`.
    pub zone: Option<String>,
}

/// A pod: a Pod object, or one imagined from a workload's template.
#[derive(Debug, Clone, PartialEq)]
pub struct Pod {
    /// `v1/Pod/ns/name`, also for imagined pods.
    pub reference: ObjectRef,
    pub labels: Arc<Labels>,
    /// `None`: Pending, no node takes it.
    pub node: Option<NodeId>,
    pub ips: Vec<IpAddr>,
    /// The Ready condition.
    pub ready: bool,
    pub terminating: bool,
    /// The top owner: a Deployment rather than its ReplicaSet. `None` for a bare pod.
    pub owner: Option<ObjectRef>,
    /// The object whose text describes the pod: the Pod itself, or the workload whose template it is, and the path of its spec.
    pub evidence: Evidence,
    pub template: Arc<PodTemplate>,
    /// Its own name in DNS, and the Service below which it has it.
    pub hostname: Option<Arc<str>>,
    pub subdomain: Option<Arc<str>>,
    /// The pod stands in the manifests (and not only its template).
    pub declared: bool,
    /// Read from a live server that has given it no address yet.
    pub pending: bool,
    /// Its Node object is missing although others are given.
    pub node_missing: bool,
}

/// A Service with what the cluster adds to it.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceEntry {
    pub spec: Arc<Service>,
    /// As declared; where nothing is, those of the addresses that the cluster gives it.
    pub families: Vec<IpFamily>,
    /// Allocated where the manifest leaves them open; empty for headless and ExternalName.
    pub cluster_ips: Vec<IpAddr>,
    pub ports: Vec<PortEntry>,
    /// Where kube-proxy answers the balancer's health checks: declared or allocated; only of balancers with policy Local.
    pub health_check: Option<u16>,
    /// Load balancer addresses, declared or assumed; empty while pending.
    pub load_balancer: Vec<LoadBalancerAddress>,
    /// Type LoadBalancer, and nobody provides an address.
    pub pending: bool,
    /// The slices' hints decide over endpoints, and they follow from figures that manifests do not hold.
    pub hints_unknown: bool,
    /// Pods that the selector matches, whatever their state.
    pub selected: Vec<PodId>,
    /// The ready addresses behind it as DNS publishes them, also of ports that the Service itself does not have.
    pub published: Vec<Published>,
}

/// Port name, protocol and number, of each port; shared by the pods of one template.
pub type PublishedPorts = Arc<[(String, Protocol, u16)]>;

/// A ready address behind a Service, as the cluster's DNS knows it from the EndpointSlices.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    pub ip: IpAddr,
    /// The host name it asked for below the Service.
    pub hostname: Option<Arc<str>>,
    pub ports: PublishedPorts,
}

/// A Service port with its endpoints.
#[derive(Debug, Clone, PartialEq)]
pub struct PortEntry {
    pub spec: ServicePort,
    /// Declared or allocated; `None` where the type has none.
    pub node_port: Option<u16>,
    pub endpoints: Vec<Endpoint>,
    /// Selected pods that give no endpoint for this port, and why.
    pub without: Vec<(PodId, NoEndpoint)>,
}

/// Why a selected pod is no endpoint of a port at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoEndpoint {
    /// No container port of the target port's name and protocol.
    PortUnresolved,
    /// No address yet: Pending.
    NoAddress,
    /// Its Node object does not exist.
    NodeMissing,
    /// No address of the Service's family.
    OtherFamily,
}

/// One address and port behind a Service port, as an EndpointSlice lists it.
#[derive(Debug, Clone, PartialEq)]
pub struct Endpoint {
    pub address: SocketAddr,
    pub pod: Option<PodId>,
    pub node: Option<EndpointNode>,
    /// Further nodes that other slices give for the same address: on each it counts as local.
    pub also_on: Box<[NodeId]>,
    pub conditions: Conditions,
    pub hints: Option<Arc<Hints>>,
    /// A container of the pod declares the port.
    pub declared: bool,
    /// The container port, template or slice entry it comes from.
    pub evidence: Evidence,
}

/// The node that an endpoint names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndpointNode {
    Known(NodeId),
    /// A hand-made slice may name a node that is not there.
    Missing(Arc<str>),
}

/// Whom an endpoint is meant for (`hints` of its slice); an empty list counts as none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    pub zones: Vec<String>,
    pub nodes: Vec<String>,
}

/// One address of a Service's load balancer.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadBalancerAddress {
    pub ip: Option<IpAddr>,
    pub hostname: Option<String>,
    /// kube-proxy programs it (ipMode VIP with an ip).
    pub vip: bool,
    /// Not in the manifest.
    pub assumed: bool,
}

impl World {
    /// Derives the world. Never fails: what does not add up is for [`crate::check`] to say.
    pub fn build(cluster: &Cluster, knobs: &Knobs, state: &State) -> World {
        Self::build_after(cluster, knobs, state, None)
    }

    /// As [`Self::build`], and to the same result: what comes from the same as in the world `before` is shared with it.
    pub fn build_after(cluster: &Cluster, knobs: &Knobs, state: &State, before: Option<&World>) -> World {
        let mut assumptions = Vec::new();
        let ranges = ranges::infer(cluster, knobs, &mut assumptions);
        let nodes = nodes::nodes(cluster, knobs, state, &ranges, &mut assumptions);
        let (placed, since) =
            Placed::after(Origin::new(cluster, state, nodes, &ranges), before.map(|before| &before.placed));
        let (nodes, pods) = (Arc::clone(placed.nodes()), Arc::clone(&placed.pods));
        assumptions.extend(placed.assumptions.iter().cloned());
        let same = before.filter(|before| services::are_given_as(before, cluster, knobs, &ranges));
        let (services, found, dns, own_services) = match same {
            Some(before) => {
                let services = endpoints::attach_again(&placed, before, &since);
                (services, Arc::clone(&before.found.services), before.dns.clone(), before.own_services.clone())
            }
            None => {
                let services = services::services(cluster, knobs, &ranges);
                let services = endpoints::attach(&placed, services, before, &since);
                let dns = services::dns(&services, &ranges);
                let own = services::own(&services, &ranges, &dns);
                let found = Arc::new(FoundServices::new(&services));
                (services, found, dns, own)
            }
        };
        let mut namespaces = BTreeMap::new();
        for namespace in cluster.namespaces_in_use() {
            let labels: Labels = gathered([("kubernetes.io/metadata.name".to_owned(), namespace.to_owned())]);
            namespaces.insert(namespace.to_owned(), labels);
        }
        for namespace in &cluster.namespaces {
            namespaces.entry(namespace.meta.name().to_owned()).or_default().extend(namespace.meta.labels.clone());
        }
        let entries = entries::assumed(cluster, &nodes, (&pods, &ranges.pods), &services);
        let found = Found::new(&nodes, found);
        let secrets = cluster.secrets.iter().map(|secret| (secret.meta.reference.key(), secret.kind.clone()));
        World {
            knobs: knobs.clone(),
            state: state.clone(),
            nodes,
            pods,
            services,
            ingresses: cluster.ingresses.clone(),
            ingress_classes: cluster.ingress_classes.clone(),
            namespaces,
            policies: cluster.policies.clone(),
            foreign_policies: cluster.foreign_policies.clone(),
            gateway_api: cluster.gateway_api.clone(),
            foreign_entries: cluster.foreign_entries.clone(),
            secrets: gathered(secrets),
            pod_cidrs: ranges.pods,
            service_cidrs: ranges.services,
            dns,
            own_services,
            assumed_controller: entries.controller,
            assumed_gateways: entries.gateways,
            assumptions,
            placed,
            found,
        }
    }

    /// Some pod claims a port of its node.
    pub(crate) fn host_ports(&self) -> bool {
        self.placed.host_ports
    }

    /// Every pod that is assumed to run an entry.
    pub(crate) fn assumed_entries(&self) -> impl Iterator<Item = &AssumedPod> {
        self.assumed_controller.iter().chain(self.assumed_gateways.iter().flatten())
    }

    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0]
    }

    /// The pods, in the order of their ids.
    pub fn each_pod(&self) -> impl DoubleEndedIterator<Item = &Pod> + ExactSizeIterator {
        self.pods.iter().map(Arc::as_ref)
    }

    pub fn pod(&self, id: PodId) -> &Pod {
        &self.pods[id.0]
    }

    pub fn service(&self, id: ServiceId) -> &ServiceEntry {
        &self.services[id.0]
    }

    pub fn find_node(&self, name: &str) -> Option<NodeId> {
        self.found.nodes.find(&self.nodes, name)
    }

    /// The node that has this address.
    pub fn node_with(&self, address: IpAddr) -> Option<NodeId> {
        let mut found = self.found.node_addresses.get(index::of_address(address));
        found.find(|i| self.nodes[*i].addresses.contains(&address)).map(NodeId)
    }

    pub fn find_pod(&self, namespace: &str, name: &str) -> Option<PodId> {
        self.placed.found.named(&self.pods, namespace, name)
    }

    /// The pod that has this address for itself; hostNetwork pods share their node's.
    pub fn pod_with(&self, address: IpAddr) -> Option<PodId> {
        self.placed.found.at(&self.pods, address)
    }

    pub fn find_service(&self, namespace: &str, name: &str) -> Option<ServiceId> {
        let named = |entry: &ServiceEntry| entry.spec.meta.name() == name && entry.spec.meta.namespace() == namespace;
        self.found
            .services
            .names
            .get(index::of_names(namespace, name))
            .find(|i| named(&self.services[*i]))
            .map(ServiceId)
    }

    /// Services that have this cluster IP, external IP or load balancer address, in their order.
    pub(crate) fn services_at(&self, address: IpAddr) -> impl Iterator<Item = (ServiceId, &ServiceEntry)> {
        let found = self.found.services.addresses.get(index::of_address(address));
        found.map(|i| (ServiceId(i), self.service(ServiceId(i)))).filter(move |(_, entry)| entry.has_address(address))
    }

    /// Services with this node port or health check node port, in their order.
    pub(crate) fn services_on(&self, node_port: u16) -> impl Iterator<Item = (ServiceId, &ServiceEntry)> {
        self.found.services.node_ports.get(u64::from(node_port)).map(|i| (ServiceId(i), self.service(ServiceId(i))))
    }

    /// Whether a Service has an endpoint at this address; a cluster IP leads to its own Service, whoever has it for an endpoint.
    pub(crate) fn endpoint_at(&self, address: IpAddr) -> bool {
        if self.is_service_address(address) {
            return false;
        }
        let mut found = self.found.endpoints(&self.services, address);
        found.any(|i| {
            let mut endpoints = self.services[i].ports.iter().flat_map(|port| &port.endpoints);
            endpoints.any(|endpoint| endpoint.address.ip() == address)
        })
    }

    /// The name of the node that an endpoint names.
    pub fn node_name<'w>(&'w self, node: &'w EndpointNode) -> &'w str {
        match node {
            EndpointNode::Known(id) => &self.node(*id).name,
            EndpointNode::Missing(name) => name,
        }
    }

    /// A Service that every cluster has under this name, and no manifest holds.
    pub fn own_service(&self, namespace: &str, name: &str) -> Option<OwnService> {
        self.own_services.iter().copied().find(|own| own.key.split_once('/') == Some((namespace, name)))
    }

    /// Where a pod of this name would run, and addresses there that nobody has.
    pub fn spare_pod(&self, name: &str, at: Option<NodeId>) -> Option<(NodeId, Vec<IpAddr>)> {
        pods::spare(name, at, &self.nodes, (&self.pods, &self.pod_cidrs))
    }

    pub fn is_pod_address(&self, address: IpAddr) -> bool {
        self.pod_cidrs.iter().any(|cidr| cidr.contains(&address))
    }

    pub fn is_service_address(&self, address: IpAddr) -> bool {
        self.service_cidrs.iter().any(|cidr| cidr.contains(&address))
    }
}

impl Node {
    /// Whether the scheduler may put a pod of this template here; it is not asked whether the node is ready.
    pub fn takes(&self, template: &PodTemplate) -> bool {
        pods::takes(self, template, false)
    }

    /// The first address of the family: what MASQUERADE picks and the node is known by.
    pub fn primary(&self, family: IpFamily) -> Option<IpAddr> {
        self.addresses.iter().copied().find(|address| IpFamily::of(*address) == family)
    }
}

impl ServiceEntry {
    /// Its cluster IPs, external IPs and load balancer addresses.
    fn addresses(&self) -> impl Iterator<Item = IpAddr> {
        let balancer = self.load_balancer.iter().filter_map(|balancer| balancer.ip);
        self.cluster_ips.iter().chain(&self.spec.external_ips).copied().chain(balancer)
    }

    fn has_address(&self, address: IpAddr) -> bool {
        self.addresses().any(|own| own == address)
    }

    /// `shop/api`
    pub fn key(&self) -> String {
        self.spec.meta.reference.key()
    }
}

impl Endpoint {
    /// Local to this node: its `nodeName` says so, not its address.
    pub fn is_on(&self, node: NodeId) -> bool {
        self.node == Some(EndpointNode::Known(node)) || self.also_on.contains(&node)
    }

    /// The node it names, if that is there.
    pub fn known_node(&self) -> Option<NodeId> {
        match self.node {
            Some(EndpointNode::Known(id)) => Some(id),
            Some(EndpointNode::Missing(_)) | None => None,
        }
    }

    /// Zones it is meant for.
    pub fn hint_zones(&self) -> &[String] {
        self.hints.as_ref().map_or(&[], |hints| &hints.zones)
    }

    /// Nodes it is meant for.
    pub fn hint_nodes(&self) -> &[String] {
        self.hints.as_ref().map_or(&[], |hints| &hints.nodes)
    }
}

impl Pod {
    /// Who owns it, or the pod itself.
    pub fn owned_by(&self) -> &ObjectRef {
        self.owner.as_ref().unwrap_or(&self.reference)
    }

    /// Whether a container declares the port. Nothing depends on it but what svcpath must assume.
    pub fn declares(&self, port: u16, protocol: Protocol) -> bool {
        let ports = self.template.containers.iter().flat_map(|container| &container.ports);
        ports.into_iter().any(|declared| declared.port == port && declared.protocol == protocol)
    }

    /// The container port of this name and protocol, as a named target port finds it: containers in order, then sidecars.
    pub fn named_port(&self, name: &str, protocol: Protocol) -> Option<&ContainerPort> {
        let ports = self.template.containers.iter().flat_map(|container| &container.ports);
        ports.into_iter().find(|port| port.name.as_deref() == Some(name) && port.protocol == protocol)
    }
}
