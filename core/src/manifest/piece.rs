//! Cuts a text at its document separators, so that one broken document does not take the others with it, and one that changes
//! does not have the others read again.

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::document::{self, Finding};
use super::tree;
use crate::problem::Problem;
use crate::text::{File, FileId, Files};

/// The pieces of some files.
#[derive(Debug, Clone, Default)]
pub struct Cuts(Vec<Cut>);

/// The pieces of one text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cut {
    /// Where the first one begins: each begins where the one before it ends.
    start: usize,
    pieces: Vec<Arc<Piece>>,
    /// So many bytes behind the last one say nothing. A scenario's document, which counts as blank among manifests, may be there.
    silent: usize,
}

/// A piece of a text and what was found in it. Its places count from its own beginning, so that it is the same wherever it stands.
pub(crate) struct Piece {
    pub(crate) text: Box<str>,
    findings: OnceLock<Vec<Finding>>,
    holds_scenario: OnceLock<bool>,
}

/// Without the text, in which a Secret's values may stand.
impl fmt::Debug for Piece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Piece").field("findings", &self.findings()).finish_non_exhaustive()
    }
}

impl Cuts {
    /// The pieces of `files`; those that were among those `before` are the very same.
    pub(crate) fn after(files: &Files, before: &Self) -> Self {
        let cut = |(id, file): (FileId, &File)| match before.get(id) {
            Some(before) => Cut::after(&file.text, before),
            None => Cut::of(&file.text),
        };
        Self(files.iter().map(cut).collect())
    }

    pub(crate) fn get(&self, file: FileId) -> Option<&Cut> {
        self.0.get(file.0 as usize)
    }

    /// Of each file.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (FileId, &Cut)> {
        (0..).map(FileId).zip(&self.0)
    }

    /// Those of one file alone, as the first.
    pub(super) fn of_file(&self, file: FileId) -> Self {
        Self(vec![self.get(file).cloned().unwrap_or_default()])
    }
}

impl Cut {
    pub(super) fn of(text: &str) -> Self {
        let start = bom_length(text);
        Self::new(text, start, new(text, ranges(text, start..text.len())).collect())
    }

    /// The pieces of a text. Those before and behind the first and the last that differ are taken from `before`, and only what
    /// stands between is searched for separators.
    fn after(text: &str, before: &Self) -> Self {
        let start = bom_length(text);
        let mut part = start..text.len() - silent_end(text, before.silent);
        let known = &before.pieces[..];
        let opens = known.iter().take_while(|piece| {
            let opens = piece.opens(&text[part.clone()]);
            part.start += if opens { piece.text.len() } else { 0 };
            opens
        });
        let (front, known) = known.split_at(opens.count());
        let closes = known.iter().rev().take_while(|piece| {
            let closes = piece.closes(&text[part.clone()]);
            part.end -= if closes { piece.text.len() } else { 0 };
            closes
        });
        let mut back = &known[known.len() - closes.count()..];
        let mut changed = ranges(text, part.clone());
        // What says nothing goes with the document behind it, which is another one then.
        if let ([next, rest @ ..], true) = (back, changed.last().map_or(part.start, |last| last.end) < part.end) {
            part.end += next.text.len();
            back = rest;
            changed = ranges(text, part);
        }
        let changed = new(text, changed);
        Self::new(text, start, front.iter().cloned().chain(changed).chain(back.iter().cloned()).collect())
    }

    fn new(text: &str, start: usize, pieces: Vec<Arc<Piece>>) -> Self {
        let said: usize = pieces.iter().map(|piece| piece.text.len()).sum();
        Self { start, pieces, silent: text.len() - start - said }
    }

    /// Each piece and where it begins.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, &Piece)> {
        self.pieces.iter().scan(self.start, |next, piece| {
            let start = *next;
            *next += piece.text.len();
            Some((start, &**piece))
        })
    }
}

/// Pieces that are yet to be read.
fn new(text: &str, ranges: Vec<Range<usize>>) -> impl Iterator<Item = Arc<Piece>> {
    ranges.into_iter().map(|range| {
        Arc::new(Piece { text: text[range].into(), findings: OnceLock::new(), holds_scenario: OnceLock::new() })
    })
}

impl Piece {
    /// It is the first piece of a text, which starts no earlier.
    fn opens(&self, text: &str) -> bool {
        let rest = text.strip_prefix(&*self.text);
        rest.is_some_and(|rest| rest.is_empty() || (self.text.ends_with('\n') && is_separator(rest)))
    }

    /// It is the last piece of a text, if something is said before it.
    fn closes(&self, text: &str) -> bool {
        let rest = text.strip_suffix(&*self.text);
        is_separator(&self.text) && rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('\n'))
    }

    /// The objects and problems in it.
    pub(super) fn findings(&self) -> &[Finding] {
        self.findings.get_or_init(|| Self::read(&self.text))
    }

    /// As `look` says of its text, which is asked once.
    pub(crate) fn holds_scenario(&self, look: impl FnOnce(&str) -> bool) -> bool {
        *self.holds_scenario.get_or_init(|| look(&self.text))
    }

    fn read(text: &str) -> Vec<Finding> {
        let mut findings = Vec::new();
        let trees = tree::read(FileId(0), text);
        for root in trees.roots {
            document::read(root, &mut findings);
        }
        findings.extend(trees.problems.into_iter().map(|(problem, span)| match problem {
            Problem::Syntax { .. } if has_template(text) => Finding::Problem(Problem::Template, span),
            problem => Finding::Problem(problem, span),
        }));
        findings
    }
}

