//! Fixes as text edits: the one scalar concerned, in the quotes it stands in; comments and everything else stay.

use crate::diagnostic::{Fix, FixTitle};
use crate::manifest::{Manifests, Node, Value};
use crate::object::{FieldPath, ObjectRef};
use crate::text::{Files, Span, TextEdit};

pub(super) struct Mender<'a> {
    manifests: &'a Manifests,
    files: &'a Files,
}

/// What a new scalar is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    String,
    Number,
}

impl<'a> Mender<'a> {
    pub(super) fn new(manifests: &'a Manifests, files: &'a Files) -> Self {
        Self { manifests, files }
    }

    /// Sets the scalar at `path`, which is written.
    pub(super) fn set(&self, object: &ObjectRef, path: &FieldPath, value: &str, kind: Kind) -> Option<Fix> {
        let node = self.own(object, path)?;
        // What it says already is not what is wrong, such as the right port in another protocol.
        let edit = self.replace(node, value, kind).filter(|edit| edit.text != self.files.slice(edit.span))?;
        let title = FixTitle::Set { field: path.as_str().into(), value: value.into() };
        Some(Fix { title, edits: vec![edit] })
    }

    /// Gives the entry `key` of the map at `path` another key.
    pub(super) fn rename(&self, object: &ObjectRef, path: &FieldPath, key: &str, new: &str) -> Option<Fix> {
        let (written, value) = self.own(object, path)?.entry(key)?;
        let edit = self.replace(written, new, Kind::String)?;
        let title = FixTitle::Set { field: path.key(new).as_str().into(), value: value.text()?.into() };
        Some(Fix { title, edits: vec![edit] })
    }

    /// Removes the entry `key` of the map at `path`, where it stands on lines of its own and is not the only one.
    pub(super) fn remove(&self, object: &ObjectRef, path: &FieldPath, key: &str) -> Option<Fix> {
        let map = self.own(object, path)?;
        let (written, value) = map.entry(key)?;
        let text = &self.files.get(written.span.file).text;
        let start = line_start(text, written.span.start as usize);
        let before = text.get(start..written.span.start as usize)?;
        let end = line_end(text, value.span.end as usize);
        let end = if text.get(end..)?.starts_with('\n') { end + 1 } else { end };
        if map.entries().len() < 2 || !before.trim().is_empty() || !self.is_block(map) {
            return None;
        }
        let edit = TextEdit { span: Span::new(written.span.file, start, end), text: String::new() };
        Some(Fix { title: FixTitle::Remove { field: path.key(key).as_str().into() }, edits: vec![edit] })
    }

    /// Adds the scalar `field: value` to the map at `path`, behind the entry `beside`.
    pub(super) fn add(
        &self,
        object: &ObjectRef,
        path: &FieldPath,
        beside: &str,
        field: &str,
        value: &str,
        kind: Kind,
    ) -> Option<Fix> {
        let map = self.own(object, path)?;
        let (key, neighbour) = map.entry(beside)?;
        let file = key.span.file;
        let text = &self.files.get(file).text;
        let quoted = match kind {
            Kind::Number => value.to_owned(),
            Kind::String if self.is_json(map) => double_quoted(value),
            Kind::String => plain_or_quoted(value),
        };
        let edit = if self.is_block(map) {
            let key_start = key.span.start as usize;
            let start = line_start(text, key_start);
            // Behind `- ` the next line begins under the key.
            let indent: String = text.get(start..key_start)?.chars().map(|_| ' ').collect();
            let at = line_end(text, neighbour.span.end as usize);
            let line_break = if text.get(..at)?.ends_with('\r') { "\r\n" } else { "\n" };
            let at = at - (line_break.len() - 1);
            TextEdit { span: Span::new(file, at, at), text: format!("{line_break}{indent}{field}: {quoted}") }
        } else {
            let at = neighbour.span.end as usize;
            let field = if self.is_json(map) { format!("\"{field}\"") } else { field.to_owned() };
            TextEdit { span: Span::new(file, at, at), text: format!(", {field}: {quoted}") }
        };
        let title = FixTitle::Add { field: path.field(field).as_str().into(), value: value.into() };
        Some(Fix { title, edits: vec![edit] })
    }

    /// The node at `path` if its text belongs to this place alone. What an alias or a merge key brings in is written
    /// elsewhere, and an edit there would change other places too.
    fn own(&self, object: &ObjectRef, path: &FieldPath) -> Option<&'a Node> {
        let root = self.manifests.get(object)?.node();
        let mut around = root;
        let mut at = FieldPath::root();
        for segment in path.segments() {
            at = match segment {
                crate::object::Segment::Key(key) => at.key(key),
                crate::object::Segment::Index(index) => at.index(index),
            };
            let node = root.at(&at)?;
            if node.span.start < around.span.start || node.span.end > around.span.end {
                return None;
            }
            around = node;
        }
        Some(around)
    }

    fn replace(&self, node: &Node, value: &str, kind: Kind) -> Option<TextEdit> {
        let Value::Scalar(_) = node.value else { return None };
        let source = self.files.slice(node.span);
        let text = match (source.as_bytes().first()?, kind) {
            (_, Kind::Number) => value.to_owned(),
            (b'\'', Kind::String) => format!("'{}'", value.replace('\'', "''")),
            (b'"', Kind::String) => double_quoted(value),
            // A block scalar's span is its content, which a new value would not fit.
            (_, Kind::String) if source.contains('\n') => return None,
            (_, Kind::String) => plain_or_quoted(value),
        };
        Some(TextEdit { span: node.span, text })
    }

    fn is_block(&self, map: &Node) -> bool {
        !self.files.slice(map.span).starts_with('{')
    }

    fn is_json(&self, map: &Node) -> bool {
        let inside = self.files.slice(map.span).trim_start_matches('{').trim_start();
        inside.starts_with('"')
    }
}

/// As it stands where that reads as a string, else in double quotes.
fn plain_or_quoted(value: &str) -> String {
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    let reserved = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
    let plain = value.starts_with(|c: char| c.is_ascii_alphabetic())
        && value.chars().all(word)
        && !reserved.contains(&value.to_ascii_lowercase().as_str());
    if plain { value.to_owned() } else { double_quoted(value) }
}

fn double_quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1)
}

/// Before the line break, or the end of the text.
fn line_end(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |newline| at + newline)
}
