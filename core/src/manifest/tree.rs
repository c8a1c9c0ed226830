//! From the YAML reader's events to spanned trees.

use std::collections::{HashMap, HashSet};

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span as Marks, Tag};

use super::node::{Node, Scalar, Value};
use crate::problem::{Problem, SyntaxFault};
use crate::text::{FileId, Span};

/// Deepest nesting that is read. The deepest schemas of real CustomResourceDefinitions stay below 60; every recursion over a
/// tree, its drop included, is bounded by this.
pub(super) const MAX_DEPTH: usize = 128;
/// How many nodes the aliases of one document may add.
pub(super) const MAX_ALIASED_NODES: usize = 100_000;

/// What one piece of a file gives: the roots of its documents, and what is wrong with them. Of a broken piece only the
/// documents before the break are there.
#[derive(Debug, Default)]
pub(super) struct Trees {
    pub(super) roots: Vec<Node>,
    pub(super) problems: Vec<(Problem, Span)>,
}

/// Reads the documents of a piece of a file. The places count from the beginning of the piece, and so do lines in problems.
pub(super) fn read(file: FileId, text: &str) -> Trees {
    let mut trees = Trees::default();
    let mut start = 0;
    // JSON objects one after the other (as jq prints them) are no YAML stream; each is read on its own.
    while let Some(resume) = Builder::new(file, text, start, &mut trees).run() {
        start = resume;
    }
    trees
}

/// Builds nodes from events without recursion.
struct Builder<'t> {
    file: FileId,
    text: &'t str,
    places: Places<'t>,
    trees: &'t mut Trees,
    frames: Vec<Frame>,
    anchors: HashMap<usize, Anchor>,
    aliased: usize,
    /// Nodes made so far in this document.
    nodes: usize,
}

/// A collection that is still open.
struct Frame {
    start: usize,
    /// The end of the last child.
    end: usize,
    anchor: usize,
    flow: bool,
    /// Levels below this one.
    height: usize,
    /// [`Builder::nodes`] when it opened.
    nodes: usize,
    content: Content,
}

enum Content {
    Sequence(Vec<Node>),
    Mapping { entries: Vec<(Node, Node)>, key: Option<Node>, merges: bool },
}

/// What an alias stands for.
struct Anchor {
    node: Node,
    nodes: usize,
    height: usize,
}

/// Why reading a piece stops.
struct Stop {
    problem: Box<Problem>,
    start: usize,
    end: usize,
}

impl<'t> Builder<'t> {
    fn new(file: FileId, text: &'t str, start: usize, trees: &'t mut Trees) -> Self {
        Self {
            file,
            text,
            places: Places::new(text, start),
            trees,
            frames: Vec::new(),
            anchors: HashMap::new(),
            aliased: 0,
            nodes: 0,
        }
    }

    /// Reads to the end of the text, or to where another JSON object begins.
    fn run(mut self) -> Option<usize> {
        let text = self.text;
        let first = self.places.byte;
        let known = self.trees.roots.len();
        let mut closed = known;
        for event in Parser::new_from_str(&text[first..]) {
            let step = match event {
                Ok((Event::DocumentEnd, _)) => {
                    closed = self.trees.roots.len();
                    self.anchors.clear();
                    (self.aliased, self.nodes) = (0, 0);
                    Ok(())
                }
                Ok((event, marks)) => self.event(event, marks),
                Err(error) => {
                    let at = self.places.byte(error.marker().index());
                    let after_root = self.frames.is_empty() && self.trees.roots.len() > closed;
                    if after_root && text[at..].starts_with('{') && text[first..].trim_start().starts_with('{') {
                        return Some(at);
                    }
                    Err(syntax(&error, at, text))
                }
            };
            if let Err(Stop { problem, start, end }) = step {
                self.trees.roots.truncate(closed);
                self.trees.problems.push((*problem, Span::new(self.file, start, end)));
                return None;
            }
        }
        None
    }

