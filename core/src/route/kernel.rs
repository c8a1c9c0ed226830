//! A packet in a node's kernel: kube-proxy's rules first, then routing.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};

use super::draw::{Draw, candidates, policy};
use super::proxy::{Claim, ClaimedBy, Fate, Flow, Near, Outcome, evaluate, of_family, usable};
use super::walk::{Done, Note, Walk};
use super::{Tracer, family};
use crate::assumption::Assumption;
use crate::knobs::Knob;
use crate::object::{Evidence, FieldPath};
use crate::reason::{Gap, Reason};
use crate::request::Source;
use crate::request::Target;
use crate::trace::{Decision, Destination, Packet, Place, Stage, Verdict};
use crate::world::{NoEndpoint, NodeId, PortEntry, ServiceEntry};

impl Tracer<'_> {
    /// The packet enters the node's network stack. `sent_here`: it was sent by the node or one of its pods.
    pub(super) fn kernel(&mut self, mut walk: Walk, node: NodeId, dst: SocketAddr, sent_here: bool) -> Vec<Done> {
        let world = self.world;
        let name = &world.node(node).name;
        if world.state.nodes_down.contains(name) {
            let reason = Reason::NodeDown { node: name.clone() };
            return vec![walk.fail(Verdict::Dropped, Note::new(Stage::Network, Decision::Drop, reason))];
        }
        walk.kernels += 1;
        if walk.kernels > 4 {
            let reason = Reason::NotModelled { what: Gap::Loop };
            return vec![walk.fail(Verdict::Unknown, Note::new(Stage::Network, Decision::Unknown, reason))];
        }
        let own = sent_here && matches!(self.request.from, Source::Node(_));
        let flow = Flow { node, protocol: walk.protocol(), src: walk.packet.src, dst, own };
        // CNI's portmap plugin takes hostPorts before kube-proxy's node ports; with `at` only kube-proxy is asked.
        if world.host_ports()
            && self.request.at.is_none()
            && let Some(host_port) = self.host_port(flow)
        {
            let after = walk.with_dst(Destination::Address(host_port.address));
            let note = Note::new(Stage::Network, Decision::Dnat, host_port.reason).because([host_port.evidence]);
            walk.note_rewrite(note, after);
            self.host_port_source(&mut walk, flow, host_port.address);
            return vec![self.deliver(walk, Some(node), host_port.address, None)];
        }
        match evaluate(world, flow) {
            Outcome::Claimed { claim, fate } => self.claimed(walk, flow, claim, fate),
            Outcome::Refused(near) => {
                let note = self.near_miss(flow, &near, Decision::Reject);
                vec![walk.fail(Verdict::Rejected, note)]
            }
            Outcome::Dropped(near) => {
                let note = self.near_miss(flow, &near, Decision::Drop);
                vec![walk.fail(Verdict::Dropped, note)]
            }
            Outcome::ModesDiffer => {
                let what = Gap::ProxyModeDiffers { mode: world.knobs.proxy_mode.as_str().to_owned() };
                let note = Note::new(Stage::KubeProxy, Decision::Unknown, Reason::NotModelled { what });
                vec![walk.fail(Verdict::Unknown, note)]
            }
            Outcome::Unclaimed(near) => self.routed(walk, flow, &near, sent_here),
        }
    }

    fn claimed(&mut self, mut walk: Walk, flow: Flow, claim: Claim, fate: Fate) -> Vec<Done> {
        let world = self.world;
        let entry = world.service(claim.service);
        let port = &entry.ports[claim.port];
        walk.service = Some(format!("{}:{}", entry.key(), port.spec.port).into());
        self.assumed_address(entry, port, claim.by);
        self.assumed_flags(flow, claim.by);
        let (verdict, note) = match fate {
            Fate::Chosen { picks, basis } => return self.draw(Draw { walk, flow, claim, basis, picks }),
            Fate::NoEndpoints => self.without_endpoints(flow, claim),
            Fate::NoLocalEndpoint => self.without_local_endpoint(flow, claim, false),
            Fate::HintsUnknown => hints_unknown(entry),
            Fate::SourceRefused => source_refused(entry, flow.src),
        };
        walk.note(matched(entry, claim, flow.dst));
        vec![walk.fail(verdict, note)]
    }

    /// Nobody to send to. In ipvs that is also where another node's endpoint would do (8.2).
    fn without_endpoints(&self, flow: Flow, claim: Claim) -> (Verdict, Note) {
        let entry = self.world.service(claim.service);
        let port = &entry.ports[claim.port];
        if of_family(port, family(flow.dst.ip())).any(|(_, endpoint)| usable(endpoint)) {
            return self.without_local_endpoint(flow, claim, true);
        }
        let (reason, evidence) = no_endpoints(entry, claim.port);
        let note = Note::new(Stage::KubeProxy, Decision::Reject, reason).because(evidence);
        (Verdict::Rejected, note.among(candidates(self.world, flow, port, &[], false), None))
    }

    fn without_local_endpoint(&self, flow: Flow, claim: Claim, refuses: bool) -> (Verdict, Note) {
        let world = self.world;
        let entry = world.service(claim.service);
        let (decision, verdict) =
            if refuses { (Decision::Reject, Verdict::Rejected) } else { (Decision::Drop, Verdict::Dropped) };
        let node = world.node(flow.node).name.clone();
        let reason = Reason::NoLocalEndpoint { service: entry.key(), node, refuses };
        let evidence = Evidence::new(&entry.spec.meta.reference, policy(claim.by));
        let note = Note::new(Stage::KubeProxy, decision, reason).because([evidence]);
        (verdict, note.among(candidates(world, flow, &entry.ports[claim.port], &[], true), None))
    }

    /// No Service rule claims it: the address itself decides where it goes.
    fn routed(&mut self, mut walk: Walk, flow: Flow, near: &Near, sent_here: bool) -> Vec<Done> {
        let world = self.world;
        let address = flow.dst.ip();
        let here = &world.node(flow.node);
        // kube-proxy itself has the port, or with `at` only it is asked (docs/semantics/world.md 3.1).
        if self.request.at.is_some() || matches!(near, Near::HealthCheck(_)) {
            let note = self.near_miss(flow, near, Decision::Unmatched);
            return vec![walk.fail(Verdict::Unmatched, note)];
        }
        if here.addresses.contains(&address) || address.is_loopback() {
            if let Some(pod) = self.host_network_pod(flow) {
                walk.note(forwarded(Reason::RoutedToPod { pod: world.pod(pod).reference.key() }));
                return vec![self.deliver_on_node(walk, pod, flow.dst, None)];
            }
            let note = self.near_miss(flow, near, Decision::Unmatched);
            return vec![walk.fail(Verdict::Unmatched, note)];
        }
        // A node's own address leads to the node, whoever else has it for an endpoint.
        let by_hand = || world.endpoint_at(address) && world.node_with(address).is_none();
        if world.pod_with(address).is_some() || by_hand() {
            return vec![self.deliver(walk, Some(flow.node), flow.dst, None)];
        }
        if let Some(stopped) = self.barred(&mut walk, Some(address), flow.dst.port()) {
            return vec![*stopped];
        }
        if let Some(other) = world.node_with(address) {
            walk.note(forwarded(Reason::RoutedToNode { node: world.node(other).name.clone() }));
            walk.go(Place::Node(world.node(other).name.clone()));
            return self.kernel(walk, other, flow.dst, false);
        }
        let entry = self.reader_at(&walk, address).filter(|_| sent_here);
        if let (Some(entry), Target::Url(url)) = (entry, &self.request.to) {
            walk.note(forwarded(Reason::RoutedOut));
            let dial = self.dial(url);
            return self.l7(walk, &dial, &entry);
        }
        let mut leaving = walk.clone();
        leaving.note(forwarded(Reason::RoutedOut));
        if let Some(done) = self.balanced(leaving, flow.dst) {
            return done;
        }
        if let Some(own) = world.own_services.iter().find(|own| own.address == address) {
            let what = Gap::OwnService { service: own.key.to_owned() };
            let note = Note::new(Stage::KubeProxy, Decision::Unknown, Reason::NotModelled { what });
            return vec![walk.fail(Verdict::Unknown, note)];
        }
        let near_service = matches!(near, Near::OtherPort(_) | Near::NoService);
        if near_service || world.is_pod_address(address) || !sent_here {
            let note = self.near_miss(flow, near, Decision::Unmatched);
            return vec![walk.fail(Verdict::Unmatched, note)];
        }
        walk.note(forwarded(Reason::RoutedOut));
        walk.go(Place::External(address.to_string()));
        let reason = Reason::LeavesCluster { host: address.to_string() };
        vec![walk.fail(Verdict::External, Note::new(Stage::Network, Decision::Leave, reason))]
    }

    fn near_miss(&self, flow: Flow, near: &Near, decision: Decision) -> Note {
        let world = self.world;
        let address = flow.dst.ip();
        let node = world.node(flow.node);
        let named = |id: &crate::world::ServiceId| world.service(*id);
        let (reason, evidence) = match near {
            Near::OtherPort(id) => (
                Reason::PortNotInService { address: flow.dst, service: named(id).key(), protocol: flow.protocol },
                vec![Evidence::new(&named(id).spec.meta.reference, "spec.ports")],
            ),
            Near::NoService => (Reason::NoSuchServiceAddress { address: flow.dst }, Vec::new()),
            Near::NodePortElsewhere(id) => (
                Reason::NodePortNotHere { port: flow.dst.port(), address },
                vec![Evidence::new(&named(id).spec.meta.reference, "spec.ports")],
            ),
            Near::HealthCheck(id) => {
                // Each family has a server of its own.
                let endpoints = named(id).ports.iter().flat_map(|port| of_family(port, family(address)));
                let local = endpoints.map(|(_, endpoint)| endpoint);
                let local = local.filter(|endpoint| endpoint.conditions.ready && endpoint.is_on(flow.node));
                let local = local.map(|endpoint| endpoint.address.ip()).collect::<BTreeSet<_>>().len();
                let reason = Reason::HealthCheckNodePort { service: named(id).key(), port: flow.dst.port(), local };
                let written = named(id).spec.health_check_node_port.is_some();
                let path = if written { "spec.healthCheckNodePort" } else { "spec.externalTrafficPolicy" };
                (reason, vec![Evidence::new(&named(id).spec.meta.reference, path)])
            }
            Near::NoNodePort => (Reason::NoNodePort { port: flow.dst.port(), node: node.name.clone() }, Vec::new()),
            Near::Loopback => (Reason::LoopbackFromOutside { node: node.name.clone() }, Vec::new()),
            Near::Nothing if world.is_pod_address(address) => (Reason::NoSuchPod { address }, Vec::new()),
            Near::Nothing => (Reason::NoSuchNode { address }, Vec::new()),
        };
        Note::new(Stage::KubeProxy, decision, reason).because(evidence)
    }

    /// kube-proxy's own flags, where they have a say.
    fn assumed_flags(&mut self, flow: Flow, by: ClaimedBy) {
        let knobs = &self.world.knobs;
        match by {
            ClaimedBy::ClusterIp => self.assume(Assumption::MasqueradeAll { on: knobs.masquerade_all }),
            ClaimedBy::NodePort if flow.dst.ip().is_loopback() => {
                self.assume(Assumption::LocalhostNodePorts { on: knobs.localhost_node_ports });
            }
            ClaimedBy::NodePort => {
                let addresses = knobs.get(Knob::NodePortAddresses);
                self.assume(Assumption::NodePortAddresses { addresses });
            }
            ClaimedBy::ExternalIp | ClaimedBy::Vip => {}
        }
    }

    fn assumed_address(&mut self, entry: &ServiceEntry, port: &PortEntry, by: ClaimedBy) {
        let service = entry.key();
        match by {
            ClaimedBy::ClusterIp if entry.spec.cluster_ips.is_empty() => {
                if let Some(address) = entry.cluster_ips.first().copied() {
                    self.assume(Assumption::ClusterIp { service, address });
                }
            }
            ClaimedBy::NodePort if port.spec.node_port.is_none() => {
                if let Some(port) = port.node_port {
                    self.assume(Assumption::NodePort { service, port });
                }
            }
            ClaimedBy::ClusterIp | ClaimedBy::NodePort | ClaimedBy::ExternalIp | ClaimedBy::Vip => {}
        }
        self.assume(Assumption::ProxyMode { mode: self.world.knobs.proxy_mode.as_str() });
    }
}

