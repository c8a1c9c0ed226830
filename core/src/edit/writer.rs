//! Edits of one document: a value set, an entry added or taken away, in the style that stands there.

mod layout;
mod parts;
mod remove;
mod spot;

use super::document::Document;
use super::lines::{column, line_end, line_number};
use super::written::{Style, Written, requoted};
use super::{FieldValue, Refusal};
use crate::manifest::{Node, Value};
use crate::object::{FieldPath, Segment};
use crate::text::{FileId, Files, Span, TextEdit};
use spot::{Spot, Way};

/// Writes edits of the object that a document holds. Paths are the object's.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Writer<'a> {
    file: FileId,
    text: &'a str,
    document: &'a Document,
    style: Style,
}

impl<'a> Writer<'a> {
    pub(super) fn new(files: &'a Files, document: &'a Document) -> Self {
        let text = files.get(document.file).text.as_str();
        Self { file: document.file, text, document, style: layout::style(text, &document.root) }
    }

    pub(super) fn style(&self) -> Style {
        self.style
    }

    /// Writes the value of a field or an item. Of collections only those can be set that are not written yet.
    pub(crate) fn set(&self, path: &FieldPath, value: &Written) -> Result<Vec<TextEdit>, Refusal> {
        let (spot, missing) = self.spot(path)?;
        let edit = match missing.split_first() {
            None => match (&spot.node.value, value) {
                (Value::Scalar(scalar), Written::Scalar(new)) if says(&scalar.text, scalar.plain, new) => {
                    return Ok(Vec::new());
                }
                (Value::Scalar(_), Written::Scalar(value)) => self.replace(&spot, value)?,
                (Value::Null, value) => self.fill(&spot, value)?,
                (Value::Mapping(_), Written::Map(_)) | (Value::Sequence(_), Written::List(_))
                    if self.is_bare(&spot) =>
                {
                    self.fill(&spot, value)?
                }
                (Value::Mapping(entries), Written::Map(new)) if entries.is_empty() => {
                    let entries: Vec<String> =
                        new.iter().map(|(key, value)| self.style.flow_entry(key, value)).collect();
                    self.edit(spot.node.span.start as usize + 1, spot.node.span.start as usize + 1, entries.join(", "))
                }
                (Value::Sequence(items), Written::List(new)) if items.is_empty() => {
                    let items: Vec<String> = new.iter().map(|item| self.style.flow(item)).collect();
                    self.edit(spot.node.span.start as usize + 1, spot.node.span.start as usize + 1, items.join(", "))
                }
                (Value::Mapping(_) | Value::Sequence(_) | Value::Scalar(_), _) => {
                    return Err(Refusal::OtherShape { path: path.clone() });
                }
            },
            Some((first, rest)) => {
                let value = wrapped(rest, value).ok_or(Refusal::NotWritten)?;
                match wrapped(&[*first], &value).filter(|_| self.is_bare(&spot)) {
                    Some(value) => self.fill(&spot, &value)?,
                    None => self.insert(&spot, *first, &value, path)?,
                }
            }
        };
        Ok(vec![edit])
    }

    /// Gives an entry of the map at `path` another key.
    pub(crate) fn rename_key(&self, path: &FieldPath, key: &str, new: &str) -> Result<TextEdit, Refusal> {
        let (spot, missing) = self.spot(path)?;
        let (written, _) = spot.node.entry(key).filter(|_| missing.is_empty()).ok_or(Refusal::NotWritten)?;
        if !spot::holds(spot.node, written) {
            return Err(self.behind_alias(&spot));
        }
        let range = written.span.range();
        let source = self.text.get(range.clone()).unwrap_or_default();
        Ok(self.edit(range.start, range.end, requoted(source, new)))
    }

    /// Writes a new entry of the map at `path` behind the one that it belongs to.
    pub(crate) fn add_behind(
        &self,
        path: &FieldPath,
        neighbour: &str,
        key: &str,
        value: &Written,
    ) -> Result<Vec<TextEdit>, Refusal> {
        let (spot, missing) = self.spot(path)?;
        let neighbour = spot.node.entry(neighbour).filter(|(key, _)| missing.is_empty() && spot::holds(spot.node, key));
        let neighbour = neighbour.filter(|_| spot.node.get(key).is_none()).ok_or(Refusal::NotWritten)?;
        Ok(vec![self.insert_entry(&spot, key, value, Some(neighbour))?])
    }

    /// Writes an item behind the last one of a list, or a list with it alone.
    pub(crate) fn append(&self, path: &FieldPath, item: Written) -> Result<Vec<TextEdit>, Refusal> {
        let (spot, missing) = self.spot(path)?;
        match &spot.node.value {
            Value::Sequence(items) if missing.is_empty() && !items.is_empty() => {
                Ok(vec![self.insert_item(&spot, &item)?])
            }
            Value::Sequence(_) | Value::Null | Value::Scalar(_) | Value::Mapping(_) => {
                self.set(path, &Written::List(vec![item]))
            }
        }
    }

