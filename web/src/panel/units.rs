//! Places as CodeMirror counts them: UTF-16 code units, and every line break one, whatever it is in the text.

/// The unit at a byte.
pub(super) fn units(text: &str, byte: usize) -> u32 {
    let before = text.get(..byte).unwrap_or(text);
    let pairs = before.matches("\r\n").count();
    (before.encode_utf16().count() - pairs) as u32
}

/// The byte at a unit; past the end, the end. Between the two characters of a line break stands nobody.
pub(super) fn byte(text: &str, units: usize) -> usize {
    let mut left = units;
    let mut at = 0;
    while left > 0 {
        let Some(c) = text[at..].chars().next() else { break };
        // Half of a character is none of it.
        let Some(rest) = left.checked_sub(c.len_utf16()) else { break };
        left = rest;
        at += if text[at..].starts_with("\r\n") { 2 } else { c.len_utf8() };
    }
    at
}

/// What is typed into a text, with the text's own line breaks.
pub(super) fn broken_alike(text: &str, typed: &str) -> String {
    let pairs = text.find('\n').is_some_and(|at| text[..at].ends_with('\r'));
    if pairs { typed.replace('\n', "\r\n") } else { typed.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_bytes_and_in_units() {
        let text = "а: 🦀 b";
        for (bytes, wanted) in [(0, 0), (2, 1), (4, 3), (8, 5), (text.len(), 7)] {
            assert_eq!((units(text, bytes), byte(text, wanted as usize)), (wanted, bytes));
        }
        assert_eq!(byte(text, 99), text.len());
    }

    #[test]
    fn line_breaks_of_two_characters_count_once() {
        let text = "a\r\nb\r\nc";
        for (bytes, wanted) in [(1, 1), (3, 2), (4, 3), (6, 4), (7, 5)] {
            assert_eq!((units(text, bytes), byte(text, wanted as usize)), (wanted, bytes));
        }
        assert_eq!(broken_alike(text, "x\ny"), "x\r\ny");
        assert_eq!(broken_alike("a\nb", "x\ny"), "x\ny");
    }
}