pub(super) fn forwarded(reason: Reason) -> Note {
    Note::new(Stage::Network, Decision::Forward, reason)
}

/// The rule of the Service port takes the packet.
pub(super) fn matched(entry: &ServiceEntry, claim: Claim, dst: SocketAddr) -> Note {
    let object = &entry.spec.meta.reference;
    let service = entry.key();
    let port = entry.ports[claim.port].spec.path();
    // An address that the cluster gave is written nowhere.
    let written = |port: FieldPath, given: bool, address: &str| {
        let mut evidence = vec![Evidence::at(object, port)];
        evidence.extend(given.then(|| Evidence::new(object, address)));
        evidence
    };
    let (reason, evidence) = match claim.by {
        ClaimedBy::ClusterIp => (
            Reason::ServicePortMatched { service, address: dst },
            written(port.field("port"), !entry.spec.cluster_ips.is_empty(), "spec.clusterIP"),
        ),
        ClaimedBy::NodePort => {
            (Reason::NodePortMatched { service, port: dst.port() }, vec![Evidence::at(object, port.field("nodePort"))])
        }
        ClaimedBy::Vip => (
            Reason::VipMatched { service, address: dst },
            written(port.field("port"), !entry.spec.ingress.is_empty(), "status.loadBalancer.ingress"),
        ),
        ClaimedBy::ExternalIp => (
            Reason::ExternalIpMatched { service, address: dst },
            vec![Evidence::at(object, port.field("port")), Evidence::new(object, "spec.externalIPs")],
        ),
    };
    Note::new(Stage::KubeProxy, Decision::Match, reason).because(evidence)
}