    /// Makes a map of texts that is not empty say these entries and no others. What stays keeps its line.
    pub(super) fn replace_entries(
        &self,
        path: &FieldPath,
        wanted: &[(String, String)],
    ) -> Result<Vec<TextEdit>, Refusal> {
        let (spot, missing) = self.spot(path)?;
        if !missing.is_empty() {
            return Err(Refusal::NotWritten);
        }
        let map = spot.node;
        let said = |key: &str| wanted.iter().any(|(wanted, _)| wanted == key);
        let odd = |(key, _): &(Node, Node)| !spot::holds(map, key) || key.text().is_none();
        if map.entries().iter().any(odd) {
            return Err(self.behind_alias(&spot));
        }
        let mut edits = Vec::new();
        let set = |key: &str, value: &str| self.set(&path.key(key), &Written::text(value));
        for (key, value) in wanted.iter().filter(|(key, _)| map.get(key).is_some()) {
            edits.extend(set(key, value)?);
        }
        let old: Vec<&str> = map.entries().iter().filter_map(|(key, _)| key.text()).filter(|key| !said(key)).collect();
        let new: Vec<&(String, String)> = wanted.iter().filter(|(key, _)| map.get(key).is_none()).collect();
        // An entry takes the place of another.
        for (old, (key, value)) in old.iter().zip(&new) {
            edits.push(self.rename_key(path, old, key)?);
            edits.extend(set(old, value)?);
        }
        for old in old.iter().skip(new.len()) {
            edits.extend(self.remove(&path.key(old))?);
        }
        for (key, value) in new.iter().skip(old.len()) {
            edits.push(self.insert_entry(&spot, key, &Written::text(value), None)?);
        }
        Ok(edits)
    }

    /// Replaces a scalar, in its quotes.
    fn replace(&self, spot: &Spot<'a>, value: &FieldValue) -> Result<TextEdit, Refusal> {
        let range = spot.node.span.range();
        let source = self.text.get(range.clone()).unwrap_or_default();
        let before = self.text.get(spot.from..range.start).unwrap_or_default();
        if source.starts_with(['|', '>']) || before.contains(['|', '>']) {
            return Err(Refusal::BlockScalar { file: self.file, line: line_number(self.text, spot.from) });
        }
        let text = match value {
            FieldValue::Text(text) if self.style.json => super::written::double_quoted(text),
            FieldValue::Text(text) => requoted(source, text),
            FieldValue::Number(_) | FieldValue::Flag(_) => self.style.scalar(value),
        };
        Ok(self.edit(range.start, range.end, text))
    }

    /// Writes a value where none is, or a word for none.
    fn fill(&self, spot: &Spot<'a>, value: &Written) -> Result<TextEdit, Refusal> {
        let written = self.text.get(spot.node.span.range()).unwrap_or_default();
        let (start, end) =
            if written.is_empty() { (spot.from, spot.from) } else { (spot.from, spot.node.span.end as usize) };
        let text = match (spot.way, value) {
            (_, Written::Scalar(value)) => format!(" {}", self.style.scalar(value)),
            (_, value) if spot.flow => format!(" {}", self.style.flow(value)),
            (Way::Entry { key, .. }, value) => self.style.value(value, column(self.text, key.span.start as usize)),
            (Way::Item { .. }, value) => {
                let dash = column(self.text, spot.from.saturating_sub(1));
                self.style.item(value, dash).trim_start_matches('-').to_owned()
            }
            (Way::Root, _) => return Err(Refusal::NotWritten),
        };
        Ok(self.edit(start, end, text))
    }

    /// Whether nothing but `{}` or `[]` stands there, in a text where each entry has a line of its own.
    fn is_bare(&self, spot: &Spot<'a>) -> bool {
        let range = spot.node.span.range();
        let behind = self.text.get(range.end..line_end(self.text, range.end)).unwrap_or_default();
        let before = self.text.get(spot.from..range.start).unwrap_or_default();
        !spot.flow
            && !self.style.json
            && !self.style.braces
            && matches!(self.text.get(range), Some("{}" | "[]"))
            && before.trim().is_empty()
            && behind.trim().is_empty()
    }

    /// Adds an entry to a map, or an item behind the last one of a list.
    fn insert(
        &self,
        spot: &Spot<'a>,
        segment: Segment<'_>,
        value: &Written,
        path: &FieldPath,
    ) -> Result<TextEdit, Refusal> {
        match (&spot.node.value, segment) {
            (Value::Mapping(_), Segment::Key(key)) => self.insert_entry(spot, key, value, None),
            (Value::Mapping(_), Segment::Index(key)) => self.insert_entry(spot, &key.to_string(), value, None),
            (Value::Sequence(items), Segment::Index(index)) if index == items.len() => self.insert_item(spot, value),
            (Value::Sequence(_), Segment::Index(_)) => Err(Refusal::NotWritten),
            (Value::Null, segment) => self.fill(spot, &wrapped(&[segment], value).ok_or(Refusal::NotWritten)?),
            (Value::Sequence(_) | Value::Scalar(_), _) => Err(Refusal::OtherShape { path: path.clone() }),
        }
    }

