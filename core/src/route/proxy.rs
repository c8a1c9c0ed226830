//! kube-proxy on one node: which Service port claims a packet, which endpoints it may go to, and whose source it keeps.
//! Rules and sources: docs/semantics/proxy.md; the numbers in comments are its sections.

use std::net::{IpAddr, SocketAddr};

use crate::knobs::{PodCidr, ProxyMode};
use crate::model::{IpFamily, Protocol, ServiceType, TrafficPolicy};
use crate::world::{Endpoint, NodeId, PortEntry, ServiceEntry, ServiceId, World};

/// A new connection as one node's kernel sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Flow {
    pub(super) node: NodeId,
    pub(super) protocol: Protocol,
    pub(super) src: IpAddr,
    pub(super) dst: SocketAddr,
}

/// What the node's rules do with it.
#[derive(Debug)]
pub(super) enum Outcome {
    Claimed {
        claim: Claim,
        fate: Fate,
    },
    /// No rule rewrites it; `near` is what it came close to.
    Unclaimed(Near),
    /// No Service port, but a rule refuses or drops the packet all the same.
    Refused(Near),
    Dropped(Near),
}

/// The Service port that claims a packet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Claim {
    pub(super) service: ServiceId,
    pub(super) port: usize,
    pub(super) by: ClaimedBy,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ClaimedBy {
    ClusterIp,
    ExternalIp,
    /// A load balancer's address.
    Vip,
    NodePort,
}

#[derive(Debug)]
pub(super) enum Fate {
    /// One of `picks`, each with the same chance (2.10).
    Chosen { picks: Vec<Pick>, basis: Basis },
    /// No usable endpoint on any node.
    NoEndpoints,
    /// Usable endpoints, but none on this node, and the policy is Local.
    NoLocalEndpoint,
    /// Outside loadBalancerSourceRanges.
    SourceRefused,
}

/// An endpoint that may be drawn (index into the port's endpoints).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pick {
    pub(super) endpoint: usize,
    pub(super) masquerade: Option<Masquerade>,
}

/// Why the source is rewritten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Masquerade {
    /// Traffic from outside must come back through this node.
    External,
    /// The source is no pod.
    NotPod,
    /// `masqueradeAll`.
    All,
    /// The pod would talk to itself.
    Hairpin,
}

/// Which endpoints were considered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Basis {
    /// Only this node's own.
    pub(super) local: bool,
    /// None is ready: those that are shutting down but still serve.
    pub(super) terminating: bool,
}

/// What an unclaimed packet came close to.
#[derive(Debug)]
pub(super) enum Near {
    /// The address is a Service's, the port is not.
    OtherPort(ServiceId),
    /// A Service address that nobody has.
    NoService,
    /// A node's address, and no node port of this number.
    NoNodePort,
    /// A node port, but not on this address.
    NodePortElsewhere(ServiceId),
    /// kube-proxy's own health server.
    HealthCheck(ServiceId),
    Nothing,
    /// The proxies disagree, and the one in use is not among them.
    ModesDiffer,
}

/// Evaluates the node's rules in their order (2.1).
pub(super) fn evaluate(world: &World, flow: Flow) -> Outcome {
    match claim(world, flow) {
        Ok(claim) => Outcome::Claimed { claim, fate: fate(world, flow, claim) },
        Err(near) => unclaimed(world, flow, near),
    }
}

/// Endpoints of a port of the family a flow uses, by index.
pub(super) fn of_family(port: &PortEntry, family: IpFamily) -> impl Iterator<Item = (usize, &Endpoint)> + Clone {
    port.endpoints.iter().enumerate().filter(move |(_, endpoint)| IpFamily::of(endpoint.address.ip()) == family)
}

/// Ready, or serving while it shuts down (2.4).
pub(crate) fn usable(endpoint: &Endpoint) -> bool {
    endpoint.conditions.ready || (endpoint.conditions.serving && endpoint.conditions.terminating)
}

