//! Follows a request through the world. The evaluators ([`proxy`], [`dns`], [`ingress`]) each answer one question purely;
//! the other files say who is asked when, and write the path down.

mod around;
mod balancer;
mod carry;
pub mod chains;
mod dns;
mod draw;
mod entry;
pub(crate) mod gateway;
mod ingress;
mod isolation;
mod kernel;
mod l7;
mod merge;
mod name;
mod network;
mod nodes;
mod policy;
mod proxy;
mod public;
mod query;
mod question;
mod reply;
mod resolver;
mod source;
mod walk;

pub(crate) use ingress::{nobody_serves, takes_target_ports, unread_annotations};
pub use nodes::{NodeAnswer, NodeOutcome, node_answers};
pub(crate) use proxy::usable;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use crate::assumption::Assumption;
use crate::model::{IpFamily, Protocol, ServiceType};
use crate::nearest::slip;
use crate::object::Evidence;
use crate::reason::{Gap, Reason};
use crate::request::{Host, RecordType, Request, Scheme, Source, Target, Url, Via};
use crate::trace::{
    Candidate, Decision, Destination, Explanation, Http, Packet, Place, Rewrite, Stage, Verdict, WayRound,
};
use crate::world::{ServiceEntry, ServiceId, World};

use carry::At;
use draw::Draw;
use l7::{Asked, Ruling};
use source::{Context, Origin};
use walk::{Done, Note, Walk, Way};

/// What was decided about a request, and about each way that it can go. Small: objects are named by their ids, and what is
/// the same for all endpoints of a Service stands there once. [`Trace::explain`] writes it out.
///
/// Invariants: `branches` is never empty; their weights sum to 1; `drawn` is one of them; `verdict` is what they merge to.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    pub request: Request,
    pub verdict: Verdict,
    /// The share of requests that are delivered.
    pub share: f64,
    pub branches: Vec<Branch>,
    /// The branch that is shown unless another is chosen.
    pub drawn: usize,
    service: Option<Arc<str>>,
    status: Option<u16>,
    location: Option<String>,
    rewrite: Option<Rewrite>,
    answers: Option<Vec<String>>,
    assumptions: Vec<Assumption>,
    ways_round: Vec<WayRound>,
}

/// One way of the request.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    /// The share of requests that go this way, of 1.
    pub weight: f64,
    pub verdict: Verdict,
    way: Way,
}

impl Trace {
    /// Writes out every branch, with steps, reasons and evidence. `world` is the one that the request was traced in.
    pub fn explain(self, world: &World) -> Explanation {
        let mut tracer = Tracer { world, request: &self.request, assumptions: Vec::new(), ways: Vec::new() };
        let mut paths = Vec::with_capacity(self.branches.len());
        let mut last: Option<(Arc<Draw>, Arc<[Candidate]>)> = None;
        for branch in self.branches {
            paths.push(match branch.way {
                Way::Written(path) => *path,
                Way::Drawn(draw, pick) => {
                    let known = last.take().filter(|(known, _)| Arc::ptr_eq(known, &draw));
                    let (_, candidates) = last.insert(known.unwrap_or_else(|| {
                        let candidates = draw.candidates(world);
                        (draw.clone(), candidates)
                    }));
                    tracer.branch(&draw, pick, candidates)
                }
            });
        }
        Explanation {
            verdict: self.verdict,
            share: self.share,
            paths,
            drawn: self.drawn,
            service: self.service.map(|service| service.to_string()),
            status: self.status,
            location: self.location,
            rewrite: self.rewrite,
            answers: self.answers,
            assumptions: self.assumptions,
            ways_round: self.ways_round,
            request: self.request,
        }
    }
}

/// Follows a request. Never fails and never guesses: what the model does not cover is [`Verdict::Unknown`].
pub fn trace(world: &World, request: &Request) -> Trace {
    let mut tracer = Tracer { world, request, assumptions: world.assumptions.clone(), ways: Vec::new() };
    let mut done = Vec::new();
    match source::origins(&mut tracer) {
        Ok(origins) => {
            for origin in origins {
                done.extend(tracer.from(origin));
            }
        }
        Err(reason) => done.push(tracer.nowhere(reason)),
    }
    merge::merge(tracer, done)
}

/// One request on its way, and what has been assumed for it so far.
struct Tracer<'w> {
    world: &'w World,
    request: &'w Request,
    assumptions: Vec<Assumption>,
    ways: Vec<WayRound>,
}

/// What is dialled: a scheme and a port, and for HTTP a path.
#[derive(Debug, Clone)]
struct Dial {
    scheme: Scheme,
    port: u16,
    path: String,
    /// The name as asked for, for HTTP's Host header and TLS' server name.
    host: Option<String>,
}

