//! What to ask of a Gateway.

use crate::apart::apart;
use crate::model::{
    Gateway, ListenerProtocol, MatchWhat, PathMatch, Route, RouteKind, RouteMatch, TextMatch, ValueMatch,
};
use crate::request::{Host, Request, Scheme, Source, Target, Url, Via};
use crate::route::gateway::{Listening, attached, listeners};
use crate::world::World;

/// The requests that the routes of Gateways are there for: each match at each listener once.
pub(super) fn routes(world: &World) -> Vec<Request> {
    if world.gateway_api.gateways.is_empty() { Vec::new() } else { apart(|| of_gateways(world)) }
}

fn of_gateways(world: &World) -> Vec<Request> {
    let mut requests = Vec::new();
    for (i, gateway) in world.gateway_api.gateways.iter().enumerate() {
        for listener in listeners(world, gateway).iter().filter(|listener| listener.fault.is_none()) {
            for (route, hosts) in attached(world, listener) {
                // Of several hosts the first stands for all.
                let host = hosts.first().map_or("", |host| &host.hosts);
                for request in of_route(world, (i, gateway), listener, route, host) {
                    if !requests.contains(&request) {
                        requests.push(request);
                    }
                }
            }
        }
    }
    requests
}

fn of_route(
    world: &World,
    (i, gateway): (usize, &Gateway),
    listener: &Listening<'_>,
    route: &Route,
    host: &str,
) -> Vec<Request> {
    let port = listener.spec.port;
    let secure = matches!(listener.spec.protocol, ListenerProtocol::Https | ListenerProtocol::Tls);
    let meta = &gateway.meta;
    let via = Via::Gateway { namespace: meta.namespace().to_owned(), name: meta.name().to_owned() };
    // A host that no rule names does not say which entry is meant.
    let named = !host.is_empty();
    let name = match host.strip_prefix("*.") {
        Some(domain) => format!("www.{domain}"),
        None if named => host.to_owned(),
        None => "www.example.com".to_owned(),
    };
    let ask = |scheme, path: &str| {
        let to = Target::Url(Url { scheme, host: Host::Name(name.clone()), port, path: path.to_owned() });
        Request { via: (!named).then(|| via.clone()), ..Request::new(Source::Internet(None), to) }
    };
    let address = || world.assumed_gateways.get(i).and_then(Option::as_ref).map(|pod| pod.address);
    let stream = |scheme| {
        let host = address().map_or_else(|| Host::Name(name.clone()), Host::Ip);
        let to = Target::Url(Url { scheme, host, port, path: String::new() });
        Request { via: Some(via.clone()), ..Request::new(Source::Internet(None), to) }
    };
    match route.kind {
        RouteKind::Tls => vec![ask(Scheme::Https, "/")],
        RouteKind::Tcp => vec![stream(Scheme::Tcp)],
        RouteKind::Udp => vec![stream(Scheme::Udp)],
        RouteKind::Http | RouteKind::Grpc => {
            let matches = route.rules.iter().flat_map(|rule| &rule.matches);
            let scheme = match (route.kind, secure) {
                (RouteKind::Grpc, false) => Scheme::Grpc,
                (_, true) => Scheme::Https,
                (_, false) => Scheme::Http,
            };
            matches.map(|with| asked(ask(scheme, &path(with)), with)).collect()
        }
    }
}

/// Method and headers as the match wants them.
fn asked(mut request: Request, with: &RouteMatch) -> Request {
    match &with.what {
        MatchWhat::Http { method, .. } => request.method.clone_from(method),
        MatchWhat::Grpc { .. } => {}
    }
    let headers = with.headers.iter().filter_map(exact);
    request.headers.extend(headers.map(|(name, value)| (name.to_owned(), value.to_owned())));
    request
}

/// A path that the match takes, with the query that it asks for; of a regular expression, what stands before its first special sign.
fn path(with: &RouteMatch) -> String {
    match &with.what {
        MatchWhat::Http { path, query, .. } => {
            let text = path.text();
            let text = match path {
                PathMatch::Exact(_) | PathMatch::Prefix(_) => text,
                PathMatch::RegularExpression(_) => {
                    text.split(['(', '[', '*', '?', '+', '|', '$', '^', '\\', '.']).next().unwrap_or(text)
                }
            };
            let slash = if text.starts_with('/') { "" } else { "/" };
            let query: Vec<String> =
                query.iter().filter_map(exact).map(|(name, value)| format!("{name}={value}")).collect();
            let mark = if query.is_empty() { "" } else { "?" };
            format!("{slash}{text}{mark}{}", query.join("&"))
        }
        MatchWhat::Grpc { service, method } => {
            let text = |of: &Option<TextMatch>, instead: &str| match of {
                Some(TextMatch::Exact(text)) => text.clone(),
                Some(TextMatch::RegularExpression(_)) | None => instead.to_owned(),
            };
            format!("/{}/{}", text(service, "example.Service"), text(method, "Method"))
        }
    }
}

/// A name and the value that it must have.
pub(super) fn exact(of: &ValueMatch) -> Option<(&str, &str)> {
    match &of.value {
        TextMatch::Exact(value) => Some((&of.name, value)),
        TextMatch::RegularExpression(_) => None,
    }
}
