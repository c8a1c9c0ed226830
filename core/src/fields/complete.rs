//! What may stand at a place of a text: keys that are not written yet, values of closed sets, names of what the cluster has.

use std::ops::Range;

use super::names::Surroundings;
use super::outline::{Outline, Slot, Spot};
use super::{Absent, Field, Kind, Place, Row, Takes, joined, kinds, named, place};
use crate::decode::is_plain_string;
use crate::model::Cluster;
use crate::object::FieldPath;

/// One thing that may stand at the cursor.
#[derive(Debug, Clone)]
pub struct Completion {
    /// What a list of completions shows, and what is typed to find it.
    pub label: String,
    /// The bytes of the text that it takes the place of: the word at the cursor.
    pub span: Range<usize>,
    /// What is put there; the cursor goes behind it.
    pub text: String,
    pub offer: Offer,
}

/// What kind of thing is offered.
#[derive(Debug, Clone)]
pub enum Offer {
    /// A key that is not written yet. Boxed: a field is larger than the rest.
    Key(Box<Field>),
    /// A value; the default is one that need not be written.
    Value { default: bool },
    /// Something that the cluster has.
    Name,
}

/// What may stand at a byte of the text, best first. The text may be broken there; it is read by [`Outline`]. `cluster` is what
/// the text said when it could last be read.
pub fn complete(text: &str, offset: usize, cluster: &Cluster) -> Vec<Completion> {
    let outline = Outline::around(text, offset);
    let Some(spot) = outline.spot() else { return Vec::new() };
    let around = Surroundings::new(&outline, cluster, &spot.path);
    let mut list = List { outline: &outline, spot, around: &around, found: Vec::new() };
    let path = around.relative(&spot.path);
    match around.kind().and_then(named) {
        Some(kind) => {
            if let Some(place) = place(kind.name, &path) {
                list.add(&place, &path);
            }
        }
        // Before the kind is known, objects have in common what they begin with.
        None => list.add_beginning(&path),
    }
    list.found
}

struct List<'l, 't> {
    outline: &'l Outline<'t>,
    spot: &'l Spot,
    around: &'l Surroundings<'l, 't>,
    found: Vec<Completion>,
}

impl List<'_, '_> {
    fn add(&mut self, place: &Place, path: &FieldPath) {
        let key = matches!(self.spot.slot, Slot::Line | Slot::Key | Slot::FlowKey);
        match place.takes {
            Takes::Object(rows) if key => self.add_keys(rows, place, ""),
            Takes::List(item) if self.spot.slot == Slot::Line => self.add_items(*item, place, path),
            Takes::Map(known) if key => self.add_keys(&[known], place, ""),
            Takes::Labels(whose) if key => {
                let written: Vec<&str> = self.outline.map(&self.spot.path).map(|(key, _)| key).collect();
                for (key, value) in self.around.labels(whose) {
                    if !written.contains(&key.as_str()) || self.is_word(&key) {
                        let text = if self.spot.slot == Slot::Key {
                            quoted(&key)
                        } else {
                            format!("{}: {}", quoted(&key), quoted(&value))
                        };
                        let label = if self.spot.slot == Slot::Key { key } else { format!("{key}: {value}") };
                        self.push(label, text, Offer::Name);
                    }
                }
            }
            Takes::Object(_) | Takes::List(_) | Takes::Map(_) | Takes::Labels(_) => {}
            takes if matches!(self.spot.slot, Slot::Line | Slot::Value | Slot::FlowValue) => {
                let default = place.field.as_ref().and_then(|field| match field.absent() {
                    Absent::Value(value) => Some(value),
                    Absent::Required | Absent::Nothing | Absent::Depends(_) => None,
                });
                self.add_values(takes, path, default, "");
            }
            _ => {}
        }
    }

    /// Below a key that takes a list: entries with their dash.
    fn add_items(&mut self, item: Takes, place: &Place, path: &FieldPath) {
        match item {
            Takes::Object(rows) => self.add_keys(rows, &Place { field: place.field.clone(), takes: item }, "- "),
            item => self.add_values(item, &path.index(0), None, "- "),
        }
    }

