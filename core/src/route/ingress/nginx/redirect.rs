//! What NGINX sends elsewhere by itself.

use std::sync::Arc;

use super::config::{Config, Location, Server};
use super::{annotation, unreadable};
use crate::model::Ingress;
use crate::object::Evidence;
use crate::reason::{EntryReason, Gap, Reason};
use crate::route::l7::{Asked, End, Ruling};
use crate::route::walk::Note;
use crate::trace::{Candidate, Decision, Http, Stage, Verdict};
use crate::world::World;

/// Locations below it are served without TLS for the sake of ACME (`no-tls-redirect-locations`).
const NEVER_TO_TLS: &str = "/.well-known/acme-challenge";

/// `from-to-www-redirect`: to the other of `www.host` and `host`, without a final slash (2.9; ngx_srv_redirect.lua).
pub(super) fn www(world: &World, notes: Vec<Note>, server: &Server<'_>, http: &Http) -> Ruling {
    let uri = http.path.strip_suffix('/').unwrap_or(&http.path);
    let location = format!("{}://{}{uri}", scheme(http), server.host);
    let ingress = server.www.map(|i| &*world.ingresses[i]);
    to(notes, 308, location, by(ingress, "from-to-www-redirect"))
}

/// `app-root`, of whichever location of the server, where `/` is asked for, before any location is looked for.
pub(super) fn app_root(
    world: &World,
    notes: &mut Vec<Note>,
    server: &Server<'_>,
    asked: Asked<'_>,
    http: &Http,
) -> Option<Ruling> {
    let ingresses = server.locations.iter().filter_map(|location| location.rewrites).map(|i| &world.ingresses[i]);
    let root_of = |i| annotation::path(i, "app-root").filter(|root| root.starts_with('/'));
    let (ingress, root) = ingresses.filter_map(|i| Some((i, root_of(i)?))).next()?;
    let location = format!("{}://{}{root}", scheme(http), authority(asked, http));
    Some(to(std::mem::take(notes), 302, location, by(Some(ingress), "app-root")))
}

/// A Prefix with a final slash, asked for without it: NGINX adds the slash (2.5).
pub(super) fn slash(
    world: &World,
    config: &Config<'_>,
    notes: Vec<Note>,
    chosen: &Location<'_>,
    http: &Http,
    ladder: Arc<[Candidate]>,
) -> Ruling {
    let (path, query) =
        http.path.split_once('?').map_or((http.path.as_str(), None), |(path, query)| (path, Some(query)));
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    let is_relative = chosen.rewrites.is_some_and(|i| relative(&world.ingresses[i]));
    let site = if is_relative { String::new() } else { site(http) };
    let location = format!("{site}{path}/{query}");
    let reason = Reason::Entry(EntryReason::NginxSlashAdded { path: chosen.path.clone() });
    let won = ladder.iter().position(|candidate| candidate.why_not.is_none());
    let note = Note::new(Stage::Ingress, Decision::Redirect, reason).because(chosen.evidence(world, config));
    to(notes, 301, location, note.among(ladder, won))
}

/// `temporal-redirect`, or else `permanent-redirect` (2.9).
pub(super) fn elsewhere(world: &World, notes: &mut Vec<Note>, location: &Location<'_>, http: &Http) -> Option<Ruling> {
    let ingress = &world.ingresses[location.rewrites?];
    let code = |name: &str, default: u16| {
        let code = annotation::number(ingress, name).and_then(|code| u16::try_from(code).ok());
        code.filter(|code| (300..=308).contains(code)).unwrap_or(default)
    };
    let elsewhere =
        [("temporal-redirect", "temporal-redirect-code", 302), ("permanent-redirect", "permanent-redirect-code", 301)];
    for (name, code_name, default) in elsewhere {
        if let Some(url) = annotation::text(ingress, name) {
            if !annotation::is_plain_url(url) {
                // The controller refuses the Ingress: at admission, or it leaves it as it was (annotations.go Extract).
                let what = Gap::Annotation { name: annotation::full(name) };
                let note = Note::new(Stage::Ingress, Decision::Unknown, Reason::NotModelled { what });
                let note = note.because([annotation::evidence(ingress, name)]);
                return Some(Ruling::unknown(std::mem::take(notes), note));
            }
            // Then there is no permanent one either (annotations/redirect/redirect.go Parse, isValidURL).
            if name == "temporal-redirect" && !url.starts_with("http") {
                return None;
            }
            let site = if url.starts_with('/') && !relative(ingress) { site(http) } else { String::new() };
            let status = code(code_name, default);
            return Some(to(std::mem::take(notes), status, site + url, by(Some(ingress), name)));
        }
    }
    None
}

