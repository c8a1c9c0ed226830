//! The spanned tree of one document.

use crate::text::Span;

/// A value and where it is written. Aliases are expanded: the span of an expanded node is that of its anchor's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    pub span: Span,
    pub value: Value,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Null,
    Scalar(Scalar),
    Sequence(Vec<Node>),
    /// Keys in the order of the text, each with its own span. Of duplicate keys the last wins, as for the API server's YAML reader.
    Mapping(Vec<(Node, Node)>),
}

/// A scalar's text after YAML's own unquoting. Whether it is a number or a truth value is for the field that reads it to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    pub text: Box<str>,
    /// Written without quotes, so that YAML may take it for a number, a truth value or null.
    pub plain: bool,
}

impl Node {
    /// The value under `key`, for mappings.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|(_, value)| value)
    }

    /// Key and value under `key`, for mappings.
    pub fn entry(&self, key: &str) -> Option<(&Node, &Node)> {
        let Value::Mapping(entries) = &self.value else { return None };
        entries.iter().rev().find(|(k, _)| k.text() == Some(key)).map(|(k, v)| (k, v))
    }

    /// The text of a scalar, whatever its type.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(scalar) => Some(&scalar.text),
            Value::Null | Value::Sequence(_) | Value::Mapping(_) => None,
        }
    }

    /// What to point at: a scalar, or the first words of a collection rather than all of its lines.
    pub fn head(&self) -> Span {
        match &self.value {
            Value::Null | Value::Scalar(_) => self.span,
            Value::Sequence(items) => items.first().map_or(self.span, Node::head),
            Value::Mapping(entries) => entries.first().map_or(self.span, |(key, _)| key.span),
        }
    }

    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::Sequence(items) => items,
            Value::Null | Value::Scalar(_) | Value::Mapping(_) => &[],
        }
    }

    pub fn entries(&self) -> &[(Node, Node)] {
        match &self.value {
            Value::Mapping(entries) => entries,
            Value::Null | Value::Scalar(_) | Value::Sequence(_) => &[],
        }
    }
}
