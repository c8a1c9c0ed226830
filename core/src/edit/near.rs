//! What a new object is for: the pods that it selects, the Service that it leads to.

use super::add::first_of;
use super::connect::{Labels, Pods, Port, first_port, is_route, labels};
use super::references::references;
use super::written::Written;
use crate::manifest::{Manifests, Node, Object};
use crate::object::{FieldPath, ObjectRef};

/// What a new object can lead to.
pub(super) struct Near<'m> {
    /// `None`: there are none, or it has no use for them.
    pub(super) pods: Option<Selected<'m>>,
    /// A Service's name and its first port.
    pub(super) service: Option<(&'m str, Port)>,
}

/// The Service that is near, or the first of the namespace.
pub(super) fn service<'m>(
    manifests: &'m Manifests,
    namespace: &str,
    near: Option<&'m Object>,
) -> Option<(&'m str, Port)> {
    let own = near.filter(|near| near.reference.kind == "Service" && near.reference.namespace == namespace);
    let service = own.or_else(|| first_of(manifests, "Service", namespace))?;
    Some((&service.reference.name, first_port(service)))
}

/// Pods, as others select them.
pub(super) struct Selected<'m> {
    /// That of their workload; of the Service that selects them where no workload is written.
    pub(super) name: &'m str,
    /// By which they are selected.
    labels: Labels,
    /// Where the first container of the workload listens.
    pub(super) port: Option<i64>,
}

impl<'m> Selected<'m> {
    /// The pods that are meant: those of the workload that is near, or of the Service that is near or led to from there; else
    /// those of the workload that is written last.
    pub(super) fn of(manifests: &'m Manifests, namespace: &str, near: Option<&'m Object>) -> Option<Self> {
        let here = |object: &&Object| object.reference.namespace == namespace;
        if let Some(own) = near.filter(here).and_then(Self::of_workload) {
            return Some(own);
        }
        let service = near.and_then(|near| service_of(manifests, near)).filter(here);
        let selector = service.map(|service| labels(service.tree(), "spec.selector")).unwrap_or_default();
        let (Some(service), false) = (service, selector.is_empty()) else {
            return likeliest(manifests, namespace, &Labels::new()).and_then(Self::of_workload);
        };
        let workload = likeliest(manifests, namespace, &selector);
        Some(Self {
            name: &workload.unwrap_or(service).reference.name,
            labels: selector,
            port: workload.and_then(port),
        })
    }

    /// As a selector says them.
    pub(super) fn written(&self) -> Written {
        Written::Map(self.labels.iter().map(|(key, value)| (key.clone(), Written::text(value))).collect())
    }

    /// `None` for what is no workload, or has no labels.
    fn of_workload(object: &'m Object) -> Option<Self> {
        let pods = Pods::of(&object.reference.kind)?;
        let selected = pods.selector.map(|selector| labels(object.tree(), selector)).unwrap_or_default();
        let labels = if selected.is_empty() { labels(object.tree(), pods.labels) } else { selected };
        (!labels.is_empty()).then(|| Self { name: &object.reference.name, labels, port: port(object) })
    }
}

/// The Service itself, or the first that an Ingress or a route leads to.
fn service_of<'m>(manifests: &'m Manifests, near: &'m Object) -> Option<&'m Object> {
    if near.reference.kind == "Service" {
        return Some(near);
    }
    if near.reference.kind != "Ingress" && !is_route(&near.reference) {
        return None;
    }
    references(near).iter().filter(|to| to.kind == "Service").find_map(|to| {
        let is = |of: &ObjectRef| (&of.kind, &of.namespace, &of.name) == (&to.kind, &to.namespace, &to.name);
        manifests.objects().iter().find(|object| is(&object.reference))
    })
}

/// The workload that is written last, of those whose pods have these labels. A Pod that stands alone and a Job count only where
/// nothing keeps running longer; what another object made does not count.
fn likeliest<'m>(manifests: &'m Manifests, namespace: &str, wanted: &Labels) -> Option<&'m Object> {
    let is_meant = |object: &&Object| {
        let Some(pods) = Pods::of(&object.reference.kind).filter(|_| object.reference.namespace == namespace) else {
            return false;
        };
        let owners = object.tree().at(&FieldPath::of("metadata.ownerReferences")).map(Node::items);
        let labels = labels(object.tree(), pods.labels);
        owners.unwrap_or_default().is_empty() && !labels.is_empty() && wanted.iter().all(|label| labels.contains(label))
    };
    let rank = |object: &&Object| match object.reference.kind.as_str() {
        "Job" => 0,
        "Pod" => 1,
        _ => 2,
    };
    manifests.objects().iter().filter(is_meant).max_by_key(rank)
}

fn port(workload: &Object) -> Option<i64> {
    let spec = if workload.reference.kind == "Pod" { "spec" } else { "spec.template.spec" };
    let ports = FieldPath::of(spec).field("containers").index(0).field("ports");
    workload.tree().at(&ports.index(0).field("containerPort"))?.text()?.parse().ok()
}
