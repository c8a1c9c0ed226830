//! kube-proxy on one node: which Service port claims a packet, which endpoints it may go to, and whose source it keeps.
//! Rules and sources: docs/semantics/proxy.md; the numbers in comments are its sections.

use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;

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
    /// The node's own process sends it and leaves it to the kernel to choose the source.
    pub(super) own: bool,
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
    /// The proxies disagree, and the one in use is none of them.
    ModesDiffer,
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
    /// The slices' hints decide, and nobody can tell them (10.9).
    HintsUnknown,
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
    /// Some are meant for certain zones or nodes, and that does not count.
    pub(super) hints_ignored: bool,
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
    /// The node's loopback, from somebody else.
    Loopback,
    Nothing,
}

/// Evaluates the node's rules in their order (2.1). A replacement of kube-proxy is known to do only what all its modes do.
pub(super) fn evaluate(world: &World, flow: Flow) -> Outcome {
    let of = |mode| Rules { world, flow, mode, family: IpFamily::of(flow.dst.ip()) }.evaluate();
    match world.knobs.proxy_mode {
        ProxyMode::Iptables => of(Mode::Iptables),
        ProxyMode::Nftables => of(Mode::Nftables),
        ProxyMode::Ipvs => of(Mode::Ipvs),
        ProxyMode::Other => {
            let iptables = of(Mode::Iptables);
            let agrees = |mode| agree(&iptables, &of(mode));
            if agrees(Mode::Nftables) && agrees(Mode::Ipvs) { iptables } else { Outcome::ModesDiffer }
        }
    }
}

/// Whether two modes do the same to the packet, whatever their grounds.
fn agree(one: &Outcome, other: &Outcome) -> bool {
    let rewrites = |picks: &[Pick]| -> Vec<(usize, bool)> {
        picks.iter().map(|pick| (pick.endpoint, pick.masquerade.is_some())).collect()
    };
    match (one, other) {
        (Outcome::Claimed { claim, fate }, Outcome::Claimed { claim: other_claim, fate: other_fate }) => {
            let alike = match (fate, other_fate) {
                (Fate::Chosen { picks, .. }, Fate::Chosen { picks: others, .. }) => rewrites(picks) == rewrites(others),
                _ => std::mem::discriminant(fate) == std::mem::discriminant(other_fate),
            };
            claim == other_claim && alike
        }
        _ => std::mem::discriminant(one) == std::mem::discriminant(other),
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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Iptables,
    Nftables,
    Ipvs,
}

/// One mode's rules on the flow's node, for the family of its destination (1.1).
#[derive(Clone, Copy)]
struct Rules<'w> {
    world: &'w World,
    flow: Flow,
    mode: Mode,
    family: IpFamily,
}

impl<'w> Rules<'w> {
    fn evaluate(self) -> Outcome {
        match self.claim() {
            Ok(claim) => Outcome::Claimed { claim, fate: self.fate(claim) },
            Err(near) => self.unclaimed(near),
        }
    }

    fn claim(self) -> Result<Claim, Near> {
        let Flow { dst, protocol, .. } = self.flow;
        let mut near = Near::Nothing;
        for (id, entry) in self.world.services_at(dst.ip()).filter(programmed) {
            let Some(by) = self.address_claim(entry) else { continue };
            let asked = |port: &PortEntry| port.spec.port == dst.port() && port.spec.protocol == protocol;
            match entry.ports.iter().position(asked) {
                Some(port) => return Ok(Claim { service: id, port, by }),
                None => near = Near::OtherPort(id),
            }
        }
        if matches!(near, Near::Nothing) && self.world.is_service_address(dst.ip()) {
            near = Near::NoService;
        }
        // The addresses that ipvs binds on every node reach kube-proxy's health server too (8.7).
        let bound = self.mode == Mode::Ipvs && matches!(near, Near::OtherPort(_));
        if !self.dst_is_local() && !bound {
            return Err(near);
        }
        let spoken = |(_, entry): &(ServiceId, &ServiceEntry)| speaks(entry, self.family);
        for (id, entry) in self.world.services_on(dst.port()).filter(programmed).filter(spoken) {
            let asked = |port: &PortEntry| port.node_port == Some(dst.port()) && port.spec.protocol == protocol;
            if let (Some(port), true) = (entry.ports.iter().position(asked), self.dst_is_local()) {
                let claim = Claim { service: id, port, by: ClaimedBy::NodePort };
                let listens = self.node_port_listens() || self.filtered(claim).is_some();
                return if listens { Ok(claim) } else { Err(Near::NodePortElsewhere(id)) };
            }
            if entry.health_check == Some(dst.port()) && protocol == Protocol::Tcp {
                let listens = self.listed().unwrap_or(true);
                return Err(if listens { Near::HealthCheck(id) } else { Near::NodePortElsewhere(id) });
            }
        }
        // What no Service takes at the node's own address is the node's, whoever else has the address.
        if !self.dst_is_local() {
            return Err(near);
        }
        let martian = dst.ip().is_loopback() && dst.is_ipv4() && !self.is_from_node();
        Err(if martian { Near::Loopback } else { Near::NoNodePort })
    }

