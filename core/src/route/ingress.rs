//! An Ingress controller: which Ingresses it serves, which rule takes a request, and which Service that names.
//! Rules and sources: docs/semantics/l7.md; the numbers in comments are its sections.

use crate::knobs::IngressController;
use crate::model::{Ingress, IngressBackend, IngressPath, PathType};
use crate::object::{Evidence, FieldPath};
use crate::trace::{Candidate, Choice, WhyNot};
use crate::world::World;

/// Who decides: the specification, or ingress-nginx.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Profile {
    Specification,
    IngressNginx,
}

/// A controller and the Ingresses it serves (indexes into the world's list).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) profile: Profile,
    /// Its class' name; empty for Ingresses without class.
    pub(super) class: String,
    pub(super) ingresses: Vec<usize>,
}

/// Why an Ingress is served by nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unserved {
    pub(super) ingress: usize,
    pub(super) class: String,
}

/// What the controller makes of a request.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Outcome {
    /// Every rule it has, most telling first, with why each lost.
    pub(super) ladder: Vec<Candidate>,
    /// The winner's place in the ladder.
    pub(super) winner: Option<usize>,
    pub(super) verdict: Matched,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Matched {
    Rule { ingress: usize, host: String, path: String, backend: IngressBackend, evidence: FieldPath },
    DefaultBackend { ingress: usize, backend: IngressBackend },
    NoHost,
    NoPath,
}

const CLASS_ANNOTATION: &str = "kubernetes.io/ingress.class";

/// Groups the world's Ingresses by the controller that serves them (docs/semantics/world.md 5.4).
pub(super) fn entries(world: &World) -> (Vec<Entry>, Vec<Unserved>) {
    let mut entries: Vec<Entry> = Vec::new();
    let mut unserved = Vec::new();
    for (i, ingress) in world.ingresses.iter().enumerate() {
        match served_by(world, ingress) {
            Ok((profile, class)) => {
                // With the assumed controller one entry serves all.
                let same = |entry: &&mut Entry| entry.profile == profile && entry.class == class;
                match entries.iter_mut().find(same) {
                    Some(entry) => entry.ingresses.push(i),
                    None => entries.push(Entry { profile, class, ingresses: vec![i] }),
                }
            }
            Err(class) => unserved.push(Unserved { ingress: i, class }),
        }
    }
    (entries, unserved)
}

/// Who serves an Ingress, or the class that nobody provides.
pub(super) fn served_by(world: &World, ingress: &Ingress) -> Result<(Profile, String), String> {
    let annotation = ingress.meta.annotations.get(CLASS_ANNOTATION);
    let named = ingress.class.as_ref();
    match world.knobs.ingress_controller {
        IngressController::None => return Err(named.or(annotation).cloned().unwrap_or_default()),
        IngressController::IngressNginx => return nginx_takes(world, ingress),
        IngressController::Assumed => {}
    }
    if world.ingress_classes.is_empty() {
        return Ok((Profile::Specification, String::new()));
    }
    let class = match (named, annotation) {
        (Some(name), _) => world.ingress_classes.iter().find(|class| class.meta.name() == name),
        // The annotation names a controller's own value; by habit the class' name.
        (None, Some(value)) => world
            .ingress_classes
            .iter()
            .find(|class| class.meta.name() == value || class.controller.rsplit('/').next() == Some(value.as_str())),
        // The default class, filled in at admission; two of them make admission refuse.
        (None, None) => {
            let mut defaults = world.ingress_classes.iter().filter(|class| class.default);
            defaults.next().filter(|_| defaults.next().is_none())
        }
    };
    match class {
        Some(class) if class.controller == "k8s.io/ingress-nginx" => {
            Ok((Profile::IngressNginx, class.meta.name().to_owned()))
        }
        Some(class) => Ok((Profile::Specification, class.meta.name().to_owned())),
        None => Err(named.or(annotation).cloned().unwrap_or_default()),
    }
}

/// The class of an Ingress that no controller serves.
pub(crate) fn nobody_serves(world: &World, ingress: &Ingress) -> Option<String> {
    served_by(world, ingress).err()
}

