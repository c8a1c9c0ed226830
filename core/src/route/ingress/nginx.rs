//! ingress-nginx: how it reads Ingresses and their annotations, and what NGINX then makes of a request.
//! Sources: kubernetes/ingress-nginx internal/ingress/controller/{controller,location}.go, template/, rootfs/etc/nginx/lua;
//! the numbers in comments are sections of docs/semantics/l7.md.

mod annotation;
mod canary;
mod config;
mod escape;
mod location;
mod name;
mod preflight;
mod redirect;
mod rewrite;

use std::sync::Arc;

use self::config::{Config, Location, Server, Upstream};
use self::name::Alias;
use super::Controller;
use super::backend::{by_reference, find};
use crate::model::{Ingress, IngressBackend, ServicePortRef};
use crate::object::{Evidence, FieldPath};
use crate::reason::{EntryReason, Gap, Reason};
use crate::route::l7::{Asked, Backend, Branch, End, Ruling, path_of};
use crate::route::walk::Note;
use crate::trace::{Candidate, Decision, Http, Stage, Verdict, WhyNot};
use crate::world::{PortEntry, World};

/// Annotations that may refuse a request, or hand it to somebody who may, and that are not modelled.
const GUARDS: [&str; 7] = [
    "auth-url",
    "auth-type",
    "whitelist-source-range",
    "allowlist-source-range",
    "denylist-source-range",
    // Refused unless the controller allows them; then they may do anything.
    "configuration-snippet",
    "auth-snippet",
];

/// The same, but before any location has a say.
const GUARDS_OF_SERVERS: [&str; 3] = ["auth-tls-secret", "server-snippet", "modsecurity-snippet"];

/// Whether one of its servers goes by this name, or sends it to another.
pub(super) fn serves_host(world: &World, controller: &Controller, host: &str) -> bool {
    let config = Config::build(world, controller);
    config.server(host).is_ok_and(|server| !server.host.is_empty()) || config.other_www(host).is_some()
}

pub(super) fn rule(world: &World, controller: &Controller, asked: Asked<'_>, http: &Http) -> Ruling {
    let config = Config::build(world, controller);
    let mut notes = Vec::new();
    if http.tls {
        match config.server(asked.sni.unwrap_or(&http.host)) {
            Ok(server) => notes.push(tls(world, server, asked.sni.unwrap_or(&http.host))),
            Err(alias) => return Ruling::unknown(notes, unreadable(world, alias)),
        }
    }
    let Some(path) = location::normalized(path_of(&http.path)) else {
        let reason = Reason::Entry(EntryReason::NginxBadPath { path: path_of(&http.path).to_owned() });
        return Ruling::answer(notes, Verdict::Responded, 400, Note::new(Stage::Ingress, Decision::Respond, reason));
    };
    if let Some(server) = config.other_www(&http.host) {
        return redirect::www(world, notes, server, http);
    }
    let server = match config.server(&http.host) {
        Ok(server) => server,
        Err(alias) => return Ruling::unknown(notes, unreadable(world, alias)),
    };
    if path == "/"
        && let Some(ruling) = redirect::app_root(world, &mut notes, server, asked, http)
    {
        return ruling;
    }
    let found = match location::find(server, &path) {
        Ok(found) => found,
        Err(location) => {
            let what = Gap::Pattern { pattern: location.path.clone() };
            let note = Note::new(Stage::Ingress, Decision::Unknown, Reason::NotModelled { what });
            return Ruling::unknown(notes, note.because(location.evidence(world, &config)));
        }
    };
    let ladder = ladder(world, &config, server, &found);
    let chosen = found.location;
    let won = ladder.iter().position(|candidate| candidate.why_not.is_none());
    if found.slash_missing {
        return redirect::slash(world, &config, notes, chosen, http, ladder);
    }
    let Some(upstream) = chosen.upstream else {
        return unmatched(world, &config, notes, server, chosen, http, ladder);
    };
    notes.push(matched(world, &config, server, chosen, upstream).among(ladder, won));
    if let Some(ruling) = annotated(world, &config, &mut notes, chosen, http) {
        return ruling;
    }
    let request = match rewrite::rewrite(world, &config, chosen, http, &mut notes) {
        Ok(request) => request,
        Err(ruling) => return *ruling,
    };
    let main = |share: f64| Branch {
        weight: share,
        notes: Vec::new(),
        end: pass(world, &config, chosen, upstream, request.clone()),
    };
    match canary::share(world, &config, upstream, http, &mut notes) {
        Ok(Some((canary, share))) => {
            let alternative =
                Branch { weight: share, notes: Vec::new(), end: pass(world, &config, chosen, canary, request.clone()) };
            let branches = [main(1.0 - share), alternative].into_iter().filter(|branch| branch.weight > 0.0);
            Ruling { notes, branches: branches.collect() }
        }
        Ok(None) => Ruling { notes, branches: vec![main(1.0)] },
        Err(note) => Ruling::unknown(notes, note),
    }
}

