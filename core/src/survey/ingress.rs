//! What to ask of an Ingress.

use crate::model::{Ingress, IngressBackend, IngressRule, PathType};
use crate::object::ObjectRef;
use crate::request::{Host, Request, Scheme, Source, Target, Url, Via};

const ALL_HOSTS: IngressRule = IngressRule { host: String::new(), paths: None };

/// The requests that an Ingress' rules are there for.
pub(super) fn routes(ingress: &Ingress) -> Vec<Request> {
    let rules = ingress.rules.iter().flat_map(|rule| {
        let paths = rule.paths.iter().flatten();
        paths.map(|path| ingress_request(ingress, rule, &sample_path(&path.path, path.kind)))
    });
    let mut requests: Vec<Request> = rules.collect();
    if requests.is_empty() && ingress.default_backend.is_some() {
        requests.push(ingress_request(ingress, &ALL_HOSTS, "/"));
    }
    requests
}

/// The request that an Ingress sends to a Service.
pub(super) fn route_to(ingress: &Ingress, service: &ObjectRef) -> Option<Request> {
    let leads_there = |backend: &IngressBackend| match backend {
        IngressBackend::Service { name, .. } => *name == service.name && ingress.meta.namespace() == service.namespace,
        IngressBackend::Resource { .. } | IngressBackend::None => false,
    };
    let by_rule = ingress.rules.iter().find_map(|rule| {
        let path = rule.paths.iter().flatten().find(|path| leads_there(&path.backend))?;
        Some(ingress_request(ingress, rule, &sample_path(&path.path, path.kind)))
    });
    let default = ingress.default_backend.as_ref().filter(|backend| leads_there(backend));
    by_rule.or_else(|| default.map(|_| ingress_request(ingress, &ALL_HOSTS, "/")))
}

fn ingress_request(ingress: &Ingress, rule: &IngressRule, path: &str) -> Request {
    let host = match rule.host.strip_prefix("*.") {
        Some(domain) => format!("www.{domain}"),
        None if rule.host.is_empty() => "www.example.com".to_owned(),
        None => rule.host.clone(),
    };
    let covers = |pattern: &String| {
        pattern == &host || pattern.strip_prefix('*').is_some_and(|end| host.ends_with(end) && !end.is_empty())
    };
    let tls = ingress.tls.iter().any(|tls| tls.hosts.iter().any(covers));
    let scheme = if tls { Scheme::Https } else { Scheme::Http };
    let port = scheme.default_port().unwrap_or(80);
    let to = Target::Url(Url { scheme, host: Host::Name(host), port, path: path.into() });
    let reference = &ingress.meta.reference;
    // A rule for all hosts needs no name of its own; which entry is meant must be said.
    let via = rule
        .host
        .is_empty()
        .then(|| Via::Ingress { namespace: reference.namespace.clone(), name: reference.name.clone() });
    Request { via, ..Request::new(Source::Internet(None), to) }
}

/// A path that the rule matches; of a regular expression, what stands before its first special sign.
fn sample_path(path: &str, kind: PathType) -> String {
    let literal = match kind {
        PathType::Exact | PathType::Prefix => path,
        PathType::ImplementationSpecific => {
            path.split(['(', '[', '*', '?', '+', '|', '$', '^', '\\', '.']).next().unwrap_or(path)
        }
    };
    if literal.starts_with('/') { literal.to_owned() } else { format!("/{literal}") }
}
