//! Why a request fails: not only the first cause, but every problem of the objects on its way, and what the request itself
//! gets wrong.

use super::{denied, fix};
use crate::apart::apart;
use crate::diagnostic::{Diagnostic, Severity};
use crate::edit::FieldValue;
use crate::manifest::Manifests;
use crate::model::Protocol;
use crate::object::{Evidence, FieldPath};
use crate::problem::Problem;
use crate::reason::{GatewayReason, Reason};
use crate::route::gateway;
use crate::trace::{Explanation, Path, Verdict};
use crate::world::{PortEntry, ServiceEntry, World};

/// Every cause of a trace's failures, what the request asks for first, then `problems` of the objects that it met, errors
/// before warnings; none where every request is delivered.
pub fn causes(manifests: &Manifests, world: &World, problems: &[Diagnostic], trace: &Explanation) -> Vec<Diagnostic> {
    match trace.verdict {
        Verdict::Delivered | Verdict::Resolved | Verdict::Redirected => Vec::new(),
        // Nobody here has the host, unless a route that nobody took was to have it.
        Verdict::External => apart(|| {
            let kept_out = problems.iter().filter(|problem| keeps_out(world, problem, trace, &[]));
            kept_out.cloned().collect()
        }),
        Verdict::Partial
        | Verdict::Rejected
        | Verdict::Dropped
        | Verdict::Unmatched
        | Verdict::Responded
        | Verdict::Nxdomain
        | Verdict::Unknown => apart(|| {
            let beyond = if denied::is_denied(trace) { denied::beyond(world, trace) } else { Vec::new() };
            let traces = || std::iter::once(trace).chain(&beyond);
            let mut causes = Vec::new();
            for path in traces().flat_map(drawn_first) {
                let cause = denied::cause(manifests, world, path);
                let cause = cause.or_else(|| of_request(manifests, world, &path.reason));
                causes.extend(cause.filter(|cause| !causes.iter().any(|known| same(known, cause))));
            }
            let met: Vec<&Evidence> = traces().flat_map(met).collect();
            let local = trace.paths.iter().any(|path| matches!(*path.reason, Reason::NoLocalEndpoint { .. }));
            let is_cause = |problem: &&Diagnostic| {
                // Nodes without an endpoint of their own are a cause only where one of them was asked.
                let elsewhere = matches!(problem.problem, Problem::LocalNodesWithout { .. }) && !local;
                let concerned = concerns(problem, &met) || keeps_out(world, problem, trace, &met);
                !elsewhere && problem.severity() != Severity::Info && concerned
            };
            let mut known: Vec<Diagnostic> = problems.iter().filter(is_cause).cloned().collect();
            known.sort_by_key(Diagnostic::severity);
            causes.extend(known);
            causes
        }),
    }
}

/// Of causes that are one, the one of the branch that is shown is told.
fn drawn_first(trace: &Explanation) -> impl Iterator<Item = &Path> {
    std::iter::once(trace.drawn_path()).chain(&trace.paths)
}

/// What stops several branches at one place is one cause.
fn same(one: &Diagnostic, other: &Diagnostic) -> bool {
    (one.code(), &one.object, &one.path) == (other.code(), &other.object, &other.path)
}

/// The fields that decided on a failing path.
fn met(trace: &Explanation) -> impl Iterator<Item = &Evidence> {
    let failing = trace.paths.iter().filter(|path| path.verdict != Verdict::Delivered);
    failing.flat_map(|path| path.steps()).flat_map(|(_, step)| &step.evidence)
}

/// Whether a problem is one of what was met: of the object, and where that is a list of rules or listeners, of one that was.
fn concerns(problem: &Diagnostic, met: &[&Evidence]) -> bool {
    let Some(object) = &problem.object else { return false };
    let ruled = matches!(object.kind.as_str(), "Ingress" | "Gateway" | "ListenerSet") || object.kind.ends_with("Route");
    let own: Vec<&str> = met.iter().filter(|met| met.object == *object).map(|met| met.path.as_str()).collect();
    let Some((list, _)) = entry(problem.path.as_str()).filter(|_| ruled) else { return !own.is_empty() };
    // Where none of the entries was chosen, each may be the one that should have been.
    let none_chosen = || own.contains(&list) && !own.iter().any(|met| is_in(met, list));
    own.iter().any(|met| is_in(met, list) && is_met(problem.path.as_str(), met)) || none_chosen()
}

