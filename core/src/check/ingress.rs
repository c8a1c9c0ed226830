//! Ingresses: is there a controller for them, and do their backends exist.

use super::Check;
use super::fix;
use super::selector::move_to;
use crate::diagnostic::Fix;
use crate::edit::FieldValue;
use crate::model::{Ingress, IngressBackend, ServicePort, ServicePortRef, ServiceType, TargetPort};
use crate::nearest::{is_slip, nearest};
use crate::object::FieldPath;
use crate::problem::Problem;
use crate::route::{nobody_serves, takes_target_ports, unread_annotations};
use crate::world::{ServiceEntry, World};

pub(super) fn check(check: &mut Check<'_>) {
    let world: &World = check.world;
    for ingress in &world.ingresses {
        of_ingress(check, world, ingress);
    }
}

fn of_ingress(check: &mut Check<'_>, world: &World, ingress: &Ingress) {
    if let Some(class) = nobody_serves(world, ingress).filter(|class| !class.is_empty()) {
        let path = if ingress.class.is_some() {
            "spec.ingressClassName"
        } else {
            "metadata.annotations[kubernetes.io/ingress.class]"
        };
        let names: Vec<&str> = world.ingress_classes.iter().map(|class| class.meta.name()).collect();
        let near = nearest(&class, &names, |name| name).filter(|name| is_slip(&class, name));
        let reference = &ingress.meta.reference;
        let fix =
            near.and_then(|name| fix::set(check.manifests, reference, &FieldPath::of(path), FieldValue::from(*name)));
        let problem = Problem::IngressClassMissing { ingress: reference.key(), class };
        check.tell(problem, reference, path, fix.into_iter().collect());
    }
    let annotations = unread_annotations(world, ingress);
    if let Some(first) = annotations.first() {
        let path = FieldPath::of("metadata.annotations").key(first);
        let reference = &ingress.meta.reference;
        let problem = Problem::IngressAnnotationsUnread { ingress: reference.key(), annotations };
        check.tell(problem, reference, path.as_str(), Vec::new());
    }
    for (path, backend) in backends(check, ingress) {
        if let IngressBackend::Service { name, port } = backend {
            backend_exists(check, ingress, &path, name, port);
        }
    }
}

/// The Ingress' backends and where each stands.
fn backends<'i>(check: &Check<'_>, ingress: &'i Ingress) -> Vec<(FieldPath, &'i IngressBackend)> {
    let written = |path: &str| {
        check
            .manifests
            .get(&ingress.meta.reference)
            .is_some_and(|object| object.tree().at(&FieldPath::of(path)).is_some())
    };
    let default = if written("spec.defaultBackend") { "spec.defaultBackend" } else { "spec.backend" };
    let default = ingress.default_backend.iter().map(|backend| (FieldPath::of(default), backend));
    let rules = ingress.rules.iter().enumerate().flat_map(|(i, rule)| {
        let http = FieldPath::of("spec.rules").index(i).field("http.paths");
        let paths = rule.paths.iter().flatten().enumerate();
        paths.map(move |(j, path)| (http.index(j).field("backend"), &path.backend))
    });
    default.chain(rules).collect()
}

