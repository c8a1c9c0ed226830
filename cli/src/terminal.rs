//! What reaches a terminal: words and styles of ours. Names and values of manifests may hold signs that steer a terminal; they are
//! shown as pictures of themselves.

use std::borrow::Cow;
use std::io::{Result, Write};

use anstream::stream::{AsLockedWrite, RawStream};
use anstream::{AutoStream, ColorChoice};

/// Writes `text`, with its styles where they can be shown. Where they are taken out, so is whatever looks like one.
pub(crate) fn write<S: RawStream + AsLockedWrite>(mut stream: AutoStream<S>, text: &str) -> Result<()> {
    let text = if stream.current_choice() == ColorChoice::Never { Cow::Borrowed(text) } else { tame(text) };
    stream.write_all(text.as_bytes())
}

/// The text without any control but line breaks, tabs and the styles that this command writes.
fn tame(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| c.is_control() && c != '\n') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '\x1b' => style(rest),
            '\n' | '\t' => 1,
            '\r' if rest.starts_with("\r\n") => 2,
            c if c.is_control() => 0,
            c => c.len_utf8(),
        };
        let (kept, after) = rest.split_at(length);
        out += kept;
        rest = after;
        if length == 0 {
            out.push(picture(c));
            rest = &rest[c.len_utf8()..];
        }
    }
    Cow::Owned(out)
}

/// How long the style is that a text begins with: bold, dimmed, a colour, or none of them; 0 for anything else.
fn style(text: &str) -> usize {
    let code = text.strip_prefix("\x1b[").and_then(|rest| rest.split_once('m')).map(|(code, _)| code);
    match code {
        Some("0" | "1" | "2" | "31" | "32" | "33" | "34" | "35" | "36") => code.map_or(0, str::len) + "\x1b[m".len(),
        Some(_) | None => 0,
    }
}

/// Unicode has pictures of the first 32 and of DEL; the others have none.
fn picture(control: char) -> char {
    match control {
        '\x7f' => '␡',
        '\0'..='\x1f' => char::from_u32('␀' as u32 + control as u32).unwrap_or(char::REPLACEMENT_CHARACTER),
        _ => char::REPLACEMENT_CHARACTER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_styles_of_ours_pass() {
        for same in ["", "a\tб\n", "\x1b[1m\x1b[31m✗\x1b[0m\r\n"] {
            assert_eq!(tame(same), same);
        }
        assert_eq!(tame("\x1b]0;title\x07"), "␛]0;title␇");
        assert_eq!(tame("\x1b[2J\x1b[8mhidden\x1b[0m"), "␛[2J␛[8mhidden\x1b[0m");
        assert_eq!(tame("over\rwritten\x08\x7f\u{9b}2J\x1b"), "over␍written␈␡\u{fffd}2J␛");
    }
}
