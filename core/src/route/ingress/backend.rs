//! From the Service and port that a rule names to a port of the world.

use crate::model::{IngressBackend, ServicePortRef};
use crate::object::Evidence;
use crate::reason::{EntryReason, Reason};
use crate::route::l7::{Backend, End};
use crate::route::walk::Note;
use crate::trace::{Decision, Http, Stage, Verdict};
use crate::world::{PortEntry, World};

/// Whether a port of a Service is the one that is named.
pub(super) type Names = fn(&PortEntry, &ServicePortRef) -> bool;

/// By number or by name (1.10).
pub(super) fn by_reference(port: &PortEntry, named: &ServicePortRef) -> bool {
    match named {
        ServicePortRef::Number(number) => port.spec.port == *number,
        ServicePortRef::Name(name) => port.spec.name == *name,
    }
}

/// Where the request goes; 503 where the backend is not there (1.13).
pub(super) fn forward(
    world: &World,
    ingress: usize,
    backend: &IngressBackend,
    written: &Evidence,
    names: Names,
    request: Http,
) -> End {
    match find(world, ingress, backend, written, names) {
        Ok(backend) => End::Forward { backend, request: Some(request) },
        Err(note) => End::Answer { verdict: Verdict::Responded, status: Some(503), location: None, note },
    }
}

/// The Service port; the note says what is missing.
pub(super) fn find(
    world: &World,
    ingress: usize,
    backend: &IngressBackend,
    written: &Evidence,
    names: Names,
) -> Result<Backend, Note> {
    let object = &world.ingresses[ingress].meta.reference;
    let missing = |service: String, evidence: Evidence| {
        let reason = Reason::Entry(EntryReason::IngressBackendServiceMissing { ingress: object.key(), service });
        Note::new(Stage::Ingress, Decision::Respond, reason).because([evidence])
    };
    let (name, port) = match backend {
        IngressBackend::Service { name, port } => (name, port),
        IngressBackend::Resource { kind, name } => {
            let reason = Reason::Entry(EntryReason::IngressResourceBackend {
                ingress: object.key(),
                resource: format!("{kind}/{name}"),
            });
            return Err(Note::new(Stage::Ingress, Decision::Respond, reason).because([written.clone()]));
        }
        IngressBackend::None => return Err(missing(String::new(), Evidence::new(object, "spec.rules"))),
    };
    let key = format!("{}/{name}", object.namespace);
    let Some(service) = world.find_service(&object.namespace, name) else {
        return Err(missing(key, written.clone()));
    };
    let entry = world.service(service);
    // An ExternalName needs no port of its own to be dialled.
    let external = entry.spec.alias().is_some() && entry.ports.is_empty();
    match entry.ports.iter().position(|candidate| names(candidate, port)).or(external.then_some(0)) {
        Some(port) => Ok(Backend { service, port, at_cluster_ip: None, written: written.clone() }),
        None => {
            let reason = Reason::Entry(EntryReason::IngressBackendPortMissing {
                ingress: object.key(),
                service: key,
                port: port.to_string(),
            });
            let ports = Evidence::new(&entry.spec.meta.reference, "spec.ports");
            Err(Note::new(Stage::Ingress, Decision::Respond, reason).because([written.clone(), ports]))
        }
    }
}
