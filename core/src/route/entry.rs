//! An L7 entry: the client's connection ends at the controller, a rule is picked, and another connection goes to a pod.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use super::ingress::{self, Entry, Matched, Profile};
use super::network::Backend;
use super::source::{Context, Origin};
use super::walk::{Done, Note, Walk};
use super::{Dial, Tracer};
use crate::assumption::Assumption;
use crate::model::{IngressBackend, IpFamily, ServicePortRef, ServiceType};
use crate::object::{Evidence, ObjectRef};
use crate::reason::{EntryReason, Gap, Reason};
use crate::trace::{Candidate, Choice, Decision, Destination, Packet, Place, Rewrite, Stage, Verdict, WhyNot};
use crate::world::{NodeId, ServiceId};

/// Annotations of ingress-nginx that change which pod gets a request, and that the model does not follow yet.
const NGINX_ROUTING: [&str; 10] = [
    "rewrite-target",
    "use-regex",
    "canary",
    "server-alias",
    "app-root",
    "permanent-redirect",
    "temporal-redirect",
    "from-to-www-redirect",
    "default-backend",
    "force-ssl-redirect",
];

/// Labels by which the pods of well-known controllers are known: value of `app.kubernetes.io/name`, and the controller it is.
const CONTROLLERS: [(&str, &str); 5] = [
    ("ingress-nginx", "k8s.io/ingress-nginx"),
    ("traefik", "traefik.io/ingress-controller"),
    ("nginx-ingress", "nginx.org/ingress-controller"),
    ("haproxy-ingress", "haproxy-ingress.github.io/controller"),
    ("kong", "ingress-controllers.konghq.com/kong"),
];

/// Where the controller is while it handles a request.
struct At {
    node: Option<NodeId>,
    ip: IpAddr,
}

