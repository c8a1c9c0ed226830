//! Taking entries and items away.

use super::super::Refusal;
use super::super::lines::{begins_line, column, line_end, line_start, next_line, skip_blank};
use super::Writer;
use super::spot::Way;
use crate::manifest::Node;
use crate::object::FieldPath;
use crate::text::TextEdit;

impl Writer<'_> {
    /// Takes the field or the item at `path` away. A collection that it leaves empty stays, as `{}` or `[]`.
    pub(in super::super) fn remove(&self, path: &FieldPath) -> Result<Vec<TextEdit>, Refusal> {
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
            Way::Entry { map, key } => {
                let end = self.entry_end(key, spot.node);
                Ok(self.take(
                    map,
                    map.span.start as usize,
                    key.span.start as usize,
                    end,
                    map.entries().len() == 1,
                    "{}",
                ))
            }
            Way::Item { list, index, from: list_from } => {
                let (start, end) = self.item_range(list_from, list, index).ok_or(Refusal::NotWritten)?;
                Ok(self.take(list, self.skip_properties(list_from), start, end, list.items().len() == 1, "[]"))
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
        match last {
            crate::object::Segment::Key(key) => {
                let found = spot.node.entry(key).filter(|(key, _)| super::spot::holds(spot.node, key));
                let (key, value) = found.ok_or(refused)?;
                let end = self.entry_end(key, value);
                Ok(self.take(
                    spot.node,
                    spot.node.span.start as usize,
                    key.span.start as usize,
                    end,
                    spot.node.entries().len() == 1,
                    "{}",
                ))
            }
            crate::object::Segment::Index(index) => {
                let (start, end) = self.item_range(spot.from, spot.node, index).ok_or(refused)?;
                Ok(self.take(
                    spot.node,
                    self.skip_properties(spot.from),
                    start,
                    end,
                    spot.node.items().len() == 1,
                    "[]",
                ))
            }
        }
    }

    /// Takes an entry or an item of `around` away, which stands from `start` to `end`. `at`: where the first one begins.
    fn take(&self, around: &Node, at: usize, start: usize, end: usize, only: bool, empty: &str) -> Vec<TextEdit> {
        if self.is_flow(around) {
            return self.take_from_flow(start, end);
        }
        let next = skip_blank(self.text, end);
        // A sibling that the tree leaves out still stands there.
        let followed = next < self.text.len() && next > end && column(self.text, next) == column(self.text, start);
        let followed = followed && !self.text.get(next..).is_some_and(|rest| rest.starts_with("---"));
        if only && start == at {
            let before = self.text.get(..start).unwrap_or_default();
            let parent = before.trim_end();
            // `key: {}` rather than `{}` on a line of its own.
            let start =
                if parent.ends_with(':') && parent.len() < line_start(self.text, start) { parent.len() } else { start };
            let text = if start < at { format!(" {empty}") } else { empty.to_owned() };
            return vec![self.edit(start, end, text)];
        }
        if begins_line(self.text, start) {
            return vec![self.edit(line_start(self.text, start), next_line(self.text, end), String::new())];
        }
        // The first entry of an item, behind its dash: the next one moves up to it.
        let between = self.text.get(line_end(self.text, end)..next).unwrap_or_default();
        let upto = if followed && !between.contains('#') { next } else { line_end(self.text, end) };
        vec![self.edit(start, upto, String::new())]
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
