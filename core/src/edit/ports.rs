//! A port's new name, in what calls the port by it.

use super::references::references;
use super::selecting::{items, only_of, template, write};
use super::{Plan, Refusal};
use crate::manifest::{Manifests, Node, Object};
use crate::object::{FieldPath, Segment};
use crate::text::Files;

/// Adds to the plan of a port's new name what follows it, where `path` is a port's name.
pub(super) fn follow(
    files: &Files,
    manifests: &Manifests,
    object: &Object,
    path: &FieldPath,
    name: &str,
    plan: &mut Plan,
) -> Result<(), Refusal> {
    let Some(old) = object.tree().at(path).and_then(Node::text).filter(|old| *old != name && !old.is_empty()) else {
        return Ok(());
    };
    let places = if object.reference.kind == "Service" {
        of_service(manifests, object, path, old)
    } else {
        of_container(manifests, object, path, old)
    };
    places.into_iter().try_for_each(|(of, place)| write(files, plan, of, place, name))
}

type Places<'m> = Vec<(&'m Object, FieldPath)>;

/// Ingresses that lead to the Service's port.
fn of_service<'m>(manifests: &'m Manifests, service: &Object, path: &FieldPath, old: &str) -> Places<'m> {
    if !is_at(path, &FieldPath::of("spec.ports")) {
        return Vec::new();
    }
    let (namespace, name) = (&service.reference.namespace, &service.reference.name);
    let ingresses = manifests.objects().iter().filter(|other| other.reference.kind == "Ingress");
    let mut places = Places::new();
    for ingress in ingresses {
        let to = references(ingress).into_iter();
        for to in to.filter(|to| to.kind == "Service" && to.namespace == *namespace && to.name == *name) {
            let said = to.path.as_str();
            let port = match said.strip_suffix(".service.name") {
                Some(backend) => format!("{backend}.service.port.name"),
                None => {
                    said.strip_suffix("serviceName").map(|backend| format!("{backend}servicePort")).unwrap_or_default()
                }
            };
            places.push((ingress, FieldPath::of(&port)));
        }
    }
    says(places, old)
}

/// Probes beside the container's port; Services and NetworkPolicies that select these pods alone.
fn of_container<'m>(manifests: &'m Manifests, object: &'m Object, path: &FieldPath, old: &str) -> Places<'m> {
    let Some(spec) = template(&object.reference.kind).map(|template| template.field("spec")) else { return Vec::new() };
    let node = object.tree();
    let (mut own, mut named) = (None, 0);
    for list in ["containers", "initContainers"] {
        let list = spec.field(list);
        for (index, container) in items(node, &list).iter().enumerate() {
            let at = list.index(index);
            let ports = container.get("ports").map(Node::items).unwrap_or_default().iter();
            named += ports.filter(|port| port.get("name").and_then(Node::text) == Some(old)).count();
            if is_at(path, &at.field("ports")) {
                own = Some(at);
            }
        }
    }
    // Another port that is called so goes on to be meant.
    let Some(own) = own.filter(|_| named == 1) else { return Vec::new() };
    let mut places = Places::new();
    for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
        places.extend(["httpGet", "tcpSocket"].map(|way| (object, own.field(probe).field(way).field("port"))));
    }
    for selector in only_of(manifests, object) {
        let (list, field) = match (selector.of.reference.kind.as_str(), selector.path.as_str()) {
            ("Service", _) => (vec![FieldPath::of("spec.ports")], "targetPort"),
            ("NetworkPolicy", "spec.podSelector.matchLabels") => {
                let rules = FieldPath::of("spec.ingress");
                let count = items(selector.of.tree(), &rules).len();
                ((0..count).map(|rule| rules.index(rule).field("ports")).collect(), "port")
            }
            _ => continue,
        };
        for list in list {
            let count = items(selector.of.tree(), &list).len();
            places.extend((0..count).map(|index| (selector.of, list.index(index).field(field))));
        }
    }
    says(places, old)
}

fn says<'m>(places: Places<'m>, old: &str) -> Places<'m> {
    let says = |(of, place): &(&Object, FieldPath)| of.tree().at(place).and_then(Node::text) == Some(old);
    places.into_iter().filter(says).collect()
}

/// Whether a path leads to the name of an item of the list.
fn is_at(path: &FieldPath, list: &FieldPath) -> bool {
    let mut rest = path.segments();
    let on_the_way = list.segments().all(|segment| rest.next() == Some(segment));
    let in_item = matches!(rest.next(), Some(Segment::Index(_)));
    on_the_way && in_item && rest.eq([Segment::Key("name")])
}
