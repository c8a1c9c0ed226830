//! Texts, places in them, and edits to them. Everything here counts UTF-8 bytes; [`LineIndex`] turns bytes into what people read.

use std::fmt;

/// A file of a [`Files`], by its position there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A half-open range of bytes in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    pub file: FileId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        Self { file, start: start as u32, end: end as u32 }
    }

    /// A place that counts from `start` of a file, as a place of the file.
    pub(crate) fn placed(self, file: FileId, start: u32) -> Self {
        Self { file, start: self.start + start, end: self.end + start }
    }

    /// So many bytes further on in its file.
    pub(crate) fn moved(self, by: i64) -> Self {
        let moved = |at: u32| (i64::from(at) + by) as u32;
        Self { start: moved(self.start), end: moved(self.end), ..self }
    }

    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Replaces the text at `span` by `text`. A set of edits is disjoint and applies to the text as it was before any of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextEdit {
    pub span: Span,
    pub text: String,
}

/// One named text, as the user gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// What messages call it: a path as given, `<stdin>`, or a tab's title.
    pub name: String,
    pub text: String,
}

/// The user's texts: the single source of truth. Everything else is derived from them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files(Vec<File>);

impl Files {
    pub fn new(files: Vec<File>) -> Self {
        Self(files)
    }

    /// One file alone.
    pub fn single(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self(vec![File { name: name.into(), text: text.into() }])
    }

    pub fn push(&mut self, file: File) -> FileId {
        self.0.push(file);
        FileId(self.0.len() as u32 - 1)
    }

    /// These files but one; those behind it move up.
    #[must_use]
    pub fn without(&self, id: FileId) -> Self {
        Self(self.iter().filter(|(known, _)| *known != id).map(|(_, file)| file.clone()).collect())
    }

    /// The name, or the first with a number in it that none of these has.
    pub fn free_name(&self, name: &str) -> String {
        let (stem, end) = name.rsplit_once('.').map_or((name, String::new()), |(stem, end)| (stem, format!(".{end}")));
        let numbered = (2..).map(|number| format!("{stem}-{number}{end}"));
        let is_free = |name: &String| self.0.iter().all(|file| file.name != *name);
        std::iter::once(name.to_owned()).chain(numbered).find(is_free).unwrap_or_default()
    }

    pub fn get(&self, id: FileId) -> &File {
        &self.0[id.0 as usize]
    }

    pub fn iter(&self) -> impl Iterator<Item = (FileId, &File)> {
        self.0.iter().enumerate().map(|(i, file)| (FileId(i as u32), file))
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text at `span`.
    pub fn slice(&self, span: Span) -> &str {
        &self.get(span.file).text[span.range()]
    }

    /// Line and column of a span's start. For many look-ups in one file, keep a [`LineIndex`].
    pub fn position(&self, span: Span) -> Position {
        Position::in_text(&self.get(span.file).text, span.start as usize)
    }

    /// The files after `edits`. Overlapping edits are a defect of their maker; the later of two is left out.
    pub fn edited(&self, edits: &[TextEdit]) -> Self {
        let mut sorted: Vec<&TextEdit> = edits.iter().collect();
        sorted.sort_by_key(|edit| edit.span);
        let files = self.iter().map(|(id, file)| {
            let mut text = String::with_capacity(file.text.len());
            let mut at = 0;
            for edit in sorted.iter().filter(|edit| edit.span.file == id) {
                let range = edit.span.range();
                if range.start < at {
                    continue;
                }
                text.push_str(&file.text[at..range.start]);
                text.push_str(&edit.text);
                at = range.end;
            }
            text.push_str(&file.text[at..]);
            File { name: file.name.clone(), text }
        });
        Self(files.collect())
    }
}

/// Line and column, both from 1; columns count Unicode scalars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

impl Position {
    /// Of the byte at `offset`. Offsets past the end give the end.
    fn in_text(text: &str, offset: usize) -> Self {
        let before = &text.as_bytes()[..offset.min(text.len())];
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
        let line = before[..start].iter().filter(|byte| **byte == b'\n').count();
        Self::new(text, line, start..before.len())
    }

    /// Behind these bytes of a line, which counts from 0.
    fn new(text: &str, line: usize, before: std::ops::Range<usize>) -> Self {
        let column = text.get(before).map_or(0, |before| before.chars().count());
        Self { line: line as u32 + 1, column: column as u32 + 1 }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Where the lines of one text start. A line ends after `\n`; a `\r` before it belongs to the line.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i as u32 + 1));
        Self { starts }
    }

    /// The position of the byte at `offset` of the same text this index was made of. Offsets past the end give the end.
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let offset = offset.min(text.len());
        let line = self.starts.partition_point(|start| *start as usize <= offset) - 1;
        Position::new(text, line, self.starts[line] as usize..offset)
    }

    /// The bytes of a line (from 1), without its line end; `None` past the last line.
    pub fn line_range(&self, text: &str, line: u32) -> Option<std::ops::Range<usize>> {
        let index = (line as usize).checked_sub(1)?;
        let start = *self.starts.get(index)? as usize;
        let end = self.starts.get(index + 1).map_or(text.len(), |next| *next as usize);
        let bytes = &text.as_bytes()[start..end];
        let trimmed = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let trimmed = trimmed.strip_suffix(b"\r").unwrap_or(trimmed);
        Some(start..start + trimmed.len())
    }

    pub fn line_count(&self) -> usize {
        self.starts.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_scalars_and_lines_from_one() {
        let text = "a\r\nжé: x\n";
        let index = LineIndex::new(text);
        assert_eq!(index.position(text, 0), Position { line: 1, column: 1 });
        let x = text.find('x').expect("there is an x");
        assert_eq!(index.position(text, x), Position { line: 2, column: 5 });
        assert_eq!(index.line_range(text, 1), Some(0..1));
        assert_eq!(index.position(text, 999).line, 3);
        for offset in 0..=text.len() + 1 {
            assert_eq!(Position::in_text(text, offset), index.position(text, offset), "at {offset}");
        }
    }

    #[test]
    fn edits_apply_to_the_text_before_them() {
        let files = Files::single("a", "one two three");
        let edit = |start, end, text: &str| TextEdit { span: Span::new(FileId(0), start, end), text: text.into() };
        let after = files.edited(&[edit(8, 13, "3"), edit(0, 3, "1")]);
        assert_eq!(after.get(FileId(0)).text, "1 two 3");
    }
}
