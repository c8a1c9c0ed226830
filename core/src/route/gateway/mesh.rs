//! Routes whose parent is a Service: a mesh's sidecar asks them before the request leaves the client
//! (docs/semantics/l7.md 3.19).

use super::attach::Attached;
use super::listener::Effective;
use super::{http, stream};
use crate::model::{ParentRef, Route, RouteKind};
use crate::object::Evidence;
use crate::reason::{GatewayReason, Reason};
use crate::route::l7::{Asked, Ruling};
use crate::route::walk::Note;
use crate::trace::{Decision, Stage};
use crate::world::{ServiceId, World};

/// What the routes of a Service port make of a request from a namespace; `None`: no route is for it.
pub(in crate::route) fn rule(
    world: &World,
    service: ServiceId,
    port: u16,
    client: &str,
    asked: Asked<'_>,
) -> Option<Ruling> {
    let entry = world.service(service);
    let namespace = entry.spec.meta.namespace();
    let parent = |route: &Route, parent: &ParentRef| {
        parent.target.is_service()
            && parent.target.name == entry.spec.meta.name()
            && parent.target.namespace_or(route.meta.namespace()) == namespace
            && parent.port.is_none_or(|of| of == port)
    };
    let fits = |kind: RouteKind| match asked.http {
        Some(_) => matches!(kind, RouteKind::Http | RouteKind::Grpc),
        None if asked.scheme == crate::request::Scheme::Udp => kind == RouteKind::Udp,
        None if asked.sni.is_some() => matches!(kind, RouteKind::Tls | RouteKind::Tcp),
        None => kind == RouteKind::Tcp,
    };
    let of = |whose: &str| {
        let routes = world.gateway_api.routes.iter();
        let mut found: Vec<Attached<'_>> = routes
            .filter(|route| fits(route.kind) && route.meta.namespace() == whose)
            .filter(|route| route.parents.iter().any(|of| parent(route, of)))
            // Hostnames have no meaning in a mesh (GEP-1294).
            .map(|route| Attached { route, hosts: vec![Effective::default()] })
            .collect();
        found.sort_by_cached_key(|attached| super::age(&attached.route.meta));
        found
    };
    // A consumer's routes are for clients of its own namespace, and go before the producer's.
    let own = of(client);
    let routes = if own.is_empty() { of(namespace) } else { own };
    let first = routes.first()?;
    let reason = GatewayReason::MeshService { service: format!("{}:{port}", entry.key()) };
    let evidence = Evidence::new(&first.route.meta.reference, "spec.parentRefs");
    let note = Note::new(Stage::Gateway, Decision::Match, Reason::Gateway(reason)).because([evidence]);
    Some(match asked.http {
        Some(request) => http::rule(world, &routes, asked, request, vec![note]),
        None => stream::rule(world, &routes, asked.sni.unwrap_or_default(), entry.key(), vec![note]),
    })
}
