//! How NGINX escapes what it has decoded, when it writes a URI again (src/core/ngx_string.c `ngx_escape_uri`,
//! `ngx_unescape_uri`).

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// Where in a URI a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// NGX_ESCAPE_URI
    Path,
    /// NGX_ESCAPE_ARGS, of which NGX_UNESCAPE_REDIRECT takes back what stands above `%`.
    Redirect,
}

pub(super) fn escaped(text: &str, part: Part) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_plain(c, part) {
            out.push(c);
            continue;
        }
        let mut bytes = [0; 4];
        for byte in c.encode_utf8(&mut bytes).bytes() {
            out.push('%');
            out.extend([byte >> 4, byte & 0xf].map(|digit| char::from(HEX[usize::from(digit)])));
        }
    }
    out
}

fn is_plain(c: char, part: Part) -> bool {
    let never = matches!(c, '\0'..=' ' | '"' | '#' | '%' | '\x7f'..);
    let not_allowed = matches!(c, '<' | '>' | '?' | '\\' | '^' | '`' | '{' | '|' | '}');
    match part {
        Part::Path => !never && !not_allowed,
        Part::Redirect => !never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_read_as_something_else_is_escaped() {
        for (text, part, expected) in [
            ("/a b/c?d#e%f", Part::Path, "/a%20b/c%3Fd%23e%25f"),
            ("/é<{|}>\u{1}\u{7f}", Part::Path, "/%C3%A9%3C%7B%7C%7D%3E%01%7F"),
            ("/a-._~:@!$&'()*+,;=[]", Part::Path, "/a-._~:@!$&'()*+,;=[]"),
            ("a b?c&d%", Part::Redirect, "a%20b?c&d%25"),
        ] {
            assert_eq!(escaped(text, part), expected, "{text} {part:?}");
        }
    }
}
