//! Where a rule sends what it takes: its backendRefs, by weight (docs/semantics/l7.md 3.11, 3.12).

use super::filter::Filtered;
use super::grant::granted;
use crate::model::{GATEWAY_GROUP, Protocol, Route, RouteBackend, RouteKind, RouteRule};
use crate::object::Evidence;
use crate::reason::{Gap, GatewayReason, Reason};
use crate::route::l7::{Backend, Branch, End};
use crate::route::walk::Note;
use crate::trace::{Candidate, Choice, Decision, Stage, Verdict, WhyNot};
use crate::world::{PortEntry, ServiceId, World};

/// Kinds of backends that implementations know and svcpath does not model.
const FOREIGN: [(&str, &str); 6] = [
    ("multicluster.x-k8s.io", "ServiceImport"),
    ("net.gke.io", "ServiceImport"),
    ("inference.networking.k8s.io", "InferencePool"),
    ("inference.networking.x-k8s.io", "InferencePool"),
    ("gateway.envoyproxy.io", "Backend"),
    ("networking.istio.io", "Hostname"),
];

/// How a failure is answered: with an HTTP status, with one of gRPC's, or by refusing the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speaks {
    Http,
    Grpc,
    Stream,
}

impl Speaks {
    fn fail(self, status: u16, note: Note) -> End {
        match self {
            Speaks::Http => End::Answer { verdict: Verdict::Responded, status: Some(status), location: None, note },
            Speaks::Grpc => End::Answer { verdict: Verdict::Responded, status: None, location: None, note },
            Speaks::Stream => End::Answer { verdict: Verdict::Rejected, status: None, location: None, note },
        }
    }

    fn decision(self) -> Decision {
        match self {
            Speaks::Http | Speaks::Grpc => Decision::Respond,
            Speaks::Stream => Decision::Reject,
        }
    }
}

/// One branch for each backend that gets a share. `filtered`: the request behind the rule's filters, where HTTP is spoken.
pub(super) fn branches(
    world: &World,
    route: &Route,
    (at, rule): (usize, &RouteRule),
    filtered: Option<&Filtered<'_>>,
    speaks: Speaks,
) -> Vec<Branch> {
    let object = &route.meta.reference;
    let total: u32 = rule.backends.iter().map(|backend| backend.weight).fold(0, u32::saturating_add);
    if total == 0 {
        let reason = GatewayReason::RouteNoBackend { route: object.titled(), http: speaks == Speaks::Http };
        let path = crate::object::FieldPath::of("spec.rules").index(at).field("backendRefs");
        let note = Note::new(Stage::Gateway, speaks.decision(), Reason::Gateway(reason));
        let end = speaks.fail(500, note.because([Evidence::at(object, path)]));
        return vec![Branch { weight: 1.0, notes: Vec::new(), end }];
    }
    let candidates: std::sync::Arc<[Candidate]> =
        rule.backends.iter().map(|backend| candidate(world, route, backend, total)).collect();
    let with_share = rule.backends.iter().enumerate().filter(|(_, backend)| backend.weight > 0);
    let branches = with_share.map(|(i, backend)| {
        let weight = f64::from(backend.weight) / f64::from(total);
        let mut notes = Vec::new();
        let written = Evidence::at(object, backend.path.clone());
        let found = match find(world, route, backend) {
            Ok(found) => found,
            Err(end) => return Branch { weight, notes, end: end(speaks, &written) },
        };
        if rule.backends.len() > 1 {
            let service = format!("{}:{}", key(route, backend), backend.port.unwrap_or_default());
            let reason = GatewayReason::RouteBackendChosen { service, weight: backend.weight, total };
            let note = Note::new(Stage::Gateway, Decision::Match, Reason::Gateway(reason));
            notes.push(note.because([written]).among(candidates.clone(), Some(i)));
        }
        let mut filtered = filtered.cloned();
        if let Some(filtered) = &mut filtered {
            filtered.notes = notes;
            if let Some(end) = filtered.through(&backend.filters) {
                return Branch { weight, notes: std::mem::take(&mut filtered.notes), end };
            }
            notes = std::mem::take(&mut filtered.notes);
        }
        let request = filtered.map(|filtered| filtered.request);
        Branch { weight, notes, end: End::Forward { backend: found, request } }
    });
    branches.collect()
}

