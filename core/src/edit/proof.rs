//! The proof that edits do what was meant and nothing else: the edited text is read anew and compared with the old one.
//!
//! Aliases, merge keys, duplicate keys and comments in unusual places make texts for which no single rule of editing holds.
//! What is compared is what Kubernetes would see.

use std::collections::BTreeSet;

use super::{FieldValue, Plan, Refusal, anchor, lines};
use crate::manifest::{Manifests, Node, Value, parse_after};
use crate::object::{FieldPath, ObjectRef, Segment};
use crate::text::{FileId, Files};

/// Something that edits change.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    /// The object's field reads as this value.
    Value(ObjectRef, FieldPath, FieldValue),
    /// The object does not say the field any more, or one item of the list less.
    Without(ObjectRef, FieldPath),
    /// What the field says may be another.
    Within(ObjectRef, FieldPath),
    /// The object is not there any more.
    Gone(ObjectRef),
    /// The object is new.
    New(ObjectRef),
    /// The object has another name or namespace.
    Renamed(ObjectRef, ObjectRef),
}

impl Change {
    /// Where a difference is meant; `None` for a whole object.
    fn place(&self) -> Option<(&ObjectRef, &FieldPath)> {
        match self {
            Change::Value(object, path, _) | Change::Without(object, path) | Change::Within(object, path) => {
                Some((object, path))
            }
            Change::Gone(_) | Change::New(_) | Change::Renamed(..) => None,
        }
    }
}

/// Refuses a plan whose edits would break the text, or change what they should not.
pub(super) fn check(files: &Files, manifests: &Manifests, plan: &Plan) -> Result<(), Refusal> {
    let edited = files.edited(&plan.edits);
    let concerned: BTreeSet<FileId> = plan.edits.iter().map(|edit| edit.span.file).collect();
    for id in concerned {
        let first = plan.edits.iter().filter(|edit| edit.span.file == id).map(|edit| edit.span.start).min();
        let line = lines::line_number(&files.get(id).text, first.unwrap_or_default() as usize);
        let known = manifests.of_file(id);
        let (after, new_problems) = parse_after(&Files::new(vec![edited.get(id).clone()]), &known);
        if new_problems.is_empty() && is_meant(&known, &after, &plan.changes) {
            continue;
        }
        // The file alone may have problems of its own, and objects that another file says again.
        let (before, problems) = parse_after(&Files::new(vec![files.get(id).clone()]), &known);
        if new_problems.len() > problems.len() || !is_meant(&before, &after, &plan.changes) {
            let mut starts = plan.edits.iter().filter(|edit| edit.span.file == id).map(|edit| edit.span.start as usize);
            let shared = starts.find_map(|start| anchor::alias_of(&files.get(id).text, start));
            return Err(match shared {
                Some(line) => Refusal::Anchored { file: id, line },
                None => Refusal::Unsafe { file: id, line },
            });
        }
    }
    Ok(())
}

