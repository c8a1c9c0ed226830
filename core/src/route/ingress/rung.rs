//! A rule and path as one line of the ladder.

use crate::model::{IngressBackend, IngressPath};
use crate::object::{Evidence, FieldPath};
use crate::trace::{Candidate, Choice, WhyNot};
use crate::world::World;

pub(super) struct Rung<'w> {
    pub(super) ingress: usize,
    /// Empty: every host.
    pub(super) host: &'w str,
    /// `None`: a rule without `http`, which takes every path of its host for its Ingress' default backend.
    pub(super) path: Option<&'w IngressPath>,
    pub(super) backend: &'w IngressBackend,
    pub(super) evidence: FieldPath,
    pub(super) why_not: Option<WhyNot>,
}

impl Rung<'_> {
    pub(super) fn candidate(&self, world: &World) -> Candidate {
        let host = if self.host.is_empty() { "*" } else { self.host };
        let text = match self.path {
            Some(path) => format!("{host} {} ({})", path.path, path.kind.as_str()),
            None => format!("{host} *"),
        };
        let evidence = self.evidence(world);
        Candidate { what: Choice::Rule { text }, why_not: self.why_not.clone(), node: None, evidence: Some(evidence) }
    }

    pub(super) fn evidence(&self, world: &World) -> Evidence {
        Evidence::at(&world.ingresses[self.ingress].meta.reference, self.evidence.clone())
    }
}

/// Every rule and path of these Ingresses, in their order.
pub(super) fn rungs<'w>(world: &'w World, order: &[usize]) -> Vec<Rung<'w>> {
    let mut rungs = Vec::new();
    for &ingress in order {
        let object = &world.ingresses[ingress];
        for (r, rule) in object.rules.iter().enumerate() {
            let at = FieldPath::of("spec.rules").index(r);
            let host = rule.host.as_str();
            match (&rule.paths, &object.default_backend) {
                (Some(paths), _) => rungs.extend(paths.iter().enumerate().map(|(p, path)| Rung {
                    ingress,
                    host,
                    path: Some(path),
                    backend: &path.backend,
                    evidence: at.field("http").field("paths").index(p).field("path"),
                    why_not: None,
                })),
                (None, Some(backend)) => rungs.push(Rung {
                    ingress,
                    host,
                    path: None,
                    backend,
                    evidence: FieldPath::of("spec.defaultBackend"),
                    why_not: None,
                }),
                (None, None) => {}
            }
        }
    }
    rungs
}