/// An alias of which not everything is known: a pattern of a kind that svcpath does not read, or a name that the certificate may
/// have.
fn unreadable(world: &World, alias: Alias<'_>) -> Note {
    let what = Gap::Pattern { pattern: alias.name.to_owned() };
    let note = Note::new(Stage::Ingress, Decision::Unknown, Reason::NotModelled { what });
    note.because([annotation::evidence(&world.ingresses[alias.ingress], "server-alias")])
}

/// What annotations answer before a backend is asked, in NGINX' order: what stands in the location (preflights above redirects),
/// then ngx_rewrite.lua (to https), then the access phase (rootfs/etc/nginx/template/nginx.tmpl).
fn annotated(
    world: &World,
    config: &Config<'_>,
    notes: &mut Vec<Note>,
    location: &Location<'_>,
    http: &Http,
) -> Option<Ruling> {
    // What a server is told comes before all of its locations.
    let barred = guard(world, location, &GUARDS_OF_SERVERS).is_some();
    if !barred && let Some(ruling) = preflight::answered(world, location, http, notes) {
        return Some(ruling);
    }
    if let Some(ruling) = redirect::elsewhere(world, notes, location, http) {
        return Some(ruling);
    }
    if let Some(ruling) = redirect::to_https(world, config, notes, location, http) {
        return Some(ruling);
    }
    let note = guard(world, location, &GUARDS_OF_SERVERS).or_else(|| guard(world, location, &GUARDS))?;
    Some(Ruling::unknown(std::mem::take(notes), note))
}

/// No rule takes the path: the root location that every server begins with does, and of a host's own it has the annotations of
/// the first Ingress that names the host (2.4).
fn unmatched(
    world: &World,
    config: &Config<'_>,
    notes: Vec<Note>,
    server: &Server<'_>,
    root: &Location<'_>,
    http: &Http,
    ladder: Arc<[Candidate]>,
) -> Ruling {
    if let Some(ingress) = root.ingress {
        let object = &world.ingresses[ingress].meta.reference;
        let reason = EntryReason::NginxRootLocation { host: server.host.to_owned(), ingress: object.key() };
        let note = Note::new(Stage::Ingress, Decision::Match, Reason::Entry(reason));
        let note = note.because([Evidence::new(object, "metadata.annotations")]).among(ladder.clone(), None);
        let mut notes = notes.clone();
        notes.push(note);
        if let Some(ruling) = annotated(world, config, &mut notes, root, http) {
            return ruling;
        }
        if let Err(ruling) = rewrite::rewrite(world, config, root, http, &mut notes) {
            return *ruling;
        }
    }
    let (host, path) = (http.host.clone(), path_of(&http.path).to_owned());
    let reason = if server.host.is_empty() {
        EntryReason::IngressNoHost { host }
    } else {
        EntryReason::IngressNoPath { host, path }
    };
    let note = Note::new(Stage::Ingress, Decision::Unmatched, Reason::Entry(reason)).among(ladder, None);
    Ruling::answer(notes, Verdict::Unmatched, 404, note)
}