    /// The keys of an object that are not written, in the order of the table.
    fn add_keys(&mut self, rows: &[&'static [Row]], place: &Place, dash: &str) {
        let parent = place.field.as_ref().map(|field| field.path.clone()).unwrap_or_default();
        let inside = if dash.is_empty() && !self.relative_is_item() { parent } else { format!("{parent}[]") };
        let map = matches!(place.takes, Takes::Map(_));
        let written: Vec<&str> =
            if dash.is_empty() { self.outline.map(&self.spot.path).map(|(key, _)| key).collect() } else { Vec::new() };
        for row in rows.iter().copied().flatten() {
            if !row.offered || (written.contains(&row.name) && !self.is_word(row.name)) {
                continue;
            }
            let path = if map { format!("{inside}[{}]", row.name) } else { joined(&inside, row.name) };
            let text = format!("{dash}{}", self.key_text(row, dash.len()));
            self.push(row.name.to_owned(), text, Offer::Key(Box::new(Field { path, row })));
        }
    }

    fn add_beginning(&mut self, path: &FieldPath) {
        let Some(pod) = named("Pod") else { return };
        if !path.as_str().is_empty() {
            if let Some(place) = place(pod.name, path).filter(|_| !path.as_str().starts_with("spec")) {
                self.add(&place, path);
            }
            return;
        }
        let beginning = |row: &&Row| ["apiVersion", "kind", "metadata"].contains(&row.name);
        let written: Vec<&str> = self.outline.map(&self.spot.path).map(|(key, _)| key).collect();
        for row in pod.rows.iter().copied().flatten().filter(beginning) {
            if !written.contains(&row.name) || self.is_word(row.name) {
                let field = Field { path: row.name.to_owned(), row };
                self.push(row.name.to_owned(), self.key_text(row, 0), Offer::Key(Box::new(field)));
            }
        }
    }

    fn add_values(&mut self, takes: Takes, path: &FieldPath, default: Option<&str>, dash: &str) {
        let value = |value: &str| Offer::Value { default: default == Some(value) };
        match takes {
            Takes::OneOf(values) | Takes::Usually(values) => {
                for text in values {
                    // The API has these words as texts, also those that YAML would read otherwise.
                    self.push((*text).to_owned(), format!("{dash}{}", quoted(text)), value(text));
                }
            }
            Takes::Boolean => {
                for text in ["true", "false"] {
                    self.push(text.to_owned(), format!("{dash}{text}"), value(text));
                }
            }
            Takes::ApiVersion => {
                let kind = self.around.kind().and_then(named);
                let fitting = kinds().iter().filter(|known| kind.is_none_or(|kind| kind.name == known.name));
                let versions = fitting.flat_map(|known| known.api_versions);
                for version in versions {
                    if !self.found.iter().any(|found| found.label == *version) {
                        self.push((*version).to_owned(), format!("{dash}{version}"), value(version));
                    }
                }
            }
            Takes::Kind => {
                let version = self.around.api_version();
                let fits = |known: &&Kind| version.is_some_and(|version| known.api_versions.contains(&version));
                // A version that nothing has is in the making itself.
                let any = kinds().iter().any(|known| fits(&known));
                for known in kinds().iter().filter(|known| !any || fits(known)) {
                    self.push(known.name.to_owned(), format!("{dash}{}", known.name), value(known.name));
                }
            }
            takes => {
                for name in self.around.names(takes, path) {
                    let written = if name.number { name.text.clone() } else { quoted(&name.text) };
                    self.push(name.text, format!("{dash}{written}"), Offer::Name);
                }
                let default = default.filter(|default| !default.is_empty());
                if let Some(default) = default.filter(|default| self.found.iter().all(|found| found.label != *default))
                {
                    self.push(default.to_owned(), format!("{dash}{default}"), value(default));
                }
            }
        }
    }

    fn push(&mut self, label: String, mut text: String, offer: Offer) {
        let span = self.spot.word.clone();
        // `type:` alone wants a space before its value.
        if self.spot.slot == Slot::Value && span.is_empty() && self.outline.is_behind_colon(span.start) {
            text.insert(0, ' ');
        }
        self.found.push(Completion { label, span, text, offer });
    }

    /// A key with all that must stand before its value.
    fn key_text(&self, row: &Row, dash: usize) -> String {
        let key = quoted(row.name);
        if self.spot.slot == Slot::Key {
            return key;
        }
        let column = self.spot.word.start - self.outline.line_start(self.spot.word.start) + dash;
        match row.takes {
            _ if self.spot.slot == Slot::FlowKey => format!("{key}: "),
            Takes::Object(_) | Takes::Map(_) | Takes::Labels(_) => format!("{key}:\n{:1$}", "", column + 2),
            Takes::List(_) => format!("{key}:\n{:1$}- ", "", column),
            _ => format!("{key}: "),
        }
    }

    /// The key at the cursor itself, which may be chosen again.
    fn is_word(&self, key: &str) -> bool {
        self.outline.word() == key
    }

    fn relative_is_item(&self) -> bool {
        self.around.relative(&self.spot.path).as_str().ends_with(']')
    }
}

/// A text as YAML reads it back: in quotes where it would be taken for something else.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ':');
    let begins = text.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_'));
    if begins && text.chars().all(plain) && !text.ends_with(':') && is_plain_string(text) {
        text.to_owned()
    } else {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    }
}

#[cfg(test)]
mod tests;
