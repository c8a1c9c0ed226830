//! From texts to objects with spans. Never fails: what cannot be read becomes a diagnostic at its line, and everything else still counts.

mod document;
mod node;
mod parse;
mod piece;
mod tree;

use std::collections::BTreeMap;

pub use node::{Node, Scalar, Value};
pub(crate) use parse::around;
pub use parse::{documents, parse};

use crate::object::{Evidence, FieldPath, ObjectRef, Segment};
use crate::text::{FileId, Span};

/// One Kubernetes object as written: an apiVersion, a kind and a name, and the tree of everything said.
/// Items of a `kind: List` are objects of their own.
#[derive(Debug, Clone)]
pub struct Object {
    pub reference: ObjectRef,
    /// The object's root mapping.
    pub node: Node,
    pub file: FileId,
}

/// Every object of the user's files, in the order of the text, and the look-up from a reference to it.
/// Of duplicates the last wins; the earlier ones are not here.
#[derive(Debug, Clone, Default)]
pub struct Manifests {
    objects: Vec<Object>,
    index: BTreeMap<ObjectRef, usize>,
}

impl Manifests {
    /// Takes objects whose references are distinct.
    pub fn new(objects: Vec<Object>) -> Self {
        let index = objects.iter().enumerate().map(|(i, object)| (object.reference.clone(), i)).collect();
        Self { objects, index }
    }

    pub fn objects(&self) -> &[Object] {
        &self.objects
    }

    pub fn get(&self, reference: &ObjectRef) -> Option<&Object> {
        self.index.get(reference).map(|i| &self.objects[*i])
    }

    /// Where the evidence stands in the text: the field's value, or, where the field is left to its default, the nearest
    /// enclosing field that is written. `None` for objects that no manifest holds (assumed nodes, imagined pods).
    pub fn locate(&self, evidence: &Evidence) -> Option<Span> {
        let object = self.get(&evidence.object)?;
        Some(object.node.nearest(&evidence.path).span)
    }

    /// As [`Self::locate`], but only if the field itself is written.
    pub fn locate_exact(&self, evidence: &Evidence) -> Option<Span> {
        let object = self.get(&evidence.object)?;
        object.node.at(&evidence.path).map(|node| node.span)
    }
}

impl Node {
    /// The node at `path`, if it is written.
    pub fn at(&self, path: &FieldPath) -> Option<&Node> {
        path.segments().try_fold(self, Node::step)
    }

    /// The deepest written node on the way to `path`.
    pub fn nearest(&self, path: &FieldPath) -> &Node {
        let mut node = self;
        for segment in path.segments() {
            match node.step(segment) {
                Some(next) => node = next,
                None => break,
            }
        }
        node
    }

    fn step(&self, segment: Segment<'_>) -> Option<&Node> {
        match segment {
            // A map may have a key that reads like a number.
            Segment::Index(index) => match &self.value {
                Value::Sequence(items) => items.get(index),
                Value::Mapping(_) => self.get(&index.to_string()),
                Value::Null | Value::Scalar(_) => None,
            },
            Segment::Key(key) => self.get(key),
        }
    }
}