fn hints_unknown(entry: &ServiceEntry) -> (Verdict, Note) {
    let reason = Reason::NotModelled { what: Gap::TopologyHints { service: entry.key() } };
    let evidence = Evidence::new(&entry.spec.meta.reference, "metadata.annotations");
    (Verdict::Unknown, Note::new(Stage::KubeProxy, Decision::Unknown, reason).because([evidence]))
}

fn source_refused(entry: &ServiceEntry, source: IpAddr) -> (Verdict, Note) {
    let reason = Reason::SourceRangeRefused { service: entry.key(), source };
    let evidence = Evidence::new(&entry.spec.meta.reference, "spec.loadBalancerSourceRanges");
    (Verdict::Dropped, Note::new(Stage::KubeProxy, Decision::Drop, reason).because([evidence]))
}

/// Which of the causes it is, most basic first.
fn no_endpoints(entry: &ServiceEntry, port: usize) -> (Reason, Vec<Evidence>) {
    let object = &entry.spec.meta.reference;
    let service = entry.key();
    let selector = || vec![Evidence::new(object, "spec.selector")];
    let port = &entry.ports[port];
    let target = || vec![Evidence::at(object, port.spec.path().field("targetPort"))];
    let unresolved = port.without.iter().any(|(_, why)| *why == NoEndpoint::PortUnresolved);
    if entry.spec.selector.as_ref().is_none_or(|selector| selector.is_empty()) {
        (Reason::NoEndpoints { service }, selector())
    } else if entry.selected.is_empty() {
        (Reason::NoEndpointsSelectorEmpty { service }, selector())
    } else if unresolved && port.endpoints.is_empty() {
        (Reason::NoEndpointsPortUnresolved { service, port: port.spec.target.to_string() }, target())
    } else {
        let mut evidence = selector();
        evidence.extend(port.endpoints.iter().map(|endpoint| endpoint.evidence.clone()));
        (Reason::NoEndpointsNotReady { service, pods: entry.selected.len() }, evidence)
    }
}

