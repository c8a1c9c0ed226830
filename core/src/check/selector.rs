//! A selector that finds nothing: what it nearly finds.

use std::collections::HashSet;

use super::{Check, fix, target};
use crate::diagnostic::Fix;
use crate::edit::FieldValue;
use crate::model::Labels;
use crate::nearest::{is_slip, likeness};
use crate::object::{FieldPath, ObjectRef};
use crate::problem::{NearMiss, Problem};
use crate::world::{Pod, PodId, ServiceEntry};

/// Says why `entry`, whose selector is not empty, selects no pod.
pub(super) fn finds_nothing(check: &mut Check<'_>, entry: &ServiceEntry, selector: &Labels) {
    let reference = &entry.spec.meta.reference;
    let service = entry.key();
    let template = |labels: &Labels| matches(selector, labels);
    let namespace = entry.spec.meta.namespace();
    let mut workloads = check.cluster.workloads.iter();
    let scaled_down =
        workloads.any(|workload| workload.meta.namespace() == namespace && template(&workload.template.labels));
    if scaled_down {
        check.tell(Problem::NoReadyEndpoints { service, selected: 0 }, reference, "spec.selector", Vec::new());
        return;
    }
    let elsewhere = check.world.pods.iter().find(|pod| matches(selector, &pod.labels));
    if let Some(pod) = elsewhere {
        let namespace = pod.reference.namespace.clone();
        // Where several namespaces have such pods, any of them may be meant.
        let others = check.world.each_pod().filter(|pod| matches(selector, &pod.labels));
        let single = others.into_iter().all(|other| other.reference.namespace == namespace);
        let fixes = move_to(check, reference, &namespace).filter(|_| single).into_iter().collect();
        let workload = pod.owned_by().workload();
        let problem = Problem::SelectorOtherNamespace { service, workload, namespace };
        check.tell(problem, reference, "metadata.namespace", fixes);
        return;
    }
    let nearest = near_miss(check, entry, selector);
    let (path, fixes) = match &nearest {
        Some((near, single)) => {
            let path = FieldPath::of("spec.selector").key(&near.key);
            let fixes = if *single { mend(check, reference, near) } else { Vec::new() };
            (path.as_str().to_owned(), fixes)
        }
        None => ("spec.selector".to_owned(), Vec::new()),
    };
    let selector: Vec<String> = selector.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let nearest = nearest.map(|(near, _)| near);
    let meant = nearest.as_ref().map(|near| near.workload.clone());
    let problem = Problem::SelectorMatchesNothing { service, selector: selector.join(","), nearest };
    check.tell(problem, reference, &path, fixes);
    if let Some(workload) = meant {
        let pods = check.world.pods.iter().enumerate();
        let pods: Vec<PodId> =
            pods.filter(|(_, pod)| pod.owned_by().workload() == workload).map(|(i, _)| PodId(i)).collect();
        target::check_meant(check, entry, &pods);
    }
}

/// Sets the object's namespace, or writes it behind the name.
pub(super) fn move_to(check: &Check<'_>, object: &ObjectRef, namespace: &str) -> Option<Fix> {
    let metadata = FieldPath::of("metadata");
    let namespace = FieldValue::from(namespace);
    fix::set(check.manifests, object, &metadata.field("namespace"), namespace.clone())
        .or_else(|| fix::add(check.manifests, object, &metadata, "name", "namespace", namespace))
}

/// The workload of the same namespace that the selector would find but for one label: told only where it looks like a slip,
/// or where the other labels single the workload out. Labels may also be added by an operator while the cluster runs. With it, whether no other change of the selector is as near.
fn near_miss(check: &Check<'_>, entry: &ServiceEntry, selector: &Labels) -> Option<(NearMiss, bool)> {
    let mut seen: HashSet<&ObjectRef> = HashSet::new();
    let here = check.world.each_pod().filter(|pod| pod.reference.namespace == entry.spec.meta.namespace());
    let pods: Vec<&Pod> = here.filter(|pod| seen.insert(pod.owned_by())).collect();
    let mut best: Option<(f64, NearMiss, bool)> = None;
    for pod in &pods {
        let mut missing = selector.iter().filter(|(key, value)| pod.labels.get(*key) != Some(*value));
        let (Some((key, wanted)), None) = (missing.next(), missing.next()) else { continue };
        let rest = |other: &&&Pod| selector.iter().all(|(k, v)| k == key || other.labels.get(k) == Some(v));
        let singled_out = selector.len() > 1 && pods.iter().filter(rest).count() == 1;
        let related = is_related(entry, pod, wanted);
        let found = pod.labels.get(key).cloned();
        let found_key = pod.labels.iter().find(|(_, value)| *value == wanted).map(|(key, _)| key.clone());
        let score = match (&found, &found_key) {
            (Some(found), _) if is_slip(found, wanted) => 1.0 + likeness(found, wanted),
            (Some(_), _) if singled_out || related => 0.9,
            (None, Some(_)) => 1.2,
            (None, None) if singled_out => 0.5,
            (Some(_) | None, _) => continue,
        };
        let score = if related { score + 0.5 } else { score };
        let found_key = found_key.filter(|_| found.is_none());
        match &mut best {
            Some((known, ..)) if score < *known => {}
            // The same change for several workloads is one change.
            Some((known, near, single)) if score == *known => {
                *single &= (&near.key, &near.found, &near.found_key) == (key, &found, &found_key);
            }
            Some(_) | None => {
                let workload = pod.owned_by().workload();
                let near = NearMiss { workload, key: key.clone(), wanted: wanted.clone(), found, found_key };
                best = Some((score, near, true));
            }
        }
    }
    best.map(|(_, near, single)| (near, single))
}

/// Service and workload share a name, or the workload has the name that the selector asks for, or it names the Service itself
/// (a StatefulSet's `serviceName`).
fn is_related(entry: &ServiceEntry, pod: &Pod, wanted: &str) -> bool {
    let (service, workload) = (entry.spec.meta.name(), pod.owned_by().name.as_str());
    workload == service || workload == wanted || pod.subdomain.as_deref() == Some(service)
}

fn mend(check: &Check<'_>, service: &ObjectRef, near: &NearMiss) -> Vec<Fix> {
    let selector = FieldPath::of("spec.selector");
    let label = selector.key(&near.key);
    let fix = match (&near.found, &near.found_key) {
        (Some(found), _) => fix::set(check.manifests, service, &label, FieldValue::from(found.as_str())),
        (None, Some(key)) => fix::rename(check.manifests, service, &selector, &near.key, key),
        (None, None) => fix::remove(check.manifests, service, &label),
    };
    fix.into_iter().collect()
}

fn matches(selector: &Labels, labels: &Labels) -> bool {
    selector.iter().all(|(key, value)| labels.get(key) == Some(value))
}