    fn event(&mut self, event: Event<'_>, marks: Marks) -> Result<(), Stop> {
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                let (start, end) = self.range(marks);
                let node = self.scalar(&value, style, tag.as_deref(), start, end, anchor > 0);
                self.nodes += 1;
                self.define(anchor, &node, 1, 0);
                self.add(node, 0)
            }
            Event::SequenceStart(anchor, tag) => self.open(marks, anchor, tag.is_some(), Content::Sequence(Vec::new())),
            Event::MappingStart(anchor, tag) => {
                let content = Content::Mapping { entries: Vec::new(), key: None, merges: false };
                self.open(marks, anchor, tag.is_some(), content)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(marks),
            Event::Alias(id) => self.alias(id, marks),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {
                Ok(())
            }
        }
    }

    fn scalar(
        &self,
        value: &str,
        style: ScalarStyle,
        tag: Option<&Tag>,
        start: usize,
        end: usize,
        anchored: bool,
    ) -> Node {
        let plain = style == ScalarStyle::Plain;
        let start = if anchored || tag.is_some() { skip_properties(self.text, start, end) } else { start };
        let (start, end) = match style {
            // Nothing is written: the reader points at the `:` or `-` before it, or at what follows.
            ScalarStyle::Plain if value.is_empty() => {
                let after = start + usize::from(matches!(self.text.as_bytes().get(start), Some(b':' | b'-')));
                (after, after)
            }
            ScalarStyle::Plain => (start, end),
            // The reader counts blanks and a comment behind the quote in.
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                (start, start + quoted_length(&self.text[start..end]))
            }
            ScalarStyle::Literal | ScalarStyle::Folded => (start, start + self.text[start..end].trim_end().len()),
        };
        let core = tag.filter(|tag| tag.is_yaml_core_schema()).map(|tag| tag.suffix.as_str());
        let plain = match core {
            Some("int" | "float" | "bool" | "null") => true,
            Some(_) => false,
            None => plain,
        };
        let value = match value {
            "" | "~" | "null" | "Null" | "NULL" if plain => Value::Null,
            text => Value::Scalar(Scalar { text: text.into(), plain }),
        };
        Node { span: Span::new(self.file, start, end), value }
    }

    fn open(&mut self, marks: Marks, anchor: usize, tagged: bool, content: Content) -> Result<(), Stop> {
        let (start, end) = self.range(marks);
        let start = if anchor > 0 || tagged { skip_properties(self.text, start, end) } else { start };
        if self.text[start..].starts_with("{{") {
            return Err(Stop { problem: Problem::Template.into(), start, end: end_of_line(self.text, start) });
        }
        if self.frames.len() >= MAX_DEPTH {
            return Err(Stop { problem: Problem::TooDeep { limit: MAX_DEPTH }.into(), start, end: start });
        }
        let flow = matches!(self.text.as_bytes().get(start), Some(b'[' | b'{'));
        self.nodes += 1;
        self.frames.push(Frame { start, end: start, anchor, flow, height: 0, nodes: self.nodes - 1, content });
        Ok(())
    }

    fn close(&mut self, marks: Marks) -> Result<(), Stop> {
        let Some(frame) = self.frames.pop() else { return Ok(()) };
        let mark = self.places.byte(marks.start.index());
        let end = match self.text.as_bytes().get(mark) {
            Some(b']' | b'}') if frame.flow => mark + 1,
            _ => frame.end,
        };
        let value = match frame.content {
            Content::Sequence(items) => Value::Sequence(items),
            Content::Mapping { entries, merges, .. } => {
                let entries = if merges { merge(entries) } else { entries };
                Value::Mapping(self.without_duplicates(entries))
            }
        };
        let node = Node { span: Span::new(self.file, frame.start, end), value };
        self.define(frame.anchor, &node, self.nodes - frame.nodes, frame.height);
        self.add(node, frame.height)
    }

    fn alias(&mut self, id: usize, marks: Marks) -> Result<(), Stop> {
        let (start, end) = self.range(marks);
        let Some(anchor) = self.anchors.get(&id) else {
            let problem = Problem::Syntax { fault: SyntaxFault::AliasLoop }.into();
            return Err(Stop { problem, start, end });
        };
        self.aliased += anchor.nodes;
        if self.aliased > MAX_ALIASED_NODES {
            return Err(Stop { problem: Problem::TooManyAliases { limit: MAX_ALIASED_NODES }.into(), start, end });
        }
        if self.frames.len() + anchor.height > MAX_DEPTH {
            return Err(Stop { problem: Problem::TooDeep { limit: MAX_DEPTH }.into(), start, end });
        }
        self.nodes += anchor.nodes;
        let (node, height) = (anchor.node.clone(), anchor.height);
        self.add(node, height)?;
        // The collection around ends where the alias stands, not where its anchor does.
        if let Some(frame) = self.frames.last_mut() {
            frame.end = frame.end.max(end);
        }
        Ok(())
    }

    fn define(&mut self, anchor: usize, node: &Node, nodes: usize, height: usize) {
        if anchor > 0 {
            self.anchors.insert(anchor, Anchor { node: node.clone(), nodes, height });
        }
    }

    /// Puts a finished node into the collection that is open, or makes it a root.
    fn add(&mut self, node: Node, height: usize) -> Result<(), Stop> {
        let Some(frame) = self.frames.last_mut() else {
            self.trees.roots.push(node);
            return Ok(());
        };
        frame.height = frame.height.max(height + 1);
        frame.end = frame.end.max(node.span.end as usize);
        match &mut frame.content {
            Content::Sequence(items) => items.push(node),
            Content::Mapping { entries, key, merges } => match key.take() {
                None => *key = Some(node),
                Some(key) => {
                    *merges |= is_merge_key(&key);
                    entries.push((key, node));
                }
            },
        }
        Ok(())
    }

    /// Of each key the last entry, with a problem at every key that comes again.
    fn without_duplicates(&mut self, mut entries: Vec<(Node, Node)>) -> Vec<(Node, Node)> {
        // Nearly all mappings are small and without duplicates: look before anything is built.
        let again = |entries: &[(Node, Node)]| -> bool {
            if entries.len() <= 12 {
                let keys = entries.iter().enumerate();
                return keys.into_iter().any(|(i, (key, _))| {
                    key.text().is_some() && entries[..i].iter().any(|(earlier, _)| earlier.text() == key.text())
                });
            }
            let mut seen = HashSet::with_capacity(entries.len());
            entries.iter().filter_map(|(key, _)| key.text()).any(|key| !seen.insert(key))
        };
        if !again(&entries) {
            return entries;
        }
        let mut last: HashMap<Box<str>, usize> = HashMap::new();
        for (i, (key, _)) in entries.iter().enumerate() {
            let Some(text) = key.text() else { continue };
            if let Some(earlier) = last.insert(text.into(), i) {
                let earlier = entries[earlier].0.span;
                self.trees
                    .problems
                    .push((Problem::DuplicateKey { key: text.into(), earlier: self.line(earlier) }, key.span));
            }
        }
        let mut at = 0;
        entries.retain(|(key, _)| {
            at += 1;
            key.text().is_none_or(|text| last.get(text) == Some(&(at - 1)))
        });
        entries
    }

    /// The line of a span in the piece, from 1.
    fn line(&self, span: Span) -> u32 {
        let before = self.text.as_bytes().get(..span.start as usize).unwrap_or_default();
        before.iter().filter(|byte| **byte == b'\n').count() as u32 + 1
    }

    fn range(&mut self, marks: Marks) -> (usize, usize) {
        let start = self.places.byte(marks.start.index());
        (start, self.places.byte(marks.end.index()).max(start))
    }
}