/// The certificate of the server that SNI names; the controller's own where it has none (world.md 5.7).
fn tls(world: &World, server: &Server<'_>, name: &str) -> Note {
    let host = name.to_owned();
    let Some((ingress, section)) = server.certificate else {
        let reason = Reason::Entry(EntryReason::TlsTerminated { host, secret: None });
        return Note::new(Stage::Ingress, Decision::Match, reason);
    };
    let object = &world.ingresses[ingress];
    let secret = section.and_then(|section| object.tls[section].secret.clone());
    let reason = Reason::Entry(EntryReason::TlsTerminated { host, secret });
    let path = FieldPath::of("spec.tls");
    let path = section.map_or(path.clone(), |section| path.index(section));
    Note::new(Stage::Ingress, Decision::Match, reason).because([Evidence::at(&object.meta.reference, path)])
}

/// Every rule: those of the server in the order in which NGINX tries them, then those of the others.
fn ladder(
    world: &World,
    config: &Config<'_>,
    server: &Server<'_>,
    found: &location::Found<'_, '_>,
) -> Arc<[Candidate]> {
    let mut listed: Vec<usize> = Vec::new();
    let mut ladder = Vec::new();
    for location in found.order.iter().copied() {
        let Some(rung) = location.rung.filter(|rung| !listed.contains(rung)) else { continue };
        listed.push(rung);
        let chosen = found.location.rung == Some(rung);
        let why_not = if chosen {
            None
        } else if found.order.iter().any(|twin| twin.rung == Some(rung) && found.fits(twin)) {
            Some(WhyNot::LessSpecific)
        } else {
            Some(WhyNot::PathDiffers)
        };
        ladder.push(Candidate { why_not, ..config.rungs[rung].candidate(world) });
    }
    for (i, rung) in config.rungs.iter().enumerate().filter(|(i, _)| !listed.contains(i)) {
        let why_not = if config.canaries.contains(&rung.ingress) {
            WhyNot::Canary
        } else if matches!(rung.backend, IngressBackend::Resource { .. }) {
            WhyNot::NotSupported
        } else if rung.host == server.host {
            // The same host, path and type again: the older Ingress keeps it (2.2).
            WhyNot::Repeated
        } else {
            WhyNot::HostDiffers
        };
        ladder.push(Candidate { why_not: Some(why_not), ..config.rungs[i].candidate(world) });
    }
    ladder.into()
}

/// What the winning location says of itself.
fn matched(
    world: &World,
    config: &Config<'_>,
    server: &Server<'_>,
    location: &Location<'_>,
    upstream: Upstream<'_>,
) -> Note {
    let ingress = world.ingresses[upstream.ingress].meta.reference.key();
    let reason = match location.rung.map(|rung| &config.rungs[rung]).and_then(|rung| rung.path) {
        Some(path) if server.regex => EntryReason::NginxPatternMatched { ingress, pattern: path.path.clone() },
        Some(path) => {
            EntryReason::IngressRuleMatched { ingress, host: server.host.to_owned(), path: path.path.clone() }
        }
        None => EntryReason::IngressDefaultBackend { ingress },
    };
    let note = Note::new(Stage::Ingress, Decision::Match, Reason::Entry(reason));
    let pattern = || server.locations.iter().find_map(|location| location.makes_regex(world));
    note.because(location.evidence(world, config)).because(server.regex.then(pattern).flatten())
}

/// An annotation that may yet refuse the request.
fn guard(world: &World, location: &Location<'_>, among: &[&'static str]) -> Option<Note> {
    let ingress = &world.ingresses[location.ingress?];
    let name = among.iter().find(|name| annotation::text(ingress, name).is_some())?;
    let what = Gap::Annotation { name: annotation::full(name) };
    let note = Note::new(Stage::Ingress, Decision::Unknown, Reason::NotModelled { what });
    Some(note.because([annotation::evidence(ingress, name)]))
}

