//! What the rules of L7 entries look at in a request, as suggestions for whoever writes one.

use super::gateway::exact;
use crate::apart::apart;
use crate::model::{Ingress, MatchWhat, RouteMatch};
use crate::world::World;

/// Suggestions, each once, in the order of the manifests.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    pub methods: Vec<String>,
    /// Each `Name: value`.
    pub headers: Vec<String>,
    /// Each `name=value`.
    pub query: Vec<String>,
}

pub fn http_hints(world: &World) -> Hints {
    let mut hints = Hints::default();
    for ingress in &world.ingresses {
        canary(ingress, &mut hints);
    }
    if !world.gateway_api.routes.is_empty() {
        apart(|| of_routes(world, &mut hints));
    }
    once(&mut hints.methods);
    once(&mut hints.headers);
    once(&mut hints.query);
    hints
}

/// What a canary of ingress-nginx decides by.
fn canary(ingress: &Ingress, hints: &mut Hints) {
    let annotation = |name: &str| ingress.meta.annotations.get(&format!("nginx.ingress.kubernetes.io/{name}"));
    if let Some(header) = annotation("canary-by-header") {
        match annotation("canary-by-header-value") {
            Some(value) => hints.headers.push(format!("{header}: {value}")),
            None => hints.headers.extend(["always", "never"].map(|value| format!("{header}: {value}"))),
        }
    }
    if let Some(cookie) = annotation("canary-by-cookie") {
        hints.headers.extend(["always", "never"].map(|value| format!("Cookie: {cookie}={value}")));
    }
}

fn of_routes(world: &World, hints: &mut Hints) {
    let rules = world.gateway_api.routes.iter().flat_map(|route| &route.rules);
    for with in rules.flat_map(|rule| &rule.matches) {
        of_match(with, hints);
    }
}

/// What a match of an HTTPRoute or GRPCRoute asks for.
fn of_match(with: &RouteMatch, hints: &mut Hints) {
    let headers = with.headers.iter().filter_map(exact);
    hints.headers.extend(headers.map(|(name, value)| format!("{name}: {value}")));
    if let MatchWhat::Http { method, query, .. } = &with.what {
        hints.methods.extend(method.clone());
        hints.query.extend(query.iter().filter_map(exact).map(|(name, value)| format!("{name}={value}")));
    }
}

fn once(list: &mut Vec<String>) {
    let mut known = std::collections::BTreeSet::new();
    list.retain(|entry| known.insert(entry.clone()));
}