/// Turns the reader's character counts into bytes of the piece.
pub(super) struct Places<'t> {
    text: &'t str,
    ascii: bool,
    /// Where the reader began.
    start: usize,
    /// The place looked up last. Events come nearly in order, so the way to the next one is short.
    character: usize,
    byte: usize,
}

impl<'t> Places<'t> {
    pub(super) fn new(text: &'t str, start: usize) -> Self {
        Self { text, ascii: text[start..].is_ascii(), start, character: 0, byte: start }
    }

    /// The byte of the character at `index` of the piece; past its end, the end.
    pub(super) fn byte(&mut self, index: usize) -> usize {
        if self.ascii {
            return (self.start + index).min(self.text.len());
        }
        if index >= self.character {
            let mut rest = self.text[self.byte..].char_indices();
            let wanted = index - self.character;
            match rest.nth(wanted) {
                Some((offset, _)) => (self.character, self.byte) = (index, self.byte + offset),
                None => return self.text.len(),
            }
        } else {
            let mut back = self.text[self.start..self.byte].char_indices().rev();
            let offset = back.nth(self.character - index - 1).map_or(0, |(offset, _)| offset);
            (self.character, self.byte) = (index, self.start + offset);
        }
        self.byte
    }
}

fn syntax(error: &ScanError, at: usize, text: &str) -> Stop {
    let problem = match error.info() {
        "recursion limit exceeded" => Problem::TooDeep { limit: MAX_DEPTH },
        info => Problem::Syntax { fault: fault(info) },
    };
    let start = match &problem {
        Problem::Syntax { fault: SyntaxFault::Tab } => indenting_tab(text, at).unwrap_or(at),
        Problem::Syntax { fault: SyntaxFault::MissingColon } => line_before(text, at).unwrap_or(at),
        // At the end of the text there is nothing to point at: the last thing written is where it breaks.
        _ if text[at..].trim().is_empty() => text[..at].trim_end().len(),
        _ => at,
    };
    Stop { problem: problem.into(), start, end: end_of_line(text, start) }
}

