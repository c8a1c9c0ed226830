//! What in the manifests makes routes fail or surprise, and what would mend it. Problems of one object alone are told while it
//! is decoded; here stands what takes the world to see, and slips in the names of fields, which take the tables of all fields.

mod address;
mod cause;
mod denied;
mod fix;
mod gateway;
mod ingress;
mod selector;
mod service;
mod slices;
mod slip;
mod target;

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Fix};
use crate::manifest::Manifests;
use crate::model::Cluster;
use crate::object::{FieldPath, ObjectRef};
use crate::problem::Problem;
use crate::text::Span;
use crate::world::{ServiceEntry, World};
pub use cause::causes;
pub(crate) use denied::is_denied;
pub use slip::slips;

/// Every problem of the world that these manifests make, in the order of the text.
pub fn check(manifests: &Manifests, cluster: &Cluster, world: &World) -> Vec<Diagnostic> {
    let mut check = Check {
        manifests,
        cluster,
        world,
        services: world.services.iter().map(|entry| (name_of(entry), &**entry)).collect(),
        found: Vec::new(),
    };
    service::check(&mut check);
    ingress::check(&mut check);
    gateway::check(&mut check);
    address::check(&mut check);
    check.unschedulable();
    check.unmodelled();
    let mut found = check.found;
    found.sort_by_key(|problem| problem.span);
    found
}

struct Check<'a> {
    manifests: &'a Manifests,
    cluster: &'a Cluster,
    world: &'a World,
    /// Services by namespace and name.
    services: HashMap<(&'a str, &'a str), &'a ServiceEntry>,
    found: Vec<Diagnostic>,
}

impl Check<'_> {
    /// Says that `path` of `object` has a problem, and what would mend it.
    fn tell(&mut self, problem: Problem, object: &ObjectRef, path: &str, fixes: Vec<Fix>) {
        let path = FieldPath::of(path);
        let span = self.place(object, &path);
        self.found.push(Diagnostic { fixes, ..Diagnostic::of(problem, object, path, span) });
    }

    /// As [`Self::tell`], where the API server names another field than the one to look at.
    fn tell_at(&mut self, problem: Problem, object: &ObjectRef, path: FieldPath, place: &FieldPath) {
        let span = self.place(object, place);
        self.found.push(Diagnostic::of(problem, object, path, span));
    }

    /// Whether the manifest of a Service has this field.
    fn is_written(&self, entry: &ServiceEntry, path: &FieldPath) -> bool {
        self.manifests.get(&entry.spec.meta.reference).is_some_and(|object| object.tree().at(path).is_some())
    }

    /// Where to look: the field, or the nearest one that is written.
    fn place(&self, object: &ObjectRef, path: &FieldPath) -> Option<Span> {
        self.manifests.get(object).map(|object| object.head(path))
    }

    /// Workloads and bare pods that no node can take.
    fn unschedulable(&mut self) {
        let world = self.world;
        let mut told: Vec<&ObjectRef> = Vec::new();
        for pod in world.pods.iter() {
            let object = &pod.evidence.object;
            // A live pod without a node may just be waiting its turn.
            let pending = pod.node.is_none() && !pod.node_missing && !(pod.declared && self.is_live(object));
            if pending && !told.contains(&object) {
                told.push(object);
                let template = &pod.template;
                let host_ports = template.claims_host_ports() && world.takes(template);
                let field = if host_ports {
                    "containers"
                } else if !template.node_selector.is_empty() {
                    "nodeSelector"
                } else if !template.node_affinity.is_empty() {
                    "affinity"
                } else {
                    "tolerations"
                };
                let path = format!("{}.{field}", pod.evidence.path);
                self.tell(Problem::Unschedulable { pods: object.workload(), host_ports }, object, &path, Vec::new());
            }
        }
    }

    fn is_live(&self, object: &ObjectRef) -> bool {
        self.manifests.get(object).is_some_and(|object| object.tree().get("status").is_some())
    }

    /// One word about all that was read but has no part here.
    fn unmodelled(&mut self) {
        let kind_of = |object: &ObjectRef| format!("{}/{}", object.api_version, object.kind);
        let unmodelled = &self.cluster.unmodelled;
        let objects = self.manifests.objects();
        let first = objects.iter().find(|object| unmodelled.contains_key(&kind_of(&object.reference)));
        if let Some(first) = first {
            let kinds = unmodelled.iter().map(|(kind, count)| (kind.clone(), *count)).collect();
            let path = FieldPath::of("kind");
            let span = first.head(&path);
            self.found.push(Diagnostic::of(Problem::UnmodelledKinds { kinds }, &first.reference, path, Some(span)));
        }
    }
}

fn name_of(entry: &ServiceEntry) -> (&str, &str) {
    (entry.spec.meta.namespace(), entry.spec.meta.name())
}

#[cfg(test)]
mod tests;
