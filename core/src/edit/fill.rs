//! Several fields of one thing that is not there yet, such as an entry of a list: none of them may be able to stand alone.

use super::document::Document;
use super::proof::Change;
use super::writer::Writer;
use super::{FieldValue, Plan, Refusal, Written, written};
use crate::manifest::{Manifests, Object};
use crate::object::{FieldPath, ObjectRef, Segment};
use crate::text::Files;

/// Where what is written at `path` begins: the first step of the way to it that the object does not have yet.
pub fn beginning(object: &Object, path: &FieldPath) -> FieldPath {
    let mut inside = false;
    let ends = path.as_str().char_indices().filter(|(_, letter)| {
        let is_end = !inside && matches!(letter, '.' | '[');
        inside = (inside || *letter == '[') && *letter != ']';
        is_end
    });
    let before = ends.filter(|(end, _)| *end > 0).filter_map(|(end, _)| path.as_str().get(..end)).map(FieldPath::of);
    let lacks = |path: &FieldPath| object.node().at(path).is_none();
    before.into_iter().find(lacks).unwrap_or_else(|| path.clone())
}

pub(super) fn fill(
    files: &Files,
    manifests: &Manifests,
    object: &ObjectRef,
    fields: &[(FieldPath, FieldValue)],
) -> Result<Plan, Refusal> {
    let (first, _) = fields.first().ok_or(Refusal::NotWritten)?;
    let root = beginning(written(manifests, object)?, first);
    let skipped = root.segments().count();
    let inner: Vec<(Vec<Segment<'_>>, &FieldValue)> =
        fields.iter().map(|(path, value)| (path.segments().skip(skipped).collect(), value)).collect();
    let within = |path: &FieldPath| path.segments().take(skipped).eq(root.segments());
    let value = nested(&inner).filter(|_| fields.iter().all(|(path, _)| within(path))).ok_or(Refusal::NotWritten)?;
    let document = Document::of(files, written(manifests, object)?)?;
    let edits = Writer::new(files, &document).set(&root, &value)?;
    let changes = fields.iter().map(|(path, value)| Change::Value(object.clone(), path.clone(), value.clone()));
    Ok(Plan { edits, changes: changes.collect(), object: Some(object.clone()) })
}

/// What has these fields, in their order; `None` where two of them are at odds.
fn nested(fields: &[(Vec<Segment<'_>>, &FieldValue)]) -> Option<Written> {
    if let [(path, value)] = fields
        && path.is_empty()
    {
        return Some(Written::Scalar((*value).clone()));
    }
    let mut steps: Vec<Segment<'_>> = Vec::new();
    for (path, _) in fields {
        let step = path.first()?;
        if !steps.contains(step) {
            steps.push(*step);
        }
    }
    let below = |step: &Segment<'_>| {
        let of = fields.iter().filter(|(path, _)| path.first() == Some(step));
        nested(&of.map(|(path, value)| (path.get(1..).unwrap_or_default().to_vec(), *value)).collect::<Vec<_>>())
    };
    if let Some(Segment::Index(_)) = steps.first() {
        let in_order = steps.iter().enumerate().all(|(at, step)| *step == Segment::Index(at));
        return in_order.then(|| steps.iter().map(below).collect::<Option<_>>().map(Written::List))?;
    }
    let entry = |step: &Segment<'_>| match step {
        Segment::Key(key) => Some(((*key).to_owned(), below(step)?)),
        Segment::Index(_) => None,
    };
    steps.iter().map(entry).collect::<Option<_>>().map(Written::Map)
}