/// Where the last line with content before the one that begins at `at` begins. That a colon is missing is noticed a line late.
fn line_before(text: &str, at: usize) -> Option<usize> {
    let start = text[..at].rfind('\n')? + 1;
    if !text[start..at].trim().is_empty() {
        return None;
    }
    let mut end = start;
    for line in text[..start].split_inclusive('\n').rev() {
        end -= line.len();
        let content = line.trim_start();
        if !content.is_empty() && !content.starts_with('#') {
            return Some(end + line.len() - content.len());
        }
    }
    None
}

/// The first line from the one at `at` that a tab indents. A value of several lines is blamed at its beginning.
fn indenting_tab(text: &str, at: usize) -> Option<usize> {
    let mut start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    for line in text[start..].split_inclusive('\n') {
        if line.trim_start_matches(' ').starts_with('\t') {
            return Some(start);
        }
        start += line.len();
    }
    None
}

/// What the reader means. Its sentences say where it stood in its grammar; people need to know what they wrote.
fn fault(info: &str) -> SyntaxFault {
    let has = |parts: &[&str]| parts.iter().any(|part| info.contains(part));
    if has(&["tab ", "tabs ", "a tab"]) {
        SyntaxFault::Tab
    } else if has(&["mapping values are not allowed", "placement of ':'", "':' must be followed"]) {
        SyntaxFault::UnexpectedColon
    } else if has(&["simple key expect"]) {
        SyntaxFault::MissingColon
    } else if has(&["quoted scalar, found unexpected", "indentation in quoted"]) {
        SyntaxFault::UnclosedQuote
    } else if has(&["invalid trailing content after"]) {
        SyntaxFault::AfterQuote
    } else if has(&["flow sequence, expected", "flow mapping, did not", "unexpected eof", "found a flow"]) {
        SyntaxFault::UnclosedBracket
    } else if has(&["misplaced bracket"]) {
        SyntaxFault::UnopenedBracket
    } else if has(&["unknown anchor"]) {
        SyntaxFault::UnknownAlias
    } else if has(&["escape", "hexadecimal"]) {
        SyntaxFault::Escape
    } else if has(&["unexpected character", "unprintable", "byte order mark"]) {
        SyntaxFault::Character
    } else if has(&["<document start>", "document end marker"]) {
        SyntaxFault::AfterDocument
    } else if has(&["indentation", "indented", "block mapping", "block collection", "not allowed in this context"]) {
        SyntaxFault::Indentation
    } else {
        SyntaxFault::Other { detail: info.to_owned() }
    }
}

fn end_of_line(text: &str, start: usize) -> usize {
    text[start..].lines().next().map_or(start, |line| start + line.trim_end().len())
}

/// Where the node itself begins, after `&anchor` and `!tag`.
pub(super) fn skip_properties(text: &str, start: usize, end: usize) -> usize {
    let mut rest = &text[start..end];
    loop {
        rest = rest.trim_start();
        if rest.starts_with('#') {
            rest = rest.find('\n').map_or("", |at| &rest[at..]);
        } else if rest.starts_with(['&', '!']) {
            rest = rest
                .find(|c: char| c.is_whitespace() || matches!(c, ',' | '[' | ']' | '{' | '}'))
                .map_or("", |at| &rest[at..]);
        } else {
            return end - rest.len();
        }
    }
}

/// The length of the quoted scalar at the start of `text`, with its quotes.
pub(super) fn quoted_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let Some(quote) = bytes.first() else { return 0 };
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        at += match byte {
            b'\\' if *quote == b'"' => 2,
            b'\'' if *quote == b'\'' && bytes.get(at + 1) == Some(&b'\'') => 2,
            byte if byte == quote => return at + 1,
            _ => 1,
        };
    }
    text.len()
}

fn is_merge_key(key: &Node) -> bool {
    matches!(&key.value, Value::Scalar(scalar) if scalar.plain && &*scalar.text == "<<")
}

/// Resolves `<<`: what the mapping says itself wins over what it merges, and of several merged mappings the first.
fn merge(entries: Vec<(Node, Node)>) -> Vec<(Node, Node)> {
    let (merges, own): (Vec<_>, Vec<_>) = entries.into_iter().partition(|(key, _)| is_merge_key(key));
    let mut known: HashSet<Box<str>> = own.iter().filter_map(|(key, _)| key.text()).map(Into::into).collect();
    let mut merged: Vec<(Node, Node)> = Vec::new();
    for (_, source) in merges {
        let sources = match source.value {
            Value::Sequence(items) => items,
            Value::Null | Value::Scalar(_) | Value::Mapping(_) => vec![source],
        };
        for source in sources {
            let Value::Mapping(entries) = source.value else { continue };
            merged
                .extend(entries.into_iter().filter(|(key, _)| key.text().is_some_and(|key| known.insert(key.into()))));
        }
    }
    merged.extend(own);
    merged
}
