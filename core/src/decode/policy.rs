//! Policies: not evaluated yet, but whom they concern is read.

use std::cell::RefCell;

use super::cursor::{Cursor, Log};
use super::workload;
use crate::manifest::Object;
use crate::model::{Policy, Selector};

/// Labels that controllers write on their pods and templates do not show.
const WRITTEN_LATER: [&str; 4] = [
    "pod-template-hash",
    "controller-revision-hash",
    "statefulset.kubernetes.io/pod-name",
    "apps.kubernetes.io/pod-index",
];

/// A policy of whatever make; `None` for every other kind.
pub(super) fn decode(object: &Object) -> Option<Policy> {
    let reference = &object.reference;
    if !reference.kind.ends_with("NetworkPolicy") {
        return None;
    }
    let group = reference.api_version.split_once('/').map_or("", |(group, _)| group);
    let plain = reference.kind == "NetworkPolicy" && matches!(group, "networking.k8s.io" | "extensions");
    let selects = if plain { pod_selector(object) } else { None };
    Some(Policy { reference: reference.clone(), selects })
}

/// `None` where any of it cannot be read: the policy may select every pod then.
fn pod_selector(object: &Object) -> Option<Selector> {
    // The kind is not modelled, so its mistakes are not told.
    let mistakes = RefCell::new(Vec::new());
    let log = Log { object: &object.reference, problems: &mistakes };
    let root = Cursor::root(&object.node, &log);
    let spec = root.field("spec")?;
    let written = spec.field("podSelector")?;
    let selector = Selector { labels: written.map("matchLabels"), expressions: workload::expressions(&written) };
    let keys = || selector.labels.keys().chain(selector.expressions.iter().map(|(key, _)| key));
    let later = |key: &String| {
        WRITTEN_LATER.contains(&key.as_str()) || key.contains("job-name") || key.contains("controller-uid")
    };
    let listed = written.list("matchExpressions").iter().flat_map(Cursor::objects).count();
    let readable = mistakes.borrow().is_empty() && listed == selector.expressions.len() && !keys().any(later);
    readable.then_some(selector)
}
