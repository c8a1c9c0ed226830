//! Who selects pods by their labels, and nobody else's.

use super::document::Document;
use super::proof::Change;
use super::writer::Writer;
use super::written::Written;
use super::{FieldValue, Plan, Refusal};
use crate::manifest::{Manifests, Node, Object};
use crate::model::WorkloadKind;
use crate::object::FieldPath;
use crate::text::Files;

/// A map of labels that pods are selected by.
#[derive(Debug, Clone)]
pub(super) struct Selector<'m> {
    pub(super) of: &'m Object,
    pub(super) path: FieldPath,
}

/// Where a kind writes its pods, and its containers below it. `None`: it has none.
pub(super) fn template(kind: &str) -> Option<FieldPath> {
    if kind == "Pod" {
        return Some(FieldPath::root());
    }
    let known = WorkloadKind::ALL.into_iter().find(|known| known.as_str() == kind)?;
    Some(FieldPath::of(known.template_path()))
}

/// The selectors that the pods of `object` meet, and no other pods that are written in their namespace.
pub(super) fn only_of<'m>(manifests: &'m Manifests, object: &Object) -> Vec<Selector<'m>> {
    let namespace = &object.reference.namespace;
    let near: Vec<&Object> =
        manifests.objects().iter().filter(|other| other.reference.namespace == *namespace).collect();
    let mut found = Vec::new();
    for of in &near {
        for path in selectors(of) {
            let Some(selector) = of.tree().at(&path) else { continue };
            let mut others = near.iter().filter(|other| other.reference != object.reference);
            if takes(selector, object) && !others.any(|other| takes(selector, other)) {
                found.push(Selector { of, path });
            }
        }
    }
    found
}

/// Where an object selects pods of its own namespace.
fn selectors(object: &Object) -> Vec<FieldPath> {
    match object.reference.kind.as_str() {
        "Service" => vec![FieldPath::of("spec.selector")],
        "PodDisruptionBudget" => vec![FieldPath::of("spec.selector.matchLabels")],
        "NetworkPolicy" => {
            let mut found = vec![FieldPath::of("spec.podSelector.matchLabels")];
            for (rules, peers) in [("spec.ingress", "from"), ("spec.egress", "to")] {
                let rules = FieldPath::of(rules);
                for (i, rule) in items(object.tree(), &rules).iter().enumerate() {
                    let at = rules.index(i).field(peers);
                    let own = rule.get(peers).map(Node::items).unwrap_or_default().iter().enumerate();
                    let own = own.filter(|(_, peer)| peer.get("namespaceSelector").is_none());
                    found.extend(own.map(|(j, _)| at.index(j).field("podSelector").field("matchLabels")));
                }
            }
            found
        }
        _ => Vec::new(),
    }
}

pub(super) fn items<'n>(node: &'n Node, path: &FieldPath) -> &'n [Node] {
    node.at(path).map(Node::items).unwrap_or_default()
}

/// Whether a selector that says something takes the pods that an object has.
fn takes(selector: &Node, object: &Object) -> bool {
    let Some(template) = template(&object.reference.kind) else { return false };
    let labels = object.tree().at(&template.field("metadata").field("labels"));
    let has = |(key, value): &(Node, Node)| {
        let label = key.text().and_then(|key| labels?.get(key));
        value.text().is_some() && label.and_then(Node::text) == value.text()
    };
    !selector.entries().is_empty() && selector.entries().iter().all(has)
}

/// Writes a text at one more place.
pub(super) fn write(
    files: &Files,
    plan: &mut Plan,
    object: &Object,
    path: FieldPath,
    text: &str,
) -> Result<(), Refusal> {
    let value = FieldValue::Text(text.to_owned());
    // Whatever is written, the place says so at the end: an anchor elsewhere may do it.
    plan.changes.push(Change::Value(object.reference.clone(), path.clone(), value.clone()));
    let document = Document::of(files, object)?;
    plan.edits.extend(Writer::new(files, &document).set(&path, &Written::Scalar(value))?);
    Ok(())
}