fn claim(world: &World, flow: Flow) -> Result<Claim, Near> {
    let mut near = Near::Nothing;
    for (id, entry) in world.services_at(flow.dst.ip()).filter(programmed) {
        let Some(by) = address_claim(entry, flow.dst.ip()) else { continue };
        match port_index(entry, |port| port.spec.port == flow.dst.port() && port.spec.protocol == flow.protocol) {
            Some(port) => return Ok(Claim { service: id, port, by }),
            None => near = Near::OtherPort(id),
        }
    }
    if matches!(near, Near::Nothing) && world.is_service_address(flow.dst.ip()) {
        near = Near::NoService;
    }
    let node = world.node(flow.node);
    let local = node.addresses.contains(&flow.dst.ip()) || flow.dst.ip().is_loopback();
    if !local {
        return Err(near);
    }
    let family = IpFamily::of(flow.dst.ip());
    for (id, entry) in world.services_on(flow.dst.port()).filter(programmed).filter(|(_, entry)| speaks(entry, family))
    {
        if let Some(port) =
            port_index(entry, |port| port.node_port == Some(flow.dst.port()) && port.spec.protocol == flow.protocol)
        {
            let claim = Claim { service: id, port, by: ClaimedBy::NodePort };
            return if node_port_listens(world, flow, claim) { Ok(claim) } else { Err(Near::NodePortElsewhere(id)) };
        }
        if entry.spec.health_check_node_port == Some(flow.dst.port()) && flow.protocol == Protocol::Tcp {
            return Err(Near::HealthCheck(id));
        }
    }
    Err(if matches!(near, Near::Nothing) { Near::NoNodePort } else { near })
}

/// Services that kube-proxy programs at all (1.2, 1.4): those with a cluster IP that nobody else's proxy has claimed.
fn programmed((_, entry): &(ServiceId, &ServiceEntry)) -> bool {
    !entry.spec.headless
        && entry.spec.kind != ServiceType::ExternalName
        && !entry.spec.meta.labels.contains_key("service.kubernetes.io/service-proxy-name")
}

fn address_claim(entry: &ServiceEntry, address: IpAddr) -> Option<ClaimedBy> {
    if !speaks(entry, IpFamily::of(address)) {
        return None;
    }
    if entry.cluster_ips.contains(&address) {
        Some(ClaimedBy::ClusterIp)
    } else if entry.spec.external_ips.contains(&address) {
        Some(ClaimedBy::ExternalIp)
    } else if entry.load_balancer.iter().any(|balancer| balancer.vip && balancer.ip == Some(address)) {
        Some(ClaimedBy::Vip)
    } else {
        None
    }
}

/// A Service without cluster IP of the family is invisible to that family's proxy (1.3).
fn speaks(entry: &ServiceEntry, family: IpFamily) -> bool {
    entry.cluster_ips.iter().any(|ip| IpFamily::of(*ip) == family)
}

fn port_index(entry: &ServiceEntry, matches: impl Fn(&PortEntry) -> bool) -> Option<usize> {
    entry.ports.iter().position(matches)
}

