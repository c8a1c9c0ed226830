//! One document as it is being typed: which fields are written and where, told from lines and indentation alone, and the place of
//! the cursor among them.
//!
//! The parser of manifests stops at the line that is not finished yet, and that is the line somebody is typing. This reads block
//! style and flow style well enough for a hint, takes anything, and is never what a trace is made from.

mod flow;

use std::ops::Range;

use crate::object::FieldPath;

/// Deeper than this nobody indents.
const DEEPEST: usize = 64;

/// What is written in the document around a cursor.
#[derive(Debug)]
pub(super) struct Outline<'t> {
    text: &'t str,
    cursor: usize,
    entries: Vec<Entry>,
    spot: Option<Spot>,
}

/// A key with its value, or an entry of a list that is a scalar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) path: FieldPath,
    /// Empty for an entry of a list.
    pub(super) key: Range<usize>,
    /// A scalar on the key's own line, with its quotes; empty where there is none.
    pub(super) value: Range<usize>,
}

/// Where the cursor stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spot {
    /// What a value here would be the value of, or the mapping that a key here would belong to.
    pub(super) path: FieldPath,
    /// The word at the cursor; empty between words.
    pub(super) word: Range<usize>,
    pub(super) slot: Slot,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// A line of its own, or behind a dash: a key, a dash or a scalar can stand here.
    Line,
    /// A key that has its colon.
    Key,
    /// Behind a colon on the same line.
    Value,
    /// Inside braces, without a colon yet.
    FlowKey,
    /// Inside brackets, or behind a colon inside braces.
    FlowValue,
}

/// What is open at a line, by the column where it begins.
struct Level {
    column: usize,
    path: FieldPath,
    /// The list, and which entry of it `path` is.
    item: Option<(FieldPath, usize)>,
}

impl<'t> Outline<'t> {
    /// Of the document that the cursor stands in. A cursor beyond the text stands at its end.
    pub(super) fn around(text: &'t str, cursor: usize) -> Self {
        let mut cursor = cursor.min(text.len());
        while !text.is_char_boundary(cursor) {
            cursor -= 1;
        }
        let mut outline = Self { text, cursor, entries: Vec::new(), spot: None };
        let document = outline.document();
        outline.read(document);
        outline
    }

    pub(super) fn spot(&self) -> Option<&Spot> {
        self.spot.as_ref()
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The scalar at a path, without its quotes.
    pub(super) fn value(&self, path: &FieldPath) -> Option<&'t str> {
        let entry = self.entries.iter().rev().find(|entry| entry.path == *path)?;
        Some(self.text_of(entry)).filter(|text| !text.is_empty())
    }