/// Whether it keeps a route out that may have been meant to answer: one for the host, or without any at a listener that was met,
/// where no route takes the request.
fn keeps_out(world: &World, problem: &Diagnostic, trace: &Explanation, met: &[&Evidence]) -> bool {
    if !matches!(problem.problem, Problem::RouteNotAccepted { .. }) {
        return false;
    }
    let mut routes = world.gateway_api.routes.iter();
    let Some(route) = routes.find(|route| Some(&route.meta.reference) == problem.object.as_ref()) else {
        return false;
    };
    trace.paths.iter().any(|path| match &*path.reason {
        Reason::LeavesCluster { host }
        | Reason::Gateway(GatewayReason::RouteNoRule { host, .. } | GatewayReason::GatewayNoListener { host, .. }) => {
            let parent_met = |met: &&Evidence| route.parents.iter().any(|it| gateway::names(it, route, &met.object));
            let at_met = || met.iter().any(parent_met);
            gateway::is_for(route, host) && (!route.hostnames.is_empty() || at_met())
        }
        _ => false,
    })
}

/// The first list that a path goes by, and its entry there.
fn entry(path: &str) -> Option<(&str, &str)> {
    let starts = |(at, _): &(usize, &str)| path[at + 1..].starts_with(|c: char| c.is_ascii_digit());
    let (at, _) = path.match_indices('[').find(starts)?;
    Some((&path[..at], &path[..=at + path[at..].find(']')?]))
}

fn is_in(path: &str, list: &str) -> bool {
    path.strip_prefix(list).is_some_and(|rest| rest.starts_with('['))
}

/// Whether what is met lies in the same entry of each list that both go by.
fn is_met(path: &str, met: &str) -> bool {
    let Some((list, entry)) = entry(path) else { return true };
    match met.strip_prefix(entry) {
        Some(rest) => is_met(&path[entry.len()..], rest),
        None => !is_in(met, list),
    }
}

/// What no manifest alone gets wrong: the request and the manifests do not fit together.
fn of_request(manifests: &Manifests, world: &World, reason: &Reason) -> Option<Diagnostic> {
    let named = |name: &String| world.services.iter().find(|entry| entry.key() == *name);
    match reason {
        Reason::PortNotInService { address, service, protocol } => {
            Some(port(manifests, named(service)?, *protocol, address.port()))
        }
        Reason::ServicePortNotFound { service, port: asked, protocol } => {
            Some(port(manifests, named(service)?, *protocol, *asked))
        }
        Reason::NameNotFound { name, tried } => {
            let mut labels = name.split('.');
            let (first, namespace) = (labels.next()?, labels.next());
            // Only the cluster's DNS is asked along a search list.
            let asks_cluster = !tried.is_empty();
            if asks_cluster && namespace.is_some() {
                return None;
            }
            let namesakes = world.services.iter().filter(|entry| {
                let meta = &entry.spec.meta;
                meta.name() == first && namespace.is_none_or(|namespace| meta.namespace() == namespace)
            });
            let namesakes: Vec<_> = namesakes.collect();
            let object = &namesakes.first()?.spec.meta.reference;
            let namespaces = namesakes.iter().map(|entry| entry.spec.meta.namespace().to_owned()).collect();
            let path = FieldPath::of(if asks_cluster { "metadata.namespace" } else { "metadata.name" });
            let span = manifests.get(object).map(|object| object.head(&path));
            let problem = if asks_cluster {
                Problem::NameInOtherNamespace { name: name.clone(), namespaces }
            } else {
                Problem::NameOfCluster { name: name.clone() }
            };
            Some(Diagnostic::of(problem, object, path, span))
        }
        _ => None,
    }
}

/// The Service has other ports than the one asked for. The nearest of the protocol can be changed to it, if it is the only one.
fn port(manifests: &Manifests, entry: &ServiceEntry, protocol: Protocol, asked: u16) -> Diagnostic {
    let object = &entry.spec.meta.reference;
    let offered: Vec<(Protocol, u16)> = entry.ports.iter().map(|port| (port.spec.protocol, port.spec.port)).collect();
    let fitting = || entry.ports.iter().filter(|port| port.spec.protocol == protocol);
    let distance = |port: &&PortEntry| port.spec.port.abs_diff(asked);
    let nearest = fitting().min_by_key(distance);
    let shown = nearest.or(entry.ports.iter().min_by_key(distance));
    let path = shown.map_or_else(FieldPath::root, |port| port.spec.path().field("port"));
    let span = manifests.get(object).map(|object| object.head(&path));
    // Of two equally near either may be meant.
    let only = nearest.filter(|near| fitting().filter(|port| distance(port) == distance(near)).count() == 1);
    let fix = only.and_then(|_| fix::set(manifests, object, &path, FieldValue::from(asked)));
    let problem = Problem::PortNotInService { service: entry.key(), protocol, port: asked, offered };
    Diagnostic { fixes: fix.into_iter().collect(), ..Diagnostic::of(problem, object, path, span) }
}
