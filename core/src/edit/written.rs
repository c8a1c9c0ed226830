//! What is new in a text, and how YAML and JSON write it.

use super::FieldValue;
use crate::decimal::number;

/// A value that is about to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Written {
    Scalar(FieldValue),
    /// A number that need not be whole, as it is written.
    Decimal(String),
    Map(Vec<(String, Written)>),
    List(Vec<Written>),
}

impl Written {
    pub(crate) fn text(text: &str) -> Self {
        Written::Scalar(FieldValue::Text(text.to_owned()))
    }

    pub(crate) fn number(number: i64) -> Self {
        Written::Scalar(FieldValue::Number(number))
    }

    pub(crate) fn decimal(value: f64) -> Self {
        Written::Decimal(number(value, 6))
    }

    pub(crate) fn map<const N: usize>(entries: [(&str, Written); N]) -> Self {
        Written::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }
}

/// A document of its own.
pub(crate) fn document(entries: &[(String, Written)]) -> String {
    Style { step: 2, dash: 0, line_break: "\n", json: false, braces: false }.document(entries)
}

/// How a text lays out its collections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Style {
    /// Spaces that a map stands further in than its key.
    pub step: usize,
    /// Spaces that the dashes of a list stand further in than its key; none where the list is flush with it.
    pub dash: usize,
    pub line_break: &'static str,
    /// Keys and texts are in double quotes.
    pub json: bool,
    /// Small maps stand in braces.
    pub braces: bool,
}

impl Style {
    /// A document of its own.
    pub(super) fn document(self, entries: &[(String, Written)]) -> String {
        entries.iter().map(|(key, value)| self.entry(key, value, 0) + self.line_break).collect()
    }

    /// `key:` and its value in block style; the key stands at `column`.
    pub(super) fn entry(self, key: &str, value: &Written, column: usize) -> String {
        format!("{}:{}", plain_or_quoted(key), self.value(value, column))
    }

    /// What follows `key:` in block style; the key stands at `column`.
    pub(super) fn value(self, value: &Written, column: usize) -> String {
        match value {
            Written::Scalar(_) | Written::Decimal(_) => format!(" {}", self.flow(value)),
            Written::Map(entries) if entries.is_empty() => " {}".to_owned(),
            Written::List(items) if items.is_empty() => " []".to_owned(),
            Written::Map(entries) => {
                let column = column + self.step;
                let lines = entries.iter().map(|(key, value)| self.line(column, &self.entry(key, value, column)));
                lines.collect()
            }
            Written::List(items) => {
                let column = column + self.dash;
                items.iter().map(|item| self.line(column, &self.item(item, column))).collect()
            }
        }
    }

    /// `- ` and an item in block style; the dash stands at `column`.
    pub(super) fn item(self, item: &Written, column: usize) -> String {
        match item {
            Written::Map(entries) if !entries.is_empty() => {
                let column = column + 2;
                let entries: Vec<String> = entries.iter().map(|(key, value)| self.entry(key, value, column)).collect();
                format!("- {}", entries.join(&self.line(column, "")))
            }
            Written::Map(_) | Written::List(_) | Written::Scalar(_) | Written::Decimal(_) => {
                format!("- {}", self.flow(item))
            }
        }
    }

    /// A value in flow style.
    pub(super) fn flow(self, value: &Written) -> String {
        match value {
            Written::Scalar(value) => self.scalar(value),
            Written::Decimal(text) => text.clone(),
            Written::Map(entries) => {
                let entries: Vec<String> = entries.iter().map(|(key, value)| self.flow_entry(key, value)).collect();
                format!("{{{}}}", entries.join(", "))
            }
            Written::List(items) => {
                let items: Vec<String> = items.iter().map(|item| self.flow(item)).collect();
                format!("[{}]", items.join(", "))
            }
        }
    }

    pub(super) fn flow_entry(self, key: &str, value: &Written) -> String {
        let key = if self.json { double_quoted(key) } else { plain_or_quoted(key) };
        format!("{key}: {}", self.flow(value))
    }

    pub(super) fn scalar(self, value: &FieldValue) -> String {
        match value {
            FieldValue::Text(text) if self.json => double_quoted(text),
            FieldValue::Text(text) => plain_or_quoted(text),
            FieldValue::Number(_) | FieldValue::Flag(_) => value.to_string(),
        }
    }

    /// `content` on a line of its own, below what stands before it.
    pub(super) fn line(self, column: usize, content: &str) -> String {
        format!("{}{}{content}", self.line_break, " ".repeat(column))
    }
}

/// As it stands where that reads as a text, else in double quotes.
pub(super) fn plain_or_quoted(text: &str) -> String {
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ':' | '@' | '=');
    let reserved = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
    let option = text.starts_with("--") && !text.starts_with("---");
    let plain = (option || text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/'))
        && text.chars().all(word)
        && !text.ends_with(':')
        && !reserved.contains(&text.to_ascii_lowercase().as_str());
    if plain { text.to_owned() } else { double_quoted(text) }
}

/// In double quotes, so that JSON and YAML both read it.
pub(crate) fn double_quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                quoted.push_str(&format!("\\u{:04x}", c as u32));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A new text in the quotes that the old one, `source`, stands in.
pub(super) fn requoted(source: &str, text: &str) -> String {
    match source.as_bytes().first() {
        Some(b'\'') if !text.contains(|c: char| c.is_control()) => format!("'{}'", text.replace('\'', "''")),
        Some(b'\'' | b'"') => double_quoted(text),
        Some(_) | None => plain_or_quoted(text),
    }
}