fn fate(world: &World, flow: Flow, claim: Claim) -> Fate {
    let entry = world.service(claim.service);
    let port = &entry.ports[claim.port];
    let family = IpFamily::of(flow.dst.ip());
    let any_usable = of_family(port, family).any(|(_, endpoint)| usable(endpoint));
    let ipvs = world.knobs.proxy_mode == ProxyMode::Ipvs;
    if claim.by == ClaimedBy::Vip && !source_allowed(world, flow, entry, family) && (any_usable || ipvs) {
        return Fate::SourceRefused;
    }
    if !any_usable {
        return Fate::NoEndpoints;
    }
    let from_node = world.node(flow.node).addresses.contains(&flow.src) || flow.src.is_loopback();
    let from_pod = is_pod(world, flow.src);
    let policy = match claim.by {
        ClaimedBy::ClusterIp => entry.spec.internal_policy,
        ClaimedBy::ExternalIp | ClaimedBy::Vip | ClaimedBy::NodePort => entry.spec.external_policy,
    };
    let inside = claim.by == ClaimedBy::ClusterIp;
    let local_only = match policy {
        TrafficPolicy::Cluster => false,
        // Pods and the node itself are short-circuited to the whole set (2.3 d), except in ipvs (8.3).
        TrafficPolicy::Local => inside || ipvs || !(from_pod || from_node),
    };
    let local = set(of_family(port, family).filter(|(_, endpoint)| endpoint.is_on(flow.node)));
    let (indexes, basis) = if !local_only {
        cluster_set(world, flow.node, port, family)
    } else if !local.0.is_empty() {
        (local.0, Basis { local: true, terminating: local.1 })
    } else if ipvs && (!inside || externally_accessible(entry)) {
        // ipvs never drops for want of a local endpoint (8.2).
        cluster_set(world, flow.node, port, family)
    } else if ipvs {
        return Fate::NoEndpoints;
    } else {
        return Fate::NoLocalEndpoint;
    };
    let masquerade = if inside {
        inside_masquerade(world, from_pod)
    } else {
        match entry.spec.external_policy {
            TrafficPolicy::Cluster => Some(Masquerade::External),
            TrafficPolicy::Local if from_node && !ipvs => Some(Masquerade::NotPod),
            TrafficPolicy::Local => None,
        }
    };
    let picks = indexes.into_iter().map(|endpoint| {
        let hairpin = port.endpoints[endpoint].address.ip() == flow.src;
        Pick { endpoint, masquerade: masquerade.or(hairpin.then_some(Masquerade::Hairpin)) }
    });
    Fate::Chosen { picks: picks.collect(), basis }
}

/// Masquerade towards a cluster IP (4.1).
fn inside_masquerade(world: &World, from_pod: bool) -> Option<Masquerade> {
    if world.knobs.masquerade_all {
        return Some(Masquerade::All);
    }
    (has_detector(world) && !from_pod).then_some(Masquerade::NotPod)
}

fn has_detector(world: &World) -> bool {
    world.knobs.pod_cidr != PodCidr::None
}

/// Whether kube-proxy takes the source for a pod.
fn is_pod(world: &World, address: IpAddr) -> bool {
    has_detector(world) && world.is_pod_address(address)
}

/// Reachable by more than its cluster IP.
fn externally_accessible(entry: &ServiceEntry) -> bool {
    entry.ports.iter().any(|port| port.node_port.is_some())
        || !entry.spec.external_ips.is_empty()
        || entry.load_balancer.iter().any(|balancer| balancer.vip)
}

/// Ready ones, else those that still serve while terminating; says which (3.2, 3.3).
fn set<'a>(endpoints: impl Iterator<Item = (usize, &'a Endpoint)> + Clone) -> (Vec<usize>, bool) {
    let ready: Vec<usize> = endpoints.clone().filter(|(_, e)| e.conditions.ready).map(|(i, _)| i).collect();
    if !ready.is_empty() {
        return (ready, false);
    }
    (endpoints.filter(|(_, e)| usable(e)).map(|(i, _)| i).collect(), true)
}

/// Every node's endpoints, narrowed by topology hints while ready ones exist (3.2, 3.5).
fn cluster_set(world: &World, at: NodeId, port: &PortEntry, family: IpFamily) -> (Vec<usize>, Basis) {
    let (indexes, terminating) = set(of_family(port, family));
    let basis = Basis { local: false, terminating };
    if terminating {
        return (indexes, basis);
    }
    let node = world.node(at);
    let ready = || indexes.iter().map(|i| &port.endpoints[*i]);
    let by_node = |endpoint: &Endpoint| endpoint.hint_nodes().contains(&node.name);
    let by_zone = |endpoint: &Endpoint| node.zone.as_ref().is_some_and(|zone| endpoint.hint_zones().contains(zone));
    let keep: Option<&dyn Fn(&Endpoint) -> bool> =
        if ready().all(|e| !e.hint_nodes().is_empty()) && ready().any(by_node) {
            Some(&by_node)
        } else if ready().all(|e| !e.hint_zones().is_empty()) && ready().any(by_zone) {
            Some(&by_zone)
        } else {
            None
        };
    match keep {
        Some(keep) => (indexes.into_iter().filter(|i| keep(&port.endpoints[*i])).collect(), basis),
        None => (indexes, basis),
    }
}

