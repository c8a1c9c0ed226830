//! Target ports: where a Service's traffic goes on its pods.

use super::Check;
use super::fix;
use crate::diagnostic::Fix;
use crate::edit::FieldValue;
use crate::model::{ContainerPort, TargetPort};
use crate::nearest::{is_slip, nearest};
use crate::object::FieldPath;
use crate::problem::Problem;
use crate::world::{NoEndpoint, PodId, PortEntry, ServiceEntry};

pub(super) fn check(check: &mut Check<'_>, entry: &ServiceEntry) {
    let declared = declared(check, &entry.selected);
    for port in &entry.ports {
        if entry.spec.headless {
            untranslated(check, entry, port, &declared);
        }
        match &port.spec.target {
            TargetPort::Name(name) => unresolved(check, entry, port, name, &declared),
            TargetPort::Number(number) => undeclared(check, entry, port, *number, &declared),
        }
    }
}

/// As [`check`], of a Service that selects nobody, and the pods that it must mean: only what is wrong by its name.
pub(super) fn check_meant(check: &mut Check<'_>, entry: &ServiceEntry, pods: &[PodId]) {
    let declared = declared(check, pods);
    for port in &entry.ports {
        let TargetPort::Name(name) = &port.spec.target else { continue };
        let has = |offer: &ContainerPort| offer.name.as_ref() == Some(name) && offer.protocol == port.spec.protocol;
        if !declared.iter().any(has) {
            tell_unresolved(check, entry, port, name, &declared);
        }
    }
}

/// A name that no selected pod has.
fn unresolved(check: &mut Check<'_>, entry: &ServiceEntry, port: &PortEntry, name: &str, declared: &[ContainerPort]) {
    let failed = |(_, why): &(_, NoEndpoint)| *why == NoEndpoint::PortUnresolved;
    if port.without.len() >= entry.selected.len() && port.without.iter().any(failed) {
        tell_unresolved(check, entry, port, name, declared);
    }
}

fn tell_unresolved(
    check: &mut Check<'_>,
    entry: &ServiceEntry,
    port: &PortEntry,
    name: &str,
    declared: &[ContainerPort],
) {
    let offered = || declared.iter().filter(|offer| offer.protocol == port.spec.protocol);
    let named: Vec<String> = distinct(offered().filter_map(|offer| offer.name.clone()));
    let numbers: Vec<u16> = distinct(offered().map(|offer| offer.port));
    let reference = &entry.spec.meta.reference;
    let path = FieldPath::of("spec.ports").index(port.spec.index).field("targetPort");
    // A quoted number is the commonest slip: it is looked up as a name.
    let quoted = name.parse::<u16>().ok().filter(|number| numbers.contains(number));
    // Of several names only a slip is sure to be meant.
    let near = nearest(name, &named, |name| name).filter(|near| named.len() == 1 || is_slip(name, near));
    let meant = match (quoted, near, numbers.as_slice()) {
        (Some(number), ..) => Some(FieldValue::from(number)),
        (None, Some(nearest), _) => Some(FieldValue::from(nearest.as_str())),
        (None, None, [only]) => Some(FieldValue::from(*only)),
        (None, None, _) => None,
    };
    let fix = meant.and_then(|meant| fix::set(check.manifests, reference, &path, meant));
    let problem = Problem::TargetPortUnresolved { service: entry.key(), port: name.into(), offered: named };
    check.tell(problem, reference, path.as_str(), fix.into_iter().collect());
}

/// Names of a headless Service lead to its pods, and nothing makes the Service's port theirs.
fn untranslated(check: &mut Check<'_>, entry: &ServiceEntry, port: &PortEntry, declared: &[ContainerPort]) {
    let asked = port.spec.port;
    let leads = port.endpoints.iter().map(|endpoint| endpoint.address.port()).find(|target| *target != asked);
    let Some(target) = leads.filter(|_| declared.iter().all(|offer| offer.port != asked)) else { return };
    let path = FieldPath::of("spec.ports").index(port.spec.index).field("port");
    let reference = &entry.spec.meta.reference;
    let fix = fix::set(check.manifests, reference, &path, FieldValue::from(target));
    let problem = Problem::HeadlessPortUntranslated { service: entry.key(), port: asked, target };
    check.tell(problem, reference, path.as_str(), fix.into_iter().collect());
}

/// A number that no selected pod declares, although they declare others.
fn undeclared(check: &mut Check<'_>, entry: &ServiceEntry, port: &PortEntry, number: u16, declared: &[ContainerPort]) {
    if declared.is_empty() || declared.iter().any(|offer| offer.port == number) {
        return;
    }
    let numbers: Vec<u16> = distinct(declared.iter().map(|offer| offer.port));
    // Where another port of the Service leads already, this one is hardly meant to lead too.
    let led_to = |number: u16| entry.ports.iter().any(|other| other.spec.target == TargetPort::Number(number));
    let fitting = declared.iter().filter(|offer| offer.protocol == port.spec.protocol && !led_to(offer.port));
    let fitting: Vec<u16> = distinct(fitting.map(|offer| offer.port));
    let lost = entry.ports.iter().filter(|other| leads_nowhere(other, declared)).count();
    let reference = &entry.spec.meta.reference;
    let place = FieldPath::of("spec.ports").index(port.spec.index);
    let path = place.field("targetPort");
    let fix: Option<Fix> = match fitting.as_slice() {
        [only] if lost == 1 => {
            let only = FieldValue::from(*only);
            fix::set(check.manifests, reference, &path, only.clone())
                .or_else(|| fix::add(check.manifests, reference, &place, "port", "targetPort", only))
        }
        _ => None,
    };
    let problem = Problem::TargetPortUndeclared { service: entry.key(), port: number, declared: numbers };
    check.tell(problem, reference, path.as_str(), fix.into_iter().collect());
}

/// Whether a port has a number that none of these declares.
fn leads_nowhere(port: &PortEntry, declared: &[ContainerPort]) -> bool {
    matches!(port.spec.target, TargetPort::Number(number) if declared.iter().all(|offer| offer.port != number))
}

/// The container ports of these pods.
fn declared(check: &Check<'_>, pods: &[PodId]) -> Vec<ContainerPort> {
    let pods = pods.iter().map(|id| check.world.pod(*id));
    let ports = pods.flat_map(|pod| pod.template.containers.iter().flat_map(|container| &container.ports));
    let mut found: Vec<ContainerPort> = Vec::new();
    for port in ports {
        if !found
            .iter()
            .any(|known| (&known.name, known.port, known.protocol) == (&port.name, port.port, port.protocol))
        {
            found.push(port.clone());
        }
    }
    found
}

fn distinct<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut found = Vec::new();
    for item in items {
        if !found.contains(&item) {
            found.push(item);
        }
    }
    found
}
