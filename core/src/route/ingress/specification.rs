//! A controller that does what the specification says, and no more.

use std::sync::Arc;

use super::backend::{by_reference, forward};
use super::rung::{Rung, rungs};
use super::{Controller, by_age, host_rank};
use crate::model::{IngressBackend, IngressPath, PathType};
use crate::object::{Evidence, FieldPath};
use crate::reason::{EntryReason, Gap, Reason};
use crate::route::l7::{Asked, Ruling, begins_with, path_of};
use crate::route::walk::Note;
use crate::trace::{Candidate, Decision, Http, Stage, Verdict, WhyNot};
use crate::world::World;

/// Whether a rule names this host.
pub(super) fn serves_host(world: &World, controller: &Controller, host: &str) -> bool {
    let rules = controller.ingresses.iter().flat_map(|i| &world.ingresses[*i].rules);
    rules.into_iter().any(|rule| !rule.host.is_empty() && host_rank(&rule.host, host).is_some())
}

pub(super) fn rule(world: &World, controller: &Controller, asked: Asked<'_>, http: &Http) -> Ruling {
    let mut notes = Vec::new();
    if http.tls {
        match tls(world, controller, asked.sni.unwrap_or(&http.host)) {
            Ok(note) => notes.push(note),
            Err(note) => return Ruling::unknown(notes, note),
        }
    }
    let (host, path) = (http.host.as_str(), path_of(&http.path));
    let mut rungs = rungs(world, &by_age(world, controller));
    // As they take precedence: what fits the host best comes first, then what fits the path best.
    rungs.sort_by_key(|rung| std::cmp::Reverse((host_rank(rung.host, host), rank(rung))));
    let winner = climb(&mut rungs, host, path);
    let host_known = rungs.iter().any(|rung| host_rank(rung.host, host).is_some());
    let ladder: Arc<[Candidate]> = rungs.iter().map(|rung| rung.candidate(world)).collect();
    let object = |i: usize| &world.ingresses[i].meta.reference;
    let (ingress, backend, written) = if let Some(won) = winner {
        let rung = &rungs[won];
        let reason = Reason::Entry(EntryReason::IngressRuleMatched {
            ingress: object(rung.ingress).key(),
            host: rung.host.to_owned(),
            path: rung.path.map_or_else(String::new, |path| path.path.clone()),
        });
        let written = rung.evidence(world);
        let note = Note::new(Stage::Ingress, Decision::Match, reason).because([written.clone()]);
        notes.push(note.among(ladder, winner));
        (rung.ingress, rung.backend, written)
    } else if let Some((ingress, backend)) = default_backend(world, controller, host) {
        let reason = Reason::Entry(EntryReason::IngressDefaultBackend { ingress: object(ingress).key() });
        let written = Evidence::new(object(ingress), "spec.defaultBackend");
        notes.push(Note::new(Stage::Ingress, Decision::Match, reason).because([written.clone()]).among(ladder, None));
        (ingress, backend, written)
    } else {
        let host = host.to_owned();
        let reason = if host_known {
            EntryReason::IngressNoPath { host, path: path.to_owned() }
        } else {
            EntryReason::IngressNoHost { host }
        };
        let note = Note::new(Stage::Ingress, Decision::Unmatched, Reason::Entry(reason)).among(ladder, None);
        return Ruling::answer(notes, Verdict::Unmatched, 404, note);
    };
    Ruling::only(notes, forward(world, ingress, backend, &written, by_reference, http.clone()))
}

/// The server name picks the certificate, and nothing else (1.12).
fn tls(world: &World, controller: &Controller, name: &str) -> Result<Note, Note> {
    let found = controller.ingresses.iter().find_map(|i| {
        let ingress = &world.ingresses[*i];
        let covers = |hosts: &[String]| hosts.is_empty() || hosts.iter().any(|host| host_rank(host, name).is_some());
        let (t, tls) = ingress.tls.iter().enumerate().find(|(_, tls)| covers(&tls.hosts))?;
        Some((&ingress.meta.reference, t, tls.secret.clone()))
    });
    let host = name.to_owned();
    match found {
        Some((object, t, secret)) => {
            let reason = Reason::Entry(EntryReason::TlsTerminated { host, secret });
            let evidence = Evidence::at(object, FieldPath::of("spec.tls").index(t));
            Ok(Note::new(Stage::Ingress, Decision::Match, reason).because([evidence]))
        }
        None => {
            let reason = Reason::NotModelled { what: Gap::TlsWithoutCertificate { host } };
            Err(Note::new(Stage::Ingress, Decision::Unknown, reason))
        }
    }
}

/// Says of each rung why it lost; the winner's place. Host before path: one set of rules takes the request, and nothing falls
/// back to another (1.8).
fn climb(rungs: &mut [Rung<'_>], host: &str, path: &str) -> Option<usize> {
    let best_host = rungs.iter().filter_map(|rung| host_rank(rung.host, host)).max();
    let mut winner: Option<usize> = None;
    for i in 0..rungs.len() {
        let fits = host_rank(rungs[i].host, host);
        rungs[i].why_not = if fits.is_none() {
            Some(WhyNot::HostDiffers)
        } else if fits < best_host {
            Some(WhyNot::LessSpecific)
        } else if matches!(rungs[i].backend, IngressBackend::Resource { .. }) {
            // Controllers that do not know the resource treat the path as absent (1.11).
            Some(WhyNot::NotSupported)
        } else if !path_matches(rungs[i].path, path) {
            Some(WhyNot::PathDiffers)
        } else if winner.is_some_and(|w| rank(&rungs[w]) >= rank(&rungs[i])) {
            Some(WhyNot::LessSpecific)
        } else {
            if let Some(w) = winner.replace(i) {
                rungs[w].why_not = Some(WhyNot::LessSpecific);
            }
            None
        };
    }
    winner
}

/// Exact before Prefix, then the longest path text (1.7); of equal ones the first Ingress keeps it. An Exact path that fits is
/// as long as the request, which a Prefix with a final slash would seem to be longer than.
fn rank(rung: &Rung<'_>) -> (bool, usize) {
    (rung.path.is_some_and(|path| path.kind == PathType::Exact), rung.path.map_or(0, |path| path.path.len()))
}

/// The default backend that takes what no rule does (1.9): of an Ingress that names the host, else of one without rules, else of
/// any; of several the oldest's.
fn default_backend<'w>(world: &'w World, controller: &Controller, host: &str) -> Option<(usize, &'w IngressBackend)> {
    let backend = |i: usize| match world.ingresses[i].default_backend.as_ref()? {
        IngressBackend::Resource { .. } => None,
        known @ (IngressBackend::Service { .. } | IngressBackend::None) => Some((i, known)),
    };
    let backends: Vec<_> = by_age(world, controller).into_iter().filter_map(backend).collect();
    let rules = |i: usize| &world.ingresses[i].rules;
    let names_host = |(i, _): &&(usize, _)| rules(*i).iter().any(|rule| host_rank(&rule.host, host).is_some());
    let named = backends.iter().find(names_host);
    named.or_else(|| backends.iter().find(|(i, _)| rules(*i).is_empty())).or(backends.first()).copied()
}

fn path_matches(rule: Option<&IngressPath>, path: &str) -> bool {
    let Some(rule) = rule else { return true };
    match rule.kind {
        PathType::Exact => rule.path == path,
        // Prefix is the common reading of ImplementationSpecific (1.6).
        PathType::Prefix | PathType::ImplementationSpecific => begins_with(path, &rule.path),
    }
}