/// Which Ingresses an ingress-nginx of the knob takes (2.1).
fn nginx_takes(world: &World, ingress: &Ingress) -> Result<(Profile, String), String> {
    let annotation = ingress.meta.annotations.get(CLASS_ANNOTATION);
    let taken = match (&ingress.class, annotation) {
        (Some(name), _) => {
            let class = world.ingress_classes.iter().find(|class| class.meta.name() == name);
            class.map_or(world.ingress_classes.is_empty(), |class| class.controller == "k8s.io/ingress-nginx")
        }
        (None, Some(value)) => value == "nginx",
        (None, None) => world.ingress_classes.is_empty() || world.knobs.ingress_nginx_watch_without_class,
    };
    let class = ingress.class.as_ref().or(annotation).cloned().unwrap_or_default();
    if taken { Ok((Profile::IngressNginx, String::new())) } else { Err(class) }
}

/// Whether the entry has anything to say about this host.
pub(super) fn serves_host(world: &World, entry: &Entry, host: &str) -> bool {
    let rules = entry.ingresses.iter().flat_map(|i| &world.ingresses[*i].rules);
    rules.into_iter().any(|rule| !rule.host.is_empty() && host_rank(&rule.host, host).is_some())
}

/// Picks the rule for a host and a path (without query).
pub(super) fn evaluate(world: &World, entry: &Entry, host: &str, path: &str) -> Outcome {
    let mut rungs = rungs(world, entry);
    // Host before path: one set of rules takes the request, and nothing falls back to another (1.8).
    let best_host = rungs.iter().filter_map(|rung| host_rank(&rung.host, host)).max();
    let mut winner: Option<usize> = None;
    for i in 0..rungs.len() {
        let fits_host = host_rank(&rungs[i].host, host);
        rungs[i].why_not = match (fits_host, path_matches(rungs[i].path, path)) {
            (None, _) => Some(WhyNot::HostDiffers),
            (Some(rank), _) if Some(rank) < best_host => Some(WhyNot::LessSpecific),
            (Some(_), false) => Some(WhyNot::PathDiffers),
            (Some(_), true) => match winner {
                Some(w) if rungs[w].rank() >= rungs[i].rank() => Some(WhyNot::LessSpecific),
                Some(w) => {
                    rungs[w].why_not = Some(WhyNot::LessSpecific);
                    winner = Some(i);
                    None
                }
                None => {
                    winner = Some(i);
                    None
                }
            },
        };
    }
    let verdict = match winner {
        Some(w) => {
            let rung = &rungs[w];
            Matched::Rule {
                ingress: rung.ingress,
                host: rung.host.clone(),
                path: rung.path.map_or_else(String::new, |path| path.path.clone()),
                backend: rung.backend.clone(),
                evidence: rung.evidence.clone(),
            }
        }
        None => no_rule(world, entry, host, best_host.is_some()),
    };
    Outcome { ladder: rungs.into_iter().map(|rung| rung.candidate(world)).collect(), winner, verdict }
}

/// A rule and path as one line of the ladder.
struct Rung<'a> {
    ingress: usize,
    host: String,
    /// `None`: a rule without `http`, which takes every path for its Ingress' default backend.
    path: Option<&'a IngressPath>,
    backend: IngressBackend,
    evidence: FieldPath,
    why_not: Option<WhyNot>,
}

impl Rung<'_> {
    /// Longest path text first, then Exact before Prefix (1.7); of equal ones the first Ingress keeps it.
    fn rank(&self) -> (bool, usize, bool) {
        let exact = self.path.is_some_and(|path| path.kind == PathType::Exact);
        // An Exact path that fits is as long as the request; a Prefix with a final slash would seem longer.
        (exact, self.path.map_or(0, |path| path.path.len()), exact)
    }

    fn candidate(self, world: &World) -> Candidate {
        let host = if self.host.is_empty() { "*" } else { &self.host };
        let text = match self.path {
            Some(path) => format!("{host} {} ({})", path.path, path.kind.as_str()),
            None => format!("{host} *"),
        };
        let evidence = Evidence::at(&world.ingresses[self.ingress].meta.reference, self.evidence);
        Candidate { what: Choice::Rule { text }, why_not: self.why_not, node: None, evidence: Some(evidence) }
    }
}

