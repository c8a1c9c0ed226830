//! Canary Ingresses: a second backend for the locations of another Ingress (2.11; controller.go `mergeAlternativeBackends`,
//! rootfs/etc/nginx/lua/balancer.lua `route_to_alternative_balancer`).

use super::annotation;
use super::config::{Config, Upstream};
use crate::model::{Ingress, IngressBackend, PathType};
use crate::object::Evidence;
use crate::reason::{CanaryBy, EntryReason, Gap, Reason};
use crate::route::ingress::backend::find;
use crate::route::walk::Note;
use crate::trace::{Decision, Http, Stage};
use crate::world::World;

/// The canary of an upstream, and its share of the requests like this one. `None`: there is none.
pub(super) fn share<'w>(
    world: &'w World,
    config: &Config<'w>,
    main: Upstream<'w>,
    http: &Http,
    notes: &mut Vec<Note>,
) -> Result<Option<(Upstream<'w>, f64)>, Note> {
    let Some(canary) = alternative(world, config, main) else { return Ok(None) };
    if !has_endpoints(world, config, main) || !has_endpoints(world, config, canary) {
        return Ok(None);
    }
    let ingress = &world.ingresses[shaping(world, config, canary)];
    if !annotation::truth(ingress, "canary") {
        return Ok(None);
    }
    let (by, name) = decide(ingress, http)?;
    let share = match by {
        CanaryBy::Header { canary } | CanaryBy::Cookie { canary } => f64::from(u8::from(canary)),
        CanaryBy::Weight { weight, total } => (f64::from(weight) / f64::from(total)).min(1.0),
    };
    let reason = Reason::Entry(EntryReason::NginxCanary { ingress: ingress.meta.reference.key(), by });
    let evidence = annotation::evidence(ingress, name);
    notes.push(Note::new(Stage::Ingress, Decision::Match, reason).because([evidence]));
    Ok(Some((canary, share)))
}

/// The Ingress whose annotations share requests out to this upstream: the one by which it first came about, a canary or not. A
/// default backend makes it anew (controller.go `createUpstreams`).
fn shaping(world: &World, config: &Config<'_>, canary: Upstream<'_>) -> usize {
    let mut made = None;
    for &ingress in &config.ingresses {
        let names = |backend| same(world, Upstream { ingress, backend, rung: None }, canary);
        let mut rungs = config.rungs.iter().filter(|rung| rung.ingress == ingress);
        if world.ingresses[ingress].default_backend.as_ref().is_some_and(names)
            || made.is_none() && rungs.any(|rung| names(rung.backend))
        {
            made = Some(ingress);
        }
    }
    made.unwrap_or(canary.ingress)
}