    /// Adds an entry to a map, behind `neighbour` or where its like stand.
    fn insert_entry(
        &self,
        spot: &Spot<'a>,
        key: &str,
        value: &Written,
        neighbour: Option<(&Node, &Node)>,
    ) -> Result<TextEdit, Refusal> {
        let map = spot.node;
        let own: Vec<&(Node, Node)> = map.entries().iter().filter(|(key, _)| spot::holds(map, key)).collect();
        if self.is_flow(map) {
            let style = Style { json: self.is_json(map), ..self.style };
            let entry = style.flow_entry(key, value);
            let end = |(key, value)| (self.entry_end(key, value), key);
            let last = own.iter().map(|(key, value)| end((key, value))).max_by_key(|(end, _)| *end);
            let last = neighbour.map(end).or(last);
            return Ok(match last {
                Some((end, last)) => self.edit(end, end, self.behind_comma(last.span.start as usize, &entry)),
                None => {
                    let at = map.span.start as usize + 1;
                    self.edit(at, at, entry)
                }
            });
        }
        let (Some((first, _)), Some(end)) = (
            own.iter().find(|(key, _)| layout::begins_line(self.text, key)).or(own.first()),
            own.iter().map(|(key, value)| self.entry_end(key, value)).max(),
        ) else {
            return Err(self.behind_alias(spot));
        };
        let column = column(self.text, first.span.start as usize);
        let entry = self.style.entry(key, value, column);
        if let Some((key, value)) = neighbour {
            return Ok(self.below(self.entry_end(key, value), column, &entry));
        }
        let Written::Scalar(_) = value else { return Ok(self.below(end, column, &entry)) };
        // A scalar stands with the short entries at the top, not behind a long list.
        let mut own = own;
        own.sort_by_key(|(key, _)| key.span.start);
        let is_short = |(key, value): &(Node, Node)| {
            line_number(self.text, key.span.start as usize) == line_number(self.text, self.entry_end(key, value))
        };
        let short = own.iter().take_while(|entry| is_short(entry)).last();
        Ok(match (short, own.first(), spot.way) {
            (Some((key, value)), _, _) => self.below(self.entry_end(key, value), column, &entry),
            (None, Some((first, _)), Way::Entry { .. }) if layout::begins_line(self.text, first) => {
                self.below(spot.from, column, &entry)
            }
            (None, Some((first, _)), _) => {
                let at = first.span.start as usize;
                self.edit(at, at, format!("{entry}{}", self.style.line(column, "")))
            }
            (None, None, _) => self.below(end, column, &entry),
        })
    }

    fn insert_item(&self, spot: &Spot<'a>, value: &Written) -> Result<TextEdit, Refusal> {
        let list = spot.node;
        let last = list.items().len().checked_sub(1);
        if self.is_flow(list) {
            let style = Style { json: self.style.json || self.is_json_list(list), ..self.style };
            let item = style.flow(value);
            return Ok(match last {
                Some(last) => {
                    let (start, end) = self.item_range(spot.from, list, last).ok_or(Refusal::NotWritten)?;
                    self.edit(end, end, self.behind_comma(start, &item))
                }
                None => {
                    let at = list.span.start as usize + 1;
                    self.edit(at, at, item)
                }
            });
        }
        let end = last
            .and_then(|last| self.item_range(spot.from, list, last))
            .map(|(_, end)| end)
            .ok_or(Refusal::NotWritten)?;
        let column = column(self.text, self.skip_properties(spot.from));
        Ok(self.below(end, column, &self.style.item(value, column)))
    }

    /// What follows an item of a flow collection: on a line of its own where that item is.
    fn behind_comma(&self, last: usize, entry: &str) -> String {
        if super::lines::begins_line(self.text, last) {
            format!(",{}", self.style.line(column(self.text, last), entry))
        } else {
            format!(", {entry}")
        }
    }

    /// A line below the one that `at` is on, behind the comment that may end it.
    fn below(&self, at: usize, column: usize, content: &str) -> TextEdit {
        let at = line_end(self.text, at);
        self.edit(at, at, self.style.line(column, content))
    }

    fn edit(&self, start: usize, end: usize, text: String) -> TextEdit {
        TextEdit { span: Span::new(self.file, start, end), text }
    }
}

/// The scalar reads as the value already.
fn says(text: &str, plain: bool, value: &FieldValue) -> bool {
    match value {
        FieldValue::Text(value) => text == value && (!plain || requoted("", value) == *value),
        FieldValue::Number(_) | FieldValue::Flag(_) => plain && text == value.to_string(),
    }
}

/// The value under the steps that lead to it; `None` for an item that is not the first of a new list.
fn wrapped(steps: &[Segment<'_>], value: &Written) -> Option<Written> {
    steps.iter().rev().try_fold(value.clone(), |value, step| match step {
        Segment::Key(key) => Some(Written::Map(vec![((*key).to_owned(), value)])),
        Segment::Index(0) => Some(Written::List(vec![value])),
        Segment::Index(_) => None,
    })
}
