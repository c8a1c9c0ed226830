//! Places of a document, and what of them is written there rather than at an anchor.

use super::super::Refusal;
use super::super::lines::{line_number, skip_blank};
use super::Writer;
use crate::manifest::{Node, Value};
use crate::object::{FieldPath, Segment};

/// A node that is written where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot<'a> {
    pub node: &'a Node,
    pub way: Way<'a>,
    /// Behind the colon or the dash before the node; the node's start where it has neither.
    pub from: usize,
    /// Inside braces or brackets.
    pub flow: bool,
}

/// How a node hangs in the one around it. `from`: behind what stands before that one.
#[derive(Debug, Clone, Copy)]
pub(super) enum Way<'a> {
    Root,
    Entry { map: &'a Node, key: &'a Node, from: usize },
    Item { list: &'a Node, index: usize, from: usize },
}

/// The key stands inside the map, not in one that is merged into it.
pub(super) fn holds(map: &Node, key: &Node) -> bool {
    map.span.start <= key.span.start && key.span.end <= map.span.end
}

impl<'a> Writer<'a> {
    /// The deepest node that is written on the way to `path`, and the steps that are left.
    pub(super) fn spot<'p>(&self, path: &'p FieldPath) -> Result<(Spot<'a>, Vec<Segment<'p>>), Refusal> {
        let root = &self.document.root;
        let mut spot = Spot { node: root, way: Way::Root, from: root.span.start as usize, flow: false };
        for segment in self.document.place.segments() {
            spot = self.step(&spot, segment)?.ok_or(Refusal::NotWritten)?;
        }
        let mut segments = path.segments();
        while let Some(segment) = segments.next() {
            match self.step(&spot, segment)? {
                Some(next) => spot = next,
                None => return Ok((spot, std::iter::once(segment).chain(segments).collect())),
            }
        }
        Ok((spot, Vec::new()))
    }

    fn step(&self, spot: &Spot<'a>, segment: Segment<'_>) -> Result<Option<Spot<'a>>, Refusal> {
        let flow = spot.flow || self.is_flow(spot.node);
        match (&spot.node.value, segment) {
            (Value::Sequence(items), Segment::Index(index)) => {
                let Some(node) = items.get(index) else { return Ok(None) };
                let (start, _) = self.item_range(spot.from, spot.node, index).ok_or(Refusal::NotWritten)?;
                let from = if flow { start } else { start + 1 };
                if self.is_alias(from) {
                    return Err(Refusal::BehindAlias { file: self.file, line: line_number(self.text, from) });
                }
                Ok(Some(Spot { node, way: Way::Item { list: spot.node, index, from: spot.from }, from, flow }))
            }
            (Value::Mapping(_), segment) => {
                let index;
                let key = match segment {
                    Segment::Key(key) => key,
                    Segment::Index(number) => {
                        index = number.to_string();
                        index.as_str()
                    }
                };
                let Some((key, node)) = spot.node.entry(key) else { return Ok(None) };
                if !holds(spot.node, key) {
                    return Err(self.behind_alias(spot));
                }
                let from = self.colon(key).ok_or_else(|| self.unsafe_at(key))?;
                if self.is_alias(from) {
                    return Err(Refusal::BehindAlias { file: self.file, line: line_number(self.text, from) });
                }
                Ok(Some(Spot { node, way: Way::Entry { map: spot.node, key, from: spot.from }, from, flow }))
            }
            (Value::Null | Value::Scalar(_) | Value::Sequence(_), _) => Ok(None),
        }
    }

    pub(super) fn behind_alias(&self, spot: &Spot<'_>) -> Refusal {
        Refusal::BehindAlias { file: self.file, line: line_number(self.text, spot.from) }
    }

    pub(super) fn unsafe_at(&self, node: &Node) -> Refusal {
        Refusal::Unsafe { file: self.file, line: line_number(self.text, node.span.start as usize) }
    }

    /// Behind the colon after a key. `None` for keys in the long form, after `?`.
    pub(super) fn colon(&self, key: &Node) -> Option<usize> {
        let rest = self.text.get(key.span.end as usize..)?;
        let at = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        rest.get(at..)?.starts_with(':').then_some(key.span.end as usize + at + 1)
    }

    /// The dash of a list's first item, behind `&anchor` and `!tag`.
    pub(super) fn skip_properties(&self, from: usize) -> usize {
        let mut at = skip_blank(self.text, from);
        while let Some(b'&' | b'!') = self.text.as_bytes().get(at) {
            let rest = self.text.get(at..).unwrap_or_default();
            at = skip_blank(self.text, at + rest.find(char::is_whitespace).unwrap_or(rest.len()));
        }
        at
    }

    fn is_alias(&self, from: usize) -> bool {
        self.text.as_bytes().get(skip_blank(self.text, from)) == Some(&b'*')
    }

    /// Where the last word ends of a node that is looked for from `from` on. Spans may reach farther, to what follows an empty value.
    pub(in super::super) fn end(&self, from: usize, node: &Node) -> usize {
        let written = node.span.end as usize;
        if self.is_flow(node) {
            return written;
        }
        let inside = match &node.value {
            Value::Null | Value::Scalar(_) => None,
            Value::Mapping(entries) => {
                let own = entries.iter().filter(|(key, _)| holds(node, key));
                let last = own.max_by_key(|(key, _)| key.span.start);
                // What is merged in may stand last.
                let merged = entries.iter().any(|(key, _)| !holds(node, key));
                last.filter(|_| !merged).map(|(key, value)| self.entry_end(key, value))
            }
            Value::Sequence(items) => {
                items.len().checked_sub(1).and_then(|last| self.item_range(from, node, last)).map(|(_, end)| end)
            }
        };
        inside.unwrap_or(written)
    }

    /// Where an entry ends: behind its value, or behind its colon where it has none.
    pub(super) fn entry_end(&self, key: &Node, value: &Node) -> usize {
        let colon = self.colon(key).unwrap_or(key.span.end as usize);
        self.value_end(colon, value)
    }

    /// From its dash, or from itself in brackets, to where an item ends. The list is looked for from `from` on.
    pub(super) fn item_range(&self, from: usize, list: &Node, index: usize) -> Option<(usize, usize)> {
        let items = list.items();
        if self.is_flow(list) {
            let mut at = list.span.start as usize + 1;
            for (i, item) in items.iter().enumerate() {
                let start = skip_blank(self.text, at);
                let end = self.value_end(start, item);
                if i == index {
                    return Some((start, end));
                }
                let comma = skip_blank(self.text, end);
                at = if self.text.as_bytes().get(comma) == Some(&b',') { comma + 1 } else { return None };
            }
            return None;
        }
        let mut at = self.skip_properties(from);
        for (i, item) in items.iter().enumerate() {
            let start = skip_blank(self.text, at);
            if self.text.as_bytes().get(start) != Some(&b'-') {
                return None;
            }
            let end = self.value_end(start + 1, item);
            if i == index {
                return Some((start, end));
            }
            at = end;
        }
        None
    }

    /// Where a value ends that is looked for from `from` on.
    fn value_end(&self, from: usize, value: &Node) -> usize {
        if self.is_alias(from) {
            let start = skip_blank(self.text, from);
            let name = self.text.get(start..).unwrap_or_default();
            let ends = |c: char| c.is_whitespace() || matches!(c, ',' | ']' | '}');
            return start + name.find(ends).unwrap_or(name.len());
        }
        match value.value {
            Value::Null if value.span.start == value.span.end => from,
            Value::Null | Value::Scalar(_) => (value.span.end as usize).max(from),
            Value::Sequence(_) | Value::Mapping(_) => self.end(from, value).max(from),
        }
    }
}