impl Tracer<'_> {
    /// The entry that serves a public host (docs/semantics/world.md 5.3); `None`: there is no L7 entry at all.
    pub(super) fn public_host(&mut self, origin: &Origin, walk: &Walk, dial: &Dial, name: &str) -> Option<Vec<Done>> {
        let world = self.world;
        let host = walk.packet.http.as_ref().map_or(name, |http| http.host.as_str()).to_owned();
        let (entries, unserved) = ingress::entries(world);
        let serving: Vec<&Entry> = entries.iter().filter(|entry| ingress::serves_host(world, entry, &host)).collect();
        let public = !origin.inside();
        let chosen = match serving.as_slice() {
            [one] => *one,
            [] => {
                let named = unserved.iter().find(|unserved| {
                    let rules = &world.ingresses[unserved.ingress].rules;
                    rules.iter().any(|rule| rule.host.eq_ignore_ascii_case(&host))
                });
                if let Some(nobody) = named {
                    return Some(vec![self.unserved(walk.clone(), nobody)]);
                }
                match entries.as_slice() {
                    // A host that no rule names may be a Gateway's.
                    _ if !world.gateways.is_empty() => return None,
                    [one] if public => one,
                    [] | [_] => return None,
                    several if public => return Some(vec![several_entries(walk.clone(), several)]),
                    _ => return None,
                }
            }
            several => {
                let several: Vec<Entry> = several.iter().map(|entry| (*entry).clone()).collect();
                return Some(vec![several_entries(walk.clone(), &several)]);
            }
        };
        let address = self.entry_address(chosen);
        let mut walk = walk.clone();
        let reason = Reason::NamePublic { name: name.to_owned(), entry: self.entry_name(chosen) };
        self.assume(Assumption::PublicDns { host: name.to_owned(), entry: self.entry_name(chosen) });
        let after = walk.with_dst(Destination::Address(SocketAddr::new(address, dial.port)));
        walk.note_rewrite(Note::new(Stage::Dns, Decision::Resolve, reason), after);
        walk.send();
        if let Context::Pod { node, .. } | Context::Node(node) = origin.context {
            walk.go(Place::Node(world.node(node).name.clone()));
            walk.note(super::kernel::forwarded(Reason::RoutedOut));
        }
        Some(self.l7(origin, walk, dial, &chosen.clone()))
    }

    /// `via: ingress/ns/name`: the controller that serves it, with all its Ingresses.
    pub(super) fn via_ingress(&mut self, origin: &Origin, dial: &Dial, namespace: &str, name: &str) -> Vec<Done> {
        let world = self.world;
        let is = |i: &usize| {
            let meta = &world.ingresses[*i].meta;
            meta.namespace() == namespace && meta.name() == name
        };
        let (entries, unserved) = ingress::entries(world);
        let host = dial.host.clone().unwrap_or_default();
        let mut walk = self.walk(origin, dial, Destination::Name(host.clone(), dial.port));
        if let Some(entry) = entries.iter().find(|entry| entry.ingresses.iter().any(is)) {
            let address = self.entry_address(entry);
            let after = walk.with_dst(Destination::Address(SocketAddr::new(address, dial.port)));
            let reason = Reason::NamePublic { name: host.clone(), entry: self.entry_name(entry) };
            self.assume(Assumption::PublicDns { host, entry: self.entry_name(entry) });
            walk.note_rewrite(Note::new(Stage::Dns, Decision::Resolve, reason), after);
            walk.send();
            return self.l7(origin, walk, dial, entry);
        }
        if let Some(nobody) = unserved.iter().find(|unserved| is(&unserved.ingress)) {
            return vec![self.unserved(walk, nobody)];
        }
        let reason = Reason::Entry(EntryReason::NoEntry { host: format!("ingress/{namespace}/{name}") });
        vec![walk.fail(Verdict::Unmatched, Note::new(Stage::Ingress, Decision::Unmatched, reason))]
    }

    /// The entry that has this address.
    pub(super) fn entry_at(&self, address: IpAddr) -> Option<Entry> {
        let (entries, _) = ingress::entries(self.world);
        let declared = |entry: &Entry| {
            let addresses = entry.ingresses.iter().flat_map(|i| &self.world.ingresses[*i].addresses);
            addresses.into_iter().any(|known| known.ip == Some(address))
        };
        entries.iter().find(|entry| declared(entry) || self.entry_address(entry) == address).cloned()
    }

    /// From the client's connection to the controller's rules.
    pub(super) fn l7(&mut self, _origin: &Origin, mut walk: Walk, dial: &Dial, entry: &Entry) -> Vec<Done> {
        let world = self.world;
        if walk.packet.http.is_none() {
            let reason = Reason::NotModelled { what: Gap::Scheme { scheme: dial.scheme.as_str().to_owned() } };
            return vec![walk.fail(Verdict::Unknown, Note::new(Stage::Ingress, Decision::Unknown, reason))];
        }
        if let Some(id) = self.controller(entry) {
            let Some(address) = world.service(id).load_balancer.iter().find_map(|balancer| balancer.ip) else {
                return self.assumed_controller(walk, entry);
            };
            let dst = SocketAddr::new(address, dial.port);
            let after = walk.with_dst(Destination::Address(dst));
            walk.packet = after;
            let arrived = self.balanced(walk, dst).unwrap_or_default();
            return arrived.into_iter().flat_map(|done| self.arrived(done, entry)).collect();
        }
        self.assumed_controller(walk, entry)
    }

    fn assumed_controller(&mut self, mut walk: Walk, entry: &Entry) -> Vec<Done> {
        let world = self.world;
        self.assume(match entry.profile {
            Profile::Specification => Assumption::IngressController,
            Profile::IngressNginx => Assumption::IngressNginx,
        });
        let Some(assumed) = &world.assumed_controller else {
            let reason = Reason::Entry(EntryReason::NoEntry { host: self.entry_name(entry) });
            return vec![walk.fail(Verdict::Unmatched, Note::new(Stage::Ingress, Decision::Unmatched, reason))];
        };
        walk.go(Place::Controller(assumed.name.clone()));
        let at = At { node: Some(assumed.node), ip: assumed.ip };
        self.controller_decides(walk, entry, &at)
    }

    /// The client's connection reached a pod of the controller that the manifests hold.
    fn arrived(&mut self, done: Done, entry: &Entry) -> Vec<Done> {
        if done.verdict != Verdict::Delivered {
            return vec![done];
        }
        let path = self.written(done.way);
        let Some(ip) = path.endpoint.as_ref().map(|reached| reached.address.ip()) else { return Vec::new() };
        let node = self.home(ip);
        let walk = Walk::resume(path);
        self.controller_decides(walk, entry, &At { node, ip })
    }

    /// Rules, backend, and the second connection.
    fn controller_decides(&mut self, mut walk: Walk, entry: &Entry, at: &At) -> Vec<Done> {
        let world = self.world;
        let Some(http) = walk.packet.http.clone() else { return vec![walk.end(Verdict::Unknown, None)] };
        walk.note(Note::new(
            Stage::Ingress,
            Decision::Match,
            Reason::Entry(EntryReason::EntryReceived { entry: self.entry_name(entry) }),
        ));
        if http.tls
            && let Err(done) = self.terminate_tls(&mut walk, entry, &http.host)
        {
            return vec![*done];
        }
        if entry.profile == Profile::IngressNginx
            && let Some(annotation) = self.nginx_annotation(entry)
        {
            let reason = Reason::NotModelled { what: Gap::Annotation { name: annotation } };
            return vec![walk.fail(Verdict::Unknown, Note::new(Stage::Ingress, Decision::Unknown, reason))];
        }
        let path = http.path.split(['?', '#']).next().unwrap_or("/");
        let outcome = ingress::evaluate(world, entry, &http.host, path);
        let ladder: Arc<[Candidate]> = outcome.ladder.into();
        let object = |i: usize| world.ingresses[i].meta.reference.clone();
        let (ingress, backend) = match outcome.verdict {
            Matched::Rule { ingress, host, path, backend, evidence } => {
                if self.redirects_to_tls(entry, ingress, http.tls) {
                    let location =
                        format!("https://{}{}", http.host, http.path.strip_suffix('/').unwrap_or(&http.path));
                    let reason = Reason::Entry(EntryReason::IngressTlsRedirect { host: http.host.clone() });
                    let note = Note::new(Stage::Ingress, Decision::Redirect, reason)
                        .because([Evidence::new(&object(ingress), "spec.tls")])
                        .among(ladder, outcome.winner);
                    let mut done = walk.answer(Verdict::Redirected, 308, note);
                    done.location = Some(location);
                    return vec![done];
                }
                let reason =
                    Reason::Entry(EntryReason::IngressRuleMatched { ingress: object(ingress).key(), host, path });
                let note = Note::new(Stage::Ingress, Decision::Match, reason)
                    .because([Evidence::at(&object(ingress), evidence)])
                    .among(ladder, outcome.winner);
                walk.note(note);
                (ingress, backend)
            }
            Matched::DefaultBackend { ingress, backend } => {
                let reason = Reason::Entry(EntryReason::IngressDefaultBackend { ingress: object(ingress).key() });
                let note = Note::new(Stage::Ingress, Decision::Match, reason)
                    .because([Evidence::new(&object(ingress), "spec.defaultBackend")])
                    .among(ladder, None);
                walk.note(note);
                (ingress, backend)
            }
            Matched::NoHost => {
                let reason = Reason::Entry(EntryReason::IngressNoHost { host: http.host.clone() });
                let note = Note::new(Stage::Ingress, Decision::Unmatched, reason).among(ladder, None);
                return vec![walk.answer(Verdict::Unmatched, 404, note)];
            }
            Matched::NoPath => {
                let reason =
                    Reason::Entry(EntryReason::IngressNoPath { host: http.host.clone(), path: path.to_owned() });
                let note = Note::new(Stage::Ingress, Decision::Unmatched, reason).among(ladder, None);
                return vec![walk.answer(Verdict::Unmatched, 404, note)];
            }
        };
        self.dial_backend(walk, entry, ingress, &backend, at)
    }

    fn terminate_tls(&self, walk: &mut Walk, entry: &Entry, host: &str) -> Result<(), Box<Done>> {
        let world = self.world;
        let found = entry.ingresses.iter().find_map(|i| {
            let ingress = &world.ingresses[*i];
            let covers = |hosts: &[String]| {
                hosts.iter().any(|known| known.eq_ignore_ascii_case(host) || wildcard(known, host)) || hosts.is_empty()
            };
            let (t, tls) = ingress.tls.iter().enumerate().find(|(_, tls)| covers(&tls.hosts))?;
            Some((ingress.meta.reference.clone(), t, tls.secret.clone()))
        });
        match found {
            Some((object, t, secret)) => {
                let reason = Reason::Entry(EntryReason::TlsTerminated { host: host.to_owned(), secret });
                let evidence = Evidence::at(&object, crate::object::FieldPath::of("spec.tls").index(t));
                walk.note(Note::new(Stage::Ingress, Decision::Match, reason).because([evidence]));
                Ok(())
            }
            // Its default certificate (docs/semantics/world.md 5.7).
            None if entry.profile == Profile::IngressNginx => {
                let reason = Reason::Entry(EntryReason::TlsTerminated { host: host.to_owned(), secret: None });
                walk.note(Note::new(Stage::Ingress, Decision::Match, reason));
                Ok(())
            }
            None => {
                let what = Gap::TlsWithoutCertificate { host: host.to_owned() };
                let note = Note::new(Stage::Ingress, Decision::Unknown, Reason::NotModelled { what });
                Err(Box::new(walk.clone().fail(Verdict::Unknown, note)))
            }
        }
    }

    /// ingress-nginx sends plain HTTP to https where the host's Ingress has a TLS section.
    fn redirects_to_tls(&self, entry: &Entry, ingress: usize, tls: bool) -> bool {
        let ingress = &self.world.ingresses[ingress];
        let off =
            ingress.meta.annotations.get("nginx.ingress.kubernetes.io/ssl-redirect").is_some_and(|v| v == "false");
        entry.profile == Profile::IngressNginx && !tls && !ingress.tls.is_empty() && !off
    }

    fn nginx_annotation(&self, entry: &Entry) -> Option<String> {
        let annotations = entry.ingresses.iter().flat_map(|i| self.world.ingresses[*i].meta.annotations.iter());
        let routing = annotations.filter(|(key, value)| {
            let name = key.strip_prefix("nginx.ingress.kubernetes.io/");
            name.is_some_and(|name| NGINX_ROUTING.contains(&name)) && value.as_str() != "false"
        });
        routing.map(|(key, _)| key.clone()).next()
    }

    fn dial_backend(
        &mut self,
        walk: Walk,
        entry: &Entry,
        ingress: usize,
        backend: &IngressBackend,
        at: &At,
    ) -> Vec<Done> {
        let world = self.world;
        let object = world.ingresses[ingress].meta.reference.clone();
        let (name, port) = match backend {
            IngressBackend::Service { name, port } => (name, port),
            IngressBackend::Resource { kind, name } => {
                let resource = format!("{kind}/{name}");
                let reason = Reason::Entry(EntryReason::IngressResourceBackend { ingress: object.key(), resource });
                let note = Note::new(Stage::Ingress, Decision::Unmatched, reason)
                    .because([Evidence::new(&object, "spec.rules")]);
                return vec![walk.answer(Verdict::Unmatched, 404, note)];
            }
            IngressBackend::None => {
                let reason = Reason::Entry(EntryReason::IngressBackendServiceMissing {
                    ingress: object.key(),
                    service: String::new(),
                });
                let note = Note::new(Stage::Ingress, Decision::Respond, reason)
                    .because([Evidence::new(&object, "spec.rules")]);
                return vec![walk.answer(Verdict::Responded, 503, note)];
            }
        };
        let key = format!("{}/{name}", object.namespace);
        let respond = |walk: Walk, reason: Reason, evidence: Vec<Evidence>| {
            let note = Note::new(Stage::Ingress, Decision::Respond, reason).because(evidence);
            vec![walk.answer(Verdict::Responded, 503, note)]
        };
        let written = walk.last_evidence().unwrap_or_else(|| Evidence::new(&object, "spec"));
        let Some(id) = world.find_service(&object.namespace, name) else {
            let reason =
                Reason::Entry(EntryReason::IngressBackendServiceMissing { ingress: object.key(), service: key });
            return respond(walk, reason, vec![written]);
        };
        let service = world.service(id);
        if service.spec.kind == ServiceType::ExternalName {
            let host = service.spec.external_name.clone().unwrap_or_default();
            let mut walk = walk;
            let evidence = Evidence::new(&service.spec.meta.reference, "spec.externalName");
            let reason = Reason::Entry(EntryReason::IngressExternalName { service: key, host: host.clone() });
            walk.note(Note::new(Stage::Ingress, Decision::Match, reason).because([evidence]));
            walk.go(Place::External(host.clone()));
            let note = Note::new(Stage::Network, Decision::Leave, Reason::LeavesCluster { host });
            return vec![walk.fail(Verdict::External, note)];
        }
        let Some(index) = service.ports.iter().position(|candidate| match port {
            ServicePortRef::Number(number) => candidate.spec.port == *number,
            ServicePortRef::Name(name) => candidate.spec.name == *name,
        }) else {
            let reason = Reason::Entry(EntryReason::IngressBackendPortMissing {
                ingress: object.key(),
                service: key,
                port: port.to_string(),
            });
            return respond(walk, reason, vec![written, Evidence::new(&service.spec.meta.reference, "spec.ports")]);
        };
        let entry_port = &service.ports[index];
        let ready: Vec<usize> =
            (0..entry_port.endpoints.len()).filter(|i| entry_port.endpoints[*i].conditions.ready).collect();
        let candidates = endpoint_candidates(world, entry_port);
        let mut walk = walk;
        walk.service = Some(format!("{}:{}", service.key(), entry_port.spec.port).into());
        if ready.is_empty() {
            let reason = Reason::Entry(EntryReason::IngressBackendNoEndpoints { service: service.key() });
            let note = Note::new(Stage::Ingress, Decision::Respond, reason)
                .because([Evidence::new(&service.spec.meta.reference, "spec.selector")])
                .among(candidates, None);
            return vec![walk.answer(Verdict::Responded, 503, note)];
        }
        let reference = service.spec.meta.reference.clone();
        let connect = Connect { id, index, reference, of: ready.len(), candidates };
        ready.into_iter().map(|endpoint| self.connect(walk.clone(), entry, &connect, endpoint, at)).collect()
    }

    /// The controller dials the pod itself; no kernel rewrites anything (docs/semantics/world.md 5.6).
    fn connect(&mut self, mut walk: Walk, _entry: &Entry, to: &Connect, endpoint: usize, at: &At) -> Done {
        let world = self.world;
        let picked = &world.service(to.id).ports[to.index].endpoints[endpoint];
        walk.weight /= to.of as f64;
        let client = walk.packet.src;
        walk.reconnect();
        let mut http = walk.packet.http.clone();
        if let Some(http) = &mut http {
            let scheme = if http.tls { "https" } else { "http" };
            http.tls = false;
            http.headers.push(("X-Forwarded-For".into(), client.to_string()));
            http.headers.push(("X-Forwarded-Proto".into(), scheme.into()));
            let headers =
                vec![("X-Forwarded-For".into(), client.to_string()), ("X-Forwarded-Proto".into(), scheme.into())];
            walk.rewrite = Some(Rewrite { path: Some(http.path.clone()), host: Some(http.host.clone()), headers });
        }
        let after = Packet {
            src: at.ip,
            src_port: None,
            dst: Destination::Address(picked.address),
            http,
            protocol: walk.protocol(),
        };
        let reason = Reason::Entry(EntryReason::IngressEndpointChosen {
            service: to.reference.key(),
            endpoint: picked.address,
            of: to.of,
        });
        let chosen = to.candidates.iter().position(
            |candidate| matches!(&candidate.what, Choice::Endpoint { address, .. } if *address == picked.address),
        );
        let target = world.service(to.id).ports[to.index].spec.path().field("targetPort");
        let note = Note::new(Stage::Ingress, Decision::Send, reason)
            .because([Evidence::at(&to.reference, target), picked.evidence.clone()])
            .among(to.candidates.clone(), chosen);
        walk.note_rewrite(note, after);
        walk.masquerade = false;
        if let Some(node) = at.node {
            walk.go(Place::Node(world.node(node).name.clone()));
        }
        let backend = Backend { service: Some(to.id), endpoint: Some((to.index, endpoint)) };
        self.deliver(walk, at.node, picked.address, Some(backend))
    }

    /// The Service of the controller's own pods, where the manifests hold one (docs/semantics/world.md 5.5).
    fn controller(&self, entry: &Entry) -> Option<ServiceId> {
        let world = self.world;
        let addresses: Vec<IpAddr> = entry
            .ingresses
            .iter()
            .flat_map(|i| world.ingresses[*i].addresses.iter().filter_map(|address| address.ip))
            .collect();
        let has = |service: &crate::world::ServiceEntry| {
            service.load_balancer.iter().any(|balancer| balancer.ip.is_some_and(|ip| addresses.contains(&ip)))
        };
        if let Some(found) = world.services.iter().position(has) {
            return Some(ServiceId(found));
        }
        let class = world.ingress_classes.iter().find(|class| class.meta.name() == entry.class)?;
        let (label, _) = CONTROLLERS.iter().find(|(_, controller)| *controller == class.controller)?;
        let runs = |service: &crate::world::ServiceEntry| {
            service.spec.kind == ServiceType::LoadBalancer
                && service
                    .selected
                    .iter()
                    .any(|pod| world.pod(*pod).labels.get("app.kubernetes.io/name").is_some_and(|name| name == label))
        };
        world.services.iter().position(runs).map(ServiceId)
    }

    /// Where clients reach the entry.
    fn entry_address(&self, entry: &Entry) -> IpAddr {
        let world = self.world;
        let own = self.controller(entry).and_then(|id| world.service(id).load_balancer.iter().find_map(|b| b.ip));
        let declared = entry.ingresses.iter().find_map(|i| world.ingresses[*i].addresses.iter().find_map(|a| a.ip));
        let assumed = world.assumed_controller.as_ref().map(|controller| controller.address);
        own.or(declared).or(assumed).unwrap_or(super::source::balancer(IpFamily::V4))
    }

    fn entry_name(&self, entry: &Entry) -> String {
        if let Some(id) = self.controller(entry) {
            return self.world.service(id).key();
        }
        let class = if entry.class.is_empty() { String::new() } else { format!(" ({})", entry.class) };
        match entry.profile {
            Profile::IngressNginx => format!("ingress-nginx{class}"),
            Profile::Specification => format!("ingress-controller{class}"),
        }
    }

    fn unserved(&self, walk: Walk, nobody: &ingress::Unserved) -> Done {
        let object = &self.world.ingresses[nobody.ingress].meta.reference;
        let reason =
            Reason::Entry(EntryReason::IngressClassNobody { ingress: object.key(), class: nobody.class.clone() });
        let note = Note::new(Stage::Ingress, Decision::Unmatched, reason)
            .because([Evidence::new(object, "spec.ingressClassName")]);
        walk.fail(Verdict::Unmatched, note)
    }
}

struct Connect {
    id: ServiceId,
    index: usize,
    reference: ObjectRef,
    of: usize,
    candidates: Arc<[Candidate]>,
}

fn several_entries(walk: Walk, entries: &[Entry]) -> Done {
    let reason = Reason::Entry(EntryReason::SeveralEntries {
        entries: entries.iter().map(|entry| entry.class.clone()).collect(),
    });
    walk.fail(Verdict::Unknown, Note::new(Stage::Ingress, Decision::Unknown, reason))
}

fn wildcard(rule: &str, host: &str) -> bool {
    let suffix = rule.strip_prefix("*.");
    suffix.is_some_and(|suffix| host.split_once('.').is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(suffix)))
}

fn endpoint_candidates(world: &crate::world::World, port: &crate::world::PortEntry) -> Arc<[Candidate]> {
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