fn key(route: &Route, backend: &RouteBackend) -> String {
    format!("{}/{}", backend.target.namespace_or(route.meta.namespace()), backend.target.name)
}

fn candidate(world: &World, route: &Route, backend: &RouteBackend, total: u32) -> Candidate {
    let port = backend.port.map(|port| format!(":{port}")).unwrap_or_default();
    let text = format!("{}{port} {}/{total}", key(route, backend), backend.weight);
    let why_not = if backend.weight == 0 {
        Some(WhyNot::NoWeight)
    } else {
        find(world, route, backend).is_err().then_some(WhyNot::NotSupported)
    };
    let evidence = Some(Evidence::at(&route.meta.reference, backend.path.clone()));
    Candidate { what: Choice::Rule { text }, why_not, node: None, evidence }
}

/// The end of a backend's share that leads nowhere.
type Nowhere = Box<dyn Fn(Speaks, &Evidence) -> End>;

/// The Service port that a backendRef names; upstream's reason where there is none.
fn find(world: &World, route: &Route, backend: &RouteBackend) -> Result<Backend, Nowhere> {
    let target = &backend.target;
    let namespace = route.meta.namespace();
    let there = target.namespace_or(namespace);
    let invalid = |reason: &'static str| -> Nowhere {
        let route = route.meta.reference.titled();
        let named = if target.is_service() { String::new() } else { format!("{} ", target.kind) };
        let port = backend.port.map(|port| format!(":{port}")).unwrap_or_default();
        let backend = format!("{named}{there}/{}{port}", target.name);
        Box::new(move |speaks, written| {
            let (route, backend, http) = (route.clone(), backend.clone(), speaks == Speaks::Http);
            let reason = GatewayReason::RouteBackendInvalid { route, backend, reason, http };
            let note = Note::new(Stage::Gateway, speaks.decision(), Reason::Gateway(reason));
            speaks.fail(500, note.because([written.clone()]))
        })
    };
    if FOREIGN.contains(&(target.group.as_str(), target.kind.as_str())) {
        let what = Gap::Field { kind: target.kind.clone(), field: backend.path.field("kind").to_string() };
        return Err(Box::new(move |_, written| {
            let note = Note::new(Stage::Gateway, Decision::Unknown, Reason::NotModelled { what: what.clone() });
            let note = note.because([written.clone()]);
            End::Answer { verdict: Verdict::Unknown, status: None, location: None, note }
        }));
    }
    let (service, port) = resolve(world, route, backend).map_err(invalid)?;
    let written = Evidence::at(&route.meta.reference, backend.path.clone());
    Ok(Backend { service, port, at_cluster_ip: None, written })
}

/// Why a backendRef is not resolved: upstream's reasons of the condition ResolvedRefs (apis/v1/shared_types.go).
pub(crate) fn refusal(world: &World, route: &Route, backend: &RouteBackend) -> Option<&'static str> {
    let target = &backend.target;
    let known = FOREIGN.contains(&(target.group.as_str(), target.kind.as_str()));
    if known { None } else { resolve(world, route, backend).err() }
}

/// The Service and the place of its port.
fn resolve(world: &World, route: &Route, backend: &RouteBackend) -> Result<(ServiceId, usize), &'static str> {
    let target = &backend.target;
    let namespace = route.meta.namespace();
    if !target.is_service() {
        return Err("InvalidKind");
    }
    if !granted(world, GATEWAY_GROUP, route.kind.as_str(), namespace, target) {
        return Err("RefNotPermitted");
    }
    let service = world.find_service(target.namespace_or(namespace), &target.name).ok_or("BackendNotFound")?;
    let entry = world.service(service);
    let fits = |port: &PortEntry| {
        let udp = port.spec.protocol == Protocol::Udp;
        Some(port.spec.port) == backend.port && udp == (route.kind == RouteKind::Udp)
    };
    // An ExternalName needs no port of its own to be dialled.
    let external = entry.spec.alias().is_some() && entry.ports.is_empty();
    let port = entry.ports.iter().position(fits).or(external.then_some(0)).ok_or("BackendNotFound")?;
    Ok((service, port))
}
