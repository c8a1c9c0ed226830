//! Carries out what an L7 entry decides: the client's connection ends at the controller, an evaluator rules, and another
//! connection goes to a pod.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use super::Dial;
use super::Tracer;
use super::dns;
use super::entry::Entry;
use super::l7::{self, Asked, Branch, End, Ruling};
use super::network::Backend;
use super::walk::{Done, Note, Walk};
use crate::assumption::Assumption;
use crate::object::Evidence;
use crate::reason::{EntryReason, Gap, GatewayReason, Reason};
use crate::trace::{Candidate, Choice, Decision, Destination, Http, Packet, Place, Rewrite, Stage, Verdict, WhyNot};
use crate::world::{NodeId, PortEntry, World};

/// Where the controller is while it handles a request.
pub(super) struct At {
    pub(super) node: Option<NodeId>,
    pub(super) ip: IpAddr,
    pub(super) stage: Stage,
}

impl Tracer<'_> {
    /// From the client's connection to the controller's rules.
    pub(super) fn l7(&mut self, mut walk: Walk, dial: &Dial, entry: &Entry) -> Vec<Done> {
        let world = self.world;
        let reads_http = matches!(entry, Entry::Ingress(_));
        if reads_http && walk.packet.http.is_none() {
            let reason = Reason::NotModelled { what: Gap::Scheme { scheme: dial.scheme.as_str().to_owned() } };
            return vec![walk.fail(Verdict::Unknown, Note::new(Stage::Ingress, Decision::Unknown, reason))];
        }
        let service = entry.service(world);
        let address = service.and_then(|id| world.service(id).load_balancer.iter().find_map(|balancer| balancer.ip));
        let Some(address) = address else { return self.assumed_controller(walk, dial, entry) };
        let dst = SocketAddr::new(address, dial.port);
        walk.packet = walk.with_dst(Destination::Address(dst));
        let arrived = self.known_outside(&walk, dst).unwrap_or_default();
        arrived.into_iter().flat_map(|done| self.arrived(done, dial, entry)).collect()
    }

    /// From a node's kernel, which knows the entry's address, to the controller's rules.
    pub(super) fn kernel_to_entry(
        &mut self,
        walk: Walk,
        node: NodeId,
        dst: SocketAddr,
        dial: &Dial,
        entry: &Entry,
    ) -> Vec<Done> {
        let arrived = self.kernel(walk, node, dst, true);
        arrived.into_iter().flat_map(|done| self.arrived(done, dial, entry)).collect()
    }

    fn assumed_controller(&mut self, mut walk: Walk, dial: &Dial, entry: &Entry) -> Vec<Done> {
        let world = self.world;
        self.assume(entry.assumption(world));
        let Some(assumed) = entry.assumed(world) else {
            let reason = Reason::Entry(EntryReason::NoEntry { host: entry.name(world) });
            return vec![walk.fail(Verdict::Unmatched, Note::new(entry.stage(), Decision::Unmatched, reason))];
        };
        walk.go(Place::Controller(assumed.name.clone()));
        let at = At { node: Some(assumed.node), ip: assumed.ip, stage: entry.stage() };
        if let Some(ruling) = entry.unread(world, walk.packet.http.as_ref(), dial.port) {
            return self.carry_out(walk, ruling, &at);
        }
        self.ruled(walk, dial, entry, &at)
    }

    /// The client's connection reached a pod of the controller that the manifests hold.
    fn arrived(&mut self, done: Done, dial: &Dial, entry: &Entry) -> Vec<Done> {
        if done.verdict != Verdict::Delivered {
            return vec![done];
        }
        let path = self.written(done.way);
        let Some(ip) = path.endpoint.as_ref().map(|reached| reached.address.ip()) else { return Vec::new() };
        let node = self.home(ip);
        let walk = Walk::resume(path);
        self.ruled(walk, dial, entry, &At { node, ip, stage: entry.stage() })
    }

    fn ruled(&mut self, mut walk: Walk, dial: &Dial, entry: &Entry, at: &At) -> Vec<Done> {
        let http = walk.packet.http.clone();
        let reason = Reason::Entry(EntryReason::EntryReceived { entry: entry.name(self.world) });
        walk.note(Note::new(at.stage, Decision::Match, reason));
        let asked = Asked { scheme: dial.scheme, port: dial.port, sni: dial.server_name(), http: http.as_ref() };
        match entry.rule(self.world, asked) {
            Some(ruling) => {
                self.assume_certificates(&ruling);
                self.carry_out(walk, ruling, at)
            }
            None => vec![walk.end(Verdict::Unknown, None)],
        }
    }

    /// Secrets are seldom shared; one that is not here is taken to be in the cluster.
    fn assume_certificates(&mut self, ruling: &Ruling) {
        for note in &ruling.notes {
            let Reason::Entry(EntryReason::TlsTerminated { secret: Some(secret), .. }) = &*note.reason else {
                continue;
            };
            let Some(owner) = note.evidence.first().map(|evidence| &evidence.object) else { continue };
            let key = if secret.contains('/') { secret.clone() } else { format!("{}/{secret}", owner.namespace) };
            if !self.world.secrets.contains_key(&key) {
                self.assume(Assumption::CertificateSecret { secret: key });
            }
        }
    }

    /// Every branch of a ruling to its end.
    pub(super) fn carry_out(&mut self, mut walk: Walk, ruling: Ruling, at: &At) -> Vec<Done> {
        for note in ruling.notes {
            walk.note(note);
        }
        let mut done = Vec::new();
        for Branch { weight, notes, end } in ruling.branches {
            let mut walk = walk.clone();
            walk.weight *= weight;
            for note in notes {
                walk.note(note);
            }
            match end {
                End::Answer { verdict, status: Some(status), location, note } => {
                    let mut answered = walk.answer(verdict, status, note);
                    answered.location = location;
                    done.push(answered);
                }
                End::Answer { verdict, status: None, note, .. } => done.push(walk.fail(verdict, note)),
                End::Forward { backend, request } => done.extend(self.forward(walk, &backend, request, at)),
            }
        }
        done
    }

    /// To the endpoints of a backend, each with the same chance.
    fn forward(&mut self, mut walk: Walk, backend: &l7::Backend, request: Option<Http>, at: &At) -> Vec<Done> {
        let world = self.world;
        let service = world.service(backend.service);
        if let Some(host) = service.spec.alias() {
            return self.external_name(walk, backend, host, request, at);
        }
        if let (Some(number), Some(address), Some(node)) = (backend.at_cluster_ip, service.cluster_ips.first(), at.node)
        {
            let dst = SocketAddr::new(*address, number);
            walk.service = Some(format!("{}:{number}", service.key()).into());
            let reason = Reason::Entry(EntryReason::NginxServiceUpstream { service: service.key(), address: dst });
            let note = Note::new(at.stage, Decision::Send, reason).because([backend.written.clone()]);
            self.second_connection(&mut walk, dst, request, note, at);
            return self.kernel(walk, node, dst, true);
        }
        let Some(port) = service.ports.get(backend.port) else { return vec![walk.end(Verdict::Unknown, None)] };
        walk.service = Some(format!("{}:{}", service.key(), port.spec.port).into());
        let candidates = endpoint_candidates(world, port);
        let ready: Vec<usize> = (0..port.endpoints.len()).filter(|i| port.endpoints[*i].conditions.ready).collect();
        if ready.is_empty() {
            return vec![self.nobody_behind(walk, backend, candidates, request.is_some(), at.stage)];
        }
        let of = ready.len();
        let target = Evidence::at(&service.spec.meta.reference, port.spec.path().field("targetPort"));
        let connect = |i: usize| {
            let endpoint = &port.endpoints[i];
            let mut walk = walk.clone();
            walk.weight /= of as f64;
            let reason = Reason::Entry(EntryReason::IngressEndpointChosen {
                service: service.key(),
                endpoint: endpoint.address,
                of,
            });
            let note = Note::new(at.stage, Decision::Send, reason)
                .because([target.clone(), endpoint.evidence.clone()])
                .among(candidates.clone(), Some(i));
            self.second_connection(&mut walk, endpoint.address, request.clone(), note, at);
            match at.node {
                // What a pod sends to a cluster IP its node translates, as ever.
                Some(node) if world.is_service_address(endpoint.address.ip()) => {
                    self.kernel(walk, node, endpoint.address, true)
                }
                _ => {
                    let to = Backend { service: Some(backend.service), endpoint: Some((backend.port, i)) };
                    vec![self.deliver(walk, at.node, endpoint.address, Some(to))]
                }
            }
        };
        ready.into_iter().flat_map(connect).collect()
    }

    /// A backend that is an ExternalName: the controller asks DNS, and dials what it finds.
    fn external_name(
        &mut self,
        mut walk: Walk,
        backend: &l7::Backend,
        host: &str,
        request: Option<Http>,
        at: &At,
    ) -> Vec<Done> {
        let world = self.world;
        let service = world.service(backend.service);
        let host = host.trim_end_matches('.').to_owned();
        let evidence = Evidence::new(&service.spec.meta.reference, "spec.externalName");
        let reason = Reason::Entry(EntryReason::IngressExternalName { service: service.key(), host: host.clone() });
        walk.note(Note::new(at.stage, Decision::Match, reason).because([evidence.clone()]));
        let Some(found) = dns::addresses(world, &host) else {
            walk.go(Place::External(host.clone()));
            let note = Note::new(Stage::Network, Decision::Leave, Reason::LeavesCluster { host });
            return vec![walk.fail(Verdict::External, note)];
        };
        let Some(address) = found.iter().find(|address| address.is_ipv4() == at.ip.is_ipv4()) else {
            let reason = Reason::NameNotFound { name: host.clone(), tried: vec![host] };
            let note = Note::new(Stage::Dns, Decision::Unmatched, reason).because([evidence]);
            return vec![match request {
                Some(_) => walk.answer(Verdict::Responded, 503, note),
                None => walk.fail(Verdict::Rejected, note),
            }];
        };
        let port = service.ports.get(backend.port).map_or(80, |port| port.spec.port);
        let dst = SocketAddr::new(*address, port);
        let reason = Reason::NameResolved { name: host, address: *address, service: None };
        let note = Note::new(Stage::Dns, Decision::Send, reason).because([evidence]);
        self.second_connection(&mut walk, dst, request, note, at);
        match at.node {
            Some(node) => self.kernel(walk, node, dst, true),
            None => vec![self.deliver(walk, None, dst, None)],
        }
    }

    /// No ready endpoint: 503 (docs/semantics/l7.md 1.13, 3.11); where no HTTP is spoken, the connection is refused.
    fn nobody_behind(
        &self,
        walk: Walk,
        backend: &l7::Backend,
        candidates: Arc<[Candidate]>,
        http: bool,
        stage: Stage,
    ) -> Done {
        let service = self.world.service(backend.service);
        let key = service.key();
        let (decision, reason) = if http {
            (Decision::Respond, Reason::Entry(EntryReason::IngressBackendNoEndpoints { service: key }))
        } else {
            (Decision::Reject, Reason::Gateway(GatewayReason::RouteNoEndpoints { service: key }))
        };
        let note = Note::new(stage, decision, reason)
            .because([Evidence::new(&service.spec.meta.reference, "spec.selector")])
            .among(candidates, None);
        if http { walk.answer(Verdict::Responded, 503, note) } else { walk.fail(Verdict::Rejected, note) }
    }

    /// The controller dials for itself (docs/semantics/world.md 5.6).
    fn second_connection(&self, walk: &mut Walk, dst: SocketAddr, request: Option<Http>, note: Note, at: &At) {
        let client = walk.packet.src;
        let before = walk.packet.http.take();
        walk.packet.http.clone_from(&before);
        walk.reconnect();
        // What is not read goes on as it came.
        let http = request.map_or_else(
            || before.clone(),
            |mut request| {
                let scheme = if before.as_ref().is_some_and(|before| before.tls) { "https" } else { "http" };
                // A mesh speaks for the client itself, and has nobody to name.
                if client != at.ip {
                    request.headers.push(("X-Forwarded-For".into(), client.to_string()));
                    request.headers.push(("X-Forwarded-Proto".into(), scheme.into()));
                }
                let known = before.as_ref().map(|before| before.headers.as_slice()).unwrap_or_default();
                let headers = request.headers.iter().filter(|header| !known.contains(header)).cloned().collect();
                walk.rewrite =
                    Some(Rewrite { path: Some(request.path.clone()), host: Some(request.host.clone()), headers });
                Some(request)
            },
        );
        let after =
            Packet { src: at.ip, src_port: None, dst: Destination::Address(dst), http, protocol: walk.protocol() };
        walk.note_rewrite(note, after);
        walk.masquerade = false;
        if let Some(node) = at.node {
            walk.go(Place::Node(self.world.node(node).name.clone()));
        }
    }
}

fn endpoint_candidates(world: &World, port: &PortEntry) -> Arc<[Candidate]> {
    let listed = port.endpoints.iter().map(|endpoint| Candidate {
        what: Choice::Endpoint {
            address: endpoint.address,
            pod: endpoint.pod.map(|id| world.pod(id).reference.clone()),
        },
        why_not: match (endpoint.conditions.ready, endpoint.conditions.terminating) {
            (true, _) => None,
            (false, true) => Some(WhyNot::Terminating),
            (false, false) => Some(WhyNot::NotReady),
        },
        node: endpoint.node.as_ref().map(|node| world.node_name(node).to_owned()),
        evidence: Some(endpoint.evidence.clone()),
    });
    listed.collect()
}