/// A hostPort that CNI's portmap plugin forwards.
pub(super) struct HostPort {
    pub(super) address: SocketAddr,
    pub(super) reason: Reason,
    pub(super) evidence: Evidence,
}

impl Tracer<'_> {
    /// Whoever would answer past the node, the pod itself and the node's loopback, is hidden behind the node's address
    /// (portmap's CNI-HOSTPORT-SETMARK).
    fn host_port_source(&mut self, walk: &mut Walk, flow: Flow, pod: SocketAddr) {
        let Some(address) = self.world.node(flow.node).primary(family(pod.ip())) else { return };
        let reason = if flow.src == pod.ip() {
            Reason::MasqueradeHairpin { address }
        } else if flow.src.is_loopback() {
            Reason::MasqueradeNotPod { address }
        } else {
            return;
        };
        self.assume(Assumption::MasqueradeAddress);
        walk.masquerade = true;
        let after = Packet { src: address, ..walk.packet.clone() };
        walk.note_rewrite(Note::new(Stage::Network, Decision::Snat, reason), after);
    }

    fn host_port(&self, flow: Flow) -> Option<HostPort> {
        let world = self.world;
        let address = flow.dst.ip();
        let loopback = address.is_loopback() && address.is_ipv4();
        if !loopback && !world.node(flow.node).addresses.contains(&address) {
            return None;
        }
        for pod in world.pods.iter().filter(|pod| pod.node == Some(flow.node) && !pod.template.host_network) {
            let ports = pod.template.containers.iter().flat_map(|container| &container.ports);
            for port in ports {
                let listens = port.host_ip.is_none_or(|ip| ip.is_unspecified() || ip == address);
                let asked = port.host_port == Some(flow.dst.port()) && port.protocol == flow.protocol && listens;
                let ip = pod.ips.iter().find(|ip| family(**ip) == family(address));
                if let (true, Some(ip)) = (asked, ip) {
                    let path = FieldPath::of(&format!("{}.{}", pod.evidence.path, port.path)).field("hostPort");
                    return Some(HostPort {
                        address: SocketAddr::new(*ip, port.port),
                        reason: Reason::HostPortMatched { port: flow.dst.port(), pod: pod.reference.key() },
                        evidence: Evidence::at(&pod.evidence.object, path),
                    });
                }
            }
        }
        None
    }

    /// A hostNetwork pod that declares this port on the node.
    fn host_network_pod(&self, flow: Flow) -> Option<crate::world::PodId> {
        let world = self.world;
        let declares = |pod: &crate::world::Pod| {
            let ports = pod.template.containers.iter().flat_map(|container| &container.ports);
            ports.into_iter().any(|port| port.port == flow.dst.port() && port.protocol == flow.protocol)
        };
        let here = |pod: &crate::world::Pod| pod.template.host_network && pod.node == Some(flow.node) && declares(pod);
        let found = world.pods.iter().enumerate().find(|(_, pod)| here(pod));
        found.map(|(i, _)| crate::world::PodId(i))
    }
}