/// From plain HTTP to https (2.8).
pub(super) fn to_https(
    world: &World,
    config: &Config<'_>,
    notes: &mut Vec<Note>,
    location: &Location<'_>,
    http: &Http,
) -> Option<Ruling> {
    let ingress = &world.ingresses[location.rewrites?];
    if http.tls || location.written.starts_with(NEVER_TO_TLS) {
        return None;
    }
    let forced = annotation::truth(ingress, "force-ssl-redirect");
    let wanted = annotation::truth_or_none(ingress, "ssl-redirect").unwrap_or(true);
    let certified = match config.has_certificate(world, &http.host) {
        Ok(certified) => certified,
        Err(_) if forced || !wanted => false,
        Err(alias) => return Some(Ruling::unknown(std::mem::take(notes), unreadable(world, alias))),
    };
    if !(forced || wanted && certified) {
        return None;
    }
    let kept = annotation::truth(ingress, "preserve-trailing-slash");
    let uri = http.path.strip_suffix('/').filter(|_| !kept).unwrap_or(&http.path);
    let evidence = if forced {
        annotation::evidence(ingress, "force-ssl-redirect")
    } else {
        Evidence::new(&ingress.meta.reference, "spec.tls")
    };
    let reason = Reason::Entry(EntryReason::IngressTlsRedirect { host: http.host.clone() });
    let note = if certified {
        Note::new(Stage::Ingress, Decision::Redirect, reason).because([evidence])
    } else {
        by(Some(ingress), "force-ssl-redirect")
    };
    Some(to(std::mem::take(notes), 308, format!("https://{}{uri}", http.host), note))
}

/// A redirect that an annotation asks for.
pub(super) fn by(ingress: Option<&Ingress>, name: &'static str) -> Note {
    let key = ingress.map(|ingress| ingress.meta.reference.key()).unwrap_or_default();
    let reason = Reason::Entry(EntryReason::NginxRedirect { ingress: key, annotation: name });
    let written = ingress.map(|ingress| annotation::evidence(ingress, name));
    Note::new(Stage::Ingress, Decision::Redirect, reason).because(written)
}

pub(super) fn to(notes: Vec<Note>, status: u16, location: String, note: Note) -> Ruling {
    let end = End::Answer { verdict: Verdict::Redirected, status: Some(status), location: Some(location), note };
    Ruling::only(notes, end)
}

/// Whether NGINX leaves out what it puts before a path (`absolute_redirect off`).
fn relative(ingress: &Ingress) -> bool {
    annotation::truth(ingress, "relative-redirects")
}

fn site(http: &Http) -> String {
    format!("{}://{}", scheme(http), http.host)
}

fn scheme(http: &Http) -> &'static str {
    if http.tls { "https" } else { "http" }
}

/// The Host header as the client sends it.
fn authority(asked: Asked<'_>, http: &Http) -> String {
    let sent = http.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("host"));
    let default = asked.scheme.default_port();
    match sent {
        Some((_, host)) => host.clone(),
        None if default == Some(asked.port) => http.host.clone(),
        None => format!("{}:{}", http.host, asked.port),
    }
}
