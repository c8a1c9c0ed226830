//! A document as it is written: no alias is expanded, nothing merged, and of two entries with the same key both are there.

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span as Marks};

use super::tree::{Places, quoted_length, skip_properties};

/// A node where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Writing {
    /// Of a scalar or an alias: all of it, behind `&anchor` and `!tag`; of a block scalar its lines, without the header.
    pub(crate) range: Range<usize>,
    /// The number of the anchor before it; 0: none.
    pub(crate) anchor: usize,
    pub(crate) form: Form,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Form {
    Scalar {
        text: Box<str>,
        style: Style,
    },
    /// The anchor that is meant.
    Alias(usize),
    Sequence(Vec<Writing>),
    Mapping(Vec<(Writing, Writing)>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    Quoted,
    /// Its lines stand below `|` or `>`.
    Block,
}

impl Writing {
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.form {
            Form::Scalar { text, .. } => Some(text),
            Form::Alias(_) | Form::Sequence(_) | Form::Mapping(_) => None,
        }
    }

    /// Calls `visit` with this and all that stands in it, keys included.
    pub(crate) fn each<'w>(&'w self, visit: &mut impl FnMut(&'w Writing)) {
        visit(self);
        match &self.form {
            Form::Scalar { .. } | Form::Alias(_) => {}
            Form::Sequence(items) => items.iter().for_each(|item| item.each(visit)),
            Form::Mapping(entries) => entries.iter().for_each(|(key, value)| {
                key.each(visit);
                value.each(visit);
            }),
        }
    }
}

/// The documents of a piece of a file; `None` where it breaks off. Nothing bounds their depth here: it is for texts that the
/// tree's reader takes.
pub(super) fn read(text: &str) -> Option<Vec<Writing>> {
    let mut roots = Vec::new();
    let mut start = Some(0);
    while let Some(at) = start {
        start = Reader { text, places: Places::new(text, at), open: Vec::new(), roots: &mut roots }.run(at)?;
    }
    Some(roots)
}

struct Reader<'t> {
    text: &'t str,
    places: Places<'t>,
    /// Collections that are not closed yet, with what stands in them so far.
    open: Vec<(usize, Vec<Writing>)>,
    roots: &'t mut Vec<Writing>,
}

impl Reader<'_> {
    /// Reads from `first` to the end, or to where another JSON object begins.
    fn run(mut self, first: usize) -> Option<Option<usize>> {
        let text = self.text;
        for event in Parser::new_from_str(text.get(first..)?) {
            match event {
                Ok((event, marks)) => self.event(event, marks)?,
                Err(error) => {
                    let at = self.places.byte(error.marker().index());
                    let next = self.open.is_empty() && at > first && text.get(at..)?.starts_with('{');
                    return next.then_some(Some(at));
                }
            }
        }
        Some(None)
    }

    fn event(&mut self, event: Event<'_>, marks: Marks) -> Option<()> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let range = self.scalar(&text, style, anchor > 0 || tag.is_some(), marks)?;
                let style = match style {
                    ScalarStyle::Plain => Style::Plain,
                    ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
                    ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
                };
                self.add(Writing { range, anchor, form: Form::Scalar { text: text.into(), style } });
            }
            Event::Alias(anchor) => {
                let range = self.range(marks);
                let range = range.start..range.start + self.text.get(range)?.trim_end().len();
                self.add(Writing { range, anchor: 0, form: Form::Alias(anchor) });
            }
            Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _) => self.open.push((anchor, Vec::new())),
            Event::SequenceEnd => {
                let (anchor, items) = self.open.pop()?;
                self.add(Writing { range: 0..0, anchor, form: Form::Sequence(items) });
            }
            Event::MappingEnd => {
                let (anchor, items) = self.open.pop()?;
                let mut items = items.into_iter();
                let mut entries = Vec::new();
                while let (Some(key), Some(value)) = (items.next(), items.next()) {
                    entries.push((key, value));
                }
                self.add(Writing { range: 0..0, anchor, form: Form::Mapping(entries) });
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {}
        }
        Some(())
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, named: bool, marks: Marks) -> Option<Range<usize>> {
        let Range { start, end } = self.range(marks);
        let start = if named { skip_properties(self.text, start, end) } else { start };
        let source = self.text.get(start..end)?;
        Some(match style {
            ScalarStyle::Plain if text.is_empty() => start..start,
            ScalarStyle::Plain => start..start + source.trim_end().len(),
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => start..start + quoted_length(source),
            ScalarStyle::Literal | ScalarStyle::Folded => {
                // The reader begins with the lines, but behind an anchor or a tag with the header.
                let header = if named { source.find('\n').unwrap_or(source.len()) } else { 0 };
                let lines = source.get(header..)?;
                let start = start + header + if named { lines.len() - lines.trim_start().len() } else { 0 };
                start..start + self.text.get(start..end)?.trim_end().len()
            }
        })
    }

    fn add(&mut self, node: Writing) {
        match self.open.last_mut() {
            Some((_, items)) => items.push(node),
            None => self.roots.push(node),
        }
    }

    fn range(&mut self, marks: Marks) -> Range<usize> {
        let start = self.places.byte(marks.start.index());
        start..self.places.byte(marks.end.index()).max(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sources of all scalars and aliases.
    fn sources(text: &str) -> Vec<&str> {
        let mut sources = Vec::new();
        for root in &read(text).expect("it can be read") {
            root.each(&mut |node| match node.form {
                Form::Scalar { .. } | Form::Alias(_) => sources.push(&text[node.range.clone()]),
                Form::Sequence(_) | Form::Mapping(_) => {}
            });
        }
        sources
    }

    #[test]
    fn block_scalars_are_their_lines() {
        assert_eq!(sources("a: |2 # c\n    x\n  y\n\nb: 1\n"), ["a", "  x\n  y", "b", "1"]);
        assert_eq!(sources("a: &q |-\n  > x\r\n  y\nb: 1\n"), ["a", "> x\r\n  y", "b", "1"]);
        assert_eq!(sources("a:\n  !t\n  >+\n\n  x\n\n\nb:\n"), ["a", "x", "b", ""]);
        assert_eq!(sources("- &a !!binary |\n  é\n  # line\n # comment\n- y"), ["é\n  # line", "y"]);
    }

    #[test]
    fn nothing_is_expanded_merged_or_left_out() {
        let text = "a: &x 1\nb: {<<: [*x, {c: 'd''e'   }], a: *x , a: 2}\na: p\n  q # c\n";
        assert_eq!(sources(text), ["a", "1", "b", "<<", "*x", "c", "'d''e'", "a", "*x", "a", "2", "a", "p\n  q"]);
    }

    #[test]
    fn json_objects_in_a_row() {
        assert_eq!(sources("{\"é\": 1}\n{\"b\": [\"x\"]}"), ["\"é\"", "1", "\"b\"", "\"x\""]);
        assert_eq!(read("a: [1\n"), None);
    }
}
