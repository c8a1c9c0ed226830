//! From texts to objects with spans. Never fails: what cannot be read becomes a diagnostic at its line, and everything else still counts.

mod document;
mod node;
mod parse;
mod piece;
mod tree;
mod writing;

use std::sync::{Arc, OnceLock};

pub(crate) use document::LAST_APPLIED;
pub use node::{Node, Scalar, Value};
pub(crate) use parse::{around, documents_among, written};
pub use parse::{documents, parse, parse_after};
pub use piece::Cuts;
pub(crate) use piece::Piece;
pub(crate) use writing::{Form, Style, Writing};

use crate::decode::Decoded;
use crate::index::{self, Index};
use crate::object::{Evidence, FieldPath, ObjectRef, Segment};
use crate::text::{FileId, Span};
use document::Finding;

/// One Kubernetes object as written: an apiVersion, a kind and a name, and the tree of everything said.
/// Items of a `kind: List` are objects of their own.
#[derive(Debug, Clone)]
pub struct Object {
    pub reference: ObjectRef,
    pub file: FileId,
    source: Arc<Source>,
    /// Where the piece of the text begins that the object was read from.
    start: u32,
    placed: OnceLock<Arc<Node>>,
}

/// What an object is read from, wherever in a text it stands: readings of one version of a text after another share it.
#[derive(Debug)]
struct Source {
    /// Its places count from the beginning of the piece that it was read from.
    root: Node,
    /// It has a name, and not only what the API server shall begin one with.
    named: bool,
    decoded: OnceLock<Decoded>,
}

/// Every object of the user's files, in the order of the text, and the look-up from a reference to it.
/// Of duplicates the last wins; the earlier ones are not here.
#[derive(Debug, Clone, Default)]
pub struct Manifests {
    objects: Vec<Object>,
    index: Arc<Index>,
    /// What they were read from, to be taken over where it comes again.
    cuts: Cuts,
}

impl Object {
    /// An object whose tree has its places already.
    pub fn new(reference: ObjectRef, node: Node, file: FileId) -> Self {
        Self::placed(reference, Arc::new(Source::new(node)), file, 0)
    }

    fn placed(reference: ObjectRef, source: Arc<Source>, file: FileId, start: usize) -> Self {
        Self { reference, file, source, start: start as u32, placed: OnceLock::new() }
    }

    /// The object's root mapping.
    pub fn node(&self) -> &Node {
        self.placed.get_or_init(|| {
            let mut node = self.source.root.clone();
            node.place(self.file, self.start);
            Arc::new(node)
        })
    }

    /// The object with another tree.
    pub(crate) fn changed(&self, change: impl FnOnce(&mut Node)) -> Self {
        let mut node = self.node().clone();
        change(&mut node);
        Self::new(self.reference.clone(), node, self.file)
    }

    /// As [`Self::node`] for who looks at no place: those of this tree count from the beginning of its piece.
    pub(crate) fn tree(&self) -> &Node {
        &self.source.root
    }

    /// The object decoded, by `decode` where that was not done yet.
    pub(crate) fn decoded(&self, decode: impl FnOnce() -> Decoded) -> &Decoded {
        self.source.decoded.get_or_init(decode)
    }

    /// Both are read from the very same text.
    pub(crate) fn shares(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.source, &other.source)
    }

    /// The place in this object's file of a place that counts from the piece.
    pub(crate) fn place(&self, span: Span) -> Span {
        span.placed(self.file, self.start)
    }

    /// The node at `path`, or the deepest written on the way to it: what to point at.
    pub(crate) fn head(&self, path: &FieldPath) -> Span {
        self.place(self.source.root.nearest(path).head())
    }
}

impl Source {
    fn new(root: Node) -> Self {
        let name = root.get("metadata").and_then(|metadata| metadata.get("name")).and_then(Node::text);
        let named = name.is_some_and(|name| !name.is_empty());
        Self { root, named, decoded: OnceLock::new() }
    }
}

impl Manifests {
    /// Takes objects whose references are distinct.
    pub fn new(objects: Vec<Object>) -> Self {
        let key = |object: &Object| index::of_names(&object.reference.namespace, &object.reference.name);
        let index = Index::new(objects.iter().enumerate().map(|(i, object)| (key(object), i)).collect());
        Self { objects, index: Arc::new(index), cuts: Cuts::default() }
    }

    /// These with others in their place, if they are called the same in the same order: names that were told apart then need not
    /// be again. Else gives the objects back.
    fn named_alike(&self, objects: Vec<Object>) -> Result<Self, Vec<Object>> {
        let known = self.objects.iter().map(|object| &object.reference);
        if objects.iter().map(|object| &object.reference).eq(known) {
            Ok(Self { objects, index: Arc::clone(&self.index), cuts: Cuts::default() })
        } else {
            Err(objects)
        }
    }

    /// One file alone, as the first.
    pub(crate) fn of_file(&self, file: FileId) -> Self {
        let own = self.objects.iter().filter(|object| object.file == file);
        let own = own.map(|object| {
            Object::placed(object.reference.clone(), Arc::clone(&object.source), FileId(0), object.start as usize)
        });
        Self { cuts: self.cuts.of_file(file), ..Self::new(own.collect()) }
    }

    /// The piece of a text that an object was read from, as it was read, and where it begins.
    pub(crate) fn piece(&self, object: &Object) -> Option<(&str, u32)> {
        let holds = |finding: &Finding| match finding {
            Finding::Object(_, source) => Arc::ptr_eq(source, &object.source),
            Finding::Problem(..) => false,
        };
        let mut pieces = self.cuts.get(object.file)?.iter();
        let (_, piece) = pieces.find(|(_, piece)| piece.findings().iter().any(holds))?;
        Some((&piece.text, object.start))
    }

    pub fn objects(&self) -> &[Object] {
        &self.objects
    }

    pub fn get(&self, reference: &ObjectRef) -> Option<&Object> {
        let mut named = self.index.get(index::of_names(&reference.namespace, &reference.name));
        named.find(|i| self.objects[*i].reference == *reference).map(|i| &self.objects[i])
    }

    /// Where the evidence stands in the text: the field's value, or, where the field is left to its default, the nearest
    /// enclosing field that is written. `None` for objects that no manifest holds (assumed nodes, imagined pods).
    pub fn locate(&self, evidence: &Evidence) -> Option<Span> {
        let object = self.get(&evidence.object)?;
        Some(object.place(object.source.root.nearest(&evidence.path).span))
    }

    /// As [`Self::locate`], but only if the field itself is written.
    pub fn locate_exact(&self, evidence: &Evidence) -> Option<Span> {
        let object = self.get(&evidence.object)?;
        object.source.root.at(&evidence.path).map(|node| object.place(node.span))
    }
}

impl Node {
    /// Moves a tree whose places count from `start` to where it stands in the file.
    pub(crate) fn place(&mut self, file: FileId, start: u32) {
        self.span = self.span.placed(file, start);
        match &mut self.value {
            Value::Null | Value::Scalar(_) => {}
            Value::Sequence(items) => items.iter_mut().for_each(|item| item.place(file, start)),
            Value::Mapping(entries) => {
                for (key, value) in entries {
                    key.place(file, start);
                    value.place(file, start);
                }
            }
        }
    }

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
