//! The Gateway API: what its controller would say in conditions, with upstream's reasons verbatim.

use super::Check;
use super::fix;
use crate::apart::apart;
use crate::diagnostic::Fix;
use crate::edit::FieldValue;
use crate::model::{Gateway, ListenerSet, ParentRef, Route, RouteKind};
use crate::nearest::{is_slip, nearest};
use crate::object::{FieldPath, ObjectRef};
use crate::problem::Problem;
use crate::route::gateway::{
    Listening, Refusal, attach_by, attached, is_allowed, is_child, is_served, listeners, names, refusal,
};
use crate::world::World;

pub(super) fn check(check: &mut Check<'_>) {
    if !check.world.gateway_api.is_empty() {
        apart(|| check_api(check));
    }
}

fn check_api(check: &mut Check<'_>) {
    let world: &World = check.world;
    let api = &world.gateway_api;
    let gateways: Vec<(&Gateway, Vec<Listening<'_>>)> =
        api.gateways.iter().map(|gateway| (gateway, listeners(world, gateway))).collect();
    for (gateway, listeners) in &gateways {
        class_exists(check, gateway);
        for listener in listeners {
            listener_works(check, listener);
        }
    }
    for set in &api.listener_sets {
        set_is_allowed(check, set);
    }
    for route in &api.routes {
        for (i, parent) in route.parents.iter().enumerate() {
            let path = FieldPath::of("spec.parentRefs").index(i);
            if parent.target.is_service() {
                honoured_by_mesh(check, route, parent, &path);
            } else {
                accepted(check, route, parent, &path, &gateways);
            }
        }
        backends_resolve(check, route);
    }
}

fn class_exists(check: &mut Check<'_>, gateway: &Gateway) {
    if is_served(check.world, gateway) || gateway.class.is_empty() {
        return;
    }
    let reference = &gateway.meta.reference;
    let classes: Vec<&str> = check.world.gateway_api.classes.iter().map(|class| class.meta.name()).collect();
    let fixes = renamed(check, reference, "spec.gatewayClassName", &gateway.class, &classes);
    let problem = Problem::GatewayClassMissing { gateway: reference.key(), class: gateway.class.clone() };
    check.tell(problem, reference, "spec.gatewayClassName", fixes);
}

fn listener_works(check: &mut Check<'_>, listener: &Listening<'_>) {
    let path = FieldPath::of("spec.listeners").index(listener.index);
    let problem = |reason| Problem::ListenerNotProgrammed {
        owner: listener.owner.key(),
        listener: listener.spec.name.clone(),
        reason,
    };
    if let Some(fault) = listener.fault {
        check.tell(problem(fault.reason()), listener.owner, path.as_str(), Vec::new());
    } else if listener.kinds().is_empty() {
        let path = path.field("allowedRoutes").field("kinds");
        check.tell(problem("InvalidRouteKinds"), listener.owner, path.as_str(), Vec::new());
    }
}

fn set_is_allowed(check: &mut Check<'_>, set: &ListenerSet) {
    let world = check.world;
    let reference = &set.meta.reference;
    let parent = world.gateway_api.gateways.iter().find(|gateway| is_child(set, gateway));
    let reason = match parent {
        Some(gateway) if is_allowed(world, set, gateway) => return,
        Some(_) => "NotAllowed",
        None => "ParentNotFound",
    };
    let parent = format!("{}/{}", set.parent.namespace_or(set.meta.namespace()), set.parent.name);
    let problem = Problem::RouteNotAccepted { route: reference.titled(), parent, reason };
    check.tell(problem, reference, "spec.parentRef", Vec::new());
}

/// A route whose parent lets it in at no listener.
fn accepted(
    check: &mut Check<'_>,
    route: &Route,
    parent: &ParentRef,
    path: &FieldPath,
    gateways: &[(&Gateway, Vec<Listening<'_>>)],
) {
    let world = check.world;
    let all = gateways.iter().flat_map(|(_, listeners)| listeners);
    let tries: Vec<Result<(), Refusal>> =
        all.map(|listener| attach_by(world, listener, route, parent).map(drop)).collect();
    if tries.iter().any(Result::is_ok) {
        if !is_attached(world, route, parent, gateways) {
            let parent = format!("{}/{}", parent.target.namespace_or(route.meta.namespace()), parent.target.name);
            let reference = &route.meta.reference;
            // Upstream gives this one no name of its own.
            let problem = Problem::RouteNotAccepted { route: reference.titled(), parent, reason: "HostnameConflict" };
            check.tell(problem, reference, "spec.hostnames", Vec::new());
        }
        return;
    }
    // What came nearest says why not.
    let reason = tries.into_iter().filter_map(Result::err).max().unwrap_or(Refusal::NoMatchingParent);
    let named = |owner: &ObjectRef| names(parent, route, owner);
    let owners = gateways.iter().map(|(gateway, _)| &gateway.meta.reference);
    let mut owners = owners.chain(world.gateway_api.listener_sets.iter().map(|set| &set.meta.reference));
    let target = &parent.target;
    let path = match reason {
        Refusal::NoMatchingParent if !owners.any(named) => path.field("name"),
        Refusal::NoMatchingParent if parent.section.is_some() => path.field("sectionName"),
        Refusal::NoMatchingParent if parent.port.is_some() => path.field("port"),
        Refusal::NoMatchingParent | Refusal::NotAllowedByListeners => path.clone(),
        Refusal::NoMatchingListenerHostname => FieldPath::of("spec.hostnames"),
    };
    let reference = &route.meta.reference;
    let there = target.namespace_or(route.meta.namespace());
    let fixes = if path.as_str().ends_with(".name") {
        let here = world.gateway_api.gateways.iter().filter(|gateway| gateway.meta.namespace() == there);
        let here: Vec<&str> = here.map(|gateway| gateway.meta.name()).collect();
        renamed(check, reference, path.as_str(), &target.name, &here)
    } else {
        Vec::new()
    };
    let parent = format!("{there}/{}", target.name);
    let problem = Problem::RouteNotAccepted { route: reference.titled(), parent, reason: reason.reason() };
    check.tell(problem, reference, path.as_str(), fixes);
}

/// Whether it is left at a listener of the parent: of an HTTPRoute and a GRPCRoute that share a host, only the older is.
fn is_attached(world: &World, route: &Route, parent: &ParentRef, gateways: &[(&Gateway, Vec<Listening<'_>>)]) -> bool {
    let rivals = |kind| world.gateway_api.routes.iter().any(|other| other.kind == kind);
    let is_it = |found: &Route| found.meta.reference == route.meta.reference;
    let all = gateways.iter().flat_map(|(_, listeners)| listeners);
    let mut own = all.filter(|listener| attach_by(world, listener, route, parent).is_ok());
    !(rivals(RouteKind::Http) && rivals(RouteKind::Grpc))
        || own.any(|listener| attached(world, listener).iter().any(|(found, _)| is_it(found)))
}

fn honoured_by_mesh(check: &mut Check<'_>, route: &Route, parent: &ParentRef, path: &FieldPath) {
    if check.world.knobs.mesh {
        return;
    }
    let reference = &route.meta.reference;
    let service = format!("{}/{}", parent.target.namespace_or(route.meta.namespace()), parent.target.name);
    check.tell(Problem::MeshOff { route: reference.titled(), service }, reference, path.as_str(), Vec::new());
}

fn backends_resolve(check: &mut Check<'_>, route: &Route) {
    let world = check.world;
    let reference = &route.meta.reference;
    for backend in route.rules.iter().flat_map(|rule| &rule.backends) {
        let Some(reason) = refusal(world, route, backend) else { continue };
        let target = &backend.target;
        let there = target.namespace_or(route.meta.namespace());
        let service = check.services.get(&(there, target.name.as_str())).copied();
        let (field, fixes) = match (reason, service) {
            ("InvalidKind", _) => ("kind", Vec::new()),
            ("RefNotPermitted", _) => ("namespace", Vec::new()),
            (_, Some(entry)) => {
                let path = backend.path.field("port");
                let only = match entry.ports.as_slice() {
                    [only] => fix::set(check.manifests, reference, &path, FieldValue::from(only.spec.port)),
                    _ => None,
                };
                ("port", only.into_iter().collect())
            }
            (_, None) => {
                let metas = world.services.iter().map(|entry| &entry.spec.meta);
                let here: Vec<&str> = metas.filter(|meta| meta.namespace() == there).map(|meta| meta.name()).collect();
                ("name", renamed(check, reference, backend.path.field("name").as_str(), &target.name, &here))
            }
        };
        let port = backend.port.map(|port| format!(":{port}")).unwrap_or_default();
        let problem = Problem::BackendRefUnresolved {
            route: reference.titled(),
            backend: format!("{} {there}/{}{port}", target.kind, target.name),
            reason,
        };
        check.tell(problem, reference, backend.path.field(field).as_str(), fixes);
    }
}

/// Sets the name that was nearly written.
fn renamed(check: &Check<'_>, reference: &ObjectRef, path: &str, name: &str, known: &[&str]) -> Vec<Fix> {
    let near = nearest(name, known, |name| name).filter(|near| is_slip(name, near));
    near.and_then(|near| fix::set(check.manifests, reference, &FieldPath::of(path), FieldValue::from(*near)))
        .into_iter()
        .collect()
}
