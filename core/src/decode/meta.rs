//! `metadata`, and the kinds of which nothing else is read.

use super::cursor::Cursor;
use crate::model::{Meta, Namespace, Owner, Secret};
use crate::problem::Rule;

pub(super) fn decode(root: &Cursor<'_>) -> Meta {
    let reference = root.object().clone();
    let Some(metadata) = root.field("metadata") else {
        root.missing("metadata.name");
        return Meta { reference, ..empty() };
    };
    let generated = metadata.filled("generateName").is_some();
    if metadata.filled("name").is_none() && !generated {
        metadata.missing("name");
    }
    if let (false, Some(written)) = (is_subdomain(&reference.name) || generated, metadata.get("name")) {
        written.invalid(Rule::Subdomain);
    }
    if let (false, Some(written)) = (is_label(&reference.namespace, false), metadata.get("namespace")) {
        written.invalid(Rule::Label);
    }
    let owners = metadata.list("ownerReferences");
    let owners = owners.iter().flat_map(Cursor::objects).map(|owner| Owner {
        kind: owner.string("kind").unwrap_or_default(),
        name: owner.string("name").unwrap_or_default(),
        controller: owner.bool("controller").unwrap_or(false),
    });
    Meta {
        reference,
        labels: metadata.map("labels"),
        annotations: metadata.map("annotations"),
        owners: owners.collect(),
        live: metadata.get("uid").is_some() || metadata.get("resourceVersion").is_some(),
        deleting: metadata.get("deletionTimestamp").is_some(),
        created: metadata.get("creationTimestamp").and_then(|created| created.text().map(str::to_owned)),
    }
}

pub(super) fn namespace(root: &Cursor<'_>) -> Namespace {
    Namespace { meta: decode(root) }
}

/// Name and type. Values are not even in the tree.
pub(super) fn secret(root: &Cursor<'_>) -> Secret {
    Secret { meta: decode(root), kind: root.filled("type").unwrap_or_else(|| "Opaque".into()) }
}

/// Says that the object's name is not as its kind wants it; an empty one is told elsewhere.
pub(super) fn bad_name(root: &Cursor<'_>, rule: Rule) {
    let metadata = root.field("metadata");
    if let Some(name) = metadata.as_ref().and_then(|metadata| metadata.get("name")) {
        name.invalid(rule);
    }
}

/// An RFC 1123 label; with `letter_first` an RFC 1035 one. The empty text passes: that something is missing is told elsewhere.
pub(super) fn is_label(text: &str, letter_first: bool) -> bool {
    text.is_empty()
        || (text.len() <= 63 && is_part(text) && !(letter_first && text.starts_with(|c: char| c.is_ascii_digit())))
}

/// Lower-case letters, digits and `-`, which stands at neither end.
fn is_part(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// An RFC 1123 subdomain; the empty text passes.
pub(super) fn is_subdomain(text: &str) -> bool {
    text.is_empty() || (text.len() <= 253 && text.split('.').all(|label| !label.is_empty() && is_part(label)))
}

fn empty() -> Meta {
    Meta {
        reference: crate::object::ObjectRef::new("", "", "", ""),
        labels: Default::default(),
        annotations: Default::default(),
        owners: Vec::new(),
        live: false,
        deleting: false,
        created: None,
    }
}
