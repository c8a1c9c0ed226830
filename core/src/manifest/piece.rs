//! Cuts a text at its document separators, so that one broken document does not take the others with it.

use std::fmt;
use std::ops::Range;

use super::document::{self, Finding};
use super::tree;
use crate::problem::Problem;
use crate::text::FileId;

/// A piece of a text and what is read from it. Its places count from its own beginning, so that it is the same wherever it stands.
pub(super) struct Piece {
    pub(super) text: Box<str>,
    pub(super) findings: Vec<Finding>,
}

/// Without the text, in which a Secret's values may stand.
impl fmt::Debug for Piece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Piece").field("findings", &self.findings).finish_non_exhaustive()
    }
}

impl Piece {
    pub(super) fn is(&self, text: &str) -> bool {
        *self.text == *text
    }

    pub(super) fn read(text: &str) -> Self {
        let mut findings = Vec::new();
        let trees = tree::read(FileId(0), text);
        for root in trees.roots {
            document::read(root, &mut findings);
        }
        findings.extend(trees.problems.into_iter().map(|(problem, span)| match problem {
            Problem::Syntax { .. } if has_template(text) => Finding::Problem(Problem::Template, span),
            problem => Finding::Problem(problem, span),
        }));
        Self { text: text.into(), findings }
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
    let mut pieces = Vec::new();
    let mut start = bom_length(text);
    for (at, _) in text.match_indices("\n---") {
        let line = at + 1;
        let ends = text.as_bytes().get(line + 3).is_none_or(|byte| byte.is_ascii_whitespace());
        // Directives (`%YAML 1.2`) belong to the document that the separator opens.
        if ends && line > start && says_something(&text[start..line]) {
            pieces.push(start..line);
            start = line;
        }
    }
    if says_something(&text[start..]) {
        pieces.push(start..text.len());
    }
    pieces
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
    fn directives_stay_with_their_document() {
        assert_eq!(
            cut("%YAML 1.2\n---\na: 1\n...\n%YAML 1.2\n---\nb: 2\n")[0],
            "%YAML 1.2\n---\na: 1\n...\n%YAML 1.2\n"
        );
        assert_eq!(cut("\u{feff}%YAML 1.2\n---\na: 1\n"), ["%YAML 1.2\n---\na: 1\n"]);
    }
}