/// On to a backend, or to the one that stands in where it has no endpoint (2.13).
fn pass(world: &World, config: &Config<'_>, location: &Location<'_>, upstream: Upstream<'_>, mut request: Http) -> End {
    let object = &world.ingresses[upstream.ingress];
    let written = config.written(world, upstream);
    let annotated = location.ingress.map(|i| &world.ingresses[i]);
    let secure = annotated.and_then(|ingress| annotation::text(ingress, "backend-protocol"));
    request.tls = match secure {
        Some("HTTPS" | "GRPCS") => true,
        Some("AUTO_HTTP") => request.tls,
        Some(_) | None => false,
    };
    if let Some(backend) = at_cluster_ip(world, object, upstream.backend, &written) {
        return End::Forward { backend, request: Some(request) };
    }
    let found = find(world, upstream.ingress, upstream.backend, &written, names);
    let empty = match &found {
        Ok(backend) => {
            let entry = world.service(backend.service);
            let endpoints = entry.ports.get(backend.port).map(|port| &port.endpoints);
            entry.spec.alias().is_none()
                && endpoints.is_none_or(|endpoints| !endpoints.iter().any(|endpoint| endpoint.conditions.ready))
        }
        Err(_) => true,
    };
    if let (true, Some(stand_in)) = (empty, annotated.and_then(|ingress| default_backend(world, ingress))) {
        return End::Forward { backend: stand_in, request: Some(request) };
    }
    match found {
        Ok(backend) if refused(world, &backend) => {
            let service = world.service(backend.service);
            let reason = Reason::Entry(EntryReason::IngressBackendNoEndpoints { service: service.key() });
            let written = Evidence::new(&service.spec.meta.reference, "spec.externalName");
            let note = Note::new(Stage::Ingress, Decision::Respond, reason).because([written]);
            End::Answer { verdict: Verdict::Responded, status: Some(503), location: None, note }
        }
        Ok(backend) => End::Forward { backend, request: Some(request) },
        Err(note) => End::Answer { verdict: Verdict::Responded, status: Some(503), location: None, note },
    }
}

/// `service-upstream`: the Service's cluster IP with the number that the rule names, whether or not anybody is behind it
/// (controller.go getServiceClusterEndpoint). `None`: it has no such address, and its endpoints are dialled.
fn at_cluster_ip(world: &World, ingress: &Ingress, backend: &IngressBackend, written: &Evidence) -> Option<Backend> {
    let IngressBackend::Service { name, port } = backend else { return None };
    if !annotation::truth(ingress, "service-upstream") {
        return None;
    }
    let service = world.find_service(ingress.meta.namespace(), name)?;
    let entry = world.service(service);
    entry.cluster_ips.first()?;
    let at = entry.ports.iter().position(|candidate| by_reference(candidate, port));
    let number = match port {
        ServicePortRef::Number(number) => *number,
        ServicePortRef::Name(_) => entry.ports[at?].spec.port,
    };
    Some(Backend { service, port: at.unwrap_or(0), at_cluster_ip: Some(number), written: written.clone() })
}

/// An external name that would lead back to the controller itself (2.12; endpointslices.go).
fn refused(world: &World, backend: &Backend) -> bool {
    let name = world.service(backend.service).spec.alias();
    name.is_some_and(|name| {
        name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
    })
}

/// `default-backend`: the first port of a Service of the same namespace, if it has endpoints.
fn default_backend(world: &World, ingress: &Ingress) -> Option<Backend> {
    let name = annotation::text(ingress, "default-backend")?;
    let service = world.find_service(ingress.meta.namespace(), name)?;
    let first = world.service(service).ports.first()?;
    let written = annotation::evidence(ingress, "default-backend");
    first.endpoints.iter().any(|endpoint| endpoint.conditions.ready).then_some(Backend {
        service,
        port: 0,
        at_cluster_ip: None,
        written,
    })
}

/// A backend's port as ingress-nginx compares it: as text, with number, name and `targetPort` (2.12).
fn names(port: &PortEntry, named: &ServicePortRef) -> bool {
    let named = named.to_string();
    port.spec.port.to_string() == named || port.spec.target.to_string() == named || port.spec.name == named
}
