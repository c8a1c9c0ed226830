//! What NGINX changes in a request before it passes it on: `rewrite-target`, `upstream-vhost` (2.7; template.go
//! `buildProxyPass`).

use regex_lite::Captures;

use super::config::{Config, Location};
use super::escape::{Part, escaped};
use super::location::{normalized, pattern};
use super::{annotation, redirect};
use crate::model::{Ingress, IngressBackend};
use crate::reason::{EntryReason, Gap, Reason};
use crate::route::l7::Ruling;
use crate::route::walk::Note;
use crate::trace::{Decision, Http, Stage};
use crate::world::World;

/// The request as the backend gets it; an error is the answer where it does not get that far.
pub(super) fn rewrite(
    world: &World,
    config: &Config<'_>,
    location: &Location<'_>,
    http: &Http,
    notes: &mut Vec<Note>,
) -> Result<Http, Box<Ruling>> {
    let mut request = http.clone();
    let Some(ingress) = location.rewrites.map(|i| &world.ingresses[i]) else { return Ok(request) };
    let unknown = |what: Gap| Note::new(Stage::Ingress, Decision::Unknown, Reason::NotModelled { what });
    if let Some(host) = annotation::text(ingress, "upstream-vhost") {
        let host = named(host, ingress, location);
        if host.contains('$') {
            let note = unknown(Gap::Annotation { name: annotation::full("upstream-vhost") });
            let note = note.because([annotation::evidence(ingress, "upstream-vhost")]);
            return Err(Ruling::unknown(std::mem::take(notes), note).into());
        }
        notes.push(changed(ingress, "upstream-vhost", host.clone()));
        request.host = host;
    }
    let target = annotation::path(ingress, "rewrite-target").filter(|target| *target != location.path);
    let Some(target) = target else { return Ok(request) };
    let Ok(pattern) = pattern(&location.path) else {
        let note = unknown(Gap::Pattern { pattern: location.path.clone() });
        return Err(Ruling::unknown(std::mem::take(notes), note.because(location.evidence(world, config))).into());
    };
    let (path, query) =
        http.path.split_once('?').map_or((http.path.as_str(), None), |(path, query)| (path, Some(query)));
    let Some(decoded) = normalized(path) else { return Ok(request) };
    let Some(groups) = pattern.captures(&decoded) else { return Ok(request) };
    let away = ["http://", "https://"].iter().any(|scheme| target.starts_with(scheme));
    let quoted = path.contains(['%', '+']);
    // What is no UTF-8 cannot be written again as it was.
    let filled = if decoded.contains(char::REPLACEMENT_CHARACTER) {
        None
    } else {
        written(target, &groups, query.unwrap_or_default(), away, quoted)
    };
    let Some(uri) = filled else {
        let note = unknown(Gap::Annotation { name: annotation::full("rewrite-target") });
        let note = note.because([annotation::evidence(ingress, "rewrite-target")]);
        return Err(Ruling::unknown(std::mem::take(notes), note).into());
    };
    if away {
        let note = redirect::by(Some(ingress), "rewrite-target");
        return Err(redirect::to(std::mem::take(notes), 302, uri, note).into());
    }
    notes.push(changed(ingress, "rewrite-target", uri.clone()));
    request.path = uri;
    Ok(request)
}

/// With the names that every location has as variables (rootfs/etc/nginx/template/nginx.tmpl).
fn named(host: &str, ingress: &Ingress, location: &Location<'_>) -> String {
    let host = host.replace("$namespace", ingress.meta.namespace()).replace("$ingress_name", ingress.meta.name());
    match location.upstream.map(|upstream| upstream.backend) {
        Some(IngressBackend::Service { name, .. }) => host.replace("$service_name", name),
        _ => host,
    }
}

fn changed(ingress: &Ingress, annotation: &'static str, to: String) -> Note {
    let reason = Reason::Entry(EntryReason::NginxRewritten { annotation, to });
    Note::new(Stage::Ingress, Decision::Match, reason).because([annotation::evidence(ingress, annotation)])
}

/// The URI that a target makes: what NGINX had decoded is escaped again, in redirects only where anything was (`quoted`)
/// (src/http/ngx_http_script.c, ngx_http_proxy_module.c). Arguments stay. `None`: it names variables of NGINX' own.
fn written(target: &str, groups: &Captures<'_>, query: &str, away: bool, quoted: bool) -> Option<String> {
    let group = |text: &str| if quoted { escaped(text, Part::Redirect) } else { text.to_owned() };
    let mut uri =
        if away { fill(target, groups, group)? } else { escaped(&fill(target, groups, str::to_owned)?, Part::Path) };
    if !query.is_empty() {
        uri.push('?');
        uri.push_str(query);
    }
    Some(uri)
}

/// The text with the groups of the pattern; groups that took no part are empty.
fn fill(target: &str, groups: &Captures<'_>, write: impl Fn(&str) -> String) -> Option<String> {
    let mut filled = String::new();
    let mut rest = target;
    while let Some((before, after)) = rest.split_once('$') {
        filled.push_str(before);
        let digit = after.chars().next().and_then(|c| c.to_digit(10))?;
        filled.push_str(&write(groups.get(digit as usize).map_or("", |group| group.as_str())));
        rest = &after[1..];
    }
    filled.push_str(rest);
    Some(filled)
}
