//! Fixes: small edits of one object, each with its title. There is none where the text does not bear it, as where an anchor shares
//! the place with others.

use crate::diagnostic::{Fix, FixTitle};
use crate::edit::{Change, FieldValue, Refusal, Writer, Written, amend};
use crate::manifest::Manifests;
use crate::object::{FieldPath, ObjectRef};
use crate::text::TextEdit;

/// Sets the scalar at `path`, which is written.
pub(super) fn set(manifests: &Manifests, object: &ObjectRef, path: &FieldPath, value: FieldValue) -> Option<Fix> {
    manifests.get(object)?.tree().at(path)?.text()?;
    let title = FixTitle::Set { field: path.as_str().into(), value: value.to_string() };
    let changes = vec![Change::Value(object.clone(), path.clone(), value.clone())];
    fix(manifests, object, title, changes, |writer| writer.set(path, &Written::Scalar(value)))
}

/// Gives the entry `key` of the map at `path` another key.
pub(super) fn rename(manifests: &Manifests, object: &ObjectRef, path: &FieldPath, key: &str, new: &str) -> Option<Fix> {
    renamed(manifests, object, path, (key, path.key(key)), (new, path.key(new)))
}

/// As [`rename`], of a field.
pub(super) fn rename_field(
    manifests: &Manifests,
    object: &ObjectRef,
    path: &FieldPath,
    name: &str,
    new: &str,
) -> Option<Fix> {
    renamed(manifests, object, path, (name, path.field(name)), (new, path.field(new)))
}

fn renamed(
    manifests: &Manifests,
    object: &ObjectRef,
    path: &FieldPath,
    (key, from): (&str, FieldPath),
    (new, to): (&str, FieldPath),
) -> Option<Fix> {
    let value = manifests.get(object)?.tree().at(&from)?.text()?;
    let title = FixTitle::Set { field: to.as_str().into(), value: value.into() };
    let value = Change::Value(object.clone(), to, FieldValue::Text(value.into()));
    let changes = vec![Change::Without(object.clone(), from), value];
    fix(manifests, object, title, changes, |writer| Ok(vec![writer.rename_key(path, key, new)?]))
}

/// Removes the field at `path`.
pub(super) fn remove(manifests: &Manifests, object: &ObjectRef, path: &FieldPath) -> Option<Fix> {
    let title = FixTitle::Remove { field: path.as_str().into() };
    let changes = vec![Change::Without(object.clone(), path.clone())];
    fix(manifests, object, title, changes, |writer| writer.remove(path))
}

/// Adds `field: value` to the map at `path`, behind the entry `neighbour`.
pub(super) fn add(
    manifests: &Manifests,
    object: &ObjectRef,
    path: &FieldPath,
    neighbour: &str,
    field: &str,
    value: FieldValue,
) -> Option<Fix> {
    let place = path.field(field);
    let title = FixTitle::Add { field: place.as_str().into(), value: value.to_string() };
    let changes = vec![Change::Value(object.clone(), place, value.clone())];
    fix(manifests, object, title, changes, |writer| writer.add_behind(path, neighbour, field, &Written::Scalar(value)))
}

/// Writes an item behind the last one of the list at `path`; `told`: what the title says of it.
pub(super) fn append(
    manifests: &Manifests,
    object: &ObjectRef,
    path: &FieldPath,
    item: Written,
    told: &str,
) -> Option<Fix> {
    let list = manifests.get(object)?.tree().at(path);
    let place = path.index(list.map_or(0, |list| list.items().len()));
    let title = FixTitle::Add { field: place.as_str().into(), value: told.into() };
    let changes = vec![Change::Within(object.clone(), place)];
    fix(manifests, object, title, changes, |writer| writer.append(path, item))
}

fn fix(
    manifests: &Manifests,
    object: &ObjectRef,
    title: FixTitle,
    changes: Vec<Change>,
    write: impl FnOnce(Writer<'_>) -> Result<Vec<TextEdit>, Refusal>,
) -> Option<Fix> {
    let edits = amend(manifests, object, changes, write).ok()?;
    // What it says already is not what is wrong, such as the right port in another protocol.
    (!edits.is_empty()).then_some(Fix { title, edits })
}
