//! A label of a workload's pods, changed wherever it has to be the same: selector and template would refuse each other's change.

use super::connect::Pods;
use super::selecting::{only_of, write};
use super::{FieldValue, Intent, Plan, Refusal, proof, written};
use crate::manifest::{Manifests, Node, Object};
use crate::object::{FieldPath, ObjectRef, Segment};
use crate::text::{FileId, Files};

/// The label that a field is, and every place of the object that says it; `None`: it is none of its pods'.
pub(crate) fn label<'p>(object: &Object, path: &'p FieldPath) -> Option<(&'p str, Vec<FieldPath>)> {
    let pods = Pods::of(&object.reference.kind)?;
    let Some(Segment::Key(key)) = path.segments().last() else { return None };
    let places = [Some(pods.labels), pods.selector].into_iter().flatten().map(|map| FieldPath::of(map).key(key));
    let said: Vec<FieldPath> = places.filter(|place| object.tree().at(place).is_some()).collect();
    let is_one = said.iter().any(|place| place.segments().eq(path.segments()));
    is_one.then_some((key, said))
}

impl Intent {
    /// What a form wants of a field: a label of a workload's pods is changed wherever it is said.
    pub fn set(object: &Object, path: FieldPath, value: FieldValue) -> Self {
        let of = object.reference.clone();
        match (label(object, &path), &value) {
            (Some((key, _)), FieldValue::Text(text)) => {
                Intent::Relabel { workload: of, key: key.to_owned(), value: text.clone() }
            }
            _ => Intent::Set { object: of, path, value },
        }
    }
}

pub(super) fn relabel(
    files: &Files,
    manifests: &Manifests,
    workload: &ObjectRef,
    key: &str,
    value: &str,
) -> Result<Plan, Refusal> {
    let object = written(manifests, workload)?;
    let pods = Pods::of(&workload.kind).ok_or(Refusal::NotWritten)?;
    let maps = [Some(pods.labels), pods.selector].into_iter().flatten();
    let places = maps.map(|map| FieldPath::of(map).key(key)).find_map(|place| Some(label(object, &place)?.1));
    let places = places.ok_or(Refusal::NotWritten)?;
    let mut plan = Plan { edits: Vec::new(), changes: Vec::new(), object: Some(workload.clone()) };
    let mut elsewhere = Vec::new();
    let mut put = |object: &Object, place: FieldPath| match write(files, &mut plan, object, place, value) {
        // It may be the very anchor that is written too.
        Err(refusal @ Refusal::BehindAlias { .. }) => {
            elsewhere.push((object.file, refusal));
            Ok(())
        }
        other => other,
    };
    for place in places {
        put(object, place)?;
    }
    // What selects these pods alone goes on to do so.
    let selectors = only_of(manifests, object).into_iter().filter_map(|selector| {
        let place = selector.path.key(key);
        let said = selector.of.tree().at(&place).and_then(Node::text);
        said.is_some().then_some((selector.of, place))
    });
    for (of, place) in selectors {
        put(of, place)?;
    }
    plan.edits.sort_by_key(|edit| edit.span);
    plan.edits.dedup();
    // Only texts that change are proved.
    let is_proved = |file: &FileId| plan.edits.iter().any(|edit| edit.span.file == *file);
    let unproved = elsewhere.iter().find(|(file, _)| !is_proved(file));
    match unproved.or(elsewhere.first()) {
        Some((_, refusal)) if unproved.is_some() => Err(refusal.clone()),
        Some((_, refusal)) => proof::check(files, manifests, &plan).map(|()| plan).map_err(|_| refusal.clone()),
        None => Ok(plan),
    }
}