fn is_meant(before: &Manifests, after: &Manifests, changes: &[Change]) -> bool {
    let gone = |object: &ObjectRef| changes.iter().any(|change| matches!(change, Change::Gone(gone) if gone == object));
    let kept = before.objects().iter().all(|object| {
        let places: Vec<Vec<Segment<'_>>> = changes
            .iter()
            .filter_map(Change::place)
            .filter(|(of, _)| **of == object.reference)
            .map(|(_, path)| path.segments().collect())
            .collect();
        let places: Vec<&[Segment<'_>]> = places.iter().map(Vec::as_slice).collect();
        let now = changes.iter().find_map(|change| match change {
            Change::Renamed(old, new) if *old == object.reference => Some(new),
            Change::Renamed(..)
            | Change::Value(..)
            | Change::Without(..)
            | Change::Within(..)
            | Change::Gone(_)
            | Change::New(_) => None,
        });
        match after.get(now.unwrap_or(&object.reference)) {
            Some(now) => object.shares(now) || is_same(object.tree(), now.tree(), &places),
            None => gone(&object.reference),
        }
    });
    let comes = |object: &ObjectRef| {
        changes.iter().any(|change| matches!(change, Change::New(new) | Change::Renamed(_, new) if new == object))
    };
    let known =
        after.objects().iter().all(|object| before.get(&object.reference).is_some() || comes(&object.reference));
    kept && known && changes.iter().all(|change| holds(change, before, after))
}

fn holds(change: &Change, before: &Manifests, after: &Manifests) -> bool {
    match change {
        Change::Value(object, path, value) => {
            // An object of another file is looked at with that file.
            let Some(now) = after.get(object) else { return before.get(object).is_none() };
            match now.tree().at(path).map(|node| &node.value) {
                Some(Value::Scalar(scalar)) => match value {
                    FieldValue::Text(text) => *scalar.text == **text,
                    FieldValue::Number(_) | FieldValue::Flag(_) => *scalar.text == *value.to_string() && scalar.plain,
                },
                // A Secret's values are not kept.
                Some(Value::Null) => object.kind == "Secret",
                Some(Value::Sequence(_) | Value::Mapping(_)) | None => false,
            }
        }
        Change::Without(object, path) => {
            let at = |manifests: &Manifests| manifests.get(object).map(|object| object.tree().at(path).is_some());
            match path.segments().last() {
                Some(Segment::Index(_)) | None => true,
                Some(Segment::Key(_)) => at(after) != Some(true),
            }
        }
        Change::New(object) => after.get(object).is_some(),
        Change::Within(..) | Change::Gone(_) | Change::Renamed(..) => true,
    }
}

/// Two trees say the same but for `places`, wherever they are written.
fn is_same(a: &Node, b: &Node, places: &[&[Segment<'_>]]) -> bool {
    if places.iter().any(|place| place.is_empty()) {
        return true;
    }
    match (&a.value, &b.value) {
        (Value::Null, Value::Null) => true,
        (Value::Scalar(a), Value::Scalar(b)) => a == b,
        (Value::Sequence(old), Value::Sequence(new)) => {
            let same = |(index, (old, new)): (usize, (&Node, &Node))| {
                is_same(old, new, &below(places, |segment| segment == Segment::Index(index)))
            };
            let added = || places.iter().any(|place| place.first() == Some(&Segment::Index(old.len())));
            // Items move up where one is taken away.
            let taken = || {
                let index = places.iter().find_map(|place| match place {
                    [Segment::Index(index)] => Some(*index),
                    _ => None,
                });
                let kept = old.iter().enumerate().filter(|(i, _)| Some(*i) != index).map(|(_, item)| item);
                index.is_some() && kept.zip(new).all(|(old, new)| is_same(old, new, &[]))
            };
            match new.len() {
                len if len == old.len() => old.iter().zip(new).enumerate().all(same),
                len if len == old.len() + 1 => added() && old.iter().zip(new).enumerate().all(same),
                len if len + 1 == old.len() => taken(),
                _ => false,
            }
        }
        (Value::Mapping(old), Value::Mapping(new)) => {
            let inside = |key: &Node| {
                below(places, |segment| match segment {
                    Segment::Key(name) => key.text() == Some(name),
                    Segment::Index(index) => key.text() == Some(&index.to_string()),
                })
            };
            let kept = old.iter().all(|(key, value)| {
                let inside = inside(key);
                match key.text().and_then(|key| b.get(key)) {
                    Some(now) => is_same(value, now, &inside),
                    None => inside.iter().any(|place| place.is_empty()) || key.text().is_none(),
                }
            });
            kept && new
                .iter()
                .all(|(key, _)| key.text().is_none_or(|name| a.get(name).is_some()) || !inside(key).is_empty())
        }
        // What was not written before has the shape that is wanted now.
        (Value::Null, _) | (_, Value::Null) => !places.is_empty(),
        (Value::Mapping(_), _) | (Value::Sequence(_), _) | (Value::Scalar(_), _) => false,
    }
}

fn below<'p, 's>(places: &[&'p [Segment<'s>]], on_the_way: impl Fn(Segment<'s>) -> bool) -> Vec<&'p [Segment<'s>]> {
    let steps = places.iter().filter_map(|place| place.split_first());
    steps.filter(|(first, _)| on_the_way(**first)).map(|(_, rest)| rest).collect()
}