fn backend_exists(check: &mut Check<'_>, ingress: &Ingress, at: &FieldPath, name: &str, port: &ServicePortRef) {
    let reference = &ingress.meta.reference;
    let new_form = at.field("service");
    let is_new = check.manifests.get(reference).is_some_and(|object| object.tree().at(&new_form).is_some());
    let name_path = if is_new { new_form.field("name") } else { at.field("serviceName") };
    let Some(entry) = check.services.get(&(reference.namespace.as_str(), name)).copied() else {
        let elsewhere = check.world.services.iter().find(|entry| entry.spec.meta.name() == name);
        let fixes = elsewhere_or_renamed(check, ingress, &name_path, name, elsewhere.map(|entry| &**entry));
        let problem = Problem::BackendServiceMissing {
            ingress: reference.key(),
            service: format!("{}/{name}", reference.namespace),
            elsewhere: elsewhere.map(|entry| entry.key()),
        };
        check.tell(problem, reference, name_path.as_str(), fixes);
        return;
    };
    let ports = &entry.spec.ports;
    let by_target = takes_target_ports(check.world, ingress);
    let has = ports.iter().any(|offer| {
        let named = match port {
            ServicePortRef::Number(number) => offer.port == *number,
            ServicePortRef::Name(name) => offer.name == *name,
        };
        named || (by_target && offer.target.to_string() == port.to_string())
    });
    // An ExternalName Service may leave its ports out.
    if has || (entry.spec.kind == ServiceType::ExternalName && ports.is_empty()) {
        return;
    }
    let port_path = match (is_new, port) {
        (true, ServicePortRef::Number(_)) => new_form.field("port.number"),
        (true, ServicePortRef::Name(_)) => new_form.field("port.name"),
        (false, _) => at.field("servicePort"),
    };
    let fixes = port_offered(port, ports)
        .into_iter()
        .filter_map(|value| fix::set(check.manifests, reference, &port_path, value))
        .collect();
    let offered = ports.iter().map(|offer| match offer.name.as_str() {
        "" => offer.port.to_string(),
        name => format!("{} ({name})", offer.port),
    });
    let problem = Problem::BackendPortMissing {
        ingress: reference.key(),
        service: entry.key(),
        port: port.to_string(),
        offered: offered.collect(),
    };
    check.tell(problem, reference, port_path.as_str(), fixes);
}

/// Moves the Ingress to where all of its Services are, or sets the name of a Service that is here and nearly called so.
fn elsewhere_or_renamed(
    check: &Check<'_>,
    ingress: &Ingress,
    name_path: &FieldPath,
    name: &str,
    elsewhere: Option<&ServiceEntry>,
) -> Vec<Fix> {
    let reference = &ingress.meta.reference;
    if let Some(entry) = elsewhere {
        let namespace = entry.spec.meta.namespace();
        let all_there = backends(check, ingress).iter().all(|(_, backend)| match backend {
            IngressBackend::Service { name, .. } => check.services.contains_key(&(namespace, name.as_str())),
            IngressBackend::Resource { .. } | IngressBackend::None => true,
        });
        let others = check.world.services.iter().filter(|other| other.spec.meta.name() == name).count();
        let fix = if all_there && others == 1 { move_to(check, reference, namespace) } else { None };
        return fix.into_iter().collect();
    }
    let here: Vec<&str> = check
        .world
        .services
        .iter()
        .map(|entry| &entry.spec.meta)
        .filter(|meta| meta.namespace() == reference.namespace)
        .map(|meta| meta.name())
        .collect();
    let near = nearest(name, &here, |name| name).filter(|near| is_slip(name, near));
    near.and_then(|near| fix::set(check.manifests, reference, name_path, FieldValue::from(*near))).into_iter().collect()
}

/// The single item; of several either may be meant.
fn only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let first = items.next()?;
    items.next().is_none().then_some(first)
}

/// What to ask for in place of `asked`: the port that leads to the number asked for, the only one, the one most
/// alike; in the form, number or name, that is asked in.
fn port_offered(asked: &ServicePortRef, ports: &[ServicePort]) -> Option<FieldValue> {
    let best = match asked {
        ServicePortRef::Number(number) => {
            let leads = |port: &&ServicePort| port.target == TargetPort::Number(*number);
            let distance = |port: &&ServicePort| port.port.abs_diff(*number);
            let least = ports.iter().map(|port| distance(&port)).min();
            let nearest = || ports.iter().filter(|port| Some(distance(port)) == least);
            if ports.iter().any(|port| leads(&port)) { only(ports.iter().filter(leads)) } else { only(nearest()) }
        }
        ServicePortRef::Name(name) => {
            let named: Vec<&ServicePort> = ports.iter().filter(|port| !port.name.is_empty()).collect();
            // Of several names only a slip is sure to be meant.
            let near = nearest(name, &named, |port| port.name.as_str()).copied();
            near.filter(|near| named.len() == 1 || is_slip(name, &near.name))
        }
    };
    best.map(|port| match asked {
        ServicePortRef::Number(_) => FieldValue::from(port.port),
        ServicePortRef::Name(_) => FieldValue::from(port.name.as_str()),
    })
}
