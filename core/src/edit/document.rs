//! The document that holds an object, and taking an object out of it.

use std::ops::Range;

use super::lines::{line_start, next_line};
use super::writer::Writer;
use super::{Refusal, lines};
use crate::manifest::{Node, Object, around};
use crate::object::FieldPath;
use crate::text::{FileId, Files, Span, TextEdit};

/// The document around an object. Its tree is whole: an [`Object`] leaves out what nobody reads.
#[derive(Debug, Clone)]
pub(super) struct Document {
    pub file: FileId,
    pub root: Node,
    /// Where the object stands in it: at the root, or among the items of a list.
    pub place: FieldPath,
    /// From its separator, if it has one, to the next.
    piece: Range<usize>,
    /// No other document shares the piece.
    alone: bool,
}

impl Document {
    pub(super) fn of(files: &Files, object: &Object) -> Result<Self, Refusal> {
        Self::at(files, Span { file: object.file, ..object.node().span })
    }

    /// The document around what is written at a place: the whole of it, or an item of its list.
    pub(super) fn at(files: &Files, span: Span) -> Result<Self, Refusal> {
        let file = span.file;
        let text = files.iter().find(|(id, _)| *id == file).map(|(_, file)| file.text.as_str());
        let text = text.ok_or(Refusal::NotWritten)?;
        let (piece, roots) = around(file, text, span.start as usize).ok_or(Refusal::NotWritten)?;
        let alone = roots.len() == 1;
        for root in roots {
            if let Some(place) = place_of(&root, span, &FieldPath::root()) {
                return Ok(Self { file, root, place, piece, alone });
            }
        }
        // An item that is an alias has the place of its anchor, which is nobody's item.
        Err(Refusal::BehindAlias { file, line: lines::line_number(text, span.start as usize) })
    }

    /// What was read of an object, for edits of it alone: its list and what nobody reads are not there. Its places count from
    /// the beginning of the piece.
    pub(super) fn read(object: &Object, piece: &str) -> Self {
        let (root, place) = (object.tree().clone(), FieldPath::root());
        Self { file: FileId(0), root, place, piece: 0..piece.len(), alone: false }
    }

    /// The object's text, with the comments above it, as a document of its own.
    pub(super) fn text(&self, files: &Files) -> String {
        let text = files.get(self.file).text.as_str();
        let Some(node) = self.root.at(&self.place) else { return String::new() };
        let start = node.span.start as usize;
        let end = next_line(text, Writer::new(files, self).end(start, node));
        let flow = text.get(start..).is_some_and(|text| text.starts_with(['{', '[']));
        if self.place != FieldPath::root() && flow {
            return format!("{}\n", files.slice(node.span));
        }
        let (from, column) = if self.place == FieldPath::root() {
            (with_comment_above(text, line_start(text, start), self.piece.start), 0)
        } else {
            (start, lines::column(text, start))
        };
        let indent = " ".repeat(column);
        let lines = text.get(from..end).unwrap_or_default().split_inclusive('\n');
        lines.map(|line| line.strip_prefix(&indent).unwrap_or_else(|| line.trim_start_matches(' '))).collect()
    }

    /// The document itself, whatever of it the object is.
    pub(super) fn whole(&self) -> Self {
        Self { place: FieldPath::root(), ..self.clone() }
    }
}

/// The path to the object that is written at `span`, through lists of objects.
fn place_of(node: &Node, span: Span, at: &FieldPath) -> Option<FieldPath> {
    if node.span == span {
        return Some(at.clone());
    }
    let items = at.field("items");
    let mut children = node.get("items").map(Node::items).unwrap_or_default().iter().enumerate();
    children.find_map(|(index, item)| place_of(item, span, &items.index(index)))
}

/// Takes the object out: its document, or its item of a list.
pub(super) fn delete(files: &Files, object: &Object) -> Result<Vec<TextEdit>, Refusal> {
    let document = Document::of(files, object)?;
    if document.place != FieldPath::root() {
        return Writer::new(files, &document).remove(&FieldPath::root());
    }
    let text = files.get(document.file).text.as_str();
    let piece = &document.piece;
    let node = &document.root;
    let end = next_line(text, Writer::new(files, &document).end(node.span.start as usize, node));
    let opened = document.alone && text.get(piece.start..).is_some_and(|text| text.starts_with("---"));
    let range = if opened {
        piece.start..end
    } else {
        let start = with_comment_above(text, line_start(text, node.span.start as usize), piece.start);
        let rest = text.get(end..piece.end).unwrap_or_default();
        let before = text.get(piece.start..start).unwrap_or_default();
        let bare = rest.trim().is_empty() && before.trim_start_matches('\u{feff}').trim().is_empty();
        let separator = text.get(piece.end..).is_some_and(|text| text.starts_with("---"));
        // The separator behind the first document would open nothing before it.
        start..if bare && separator && document.alone { separator_end(text, piece.end) } else { end }
    };
    Ok(vec![TextEdit { span: Span::new(document.file, range.start, range.end), text: String::new() }])
}

/// Behind the line of the separator at `at`; before what else the line says.
fn separator_end(text: &str, at: usize) -> usize {
    let line = text.get(at..next_line(text, at)).unwrap_or_default();
    if line.trim_end() == "---" { at + line.len() } else { at }
}

/// The start of the comment that ends directly above the line at `start`.
fn with_comment_above(text: &str, start: usize, from: usize) -> usize {
    let mut at = start;
    while at > from {
        let above = line_start(text, at - 1).max(from);
        match text.get(above..at) {
            Some(line) if line.trim_start().starts_with('#') => at = above,
            Some(_) | None => break,
        }
    }
    at
}