/// loadBalancerSourceRanges (5). A family without ranges is open (5.4).
fn source_allowed(world: &World, flow: Flow, entry: &ServiceEntry, family: IpFamily) -> bool {
    let ranges: Vec<_> = entry.spec.source_ranges.iter().filter(|range| IpFamily::of(range.addr()) == family).collect();
    if ranges.is_empty() || ranges.iter().any(|range| range.contains(&flow.src)) {
        return true;
    }
    // A node that has the address on an interface dials from it (5.3).
    let primary = world.node(flow.node).primary(family);
    flow.src == flow.dst.ip() && primary.is_some_and(|primary| ranges.iter().any(|range| range.contains(&primary)))
}

/// Whether a node port answers on this address of the node (6).
fn node_port_listens(world: &World, flow: Flow, claim: Claim) -> bool {
    let family = IpFamily::of(flow.dst.ip());
    let address = flow.dst.ip();
    let given = &world.knobs.node_port_addresses;
    let node = world.node(flow.node);
    let primary = node.primary(family) == Some(address);
    let cidrs: Vec<_> = given.cidrs.iter().filter(|cidr| IpFamily::of(cidr.addr()) == family).collect();
    let zero = cidrs.iter().any(|cidr| cidr.prefix_len() == 0);
    // A list that names only the other family leaves this one open.
    let open = !given.primary && cidrs.is_empty();
    let listed = zero || cidrs.iter().any(|cidr| cidr.contains(&address)) || (given.primary && primary);
    let default_list = given.cidrs.is_empty() && !given.primary;
    match world.knobs.proxy_mode {
        ProxyMode::Iptables | ProxyMode::Other => {
            let entry = world.service(claim.service);
            let empty = !of_family(&entry.ports[claim.port], family).any(|(_, endpoint)| usable(endpoint));
            if address.is_loopback() {
                return address.is_ipv4() && (world.knobs.localhost_node_ports || empty) && (open || listed || empty);
            }
            // The reject rule of a Service without endpoints looks at no list (2.8).
            open || listed || empty
        }
        ProxyMode::Nftables if default_list => primary,
        ProxyMode::Nftables | ProxyMode::Ipvs => !address.is_loopback() && (open || listed),
    }
}

/// What the modes do with a packet that no Service port claims (2.9).
fn unclaimed(world: &World, flow: Flow, near: Near) -> Outcome {
    let mode = world.knobs.proxy_mode;
    let by = match &near {
        Near::OtherPort(id) => address_claim(world.service(*id), flow.dst.ip()),
        Near::NoService
        | Near::NoNodePort
        | Near::NodePortElsewhere(_)
        | Near::HealthCheck(_)
        | Near::Nothing
        | Near::ModesDiffer => None,
    };
    let node_address = world.node(flow.node).addresses.contains(&flow.dst.ip());
    match (&near, by, mode) {
        (Near::OtherPort(_), Some(ClaimedBy::ClusterIp), ProxyMode::Nftables | ProxyMode::Ipvs) => {
            Outcome::Refused(near)
        }
        (Near::OtherPort(_), Some(ClaimedBy::ExternalIp | ClaimedBy::Vip), ProxyMode::Ipvs) if !node_address => {
            Outcome::Refused(near)
        }
        (Near::NoService, _, ProxyMode::Nftables) => Outcome::Dropped(near),
        (Near::OtherPort(_) | Near::NoService | Near::NodePortElsewhere(_), _, ProxyMode::Other) => {
            Outcome::Unclaimed(Near::ModesDiffer)
        }
        _ => Outcome::Unclaimed(near),
    }
}