impl Dial {
    fn protocol(&self) -> Protocol {
        self.scheme.protocol()
    }

    /// The server name that a TLS client sends: the name dialled, never an address (RFC 6066).
    fn server_name(&self) -> Option<&str> {
        match self.scheme {
            Scheme::Https | Scheme::Tls => self.host.as_deref().filter(|host| host.parse::<IpAddr>().is_err()),
            Scheme::Tcp | Scheme::Udp | Scheme::Sctp | Scheme::Http | Scheme::Grpc => None,
        }
    }
}

impl<'w> Tracer<'w> {
    fn assume(&mut self, assumption: Assumption) {
        if !self.assumptions.contains(&assumption) {
            self.assumptions.push(assumption);
        }
    }

    fn from(&mut self, origin: Origin) -> Vec<Done> {
        let request = self.request;
        match (&request.via, &request.to) {
            (Some(Via::PortForward { namespace, name }), _) => self.port_forward(&origin, namespace, name),
            (Some(Via::ApiProxy), _) => self.api_proxy(&origin),
            (Some(via @ (Via::Ingress { .. } | Via::Gateway { .. })), Target::Url(url)) => {
                self.via(&origin, &self.dial(url), via)
            }
            (Some(Via::Service { namespace, name }), Target::Url(url)) => {
                let dial = self.dial(url);
                self.service(&origin, namespace, name, Some(url.port), Some(dial))
            }
            (_, Target::Dns { name, record }) => self.question(&origin, name, *record),
            (_, Target::Service { namespace, name, port }) => self.service(&origin, namespace, name, *port, None),
            (_, Target::Url(url)) => {
                let dial = self.dial(url);
                match &url.host {
                    Host::Ip(address) => self.address(&origin, &dial, *address),
                    Host::Name(name) => self.name(&origin, &dial, name),
                }
            }
        }
    }

    fn dial(&self, url: &Url) -> Dial {
        let host = match &url.host {
            Host::Ip(address) => address.to_string(),
            Host::Name(name) => name.trim_end_matches('.').to_owned(),
        };
        Dial { scheme: url.scheme, port: url.port, path: url.path.clone(), host: Some(host) }
    }

    /// A path at its start, before the client has sent anything.
    fn walk(&self, origin: &Origin, dial: &Dial, dst: Destination) -> Walk {
        let packet = Packet { protocol: dial.protocol(), src: origin.ip, src_port: None, dst, http: self.http(dial) };
        Walk::new(origin.weight, origin.place.clone(), packet)
    }