    /// The scalar of an entry, without its quotes.
    pub(super) fn text_of(&self, entry: &Entry) -> &'t str {
        unquoted(self.slice(entry.value.clone()))
    }

    /// Keys and scalars of the mapping at a path.
    pub(super) fn map(&self, path: &FieldPath) -> impl Iterator<Item = (&'t str, &'t str)> {
        let inside = self.entries.iter().filter(move |entry| !entry.key.is_empty() && parent(&entry.path) == *path);
        inside.map(|entry| (unquoted(self.slice(entry.key.clone())), self.text_of(entry)))
    }

    /// Where the line of a byte begins.
    pub(super) fn line_start(&self, at: usize) -> usize {
        self.slice(0..at).rfind('\n').map_or(0, |end| end + 1)
    }

    /// The word at the cursor, without its quotes.
    pub(super) fn word(&self) -> &'t str {
        self.spot.as_ref().map_or("", |spot| unquoted(self.slice(spot.word.clone())))
    }

    /// The word at the cursor stands in double quotes.
    pub(super) fn is_word_quoted(&self) -> bool {
        self.spot.as_ref().is_some_and(|spot| self.slice(spot.word.clone()).starts_with('"'))
    }

    /// A colon stands right before this byte.
    pub(super) fn is_behind_colon(&self, at: usize) -> bool {
        at.checked_sub(1).and_then(|before| self.byte(before)) == Some(b':')
    }

    fn slice(&self, range: Range<usize>) -> &'t str {
        self.text.get(range).unwrap_or_default()
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// The line that begins at a byte, without its end, and where the next one begins.
    fn line(&self, start: usize) -> (&'t str, usize) {
        let rest = self.slice(start..self.text.len());
        let end = rest.find('\n').map_or(rest.len(), |end| end + 1);
        let line = rest.get(..end).unwrap_or_default();
        (line.trim_end_matches(['\n', '\r']), start + end)
    }

    /// The bytes between the separators around the cursor.
    fn document(&self) -> Range<usize> {
        let (mut start, mut at) = (0, 0);
        while at < self.text.len() {
            let (line, next) = self.line(at);
            if is_separator(line) {
                if at > self.cursor {
                    return start..at;
                }
                start = next;
            }
            at = next;
        }
        start..self.text.len()
    }

    fn read(&mut self, document: Range<usize>) {
        let mut levels: Vec<Level> = Vec::new();
        // The column of the key whose text fills the lines below it.
        let mut block: Option<usize> = None;
        let mut at = document.start;
        // Behind the last line end one more line begins, and the cursor may stand there.
        let more = document.end == 0 || self.byte(document.end - 1) == Some(b'\n');
        while at < document.end || (more && at == document.end && at == self.cursor) {
            let (line, next) = self.line(at);
            let content = line.trim_end_matches([' ', '\t']);
            let indent = content.len() - content.trim_start_matches(' ').len();
            let blank = content.len() == indent;
            if let Some(column) = block {
                if blank || indent > column {
                    at = next.max(at + 1);
                    continue;
                }
                block = None;
            }
            if blank {
                self.find_blank(at..at + line.len(), &levels);
                at = next.max(at + 1);
                continue;
            }
            let comment = self.byte(at + indent) == Some(b'#');
            let end = if comment { at + content.len() } else { self.read_line(at, at + content.len(), &mut levels) };
            block = levels.last().filter(|_| !comment && self.opens_block(end)).map(|level| level.column);
            // Flow style may have gone on for several lines.
            at = if end > next { self.line(end).1 } else { next }.max(at + 1);
        }
    }

    /// The cursor in a line without words: what a key in its column would belong to.
    fn find_blank(&mut self, line: Range<usize>, levels: &[Level]) {
        if !(line.start..=line.end).contains(&self.cursor) {
            return;
        }
        let column = self.cursor - line.start;
        let level = levels.iter().rev().find(|level| level.column < column);
        let path = level.map_or_else(FieldPath::root, |level| level.path.clone());
        self.spot = Some(Spot { path, word: self.cursor..self.cursor, slot: Slot::Line });
    }

    /// One line with words, up to `end`; where it was read to.
    fn read_line(&mut self, start: usize, end: usize, levels: &mut Vec<Level>) -> usize {
        let mut at = self.skip_spaces(start);
        while self.byte(at) == Some(b'-') && (at + 1 >= end || self.byte(at + 1) == Some(b' ')) {
            let column = at - start;
            open_item(levels, column);
            at = self.skip_spaces(at + 1).min(self.line_end(at));
            if at >= end {
                // Nothing behind the dash yet.
                if self.cursor > start + column {
                    self.find_word(levels, at.min(self.cursor)..at.min(self.cursor), Slot::Line);
                }
                return end;
            }
        }
        let column = at - start;
        if matches!(self.byte(at), Some(b'{' | b'[')) {
            let path = levels.last().map_or_else(FieldPath::root, |level| level.path.clone());
            return self.read_flow(at, path, column);
        }
        let Some((key, colon)) = self.key(at, end) else {
            let word = at..self.plain_end(at, end);
            if levels.last().is_some_and(|level| level.item.is_some() && level.column < column) {
                let path = levels.last().map_or_else(FieldPath::root, |level| level.path.clone());
                self.entries.push(Entry { path, key: at..at, value: word.clone() });
            } else {
                close(levels, column);
            }
            self.find_word(levels, word, Slot::Line);
            return end;
        };
        close(levels, column);
        self.find_word(levels, key.clone(), Slot::Key);
        let holder = levels.last().map_or_else(FieldPath::root, |level| level.path.clone());
        let path = step(&holder, unquoted(self.slice(key.clone())));
        if levels.len() < DEEPEST {
            levels.push(Level { column, path: path.clone(), item: None });
        }
        let value = self.skip_marks(self.skip_spaces(colon + 1), end);
        if matches!(self.byte(value), Some(b'{' | b'[')) {
            self.entries.push(Entry { path: path.clone(), key, value: value..value });
            return self.read_flow(value, path, column);
        }
        let value = value.min(end);
        let value = value..self.plain_end(value, end);
        self.entries.push(Entry { path: path.clone(), key, value: value.clone() });
        if self.cursor > colon && self.cursor <= self.line_end(colon) && !self.in_comment(value.end) {
            let touched = (value.start..=value.end).contains(&self.cursor);
            let word = if touched { value } else { self.cursor..self.cursor };
            self.spot = Some(Spot { path, word, slot: Slot::Value });
        }
        end
    }

    /// Notes the cursor where it touches a word in what is open.
    fn find_word(&mut self, levels: &[Level], word: Range<usize>, slot: Slot) {
        if (word.start..=word.end).contains(&self.cursor) {
            let path = levels.last().map_or_else(FieldPath::root, |level| level.path.clone());
            self.spot = Some(Spot { path, word, slot });
        }
    }

    /// The key that begins here, with its quotes, and where its colon stands.
    fn key(&self, at: usize, end: usize) -> Option<(Range<usize>, usize)> {
        if let Some(quote @ (b'"' | b'\'')) = self.byte(at) {
            let close = at + 1 + self.slice(at + 1..end).find(char::from(quote))? + 1;
            let colon = self.skip_spaces(close);
            return (self.byte(colon) == Some(b':')).then_some((at..close, colon));
        }
        let line = self.slice(at..end);
        let colon = line.match_indices(':').find(|(i, _)| {
            let behind = line.as_bytes().get(i + 1);
            behind.is_none_or(|byte| matches!(byte, b' ' | b'\t'))
        })?;
        let key = line.get(..colon.0)?;
        // What stands behind a sign of comment is no key.
        (!key.contains(" #")).then(|| (at..at + key.trim_end_matches([' ', '\t']).len(), at + colon.0))
    }

    /// Where a scalar that begins here ends: a comment is no part of it.
    fn plain_end(&self, at: usize, end: usize) -> usize {
        let text = self.slice(at..end);
        if let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'')) {
            let inner = text.get(1..).unwrap_or_default();
            return inner.find(quote).map_or(end, |close| at + close + 2);
        }
        if text.starts_with('#') {
            return at;
        }
        let text = text.find(" #").and_then(|comment| text.get(..comment)).unwrap_or(text);
        at + text.trim_end_matches([' ', '\t']).len()
    }

    /// Past an anchor or a tag before a value.
    fn skip_marks(&self, mut at: usize, end: usize) -> usize {
        while matches!(self.byte(at), Some(b'&' | b'!')) {
            let text = self.slice(at..end);
            at = self.skip_spaces(at + text.find(' ').unwrap_or(text.len()));
        }
        at
    }

    fn skip_spaces(&self, mut at: usize) -> usize {
        while matches!(self.byte(at), Some(b' ' | b'\t')) {
            at += 1;
        }
        at
    }

    fn line_end(&self, at: usize) -> usize {
        let rest = self.slice(at..self.text.len());
        at + rest.find('\n').unwrap_or(rest.len())
    }

    /// The cursor stands in a comment behind a value that ends here.
    fn in_comment(&self, value: usize) -> bool {
        self.slice(value..self.cursor).contains('#')
    }

    /// The line up to here ends with the sign that its text follows in the lines below.
    fn opens_block(&self, end: usize) -> bool {
        let line = self.slice(self.line_start(end)..end);
        let last = line.rsplit([' ', '\t']).next().unwrap_or_default();
        let behind_colon = line.get(..line.len() - last.len()).is_some_and(|key| key.trim_end().ends_with(':'));
        let marks = last.strip_prefix(['|', '>']).filter(|_| behind_colon);
        marks.is_some_and(|marks| marks.bytes().all(|mark| mark.is_ascii_digit() || matches!(mark, b'+' | b'-')))
    }
}