    fn dst_is_local(self) -> bool {
        let address = self.flow.dst.ip();
        address.is_loopback() || self.world.node(self.flow.node).addresses.contains(&address)
    }

    /// From one of the node's own addresses: its processes and its hostNetwork pods.
    fn is_from_node(self) -> bool {
        let src = self.flow.src;
        src.is_loopback() || self.world.node(self.flow.node).addresses.contains(&src)
    }

    fn address_claim(self, entry: &ServiceEntry) -> Option<ClaimedBy> {
        let address = self.flow.dst.ip();
        if !speaks(entry, self.family) {
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

    fn fate(self, claim: Claim) -> Fate {
        if claim.by == ClaimedBy::NodePort
            && !self.node_port_listens()
            && let Some(fate) = self.filtered(claim)
        {
            return fate;
        }
        let entry = self.world.service(claim.service);
        let port = &entry.ports[claim.port];
        let any_usable = of_family(port, self.family).any(|(_, endpoint)| usable(endpoint));
        let ipvs = self.mode == Mode::Ipvs;
        if claim.by == ClaimedBy::Vip && !self.source_allowed(entry) && (any_usable || ipvs) {
            return Fate::SourceRefused;
        }
        if !any_usable {
            return Fate::NoEndpoints;
        }
        let from_pod = self.is_from_pod();
        let policy = match claim.by {
            ClaimedBy::ClusterIp => entry.spec.internal_policy,
            ClaimedBy::ExternalIp | ClaimedBy::Vip | ClaimedBy::NodePort => entry.spec.external_policy,
        };
        let inside = claim.by == ClaimedBy::ClusterIp;
        let local_only = match policy {
            TrafficPolicy::Cluster => false,
            // Pods and the node itself are short-circuited to the whole set (2.3 d), except in ipvs (8.3).
            TrafficPolicy::Local => inside || ipvs || !(from_pod || self.is_from_node()),
        };
        let local = if local_only { self.local_set(port) } else { (Vec::new(), false) };
        let (indexes, basis) = if !local.0.is_empty() {
            (local.0, Basis { local: true, terminating: local.1, hints_ignored: false })
        } else if !local_only || (ipvs && (!inside || self.externally_accessible(entry, port))) {
            // ipvs never drops for want of a local endpoint (8.2).
            match self.cluster_set(entry, port) {
                Some(found) => found,
                None => return Fate::HintsUnknown,
            }
        } else if ipvs {
            return Fate::NoEndpoints;
        } else {
            return Fate::NoLocalEndpoint;
        };
        let masquerade = if ipvs && self.flow.src.is_loopback() {
            // Such packets leave ipvs' chain before they could be marked (8.5).
            None
        } else if inside {
            self.inside_masquerade(from_pod)
        } else {
            match entry.spec.external_policy {
                TrafficPolicy::Cluster => Some(Masquerade::External),
                TrafficPolicy::Local if self.is_from_node() && !from_pod && !ipvs => Some(Masquerade::NotPod),
                TrafficPolicy::Local => None,
            }
        };
        let picks = indexes.into_iter().map(|i| {
            let endpoint = &port.endpoints[i];
            // In ipvs the set of hairpins holds local endpoints only (8.5).
            let hairpin = endpoint.address.ip() == self.flow.src && (!ipvs || endpoint.is_on(self.flow.node));
            Pick { endpoint: i, masquerade: masquerade.or(hairpin.then_some(Masquerade::Hairpin)) }
        });
        Fate::Chosen { picks: picks.collect(), basis }
    }

    /// Masquerade towards a cluster IP (4.1).
    fn inside_masquerade(self, from_pod: bool) -> Option<Masquerade> {
        if self.world.knobs.masquerade_all {
            return Some(Masquerade::All);
        }
        let marked = if self.has_detector() { !from_pod } else { self.mode == Mode::Ipvs && self.is_from_cluster_ip() };
        marked.then_some(Masquerade::NotPod)
    }

    /// ipvs binds cluster IPs on the node: what its own processes send to one carries it as source, and that is marked (8.5).
    fn is_from_cluster_ip(self) -> bool {
        let Flow { src, dst, protocol, own, .. } = self.flow;
        let has = |port: &PortEntry| port.spec.port == dst.port() && port.spec.protocol == protocol;
        let claims = |entry: &ServiceEntry| entry.cluster_ips.contains(&src) && entry.ports.iter().any(has);
        own || self.world.services_at(src).any(|(_, entry)| claims(entry))
    }

    /// Each family has its own detector: a range of the other one is none (cmd/kube-proxy/app/server_linux.go).
    fn has_detector(self) -> bool {
        let of_family = || self.world.pod_cidrs.iter().any(|cidr| IpFamily::of(cidr.addr()) == self.family);
        self.world.knobs.pod_cidr != PodCidr::None && of_family()
    }

    /// Whether kube-proxy takes the source for a pod.
    fn is_from_pod(self) -> bool {
        self.has_detector() && self.world.is_pod_address(self.flow.src)
    }

    /// Reachable by more than its cluster IP: of this port and family.
    fn externally_accessible(self, entry: &ServiceEntry, port: &PortEntry) -> bool {
        let of_family = |address: &IpAddr| IpFamily::of(*address) == self.family;
        let vips = entry.load_balancer.iter().filter(|balancer| balancer.vip).filter_map(|balancer| balancer.ip);
        port.node_port.is_some()
            || entry.spec.external_ips.iter().any(of_family)
            || vips.into_iter().any(|ip| of_family(&ip))
    }

    /// This node's own endpoints, whatever their hints (3.3).
    fn local_set(self, port: &PortEntry) -> (Vec<usize>, bool) {
        set(of_family(port, self.family).filter(|(_, endpoint)| endpoint.is_on(self.flow.node)))
    }

    /// Every node's endpoints, narrowed by topology hints while ready ones exist (3.2, 3.5). `None`: nobody knows the hints.
    fn cluster_set(self, entry: &ServiceEntry, port: &PortEntry) -> Option<(Vec<usize>, Basis)> {
        let (indexes, terminating) = set(of_family(port, self.family));
        let basis = Basis { local: false, terminating, hints_ignored: false };
        if terminating {
            return Some((indexes, basis));
        }
        if entry.hints_unknown && indexes.len() > 1 {
            return None;
        }
        let node = self.world.node(self.flow.node);
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
        Some(match keep {
            Some(keep) => (indexes.into_iter().filter(|i| keep(&port.endpoints[*i])).collect(), basis),
            None => {
                let hinted = |e: &Endpoint| !(e.hint_zones().is_empty() && e.hint_nodes().is_empty());
                let hints_ignored = ready().any(hinted);
                (indexes, Basis { hints_ignored, ..basis })
            }
        })
    }

    /// loadBalancerSourceRanges (5). A family without ranges is open (5.4).
    fn source_allowed(self, entry: &ServiceEntry) -> bool {
        let Flow { src, dst, node, .. } = self.flow;
        let of_family = |range: &&IpNet| IpFamily::of(range.addr()) == self.family;
        let ranges = || entry.spec.source_ranges.iter().filter(of_family);
        if ranges().next().is_none() {
            return true;
        }
        let lists = |ip: IpAddr| ranges().any(|range| range.contains(&ip));
        // A node that has the address on an interface dials from it (5.3); in ipvs every node has, and only that counts (8.6).
        let primary = self.world.node(node).primary(self.family);
        let itself = src == dst.ip();
        let node_listed = itself && primary.is_some_and(lists);
        node_listed || (lists(src) && !(itself && self.mode == Mode::Ipvs))
    }

    /// Whether node ports answer on the address that is dialled (6).
    fn node_port_listens(self) -> bool {
        let address = self.flow.dst.ip();
        let listed = self.listed().unwrap_or(true);
        match self.mode {
            Mode::Iptables if address.is_loopback() => {
                address.is_ipv4() && self.world.knobs.localhost_node_ports && listed
            }
            Mode::Iptables => listed,
            Mode::Nftables | Mode::Ipvs => !address.is_loopback() && listed,
        }
    }

    /// Whether the address that is dialled is one of `nodePortAddresses`; `None`: they are all addresses of its family. kube-proxy's
    /// health server asks nothing else (pkg/proxy/healthcheck/service_health.go).
    fn listed(self) -> Option<bool> {
        let address = self.flow.dst.ip();
        let given = &self.world.knobs.node_port_addresses;
        let cidrs = || given.cidrs.iter().filter(|cidr| IpFamily::of(cidr.addr()) == self.family);
        let by_primary = given.primary || (self.mode == Mode::Nftables && given.cidrs.is_empty());
        // A list that names only the other family leaves this one open.
        if cidrs().any(|cidr| cidr.prefix_len() == 0) || (!by_primary && cidrs().next().is_none()) {
            return None;
        }
        let primary = || self.world.node(self.flow.node).primary(self.family) == Some(address);
        Some(cidrs().any(|cidr| cidr.contains(&address)) || (by_primary && primary()))
    }

    /// What iptables' filter table does where node ports do not listen: its rules for Services that cannot deliver look at no
    /// list of addresses (2.8), nor at who sends.
    fn filtered(self, claim: Claim) -> Option<Fate> {
        let entry = self.world.service(claim.service);
        let port = &entry.ports[claim.port];
        if self.mode != Mode::Iptables {
            None
        } else if !of_family(port, self.family).any(|(_, endpoint)| usable(endpoint)) {
            Some(Fate::NoEndpoints)
        } else if entry.spec.external_policy == TrafficPolicy::Local && self.local_set(port).0.is_empty() {
            Some(Fate::NoLocalEndpoint)
        } else {
            None
        }
    }

    /// What the modes do with a packet that no Service port claims (2.9).
    fn unclaimed(self, near: Near) -> Outcome {
        let by = match near {
            Near::OtherPort(id) => self.address_claim(self.world.service(id)),
            Near::NoService
            | Near::NoNodePort
            | Near::NodePortElsewhere(_)
            | Near::HealthCheck(_)
            | Near::Loopback
            | Near::Nothing => None,
        };
        match (&near, by, self.mode) {
            (Near::OtherPort(_), Some(ClaimedBy::ClusterIp), Mode::Nftables | Mode::Ipvs) => Outcome::Refused(near),
            (Near::OtherPort(_), Some(ClaimedBy::ExternalIp | ClaimedBy::Vip), Mode::Ipvs) if !self.dst_is_local() => {
                Outcome::Refused(near)
            }
            (Near::NoService, _, Mode::Nftables) => Outcome::Dropped(near),
            // KUBE-FIREWALL, which iptables mode needs for node ports on 127.0.0.1 (6).
            (Near::Loopback, _, Mode::Iptables) => Outcome::Dropped(near),
            _ => Outcome::Unclaimed(near),
        }
    }
}

/// Services that kube-proxy programs at all (1.2, 1.4): those with a cluster IP that nobody else's proxy has claimed.
pub(super) fn programmed((_, entry): &(ServiceId, &ServiceEntry)) -> bool {
    !entry.spec.headless
        && entry.spec.kind != ServiceType::ExternalName
        && !entry.spec.meta.labels.contains_key("service.kubernetes.io/service-proxy-name")
}

/// A Service without cluster IP of the family is invisible to that family's proxy (1.3).
fn speaks(entry: &ServiceEntry, family: IpFamily) -> bool {
    entry.cluster_ips.iter().any(|ip| IpFamily::of(*ip) == family)
}

/// Ready ones, else those that still serve while terminating; says which (3.2, 3.3).
fn set<'a>(endpoints: impl Iterator<Item = (usize, &'a Endpoint)> + Clone) -> (Vec<usize>, bool) {
    let ready: Vec<usize> = endpoints.clone().filter(|(_, e)| e.conditions.ready).map(|(i, _)| i).collect();
    if !ready.is_empty() {
        return (ready, false);
    }
    (endpoints.filter(|(_, e)| usable(e)).map(|(i, _)| i).collect(), true)
}