/// Header, then cookie, then weight.
fn decide(ingress: &Ingress, http: &Http) -> Result<(CanaryBy, &'static str), Note> {
    let header = annotation::text(ingress, "canary-by-header");
    let sent = header.and_then(|name| {
        http.headers.iter().find(|(sent, _)| sent.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    });
    if let Some(sent) = sent {
        let value = annotation::text(ingress, "canary-by-header-value");
        let pattern = annotation::text(ingress, "canary-by-header-pattern");
        match (value, pattern, sent) {
            (Some(value), ..) if value == sent => {
                return Ok((CanaryBy::Header { canary: true }, "canary-by-header-value"));
            }
            // The value switches the pattern off, and takes `always` and `never` their meaning.
            (Some(_), ..) => {}
            (None, Some(pattern), _) => match regex_lite::Regex::new(pattern) {
                Ok(regex) if regex.is_match(sent) => {
                    return Ok((CanaryBy::Header { canary: true }, "canary-by-header-pattern"));
                }
                Ok(_) => {}
                // What PCRE knows and svcpath does not; anything else is broken, and means main.
                Err(_) if pattern.contains("(?") || pattern.contains('\\') => {
                    let what = Gap::Pattern { pattern: pattern.to_owned() };
                    let note = Note::new(Stage::Ingress, Decision::Unknown, Reason::NotModelled { what });
                    return Err(note.because([annotation::evidence(ingress, "canary-by-header-pattern")]));
                }
                Err(_) => return Ok((CanaryBy::Header { canary: false }, "canary-by-header-pattern")),
            },
            (None, None, "always") => return Ok((CanaryBy::Header { canary: true }, "canary-by-header")),
            (None, None, "never") => return Ok((CanaryBy::Header { canary: false }, "canary-by-header")),
            (None, None, _) => {}
        }
    }
    match annotation::text(ingress, "canary-by-cookie").and_then(|name| cookie(http, name)) {
        Some("always") => return Ok((CanaryBy::Cookie { canary: true }, "canary-by-cookie")),
        Some("never") => return Ok((CanaryBy::Cookie { canary: false }, "canary-by-cookie")),
        Some(_) | None => {}
    }
    let weight = annotation::number(ingress, "canary-weight").unwrap_or(0);
    let total = annotation::number(ingress, "canary-weight-total").unwrap_or(100).max(100);
    let name = if annotation::text(ingress, "canary-weight").is_some() { "canary-weight" } else { "canary" };
    Ok((CanaryBy::Weight { weight, total }, name))
}

fn cookie<'h>(http: &'h Http, name: &str) -> Option<&'h str> {
    let headers = http.headers.iter().filter(|(header, _)| header.eq_ignore_ascii_case("cookie"));
    let cookies = headers.flat_map(|(_, value)| value.split(';'));
    let mut pairs = cookies.filter_map(|cookie| cookie.trim().split_once('='));
    pairs.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// The first canary whose host, path and type are those of a location with this upstream.
fn alternative<'w>(world: &'w World, config: &Config<'w>, main: Upstream<'w>) -> Option<Upstream<'w>> {
    let is_main = |upstream: Option<Upstream<'_>>| upstream.is_some_and(|upstream| same(world, upstream, main));
    for &ingress in &config.canaries {
        let object = &world.ingresses[ingress];
        let catch_all = object.default_backend.as_ref().map(|backend| Upstream { ingress, backend, rung: None });
        let last_resort = &config.servers[0];
        if let Some(canary) = catch_all.filter(|canary| !same(world, *canary, main))
            && last_resort.locations.iter().any(|location| is_main(location.upstream))
        {
            return Some(canary);
        }
        for (at, rung) in config.rungs.iter().enumerate().filter(|(_, rung)| rung.ingress == ingress) {
            let canary = Upstream { ingress, backend: rung.backend, rung: Some(at) };
            let Some(path) = rung.path.filter(|_| !same(world, canary, main)) else { continue };
            let server = config.servers.iter().find(|server| server.host == rung.host);
            let exact = path.kind == PathType::Exact;
            let mut places = server.into_iter().flat_map(|server| &server.locations);
            let joins = places.any(|location| {
                let kind = location.rung.and_then(|rung| config.rungs[rung].path).map(|path| path.kind);
                let alike = kind.map_or(!exact, |kind| (kind == PathType::Exact) == exact);
                is_main(location.upstream) && location.written == path.path && alike
            });
            if joins {
                return Some(canary);
            }
        }
    }
    None
}

/// Upstreams are told apart by namespace, Service and port (controller.go `upstreamName`).
fn same(world: &World, a: Upstream<'_>, b: Upstream<'_>) -> bool {
    let namespace = |upstream: Upstream<'_>| world.ingresses[upstream.ingress].meta.namespace();
    a.backend == b.backend && namespace(a) == namespace(b) && !matches!(a.backend, IngressBackend::None)
}

fn has_endpoints(world: &World, config: &Config<'_>, upstream: Upstream<'_>) -> bool {
    let written: Evidence = config.written(world, upstream);
    find(world, upstream.ingress, upstream.backend, &written, super::names).is_ok_and(|backend| {
        let entry = world.service(backend.service);
        let ports = entry.ports.get(backend.port);
        entry.spec.alias().is_some()
            || ports.is_some_and(|port| port.endpoints.iter().any(|endpoint| endpoint.conditions.ready))
    })
}
