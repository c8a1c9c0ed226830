//! Flow style: `{app: api}`, `[80, 443]`.

use std::ops::Range;

use super::{Entry, Outline, Slot, Spot, step, unquoted};
use crate::object::FieldPath;

/// Deeper than this nobody nests in one line.
const DEEPEST: usize = 32;

impl Outline<'_> {
    /// The braces or brackets that begin here, which belong to a key in this column; where they end. Without their end they go on
    /// for as long as lines are indented more than the key.
    pub(super) fn read_flow(&mut self, at: usize, path: FieldPath, column: usize) -> usize {
        let end = self.flow_limit(at, column);
        Flow { outline: self, end }.collection(at, &path, 0)
    }

    fn flow_limit(&self, at: usize, column: usize) -> usize {
        let mut start = self.line(at).1;
        let mut limit = self.line_end(at);
        while start < self.text.len() {
            let (line, next) = self.line(start);
            let indent = line.len() - line.trim_start_matches(' ').len();
            let closes = line.trim_start().starts_with(['}', ']']);
            if !line.trim().is_empty() && indent <= column && !closes {
                break;
            }
            limit = start + line.len();
            start = next;
        }
        limit
    }
}

struct Flow<'o, 't> {
    outline: &'o mut Outline<'t>,
    /// Nothing is read beyond.
    end: usize,
}

impl Flow<'_, '_> {
    fn collection(&mut self, at: usize, path: &FieldPath, depth: usize) -> usize {
        let braces = self.byte(at) == Some(b'{');
        let mut at = at + 1;
        for index in 0.. {
            let start = self.skip(at);
            match self.byte(start) {
                None => {
                    self.find(at, start, path, index, braces);
                    return self.end;
                }
                Some(b'}' | b']') => {
                    self.find(at, start, path, index, braces);
                    return start + 1;
                }
                Some(b',') => {
                    self.find(at, start, path, index, braces);
                    at = start + 1;
                    continue;
                }
                Some(_) => {}
            }
            let after = if braces {
                self.entry(start, path, depth)
            } else {
                self.value(start, &path.index(index), start..start, depth)
            };
            let after = self.skip(after.max(start + usize::from(after <= start)));
            at = if self.byte(after) == Some(b',') { after + 1 } else { after };
        }
        at
    }

    /// The cursor between a comma or an opening sign and what follows, unless it touches the word before.
    fn find(&mut self, from: usize, to: usize, path: &FieldPath, index: usize, braces: bool) {
        let cursor = self.outline.cursor;
        if self.outline.spot.is_some() || !(from..=to).contains(&cursor) {
            return;
        }
        let (path, slot) = if braces { (path.clone(), Slot::FlowKey) } else { (path.index(index), Slot::FlowValue) };
        self.outline.spot = Some(Spot { path, word: cursor..cursor, slot });
    }

    /// `key: value`, as much of it as there is.
    fn entry(&mut self, at: usize, path: &FieldPath, depth: usize) -> usize {
        let key = at..self.word_end(at, true);
        let colon = self.skip(key.end);
        let has_colon = self.byte(colon) == Some(b':');
        let cursor = self.outline.cursor;
        if (key.start..=key.end).contains(&cursor) {
            let slot = if has_colon { Slot::Key } else { Slot::FlowKey };
            self.outline.spot = Some(Spot { path: path.clone(), word: key.clone(), slot });
        }
        if !has_colon {
            return key.end;
        }
        let path = step(path, unquoted(self.outline.slice(key.clone())));
        let start = self.skip(colon + 1);
        let between = colon < cursor && cursor <= start;
        if between {
            self.outline.spot = Some(Spot { path: path.clone(), word: cursor..cursor, slot: Slot::FlowValue });
        }
        self.value(start, &path, key, depth)
    }

    fn value(&mut self, at: usize, path: &FieldPath, key: Range<usize>, depth: usize) -> usize {
        if matches!(self.byte(at), Some(b'{' | b'[')) {
            self.outline.entries.push(Entry { path: path.clone(), key, value: at..at });
            return if depth < DEEPEST { self.collection(at, path, depth + 1) } else { self.end };
        }
        let value = at..self.word_end(at, false);
        if !value.is_empty() && (value.start..=value.end).contains(&self.outline.cursor) {
            self.outline.spot = Some(Spot { path: path.clone(), word: value.clone(), slot: Slot::FlowValue });
        }
        self.outline.entries.push(Entry { path: path.clone(), key, value: value.clone() });
        value.end
    }

    /// Where a word ends: at a sign of the collection, or for a key at its colon.
    fn word_end(&self, at: usize, key: bool) -> usize {
        let text = self.outline.slice(at..self.end);
        if let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'')) {
            let inner = text.get(1..).unwrap_or_default();
            return inner.find(quote).map_or(self.end, |close| at + close + 2);
        }
        let mut end = text.len();
        for (i, c) in text.char_indices() {
            let colon = key && c == ':' && text.as_bytes().get(i + 1).is_none_or(|next| b" \t\r\n,}]".contains(next));
            if matches!(c, ',' | '{' | '}' | '[' | ']' | '\n') || colon {
                end = i;
                break;
            }
        }
        at + text.get(..end).unwrap_or_default().trim_end_matches([' ', '\t', '\r']).len()
    }

    fn skip(&self, mut at: usize) -> usize {
        while matches!(self.byte(at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            at += 1;
        }
        at
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.outline.byte(at).filter(|_| at < self.end)
    }
}
