//! Another name for an object, and for it in everything that refers to it.

use std::ops::Range;

use super::document::Document;
use super::proof::Change;
use super::references::{Reference, references};
use super::renamed::Renamed;
use super::writer::Writer;
use super::written::Written;
use super::{FieldValue, Plan, Refusal, scenario, written};
use crate::manifest::{Manifests, Node};
use crate::object::{FieldPath, ObjectRef};
use crate::text::Files;

pub(super) fn rename(files: &Files, manifests: &Manifests, object: &ObjectRef, name: &str) -> Result<Plan, Refusal> {
    let renamed = written(manifests, object)?;
    let name_path = FieldPath::of("metadata.name");
    if renamed.node().at(&name_path).and_then(Node::text) != Some(object.name.as_str()) {
        return Err(Refusal::NotWritten);
    }
    if !is_name(name) {
        return Err(Refusal::BadName { name: name.to_owned() });
    }
    if name == object.name {
        return Ok(Plan { edits: Vec::new(), changes: Vec::new(), object: Some(object.clone()) });
    }
    let new = ObjectRef::new(&object.api_version, &object.kind, &object.namespace, name);
    let same = |other: &ObjectRef| {
        (&other.kind, &other.namespace, other.name.as_str()) == (&object.kind, &object.namespace, name)
    };
    if manifests.objects().iter().any(|other| same(&other.reference)) {
        return Err(Refusal::NameTaken { name: name.to_owned() });
    }
    let mut plan = Plan {
        edits: Vec::new(),
        changes: vec![Change::Renamed(object.clone(), new.clone())],
        object: Some(new.clone()),
    };
    for other in manifests.objects() {
        // The parts of each text that are the name; none: all of it is.
        let mut places: Vec<(FieldPath, Vec<Range<usize>>)> = Vec::new();
        let named =
            |to: &Reference| (&to.kind, &to.namespace, &to.name) == (&object.kind, &object.namespace, &object.name);
        for to in references(other).into_iter().filter(named) {
            match places.iter_mut().find(|(path, _)| *path == to.path) {
                Some((_, parts)) => parts.extend(to.within),
                None => places.push((to.path, Vec::from_iter(to.within))),
            }
        }
        let mut now = other.reference.clone();
        if now == *object {
            places.push((name_path.clone(), Vec::new()));
            now = new.clone();
        }
        if places.is_empty() {
            continue;
        }
        // With its namespace an object gets another reference.
        if object.kind == "Namespace" && places.iter().any(|(path, _)| path.as_str() == "metadata.namespace") {
            now = ObjectRef::new(&now.api_version, &now.kind, name, &now.name);
            plan.changes.push(Change::Renamed(other.reference.clone(), now.clone()));
        }
        let document = Document::of(files, other)?;
        let writer = Writer::new(files, &document);
        for (path, parts) in places {
            if parts.is_empty() {
                plan.edits.extend(writer.set(&path, &Written::text(name))?);
            } else {
                let (edits, text) = writer.replace_parts(&path, &parts, name)?;
                plan.edits.extend(edits);
                plan.changes.push(Change::Value(now.clone(), path.clone(), FieldValue::Text(text)));
            }
            plan.changes.push(Change::Within(other.reference.clone(), path));
        }
    }
    let (edits, changes) = scenario::follow(files, manifests, &Renamed::new(manifests, object, name))?;
    plan.edits.extend(edits);
    plan.changes.extend(changes);
    plan.edits.sort_by_key(|edit| edit.span);
    plan.edits.dedup();
    Ok(plan)
}

/// A DNS subdomain: what every kind takes, and Services nearly.
fn is_name(name: &str) -> bool {
    let part = |part: &str| {
        let end = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        end(part.chars().next()) && end(part.chars().last()) && part.chars().all(inner)
    };
    name.len() <= 253 && name.split('.').all(part)
}
