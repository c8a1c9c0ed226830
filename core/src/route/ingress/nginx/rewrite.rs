//! What NGINX changes in a request before it passes it on: `rewrite-target`, `upstream-vhost` (2.7; template.go
//! `buildProxyPass`).

use regex_lite::Captures;

use super::config::{Config, Location};
use super::location::pattern;
use super::{annotation, redirect};
use crate::model::Ingress;
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
    if let Some(host) = annotation::text(ingress, "upstream-vhost") {
        host.clone_into(&mut request.host);
        notes.push(changed(ingress, "upstream-vhost", host.to_owned()));
    }
    let target = annotation::text(ingress, "rewrite-target").filter(|target| *target != location.path);
    let Some(target) = target else { return Ok(request) };
    let unknown = |what: Gap| Note::new(Stage::Ingress, Decision::Unknown, Reason::NotModelled { what });
    let Ok(pattern) = pattern(&location.path) else {
        let note = unknown(Gap::Pattern { pattern: location.path.clone() });
        return Err(Ruling::unknown(std::mem::take(notes), note.because(location.evidence(world, config))).into());
    };
    let (path, query) =
        http.path.split_once('?').map_or((http.path.as_str(), None), |(path, query)| (path, Some(query)));
    let path = super::location::normalized(path);
    let Some(groups) = pattern.captures(&path) else { return Ok(request) };
    let Some(mut uri) = fill(target, &groups) else {
        let note = unknown(Gap::Annotation { name: annotation::full("rewrite-target") });
        let note = note.because([annotation::evidence(ingress, "rewrite-target")]);
        return Err(Ruling::unknown(std::mem::take(notes), note).into());
    };
    // Arguments stay, behind those of the target; a final question mark gives them up (ngx_http_rewrite_module).
    match (uri.strip_suffix('?'), query) {
        (Some(bare), _) => uri = bare.to_owned(),
        (None, Some(query)) => {
            uri.push(if uri.contains('?') { '&' } else { '?' });
            uri.push_str(query);
        }
        (None, None) => {}
    }
    if ["http://", "https://"].iter().any(|scheme| uri.starts_with(scheme)) {
        let note = redirect::by(Some(ingress), "rewrite-target");
        return Err(redirect::to(std::mem::take(notes), 302, uri, note).into());
    }
    notes.push(changed(ingress, "rewrite-target", uri.clone()));
    request.path = uri;
    Ok(request)
}

fn changed(ingress: &Ingress, annotation: &'static str, to: String) -> Note {
    let reason = Reason::Entry(EntryReason::NginxRewritten { annotation, to });
    Note::new(Stage::Ingress, Decision::Match, reason).because([annotation::evidence(ingress, annotation)])
}

/// The target with the groups of the pattern; groups that took no part are empty. `None`: it names variables of NGINX' own.
fn fill(target: &str, groups: &Captures<'_>) -> Option<String> {
    let mut filled = String::new();
    let mut rest = target;
    while let Some((before, after)) = rest.split_once('$') {
        filled.push_str(before);
        let digit = after.chars().next().and_then(|c| c.to_digit(10))?;
        filled.push_str(groups.get(digit as usize).map_or("", |group| group.as_str()));
        rest = &after[1..];
    }
    filled.push_str(rest);
    Some(filled)
}
