//! Parts of a text, where they are written: a text of several lines keeps them.

use std::ops::Range;

use super::super::lines::{line_end, line_number};
use super::super::{FieldValue, Refusal};
use super::Writer;
use crate::manifest::Node;
use crate::object::FieldPath;
use crate::text::TextEdit;

impl Writer<'_> {
    /// Puts a word in the place of these parts of the text at `path`; none of them has a blank in it, and they stand in their
    /// order. With the text that is read then.
    pub(crate) fn replace_parts(
        &self,
        path: &FieldPath,
        parts: &[Range<usize>],
        word: &str,
    ) -> Result<(Vec<TextEdit>, String), Refusal> {
        let (spot, missing) = self.spot(path)?;
        let old = Node::text(spot.node).filter(|_| missing.is_empty()).ok_or(Refusal::NotWritten)?;
        let mut now = old.to_owned();
        for part in parts.iter().rev().filter(|part| old.get((*part).clone()).is_some()) {
            now.replace_range(part.clone(), word);
        }
        let end = spot.node.span.end as usize;
        let source = self.text.get(spot.from..end).unwrap_or_default();
        if !source.trim().contains('\n') {
            return Ok((vec![self.replace(&spot, &FieldValue::Text(now.clone()))?], now));
        }
        // Behind what says how the lines are to be read, and its comment.
        let at = self.skip_properties(spot.from);
        let is_block = self.text.get(at..).is_some_and(|text| text.starts_with(['|', '>']));
        let start = if is_block { line_end(self.text, at) } else { at };
        let written = self.text.get(start..end).unwrap_or_default();
        let edit = |part: &Range<usize>| {
            let name = old.get(part.clone())?;
            // Lines are folded and indented between words only, so each stands there as often as it is read.
            let count = old.match_indices(name).count();
            let before = old.match_indices(name).position(|(at, _)| at == part.start)?;
            let (at, _) = written.match_indices(name).nth(before)?;
            let same = written.match_indices(name).count() == count;
            same.then(|| self.edit(start + at, start + at + name.len(), word.to_owned()))
        };
        let edits = parts.iter().map(edit).collect::<Option<Vec<_>>>();
        let refusal = || Refusal::BlockScalar { file: self.file, line: line_number(self.text, spot.from) };
        Ok((edits.ok_or_else(refusal)?, now))
    }
}