/// Braces of a template language where YAML would have a value or a line of its own; braces inside strings are content.
fn has_template(source: &str) -> bool {
    source.match_indices("{{").any(|(at, _)| {
        let line = source[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let before = source[line..at].trim();
        before.is_empty() || before.ends_with([':', '-'])
    })
}

/// The byte ranges of the text's pieces: each holds one document, or several that only `...` or nothing separates.
///
/// YAML lets `---` stand at the start of a line nowhere but between documents (a block scalar's lines are indented, a quoted
/// one may not contain it), so cutting there by eye is exact. A byte order mark belongs to no piece.
pub(super) fn pieces(text: &str) -> Vec<Range<usize>> {
    ranges(text, bom_length(text)..text.len())
}

/// As [`pieces`], of a part of a text that separators stand around.
fn ranges(text: &str, part: Range<usize>) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = part.start;
    for (at, _) in text[part.clone()].match_indices("\n---") {
        let line = part.start + at + 1;
        // Directives (`%YAML 1.2`) belong to the document that the separator opens.
        if is_separator(&text[line..]) && says_something(&text[start..line]) {
            pieces.push(start..line);
            start = line;
        }
    }
    if says_something(&text[start..part.end]) {
        pieces.push(start..part.end);
    }
    pieces
}

/// Whether a line is one; only at the start of a line does it count.
fn is_separator(line: &str) -> bool {
    let rest = line.strip_prefix("---");
    rest.is_some_and(|rest| rest.as_bytes().first().is_none_or(u8::is_ascii_whitespace))
}

/// The length of a text's end where it is so long, begins with a separator and says nothing; else 0.
fn silent_end(text: &str, length: usize) -> usize {
    let end = text.len().checked_sub(length).and_then(|at| text.split_at_checked(at));
    let is_silent = end.is_some_and(|(rest, end)| {
        (rest.is_empty() || rest.ends_with('\n')) && is_separator(end) && !says_something(end)
    });
    if is_silent { length } else { 0 }
}

fn bom_length(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// More than blanks, comments, separators and directives.
fn says_something(piece: &str) -> bool {
    piece.lines().any(|line| {
        let line = line.strip_prefix("---").unwrap_or(line);
        let content = line.trim_start();
        !(content.is_empty() || content.starts_with('#') || line.starts_with('%') || line == "...")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        pieces(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn separators_cut() {
        assert_eq!(cut("a: 1\n---\nb: 2\n"), ["a: 1\n", "---\nb: 2\n"]);
        assert_eq!(cut("---\r\na: 1\r\n---\r\nb: 2\r\n"), ["---\r\na: 1\r\n", "---\r\nb: 2\r\n"]);
        assert_eq!(cut("a: 1\n--- # next\nb: 2"), ["a: 1\n", "--- # next\nb: 2"]);
        assert_eq!(cut("a: 1\n---"), ["a: 1\n"]);
    }

    #[test]
    fn what_only_looks_like_a_separator_does_not() {
        assert_eq!(cut("a: |\n  ---\n  x\nb: 1\n---x: 2\n").len(), 1);
        assert_eq!(cut("a: -----BEGIN CERTIFICATE-----\n-----\n").len(), 1);
    }

    #[test]
    fn empty_documents_are_no_pieces() {
        assert!(cut("").is_empty());
        assert!(cut("# only a comment\n---\n---\n\n").is_empty());
        assert_eq!(cut("# licence\n---\na: 1\n---\n# nothing\n").len(), 1);
    }

    #[test]
    fn what_was_cut_before_is_cut_the_same() {
        let parts = [
            "",
            "\u{feff}",
            "a: 1\n",
            "---\nb: 2\n",
            "---\nb: 2",
            "--- # c\n",
            "---\n",
            "\n",
            "# c\n",
            "---x\n",
            "---",
        ];
        let joined = |mut number: usize| {
            let digits = std::iter::from_fn(|| {
                let digit = number % parts.len();
                number /= parts.len();
                Some(parts[digit])
            });
            digits.take(3).collect::<String>()
        };
        let texts: Vec<String> = (0..parts.len().pow(3)).map(joined).collect();
        for (i, text) in texts.iter().enumerate() {
            // Each after some others, with a step that meets every kind.
            for before in texts.iter().skip(i % 89).step_by(89) {
                let (before, anew) = (Cut::of(before), Cut::of(text));
                let after = Cut::after(text, &before);
                let shown = |cut: &Cut| cut.iter().map(|(at, piece)| (at, piece.text.clone())).collect::<Vec<_>>();
                assert_eq!(shown(&after), shown(&anew), "{text:?} after {:?}", shown(&before));
                let ranges: Vec<_> = anew.iter().map(|(at, piece)| at..at + piece.text.len()).collect();
                assert_eq!(ranges, pieces(text));
            }
        }
    }

    #[test]
    fn directives_stay_with_their_document() {
        assert_eq!(
            cut("%YAML 1.2\n---\na: 1\n...\n%YAML 1.2\n---\nb: 2\n")[0],
            "%YAML 1.2\n---\na: 1\n...\n%YAML 1.2\n"
        );
        assert_eq!(cut("\u{feff}%YAML 1.2\n---\na: 1\n"), ["%YAML 1.2\n---\na: 1\n"]);
    }
}
