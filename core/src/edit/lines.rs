//! Lines of a text, by the bytes in it.

/// Where the line around `at` begins.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1)
}

/// Before the line break, or the end of the text.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    let end = text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |newline| at + newline);
    match text.get(at..end) {
        Some(line) if line.ends_with('\r') && end < text.len() => end - 1,
        Some(_) | None => end,
    }
}

/// Where the line after the one around `at` begins, or the end of the text.
pub(super) fn next_line(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |newline| at + newline + 1)
}

/// From 1.
pub(super) fn line_number(text: &str, at: usize) -> u32 {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() as u32 + 1
}

/// Characters between the start of the line and `at`.
pub(super) fn column(text: &str, at: usize) -> usize {
    text.get(line_start(text, at)..at).map_or(0, |before| before.chars().count())
}

/// Nothing but blanks stands before `at` on its line.
pub(super) fn begins_line(text: &str, at: usize) -> bool {
    text.get(line_start(text, at)..at).is_some_and(|before| before.trim().is_empty())
}

/// The first byte from `at` that is neither blank nor part of a comment.
pub(super) fn skip_blank(text: &str, at: usize) -> usize {
    let mut at = at;
    loop {
        let Some(rest) = text.get(at..) else { return text.len() };
        let content = rest.trim_start();
        let start = text.len() - content.len();
        // A `#` that touches what stands before it is no comment.
        if content.starts_with('#') && (start > at || begins_line(text, start)) {
            at = line_end(text, start);
        } else {
            return start;
        }
    }
}
