//! What may stand at a place of a text: keys that are not written yet, values of closed sets, names of what the cluster has.

use std::ops::Range;

use super::names::Surroundings;
use super::outline::{Outline, Slot, Spot};
use super::{Absent, Field, Kind, Place, Row, Rows, Takes, Whose, joined, kinds, named, place};
use crate::decode::is_plain_string;
use crate::model::Cluster;
use crate::object::{FieldPath, Segment};

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
    /// A key that is not written yet.
    Key(Field),
    /// A value; the default is one that need not be written.
    Value { default: bool },
    /// Something that the cluster has.
    Name,
}

/// What every object begins with, whatever its kind.
const BEGINNING: [&str; 3] = ["apiVersion", "kind", "metadata"];

/// What may stand at a byte of the text, in the order of the tables. The text may be broken there, as it is while somebody types:
/// lines and indentation tell the place. `cluster` is what the text said when it could last be read.
pub fn complete(text: &str, offset: usize, cluster: &Cluster) -> Vec<Completion> {
    let outline = Outline::around(text, offset);
    let Some(spot) = outline.spot() else { return Vec::new() };
    let around = Surroundings::new(&outline, cluster, &spot.path);
    let path = around.relative(&spot.path);
    let known = around.kind().and_then(named);
    let begins = |path: &FieldPath| match path.segments().next() {
        Some(Segment::Key(first)) => BEGINNING.contains(&first),
        Some(Segment::Index(_)) => false,
        None => true,
    };
    // Before the kind is known, one kind is as good as another, for what they have in common.
    let Some(kind) = known.or_else(|| named("Pod").filter(|_| begins(&path))) else { return Vec::new() };
    let Some(place) = place(kind.name, &path) else { return Vec::new() };
    let mut list = List { outline: &outline, spot, around: &around, found: Vec::new() };
    list.add(&place, &path);
    if known.is_none() && place.field.is_none() {
        list.found.retain(|one| BEGINNING.contains(&one.label.as_str()));
    }
    list.found
}

struct List<'l, 't> {
    outline: &'l Outline<'t>,
    spot: &'l Spot,
    around: &'l Surroundings<'l, 't>,
    found: Vec<Completion>,
}

