//! Taking entries and items away.

use super::super::Refusal;
use super::super::lines::{begins_line, column, line_end, line_start, next_line, skip_blank};
use super::Writer;
use super::spot::{Way, holds};
use crate::manifest::{Node, Value};
use crate::object::{FieldPath, Segment};
use crate::text::TextEdit;

impl Writer<'_> {
    /// Takes the field or the item at `path` away. A collection that it leaves empty stays, as `{}` or `[]`.
    pub(crate) fn remove(&self, path: &FieldPath) -> Result<Vec<TextEdit>, Refusal> {
        let (spot, missing) = match self.spot(path) {
            // What an alias stands for may go: the alias goes, not what it names.
            Err(Refusal::BehindAlias { .. }) => return self.remove_alias(path),
            found => found?,
        };
        if !missing.is_empty() {
            return Err(Refusal::NotWritten);
        }
        match spot.way {
            Way::Root => Err(Refusal::NotWritten),
            Way::Entry { map, key, from } => {
                let end = self.entry_end(key, spot.node);
                Ok(self.take(map, from, key.span.start as usize, end))
            }
            Way::Item { list, index, from } => {
                let (start, end) = self.item_range(from, list, index).ok_or(Refusal::NotWritten)?;
                Ok(self.take(list, from, start, end))
            }
        }
    }

    fn remove_alias(&self, path: &FieldPath) -> Result<Vec<TextEdit>, Refusal> {
        // The place itself, not one inside of it, is the alias: then the way up to it is written here.
        let refused = self.spot(path).err().unwrap_or(Refusal::NotWritten);
        let text = path.as_str();
        let cut = text.rfind(['.', '[']).unwrap_or(0);
        let parent = FieldPath::of(text.get(..cut).unwrap_or_default());
        let Some(last) = path.segments().last() else { return Err(refused) };
        let (spot, missing) = self.spot(&parent)?;
        if !missing.is_empty() {
            return Err(refused);
        }
        let (start, end) = match last {
            Segment::Key(key) => {
                let found = spot.node.entry(key).filter(|(key, _)| holds(spot.node, key));
                let (key, value) = found.ok_or(refused)?;
                (key.span.start as usize, self.entry_end(key, value))
            }
            Segment::Index(index) => self.item_range(spot.from, spot.node, index).ok_or(refused)?,
        };
        Ok(self.take(spot.node, spot.from, start, end))
    }

    /// Takes an entry or an item of `around` away, which stands from `start` to `end`. `from`: behind what stands before `around`.
    fn take(&self, around: &Node, from: usize, start: usize, end: usize) -> Vec<TextEdit> {
        let (first, count) = match &around.value {
            Value::Sequence(items) => (self.skip_properties(from), items.len()),
            Value::Mapping(entries) => (around.span.start as usize, entries.len()),
            Value::Null | Value::Scalar(_) => (from, 0),
        };
        let empty = if matches!(around.value, Value::Sequence(_)) { "[]" } else { "{}" };
        if self.is_flow(around) {
            return self.take_from_flow(start, end);
        }
        let next = skip_blank(self.text, end);
        // A sibling that the tree leaves out still stands there.
        let followed = next < self.text.len() && next > end && column(self.text, next) == column(self.text, start);
        let followed = followed && !self.text.get(next..).is_some_and(|rest| rest.starts_with("---"));
        if count == 1 && start == first {
            let before = self.text.get(from..start).unwrap_or_default();
            // `key: {}` rather than `{}` on a line of its own, which would be no value where it is flush with its key.
            return if !before.contains('\n') {
                vec![self.edit(start, end, empty.to_owned())]
            } else if before.trim().is_empty() {
                vec![self.edit(from, end, format!(" {empty}"))]
            } else {
                let line = self.edit(line_start(self.text, start), next_line(self.text, end), String::new());
                vec![self.edit(from, from, format!(" {empty}")), line]
            };
        }
        if begins_line(self.text, start) {
            return vec![self.edit(line_start(self.text, start), next_line(self.text, end), String::new())];
        }
        // The first entry of an item, behind its dash: the next one moves up to it.
        let between = self.text.get(line_end(self.text, end)..next).unwrap_or_default();
        if followed && !between.contains('#') {
            return vec![self.edit(start, next, String::new())];
        }
        let dash = self.text.get(..start).unwrap_or_default().trim_end().len();
        vec![self.edit(dash, line_end(self.text, end), String::new())]
    }

    fn take_from_flow(&self, start: usize, end: usize) -> Vec<TextEdit> {
        let next = skip_blank(self.text, end);
        if self.text.as_bytes().get(next) == Some(&b',') {
            let rest = self.text.get(next + 1..).unwrap_or_default();
            let blanks = rest.len() - rest.trim_start().len();
            return vec![self.edit(start, next + 1 + blanks, String::new())];
        }
        let before = self.text.get(..start).unwrap_or_default().trim_end();
        let from = before.strip_suffix(',').map_or(start, str::len);
        vec![self.edit(from, end, String::new())]
    }
}
