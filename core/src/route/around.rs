//! The ways round: port-forward and the API server's proxy. Both reach pods from the control plane, past every Service rule.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use super::network::Backend;
use super::source::{Origin, loopback};
use super::walk::{Done, Note, Walk};
use super::{Dial, Tracer, family};
use crate::assumption::Assumption;
use crate::model::{IpFamily, TargetPort, TrafficPolicy};
use crate::object::Evidence;
use crate::reason::{Gap, Reason};
use crate::request::{Host, Request, Scheme, Source, Target, Url, Via};
use crate::trace::{Decision, Destination, Packet, Place, Stage, Verdict, WayKind, WayRound};
use crate::world::{NodeId, PodId, ServiceId};

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
        let asked = self.asked_port();
        let (pod, port, object) = match service {
            Some(id) => {
                let entry = world.service(id);
                let port = entry.ports.iter().find(|port| asked.is_none_or(|asked| port.spec.port == asked));
                // kubectl takes the first pod it finds running, ready ones before others.
                let first = entry.selected.iter().max_by_key(|pod| world.pod(**pod).ready);
                let ready = entry.selected.iter().find(|pod| world.pod(**pod).ready).or(first).copied();
                let number = port.zip(ready).and_then(|(port, pod)| target(self, pod, port));
                (ready, number, Some(entry.spec.meta.reference.clone()))
            }
            None => (world.find_pod(namespace, name), asked, None),
        };
        let mut walk = self.dial_api_server(origin);
        let (Some(pod), Some(port)) = (pod, port) else {
            let reason = match object {
                Some(object) => Reason::NoEndpoints { service: object.key() },
                None => Reason::SourceNotFound { what: format!("pod/{namespace}/{name}"), nearest: None },
            };
            return vec![walk.fail(Verdict::Rejected, Note::new(Stage::ApiServer, Decision::Reject, reason))];
        };
        self.accepted(&mut walk);
        let entry = world.pod(pod);
        let Some(node) = entry.node else {
            let reason = Reason::NoEndpoints { service: format!("{namespace}/{name}") };
            return vec![walk.fail(Verdict::Rejected, Note::new(Stage::ApiServer, Decision::Reject, reason))];
        };
        let node_name = world.node(node).name.clone();
        if let Some(address) = world.node(node).addresses.first() {
            walk.reconnect();
            let kubelet = SocketAddr::new(*address, KUBELET_PORT);
            let reason = Reason::PortForwardKubelet { node: node_name.clone(), address: kubelet };
            let after =
                Packet { src: API_SERVER, src_port: None, dst: Destination::Address(kubelet), ..walk.packet.clone() };
            walk.note_rewrite(Note::new(Stage::ApiServer, Decision::Send, reason), after);
        }
        walk.go(Place::Node(node_name));
        walk.note(Note::new(Stage::Kubelet, Decision::Match, Reason::KubeletAccepts));
        let Some(ip) = entry.ips.first().copied() else {
            let reason = Reason::NoEndpoints { service: format!("{namespace}/{name}") };
            return vec![walk.fail(Verdict::Rejected, Note::new(Stage::Kubelet, Decision::Reject, reason))];
        };
        // The kubelet dials localhost inside the pod's own network namespace.
        let local = loopback(family(ip));
        let inside = Destination::Address(SocketAddr::new(local, port));
        let after = Packet { src: local, src_port: None, dst: inside, ..walk.packet.clone() };
        walk.reconnect();
        let reason = Reason::PortForwardPod { pod: entry.reference.key() };
        walk.note_rewrite(Note::new(Stage::Kubelet, Decision::Send, reason).because([entry.evidence.clone()]), after);
        vec![self.deliver_on_node(walk, pod, SocketAddr::new(ip, port), service)]
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
        let port = entry.ports.iter().position(|port| port.spec.port == number);
        let ready: Vec<(usize, usize)> = port
            .map(|p| (0..entry.ports[p].endpoints.len()).map(|e| (p, e)).collect::<Vec<_>>())
            .unwrap_or_default()
            .into_iter()
            .filter(|(p, e)| entry.ports[*p].endpoints[*e].conditions.ready)
            .collect();
        if ready.is_empty() {
            let reason = Reason::NoEndpoints { service: entry.key() };
            let note = Note::new(Stage::ApiServer, Decision::Respond, reason)
                .because([Evidence::new(&entry.spec.meta.reference, "spec.selector")]);
            return vec![walk.answer(Verdict::Responded, 503, note)];
        }
        let of = ready.len() as f64;
        let paths = ready.into_iter().map(|(p, e)| {
            let endpoint = &entry.ports[p].endpoints[e];
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
            let reason = Reason::ApiProxyEndpoint { endpoint: endpoint.address };
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
        walk.note(Note::new(Stage::ApiServer, Decision::Match, Reason::ApiServerAccepts));
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

fn target(tracer: &Tracer<'_>, pod: PodId, port: &crate::world::PortEntry) -> Option<u16> {
    match &port.spec.target {
        TargetPort::Number(number) => Some(*number),
        TargetPort::Name(name) => tracer.world.pod(pod).named_port(name, port.spec.protocol).map(|found| found.port),
    }
}
