//! How a document is laid out.

use super::super::lines;
use super::super::written::Style;
use super::Writer;
use crate::manifest::{Node, Value};

/// The style of a document, by the first collections in it; kubectl's own where it has none.
pub(super) fn style(text: &str, root: &Node) -> Style {
    let line_break = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let json =
        matches!(starts(text, root), Some(b'{')) && first_key(root).is_some_and(|key| starts(text, key) == Some(b'"'));
    Style {
        step: step(text, root).unwrap_or(2),
        dash: dash(text, root).unwrap_or(0),
        line_break,
        json,
        braces: braces(text, root),
    }
}

/// A key with nothing before it on its line.
pub(super) fn begins_line(text: &str, key: &Node) -> bool {
    lines::begins_line(text, key.span.start as usize)
}

impl Writer<'_> {
    /// In braces or brackets. The span of a collection in block style begins with its first entry, which may be in braces.
    pub(super) fn is_flow(&self, node: &Node) -> bool {
        let start = starts(self.text, node);
        let first = |inner: Option<&Node>| inner.is_none_or(|inner| inner.span.start != node.span.start);
        match &node.value {
            Value::Mapping(_) => start == Some(b'{') && first(first_key(node)),
            Value::Sequence(items) => start == Some(b'[') && first(items.first()),
            Value::Null | Value::Scalar(_) => false,
        }
    }

    /// Keys are in double quotes; of an empty map, those of the document.
    pub(super) fn is_json(&self, map: &Node) -> bool {
        first_key(map).map_or(self.style.json, |key| starts(self.text, key) == Some(b'"'))
    }

    pub(super) fn is_json_list(&self, list: &Node) -> bool {
        list.items().first().and_then(first_key).is_some_and(|key| starts(self.text, key) == Some(b'"'))
    }
}

fn first_key(node: &Node) -> Option<&Node> {
    node.entries().first().map(|(key, _)| key)
}

fn starts(text: &str, node: &Node) -> Option<u8> {
    text.as_bytes().get(node.span.start as usize).copied()
}

fn step(text: &str, node: &Node) -> Option<usize> {
    let own = node.entries().iter().find_map(|(key, value)| {
        let inner = first_key(value).filter(|inner| begins_line(text, inner) && begins_line(text, key))?;
        let column = |node: &Node| lines::column(text, node.span.start as usize);
        column(inner).checked_sub(column(key)).filter(|step| *step > 0 && starts(text, value) != Some(b'{'))
    });
    own.or_else(|| children(node).find_map(|child| step(text, child)))
}

fn dash(text: &str, node: &Node) -> Option<usize> {
    let own = node.entries().iter().find_map(|(key, value)| {
        let Value::Sequence(_) = value.value else { return None };
        let (key, first) = (key.span.start as usize, value.span.start as usize);
        let start = lines::line_start(text, first);
        let line = text.get(start..lines::line_end(text, first))?;
        let dash = line.len() - line.trim_start().len();
        let block = line.trim_start().starts_with('-') && start > key;
        dash.checked_sub(lines::column(text, key)).filter(|_| block)
    });
    own.or_else(|| children(node).find_map(|child| dash(text, child)))
}

/// Whether a map stands in braces, and is not empty.
fn braces(text: &str, node: &Node) -> bool {
    let own = !node.entries().is_empty() && starts(text, node) == Some(b'{');
    own || children(node).any(|child| braces(text, child))
}

fn children(node: &Node) -> impl Iterator<Item = &Node> {
    node.entries().iter().map(|(_, value)| value).chain(node.items())
}