/// The field or the entry of a map below `path`, as paths write them.
fn step(path: &FieldPath, key: &str) -> FieldPath {
    if key.contains(['.', '/', '[', ']']) { path.key(key) } else { path.field(key) }
}

/// What a path is a step of.
pub(super) fn parent(path: &FieldPath) -> FieldPath {
    let text = path.as_str();
    let cut = if text.ends_with(']') { text.rfind('[') } else { text.rfind('.') };
    cut.and_then(|cut| text.get(..cut)).map_or_else(FieldPath::root, FieldPath::of)
}

fn unquoted(text: &str) -> &str {
    let inner = |quote: char| text.strip_prefix(quote).map(|text| text.strip_suffix(quote).unwrap_or(text));
    inner('"').or_else(|| inner('\'')).unwrap_or(text)
}

fn is_separator(line: &str) -> bool {
    line.strip_prefix("---").is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// Closes what a key in this column ends.
fn close(levels: &mut Vec<Level>, column: usize) {
    while levels.last().is_some_and(|level| level.column >= column) {
        levels.pop();
    }
}

/// A dash in this column: another entry of the list there, or the first of the list that the key before opens, which may stand
/// in the same column.
fn open_item(levels: &mut Vec<Level>, column: usize) {
    while levels.last().is_some_and(|level| level.column > column) {
        levels.pop();
    }
    if let Some(level) = levels.last_mut().filter(|level| level.column == column)
        && let Some((list, index)) = &mut level.item
    {
        *index += 1;
        level.path = list.index(*index);
        return;
    }
    let list = levels.last().map_or_else(FieldPath::root, |level| level.path.clone());
    if levels.len() < DEEPEST {
        levels.push(Level { column, path: list.index(0), item: Some((list, 0)) });
    }
}

#[cfg(test)]
mod tests;