impl<'t> List<'_, 't> {
    fn add(&mut self, place: &Place, path: &FieldPath) {
        let key = matches!(self.spot.slot, Slot::Line | Slot::Key | Slot::FlowKey);
        match place.takes {
            Takes::Object(rows) if key => self.add_keys(rows, &place.pattern, ""),
            Takes::Map(known) if key => self.add_known_keys(known, &place.pattern),
            Takes::Labels(whose) if key => self.add_labels(whose),
            Takes::List(item) if self.spot.slot == Slot::Line => self.add_items(*item, place, path),
            Takes::Object(_) | Takes::Map(_) | Takes::Labels(_) | Takes::List(_) => {}
            takes => {
                // On a line of its own a scalar is an entry of a list.
                let is_value = match self.spot.slot {
                    Slot::Value | Slot::FlowValue => true,
                    Slot::Line => path.as_str().ends_with("]"),
                    Slot::Key | Slot::FlowKey => false,
                };
                if is_value {
                    self.add_values(takes, path, place.field.as_ref(), "");
                }
            }
        }
    }

    /// Below a key that takes a list: entries with their dash.
    fn add_items(&mut self, item: Takes, place: &Place, path: &FieldPath) {
        match item {
            Takes::Object(rows) => self.add_keys(rows, &format!("{}[]", place.pattern), "- "),
            item => self.add_values(item, &path.index(0), None, "- "),
        }
    }

    /// The keys of an object that are not written.
    fn add_keys(&mut self, rows: Rows, inside: &str, dash: &str) {
        // Behind a new dash nothing is.
        let written = if dash.is_empty() { self.written() } else { Vec::new() };
        for row in rows.iter().copied().flatten().filter(|row| row.offered && !written.contains(&row.name)) {
            let text = format!("{dash}{}", self.key_text(row, dash.len()));
            let field = Field { path: joined(inside, row.name), row };
            self.push(row.name.to_owned(), text, Offer::Key(field));
        }
    }

    /// The known keys of a map that are not written.
    fn add_known_keys(&mut self, known: &'static [Row], inside: &str) {
        let written = self.written();
        for row in known.iter().filter(|row| row.offered && !written.contains(&row.name)) {
            let field = Field { path: format!("{inside}[{}]", row.name), row };
            self.push(row.name.to_owned(), self.key_text(row, 0), Offer::Key(field));
        }
    }

    /// Labels with their values, or keys alone where a value stands already.
    fn add_labels(&mut self, whose: Whose) {
        let written = self.written();
        let labels = self.around.labels(whose).into_iter();
        for (key, value) in labels.filter(|(key, _)| !written.contains(&key.as_str())) {
            if self.spot.slot == Slot::Key {
                let text = quoted(&key);
                self.push(key, text, Offer::Name);
            } else {
                self.push(format!("{key}: {value}"), format!("{}: {}", quoted(&key), quoted(&value)), Offer::Name);
            }
        }
    }

    fn add_values(&mut self, takes: Takes, path: &FieldPath, field: Option<&Field>, dash: &str) {
        let default = field.and_then(|field| match field.absent() {
            Absent::Value(value) => Some(value),
            Absent::Required | Absent::Nothing | Absent::Depends(_) => None,
        });
        let known: Vec<&str> = match takes {
            Takes::OneOf(values) | Takes::Usually(values) => values.to_vec(),
            Takes::Boolean => vec!["true", "false"],
            Takes::ApiVersion => self.versions(),
            Takes::Kind => self.kinds(),
            _ => default.into_iter().filter(|default| !default.is_empty()).collect(),
        };
        for name in self.around.names(takes, path) {
            let text = if name.number { name.text.clone() } else { quoted(&name.text) };
            self.push(name.text, format!("{dash}{text}"), Offer::Name);
        }
        // Words of the API are texts, also those that YAML would take for truth values.
        let is_text = matches!(takes, Takes::OneOf(_) | Takes::Usually(_));
        for value in known {
            if self.found.iter().all(|found| found.label != value) {
                let text = if is_text { quoted(value) } else { value.to_owned() };
                self.push(value.to_owned(), format!("{dash}{text}"), Offer::Value { default: default == Some(value) });
            }
        }
    }

    /// The versions of the kind that is written, or of all.
    fn versions(&self) -> Vec<&'static str> {
        let kind = self.around.kind().and_then(named);
        let fitting = kinds().iter().filter(|known| kind.is_none_or(|kind| kind.name == known.name));
        fitting.flat_map(|known| known.api_versions.iter().copied()).collect()
    }

    /// The kinds that have the version that is written; all, where none has it: it is in the making itself.
    fn kinds(&self) -> Vec<&'static str> {
        let version = self.around.api_version();
        let fits = |known: &&Kind| version.is_some_and(|version| known.api_versions.contains(&version));
        let any = kinds().iter().any(|known| fits(&known));
        kinds().iter().filter(|known| !any || fits(known)).map(|known| known.name).collect()
    }

    /// The keys that stand in the mapping already, but for the one at the cursor, which may be chosen again.
    fn written(&self) -> Vec<&'t str> {
        let keys = self.outline.map(&self.spot.path).map(|(key, _)| key);
        keys.filter(|key| *key != self.outline.word()).collect()
    }

    fn push(&mut self, label: String, mut text: String, offer: Offer) {
        let span = self.spot.word.clone();
        // `type:` alone wants a space before its value.
        if self.spot.slot == Slot::Value && span.is_empty() && self.outline.is_behind_colon(span.start) {
            text.insert(0, ' ');
        }
        // Who writes in quotes, as JSON does, keeps them.
        if self.outline.is_word_quoted() && !text.contains(['"', ' ', '\n']) {
            text = format!("\"{text}\"");
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
