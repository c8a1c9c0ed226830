//! The ways round: port-forward and the API server's proxy. Both reach pods from the control plane, past every Service rule.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use super::network::Backend;
use super::source::{Origin, loopback};
use super::walk::{Done, Note, Walk};
use super::{Dial, Tracer, family};
use crate::assumption::Assumption;
use crate::model::{IpFamily, Protocol, TargetPort, TrafficPolicy};
use crate::object::Evidence;
use crate::reason::{AroundReason, Gap, Reason};
use crate::request::{Host, Request, Scheme, Source, Target, Url, Via};
use crate::trace::{Decision, Destination, Packet, Place, Stage, Verdict, WayKind, WayRound};
use crate::world::{NodeId, PodId, PortEntry, ServiceEntry, ServiceId};

/// The control plane's address, where no manifest says it.
const API_SERVER: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 168, 10, 10));
/// Where it and the kubelets listen: kubernetes/website content/en/docs/reference/networking/ports-and-protocols.md.
const API_SERVER_PORT: u16 = 6443;
const KUBELET_PORT: u16 = 10250;

impl Tracer<'_> {
    /// `kubectl port-forward`: one pod, no balancing, through the API server and the pod's kubelet.
    pub(super) fn port_forward(&mut self, origin: &Origin, namespace: &str, name: &str) -> Vec<Done> {
        let world = self.world;
        let service = world.find_service(namespace, name);
        let mut walk = self.dial_api_server(origin);
        let Forward { pod, node, ip, port } = match self.forwarded(namespace, name, service) {
            Ok(forward) => forward,
            Err(reason) => {
                let note = Note::new(Stage::ApiServer, Decision::Reject, reason);
                return vec![walk.fail(Verdict::Rejected, note)];
            }
        };
        self.accepted(&mut walk);
        let entry = world.pod(pod);
        let node_name = world.node(node).name.clone();
        if let Some(address) = world.node(node).addresses.first() {
            walk.reconnect();
            let kubelet = SocketAddr::new(*address, KUBELET_PORT);
            let reason = around(AroundReason::PortForwardKubelet { node: node_name.clone(), address: kubelet });
            let after =
                Packet { src: API_SERVER, src_port: None, dst: Destination::Address(kubelet), ..walk.packet.clone() };
            walk.note_rewrite(Note::new(Stage::ApiServer, Decision::Send, reason), after);
        }
        walk.go(Place::Node(node_name.clone()));
        if world.state.nodes_down.contains(&node_name) {
            let note = Note::new(Stage::Network, Decision::Drop, Reason::NodeDown { node: node_name });
            return vec![walk.fail(Verdict::Dropped, note)];
        }
        walk.note(Note::new(Stage::Kubelet, Decision::Match, around(AroundReason::KubeletAccepts)));
        // The kubelet dials localhost inside the pod's own network namespace.
        let local = loopback(family(ip));
        let inside = Destination::Address(SocketAddr::new(local, port));
        let after = Packet { src: local, src_port: None, dst: inside, ..walk.packet.clone() };
        walk.reconnect();
        let reason = around(AroundReason::PortForwardPod { pod: entry.reference.key() });
        walk.note_rewrite(Note::new(Stage::Kubelet, Decision::Send, reason).because([entry.evidence.clone()]), after);
        vec![self.deliver_on_node(walk, pod, SocketAddr::new(ip, port), service)]
    }

    /// What kubectl forwards to (kubernetes/kubernetes staging/src/k8s.io/kubectl/pkg/cmd/portforward/portforward.go).
    fn forwarded(&self, namespace: &str, name: &str, service: Option<ServiceId>) -> Result<Forward, Reason> {
        let world = self.world;
        let not_tcp = |protocol: Protocol| around(AroundReason::PortForwardProtocol { protocol });
        if let Target::Url(Url { scheme, .. }) = &self.request.to
            && scheme.protocol() != Protocol::Tcp
        {
            return Err(not_tcp(scheme.protocol()));
        }
        let (picked, kind) = match service {
            Some(id) => {
                // The first pod that runs, ready ones before others.
                let selected = &world.service(id).selected;
                let running = |pod: &&PodId| world.pod(**pod).node.is_some() && !world.pod(**pod).ips.is_empty();
                let ready = selected.iter().find(|pod| running(pod) && world.pod(**pod).ready);
                (ready.or_else(|| selected.iter().find(running)).copied(), "Service")
            }
            None => (world.find_pod(namespace, name), "Pod"),
        };
        let no_pod = || around(AroundReason::PortForwardNoPod { target: format!("{kind} {namespace}/{name}") });
        let port = match service {
            Some(id) => Some(self.forwarded_port(world.service(id))?),
            None => None,
        };
        let pod = picked.ok_or_else(no_pod)?;
        let entry = world.pod(pod);
        let (node, ip) = entry.node.zip(entry.ips.first().copied()).ok_or_else(no_pod)?;
        let port = match port {
            None => {
                let mut declared = entry.template.containers.iter().flat_map(|container| &container.ports);
                let first = || declared.clone().find(|port| port.protocol == Protocol::Tcp).map(|port| port.port);
                let asked = self.asked_port().or_else(first).ok_or_else(no_pod)?;
                let mut protocols = declared.by_ref().filter(|port| port.port == asked).map(|port| port.protocol);
                if let Some(first) = protocols.next()
                    && first != Protocol::Tcp
                    && protocols.all(|other| other != Protocol::Tcp)
                {
                    return Err(not_tcp(first));
                }
                asked
            }
            Some(port) => match &port.spec.target {
                _ if service.is_some_and(|id| world.service(id).spec.headless) => port.spec.port,
                TargetPort::Number(number) => *number,
                TargetPort::Name(name) => {
                    let unnamed = || AroundReason::PortForwardNoPort { pod: entry.reference.key(), port: name.clone() };
                    entry.named_port(name, Protocol::Tcp).ok_or_else(|| around(unnamed()))?.port
                }
            },
        };
        Ok(Forward { pod, node, ip, port })
    }

    /// The port of a Service that is asked for; without a number its first.
    fn forwarded_port<'e>(&self, entry: &'e ServiceEntry) -> Result<&'e PortEntry, Reason> {
        let asked = self.asked_port();
        let mut ports = entry.ports.iter().filter(|port| asked.is_none_or(|asked| port.spec.port == asked));
        let (first, service) = (ports.clone().next(), entry.key());
        let protocol = Protocol::Tcp;
        ports.find(|port| port.spec.protocol == protocol).ok_or_else(|| match first {
            Some(port) => around(AroundReason::PortForwardProtocol { protocol: port.spec.protocol }),
            None => Reason::ServicePortNotFound { service, port: asked.unwrap_or_default(), protocol },
        })
    }

    /// `kubectl proxy`: the API server picks a ready endpoint and dials it.
    pub(super) fn api_proxy(&mut self, origin: &Origin) -> Vec<Done> {
        let world = self.world;
        let Some((id, number)) = self.asked_service() else {
            return vec![self.unknown(origin, Gap::ApiProxyTarget)];
        };
        let entry = world.service(id);
        let mut walk = self.dial_api_server(origin);
        self.accepted(&mut walk);
        let found = entry.ports.iter().position(|port| port.spec.port == number);
        let Some(p) = found else {
            let reason = Reason::ServicePortNotFound { service: entry.key(), port: number, protocol: Protocol::Tcp };
            let note = Note::new(Stage::ApiServer, Decision::Respond, reason)
                .because([Evidence::new(&entry.spec.meta.reference, "spec.ports")]);
            return vec![walk.answer(Verdict::Responded, 503, note)];
        };
        let endpoints = &entry.ports[p].endpoints;
        let ready: Vec<usize> = (0..endpoints.len()).filter(|e| endpoints[*e].conditions.ready).collect();
        if ready.is_empty() {
            let reason = around(AroundReason::ApiProxyNoEndpoints { service: entry.key() });
            let note = Note::new(Stage::ApiServer, Decision::Respond, reason)
                .because([Evidence::new(&entry.spec.meta.reference, "spec.selector")]);
            return vec![walk.answer(Verdict::Responded, 503, note)];
        }
        let of = ready.len() as f64;
        let paths = ready.into_iter().map(|e| {
            let endpoint = &endpoints[e];
            let mut walk = walk.clone();
            walk.weight /= of;
            walk.service = Some(format!("{}:{number}", entry.key()).into());
            walk.reconnect();
            let after = Packet {
                src: API_SERVER,
                src_port: None,
                dst: Destination::Address(endpoint.address),
                ..walk.packet.clone()
            };
            let reason = around(AroundReason::ApiProxyEndpoint { endpoint: endpoint.address });
            let note = Note::new(Stage::ApiServer, Decision::Send, reason).because([endpoint.evidence.clone()]);
            walk.note_rewrite(note, after);
            self.deliver(walk, None, endpoint.address, Some(Backend { service: Some(id), endpoint: Some((p, e)) }))
        });
        paths.collect()
    }

    /// What kubectl does on the client's own machine.
    fn dial_api_server(&mut self, origin: &Origin) -> Walk {
        let dial = Dial { scheme: Scheme::Tcp, port: API_SERVER_PORT, path: String::new(), host: None };
        let server = SocketAddr::new(API_SERVER, API_SERVER_PORT);
        let mut walk = self.walk(origin, &dial, Destination::Address(server));
        walk.send();
        walk
    }

    fn accepted(&mut self, walk: &mut Walk) {
        self.assume(Assumption::ApiServer { address: API_SERVER });
        walk.go(Place::ApiServer);
        walk.note(Note::new(Stage::ApiServer, Decision::Match, around(AroundReason::ApiServerAccepts)));
    }

    fn asked_port(&self) -> Option<u16> {
        match &self.request.to {
            Target::Url(url) => Some(url.port),
            Target::Service { port, .. } => *port,
            Target::Dns { .. } => None,
        }
    }

    /// The Service that the request's target means, and its port.
    fn asked_service(&self) -> Option<(ServiceId, u16)> {
        let world = self.world;
        match &self.request.to {
            Target::Service { namespace, name, port } => {
                let id = world.find_service(namespace, name)?;
                let first = world.service(id).ports.first()?.spec.port;
                Some((id, port.unwrap_or(first)))
            }
            Target::Url(Url { host: Host::Ip(ip), port, .. }) => {
                let found = world.services.iter().position(|entry| entry.cluster_ips.contains(ip))?;
                Some((ServiceId(found), *port))
            }
            Target::Url(Url { host: Host::Name(name), port, .. }) => {
                let mut labels = name.split('.');
                let (service, namespace) = (labels.next()?, labels.next().unwrap_or("default"));
                Some((world.find_service(namespace, service)?, *port))
            }
            Target::Dns { .. } => None,
        }
    }

    /// What gets an outsider to a Service that has no way in, each as a request that can be played.
    pub(super) fn offer_ways(&mut self, id: ServiceId, port: u16) {
        let entry = self.world.service(id);
        let namespace = entry.spec.meta.namespace().to_owned();
        let name = entry.spec.meta.name().to_owned();
        let known = entry.ports.iter().find(|candidate| candidate.spec.port == port).or(entry.ports.first());
        let service = Target::Service {
            namespace: namespace.clone(),
            name: name.clone(),
            port: known.map(|known| known.spec.port),
        };
        let from = self.request.from.clone();
        let way = |to: Target, at: Option<String>, via: Option<Via>| Request {
            from: from.clone(),
            to,
            at,
            via,
            method: None,
            headers: Vec::new(),
        };
        let forward = Via::PortForward { namespace, name };
        self.offer(WayKind::PortForward, way(service.clone(), None, Some(forward)));
        self.offer(WayKind::ApiProxy, way(service.clone(), None, Some(Via::ApiProxy)));
        if let Some(node) = self.world.nodes.iter().find(|node| node.ready) {
            self.offer(WayKind::RoutedServiceRange, way(service, Some(node.name.clone()), None));
        }
        self.offer_node_port(id, &Dial { scheme: Scheme::Tcp, port, path: String::new(), host: None });
    }

    /// The Service's own node port, on the first Ready node that has an endpoint where the policy asks for one.
    pub(super) fn offer_node_port(&mut self, id: ServiceId, dial: &Dial) {
        let entry = self.world.service(id);
        let Some(port) = entry.ports.iter().find(|port| port.spec.port == dial.port) else { return };
        let ready = self.world.nodes.iter().enumerate().filter(|(_, node)| node.ready);
        let answers = |(node, _): &(usize, _)| {
            entry.spec.external_policy == TrafficPolicy::Cluster
                || port.endpoints.iter().any(|endpoint| endpoint.conditions.ready && endpoint.is_on(NodeId(*node)))
        };
        let node = ready.clone().find(answers).or_else(|| ready.clone().next());
        let address = node.and_then(|(_, node)| node.primary(IpFamily::V4));
        let (Some(port), Some(address)) = (port.node_port, address) else { return };
        let url = Url { scheme: dial.scheme, host: Host::Ip(address), port, path: String::new() };
        let from = Source::Internet(None);
        let request = Request { from, to: Target::Url(url), at: None, via: None, method: None, headers: Vec::new() };
        self.offer(WayKind::NodePort, request);
    }

    /// A name that only other namespaces have: the same question with the namespace in it.
    pub(super) fn offer_namesakes(&mut self, dial: &Dial, name: &str) {
        let world = self.world;
        for entry in world.services.iter().filter(|entry| entry.spec.meta.name() == name) {
            let host = Host::Name(format!("{name}.{}", entry.spec.meta.namespace()));
            let url = Url { scheme: dial.scheme, host, port: dial.port, path: dial.path.clone() };
            self.offer(WayKind::OtherNamespace, Request { to: Target::Url(url), ..self.request.clone() });
        }
    }

    fn offer(&mut self, kind: WayKind, request: Request) {
        if !self.ways.iter().any(|way| way.request == request) {
            self.ways.push(WayRound { kind, request });
        }
    }
}

/// One pod, where it runs, its address and the port inside.
struct Forward {
    pod: PodId,
    node: NodeId,
    ip: IpAddr,
    port: u16,
}

fn around(reason: AroundReason) -> Reason {
    Reason::Around(reason)
}
