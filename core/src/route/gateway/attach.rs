//! Which routes attach to which listener (docs/semantics/l7.md 3.1, 3.4).

use super::hostname::intersection;
use super::listener::{Effective, Listening, effective, lets_in};
use crate::model::{ParentRef, Route, RouteKind};
use crate::object::ObjectRef;
use crate::world::World;

/// Why a route is not attached: upstream's reasons of the condition Accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Refusal {
    NoMatchingParent,
    NotAllowedByListeners,
    NoMatchingListenerHostname,
}

impl Refusal {
    /// The reason as upstream spells it (apis/v1/shared_types.go).
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Refusal::NoMatchingParent => "NoMatchingParent",
            Refusal::NotAllowedByListeners => "NotAllowedByListeners",
            Refusal::NoMatchingListenerHostname => "NoMatchingListenerHostname",
        }
    }
}

/// A route at a listener, with the hosts for which it is there.
#[derive(Debug, Clone)]
pub(super) struct Attached<'w> {
    pub(super) route: &'w Route,
    pub(super) hosts: Vec<Effective>,
}

/// The routes of a listener, the oldest first.
pub(super) fn attached<'w>(world: &'w World, listener: &Listening<'_>) -> Vec<Attached<'w>> {
    let mut routes: Vec<Attached<'w>> = world
        .gateway_api
        .routes
        .iter()
        .filter_map(|route| Some(Attached { route, hosts: attach(world, listener, route).ok()? }))
        .collect();
    routes.sort_by_cached_key(|attached| super::age(&attached.route.meta));
    one_kind(&mut routes);
    routes
}

/// The hosts for which a route attaches by any of its parents.
fn attach(world: &World, listener: &Listening<'_>, route: &Route) -> Result<Vec<Effective>, Refusal> {
    // What came nearest says why not.
    let mut nearest = Refusal::NoMatchingParent;
    for parent in &route.parents {
        match attach_by(world, listener, route, parent) {
            Ok(hosts) => return Ok(hosts),
            Err(refusal) => nearest = nearest.max(refusal),
        }
    }
    Err(nearest)
}

/// The hosts for which a route attaches to a listener by one of its parents.
pub(crate) fn attach_by(
    world: &World,
    listener: &Listening<'_>,
    route: &Route,
    parent: &ParentRef,
) -> Result<Vec<Effective>, Refusal> {
    let spec = listener.spec;
    let section = parent.section.as_ref().is_none_or(|section| *section == spec.name);
    let port = parent.port.is_none_or(|port| port == spec.port);
    if !(names(parent, route, listener.owner) && section && port) {
        return Err(Refusal::NoMatchingParent);
    }
    let lets_in = lets_in(world, &spec.allowed_namespaces, &listener.owner.namespace, route.meta.namespace());
    if !lets_in || !listener.kinds().contains(&route.kind) {
        return Err(Refusal::NotAllowedByListeners);
    }
    let hosts = match route.kind {
        RouteKind::Http | RouteKind::Grpc | RouteKind::Tls => effective(listener, &route.hostnames),
        RouteKind::Tcp | RouteKind::Udp => vec![Effective::default()],
    };
    if hosts.is_empty() { Err(Refusal::NoMatchingListenerHostname) } else { Ok(hosts) }
}

/// Whether a parentRef means this Gateway or ListenerSet.
pub(crate) fn names(parent: &ParentRef, route: &Route, owner: &ObjectRef) -> bool {
    let target = &parent.target;
    let group = owner.api_version.split_once('/').map_or("", |(group, _)| group);
    target.kind == owner.kind
        && target.group == group
        && target.name == owner.name
        && target.namespace_or(route.meta.namespace()) == owner.namespace
}

/// An HTTPRoute and a GRPCRoute do not share a host at a listener: the older is there, and the other one is not accepted
/// (GRPCRoute's rules in apis/v1/grpcroute_types.go).
fn one_kind(routes: &mut Vec<Attached<'_>>) {
    let mut kept: Vec<(RouteKind, Vec<Effective>)> = Vec::new();
    routes.retain(|attached| {
        let kind = attached.route.kind;
        if !matches!(kind, RouteKind::Http | RouteKind::Grpc) {
            return true;
        }
        let shared = |host: &Effective, theirs: &Effective| intersection(&host.hosts, &theirs.hosts).is_some();
        let mut others = kept.iter().filter(|(known, _)| *known != kind).flat_map(|(_, hosts)| hosts);
        if others.any(|theirs| attached.hosts.iter().any(|host| shared(host, theirs))) {
            return false;
        }
        kept.push((kind, attached.hosts.clone()));
        true
    });
}