fn rungs<'a>(world: &'a World, entry: &Entry) -> Vec<Rung<'a>> {
    let mut order = entry.ingresses.clone();
    // Of equal rules the oldest Ingress wins.
    order.sort_by_key(|i| {
        let meta = &world.ingresses[*i].meta;
        (meta.created.clone(), meta.namespace().to_owned(), meta.name().to_owned())
    });
    let mut rungs = Vec::new();
    for i in order {
        let ingress = &world.ingresses[i];
        for (r, rule) in ingress.rules.iter().enumerate() {
            let at = FieldPath::of("spec.rules").index(r);
            let Some(paths) = &rule.paths else {
                if let Some(backend) = &ingress.default_backend {
                    let (backend, evidence) = (backend.clone(), FieldPath::of("spec.defaultBackend"));
                    rungs.push(Rung {
                        ingress: i,
                        host: rule.host.clone(),
                        path: None,
                        backend,
                        evidence,
                        why_not: None,
                    });
                }
                continue;
            };
            for (p, path) in paths.iter().enumerate() {
                let evidence = at.field("http").field("paths").index(p).field("path");
                // Controllers that do not know the resource treat the path as absent (1.11).
                let backend = path.backend.clone();
                rungs.push(Rung {
                    ingress: i,
                    host: rule.host.clone(),
                    path: Some(path),
                    backend,
                    evidence,
                    why_not: None,
                });
            }
        }
    }
    rungs
}

/// Where a request goes that no rule takes: a default backend, or nowhere.
fn no_rule(world: &World, entry: &Entry, host: &str, host_known: bool) -> Matched {
    let with_default = || entry.ingresses.iter().copied().filter(|i| world.ingresses[*i].default_backend.is_some());
    let names_host = |i: &usize| world.ingresses[*i].rules.iter().any(|rule| host_rank(&rule.host, host).is_some());
    let own = with_default().find(names_host);
    let catch_all = with_default().find(|i| match entry.profile {
        // ingress-nginx: an Ingress with rules never serves other hosts (2.4).
        Profile::IngressNginx => world.ingresses[*i].rules.is_empty() && !host_known,
        Profile::Specification => world.ingresses[*i].rules.is_empty() || entry.ingresses.len() == 1,
    });
    match own.or(catch_all) {
        Some(ingress) => {
            let backend = world.ingresses[ingress].default_backend.clone().unwrap_or(IngressBackend::None);
            Matched::DefaultBackend { ingress, backend }
        }
        None if host_known => Matched::NoPath,
        None => Matched::NoHost,
    }
}

/// How well a rule's host fits: exact 2, wildcard 1, all hosts 0 (1.3). A wildcard stands for exactly one label.
fn host_rank(rule: &str, host: &str) -> Option<u8> {
    if rule.is_empty() {
        return Some(0);
    }
    if rule.eq_ignore_ascii_case(host) {
        return Some(2);
    }
    let suffix = rule.strip_prefix('*')?;
    let label = host.to_ascii_lowercase();
    let label = label.strip_suffix(&suffix.to_ascii_lowercase())?;
    (!label.is_empty() && !label.contains('.')).then_some(1)
}

fn path_matches(rule: Option<&IngressPath>, path: &str) -> bool {
    let Some(rule) = rule else { return true };
    match rule.kind {
        PathType::Exact => rule.path == path,
        // Prefix is the common reading of ImplementationSpecific (1.6).
        PathType::Prefix | PathType::ImplementationSpecific => {
            let rule: Vec<&str> = elements(&rule.path);
            let path: Vec<&str> = path.trim_start_matches('/').split('/').collect();
            path.len() >= rule.len() && rule.iter().zip(&path).all(|(a, b)| a == b)
        }
    }
}

/// Elements of a rule's path; a final empty one is ignored (1.5).
fn elements(path: &str) -> Vec<&str> {
    let path = path.trim_start_matches('/');
    let path = path.strip_suffix('/').unwrap_or(path);
    if path.is_empty() { Vec::new() } else { path.split('/').collect() }
}