    fn http(&self, dial: &Dial) -> Option<Http> {
        let tls = match dial.scheme {
            Scheme::Http | Scheme::Grpc => false,
            Scheme::Https => true,
            Scheme::Tcp | Scheme::Udp | Scheme::Sctp | Scheme::Tls => return None,
        };
        let header = self.request.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("host"));
        let host = header.map(|(_, value)| value.clone()).or_else(|| dial.host.clone()).unwrap_or_default();
        let host = host.rsplit_once(':').map_or(host.as_str(), |(name, port)| {
            if port.bytes().all(|b| b.is_ascii_digit()) && !name.contains(':') { name } else { &host }
        });
        let default = if dial.scheme == Scheme::Grpc { "POST" } else { "GET" };
        let path = if dial.path.is_empty() { "/".to_owned() } else { dial.path.clone() };
        Some(Http {
            method: self.request.method.clone().unwrap_or_else(|| default.to_owned()),
            host: host.to_ascii_lowercase(),
            path,
            tls,
            headers: self.request.headers.clone(),
        })
    }

    /// To an address, as `origin` reaches it.
    fn address(&mut self, origin: &Origin, dial: &Dial, address: IpAddr) -> Vec<Done> {
        let walk = self.walk(origin, dial, Destination::Address(SocketAddr::new(address, dial.port)));
        match self.face(origin, walk, address) {
            Ok(mut walk) => {
                walk.send();
                self.send(origin, walk, dial, address)
            }
            Err(done) => vec![*done],
        }
    }

    /// Takes the client's address of the destination's family as the source, unless it was given.
    fn face(&mut self, origin: &Origin, mut walk: Walk, address: IpAddr) -> Result<Walk, Box<Done>> {
        let own = if address.is_loopback() { self.own_loopback(address) } else { None };
        let Some(ip) = own.or_else(|| origin.facing(address)) else {
            let reason = Reason::NotModelled { what: Gap::IpFamily { address: origin.ip } };
            return Err(walk.fail(Verdict::Unknown, Note::new(Stage::Client, Decision::Unknown, reason)).into());
        };
        for assumption in &mut self.assumptions {
            if let Assumption::Client { address } = assumption {
                *address = ip;
            }
        }
        walk.speak_as(ip);
        Ok(walk)
    }

    fn own_loopback(&self, address: IpAddr) -> Option<IpAddr> {
        let given = matches!(self.request.from, Source::Ip(_) | Source::Internet(_));
        (!given).then(|| source::loopback(family(address)))
    }

    /// A packet with an address leaves the client.
    fn send(&mut self, origin: &Origin, mut walk: Walk, dial: &Dial, address: IpAddr) -> Vec<Done> {
        let dst = SocketAddr::new(address, dial.port);
        match origin.context {
            Context::Pod { own_network: true, .. } if address.is_loopback() => {
                vec![self.loopback(origin, walk, dst)]
            }
            Context::Pod { own_network: true, node, ref namespace, .. } if self.world.knobs.mesh => {
                let at = At { node: Some(node), ip: walk.packet.src, stage: Stage::Gateway };
                match self.meshed(dial, dst, namespace, &walk) {
                    Some(ruling) => self.carry_out(walk, ruling, &at),
                    None => self.at_own_node(walk, node, dst, dial),
                }
            }
            Context::Pod { node, .. } | Context::Node(node) => self.at_own_node(walk, node, dst, dial),
            Context::Outside { at: Some(node) } => {
                walk.go(Place::Node(self.world.node(node).name.clone()));
                if self.world.is_service_address(address) {
                    self.assume(Assumption::ServiceRangeRouted { node: self.world.node(node).name.clone() });
                }
                self.kernel(walk, node, dst, false)
            }
            Context::Outside { at: None } => self.outside(walk, dial, dst),
        }
    }

    /// What a mesh makes of a request to a Service's cluster IP, before it leaves the client's pod.
    fn meshed(&self, dial: &Dial, dst: SocketAddr, namespace: &str, walk: &Walk) -> Option<Ruling> {
        let mut services = self.world.services_at(dst.ip());
        let (service, _) = services.find(|(_, entry)| entry.cluster_ips.contains(&dst.ip()))?;
        let http = walk.packet.http.as_ref();
        let asked = Asked { scheme: dial.scheme, port: dial.port, sni: dial.server_name(), http };
        gateway::mesh::rule(self.world, service, dst.port(), namespace, asked)
    }

    /// A pod's own loopback: nothing leaves it.
    fn loopback(&mut self, origin: &Origin, walk: Walk, dst: SocketAddr) -> Done {
        match (self.world.pod_with(origin.ip), walk.place()) {
            (Some(pod), _) => self.deliver_on_node(walk, pod, dst, None),
            (None, place) => {
                let pod = place.map(ToString::to_string).unwrap_or_default();
                let note = Note::new(Stage::Pod, Decision::Reject, Reason::NotListening { pod, port: dst.port() });
                walk.fail(Verdict::Rejected, note)
            }
        }
    }

    /// A packet from outside, on the network before the cluster (docs/semantics/world.md 3.2, 4).
    fn outside(&mut self, mut walk: Walk, dial: &Dial, dst: SocketAddr) -> Vec<Done> {
        let address = dst.ip();
        if let Some(entry) = self.reader_at(&walk, address) {
            return self.l7(walk, dial, &entry);
        }
        if let Some(done) = self.known_outside(&walk, dst) {
            return done;
        }
        if self.world.pod_with(address).is_some() || self.world.endpoint_at(address) {
            self.assume(Assumption::PodNetworkRouted);
            return vec![self.deliver(walk, None, dst, None)];
        }
        walk.go(Place::Network);
        let has = |entry: &ServiceEntry| entry.cluster_ips.contains(&address);
        let claimed = self.world.services_at(address).find(|(_, entry)| has(entry)).map(|(id, _)| id);
        let known = self.world.services_at(address).find(proxy::programmed).map(|(_, entry)| entry);
        let (reason, evidence) = match (claimed, known) {
            (Some(service), _) => {
                self.offer_ways(service, dial.port);
                let entry = self.world.service(service);
                let reason = Reason::ClusterIpFromOutside { address, service: entry.key() };
                (reason, vec![Evidence::new(&entry.spec.meta.reference, "spec.type")])
            }
            (None, Some(entry)) => {
                let reason = Reason::ExternalIpFromOutside { address, service: entry.key() };
                (reason, vec![Evidence::new(&entry.spec.meta.reference, "spec.externalIPs")])
            }
            (None, None) if self.world.is_service_address(address) => {
                (Reason::NoSuchServiceAddress { address: dst }, Vec::new())
            }
            (None, None) if self.world.is_pod_address(address) => (Reason::NoSuchPod { address }, Vec::new()),
            (None, None) => (Reason::NoSuchNode { address }, Vec::new()),
        };
        let note = Note::new(Stage::Network, Decision::Unmatched, reason).because(evidence);
        vec![walk.fail(Verdict::Unmatched, note)]
    }

    /// To a balancer or a node, whose addresses the network before the cluster knows; `None`: it is neither's.
    fn known_outside(&mut self, walk: &Walk, dst: SocketAddr) -> Option<Vec<Done>> {
        if let Some(done) = self.balanced(walk.clone(), dst) {
            return Some(done);
        }
        let node = self.world.node_with(dst.ip())?;
        let mut walk = walk.clone();
        walk.go(Place::Node(self.world.node(node).name.clone()));
        Some(self.kernel(walk, node, dst, false))
    }

    /// To a Service by its own name: whatever `origin` uses to reach it (docs/semantics/world.md 5.1).
    fn service(
        &mut self,
        origin: &Origin,
        namespace: &str,
        name: &str,
        port: Option<u16>,
        dial: Option<Dial>,
    ) -> Vec<Done> {
        let key = format!("{namespace}/{name}");
        let Some(id) = self.world.find_service(namespace, name) else {
            if let Some(own) = self.world.own_service(namespace, name) {
                return vec![self.unknown(origin, Gap::OwnService { service: own.key.to_owned() })];
            }
            let dial =
                dial.unwrap_or(Dial { scheme: Scheme::Tcp, port: port.unwrap_or(0), path: String::new(), host: None });
            let walk = self.walk(origin, &dial, Destination::Name(key.clone(), dial.port));
            let verdict = if origin.inside() { Verdict::Nxdomain } else { Verdict::Unmatched };
            let keys: Vec<String> = self.world.services.iter().map(|entry| entry.key()).collect();
            let nearest = slip(&key, &keys);
            let reason = Reason::ServiceNotFound { service: key, nearest };
            let note = Note::new(Stage::Client, Decision::Unmatched, reason);
            return vec![walk.fail(verdict, note)];
        };
        let entry = self.world.service(id);
        let first = entry.ports.first().map(|port| port.spec.port);
        let number = port.or(first).unwrap_or(80);
        if port.is_none() && entry.ports.len() > 1 {
            self.assume(Assumption::FirstPort { service: key.clone(), port: number });
        }
        let spec = entry.ports.iter().find(|candidate| candidate.spec.port == number).map(|port| &port.spec);
        let protocol = spec.map_or(Protocol::Tcp, |spec| spec.protocol);
        let dial = dial.unwrap_or(Dial { scheme: protocol.into(), port: number, path: String::new(), host: None });
        if entry.spec.kind == ServiceType::ExternalName || (origin.inside() && entry.spec.headless) {
            let full = format!("{name}.{namespace}.svc.{}.", self.world.knobs.cluster_domain);
            return self.name(origin, &dial, &full);
        }
        if origin.inside() {
            let Some(address) = entry.cluster_ips.iter().find(|ip| origin.speaks(**ip)).copied() else {
                return vec![self.unknown(origin, Gap::IpFamily { address: origin.ip })];
            };
            return self.address(origin, &dial, address);
        }
        self.exposed(origin, id, &dial)
    }

    /// From outside, by what the Service's type offers.
    fn exposed(&mut self, origin: &Origin, id: ServiceId, dial: &Dial) -> Vec<Done> {
        let entry = self.world.service(id);
        let key = entry.key();
        let type_of = Evidence::new(&entry.spec.meta.reference, "spec.type");
        if let Context::Outside { at: Some(_) } = origin.context
            && let Some(address) = spoken(origin, entry.cluster_ips.iter().copied())
        {
            return self.address(origin, dial, address);
        }
        let unreachable = |walk: Walk, reason: Reason| {
            let mut walk = walk;
            walk.send();
            walk.go(Place::Network);
            let note = Note::new(Stage::Network, Decision::Unmatched, reason).because([type_of.clone()]);
            vec![walk.fail(Verdict::Unmatched, note)]
        };
        // Without an address nothing can be sent.
        let pending = |walk: Walk| {
            let reason = Reason::LoadBalancerPending { service: key.clone() };
            let note = Note::new(Stage::LoadBalancer, Decision::Unmatched, reason).because([type_of.clone()]);
            walk.fail(Verdict::Unmatched, note)
        };
        let named = |tracer: &Self| tracer.walk(origin, dial, Destination::Name(key.clone(), dial.port));
        match entry.spec.kind {
            ServiceType::LoadBalancer if entry.pending => {
                self.offer_node_port(id, dial);
                vec![pending(named(self))]
            }
            ServiceType::LoadBalancer => match spoken(origin, entry.load_balancer.iter().filter_map(|b| b.ip)) {
                Some(address) => self.address(origin, dial, address),
                None => {
                    let host = entry.load_balancer.iter().find_map(|balancer| balancer.hostname.clone());
                    match host {
                        Some(host) => self.name(origin, dial, &host),
                        None => vec![pending(named(self))],
                    }
                }
            },
            ServiceType::NodePort => self.any_node_port(origin, id, dial),
            ServiceType::ClusterIp | ServiceType::ExternalName => {
                self.offer_ways(id, dial.port);
                unreachable(named(self), Reason::ServiceNotExposed { service: key.clone() })
            }
        }
    }

    /// Any Ready node will do: the client's choice is a fork.
    fn any_node_port(&mut self, origin: &Origin, id: ServiceId, dial: &Dial) -> Vec<Done> {
        let entry = self.world.service(id);
        let port = entry.ports.iter().find(|port| port.spec.port == dial.port && port.spec.protocol == dial.protocol());
        let Some(node_port) = port.and_then(|port| port.node_port) else {
            let mut walk = self.walk(origin, dial, Destination::Name(entry.key(), dial.port));
            walk.send();
            let reason =
                Reason::ServicePortNotFound { service: entry.key(), port: dial.port, protocol: dial.protocol() };
            let note = Note::new(Stage::Client, Decision::Unmatched, reason)
                .because([Evidence::new(&entry.spec.meta.reference, "spec.ports")]);
            return vec![walk.fail(Verdict::Unmatched, note)];
        };
        if port.is_some_and(|port| port.spec.node_port.is_none()) {
            self.assume(Assumption::NodePort { service: entry.key(), port: node_port });
        }
        let families = || entry.cluster_ips.iter().filter(|ip| origin.speaks(**ip)).map(|ip| family(*ip));
        let ready = self.world.nodes.iter().filter(|node| node.ready);
        let nodes: Vec<IpAddr> = ready.filter_map(|node| families().find_map(|family| node.primary(family))).collect();
        let mut done = Vec::new();
        for address in &nodes {
            let mut share = origin.clone();
            share.weight /= nodes.len() as f64;
            let dial = Dial { port: node_port, ..dial.clone() };
            done.extend(self.address(&share, &dial, *address));
        }
        if done.is_empty() {
            // Some node's address, of a family that the client or the Service does not speak.
            let address = self.world.nodes.iter().find_map(|node| node.addresses.first().copied()).unwrap_or(origin.ip);
            return vec![self.unknown(origin, Gap::IpFamily { address })];
        }
        done
    }

    fn question(&mut self, origin: &Origin, name: &str, record: RecordType) -> Vec<Done> {
        let dial = Dial { scheme: Scheme::Udp, port: 53, path: String::new(), host: None };
        let dst = Destination::Address(SocketAddr::new(self.world.dns.address, 53));
        let walk = self.walk(origin, &dial, dst);
        self.queried(origin, walk, name, |tracer, walk| vec![tracer.answered(origin, walk, name, record)])
    }

    /// A path that cannot even begin.
    fn nowhere(&self, reason: Reason) -> Done {
        let client = source::INTERNET;
        let packet = Packet {
            protocol: Protocol::Tcp,
            src: client,
            src_port: None,
            dst: Destination::Name(String::new(), 0),
            http: None,
        };
        let walk = Walk::new(1.0, Place::Network, packet);
        walk.fail(Verdict::Unknown, Note::new(Stage::Client, Decision::Unknown, reason))
    }

    fn unknown(&self, origin: &Origin, gap: Gap) -> Done {
        let dial = Dial { scheme: Scheme::Tcp, port: 0, path: String::new(), host: None };
        let walk = self.walk(origin, &dial, Destination::Name(self.request.to.to_string(), 0));
        walk.fail(Verdict::Unknown, Note::new(Stage::Client, Decision::Unknown, Reason::NotModelled { what: gap }))
    }
}

/// Of several addresses the first that the client can speak to; else the first.
fn spoken(origin: &Origin, addresses: impl Iterator<Item = IpAddr> + Clone) -> Option<IpAddr> {
    addresses.clone().find(|address| origin.speaks(*address)).or(addresses.clone().next())
}

fn family(address: IpAddr) -> IpFamily {
    IpFamily::of(address)
}
