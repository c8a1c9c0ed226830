//! The forms of names, labels and ports, as the API server takes them (staging/src/k8s.io/apimachinery/pkg/util/validation). Decoding
//! asks them, and so does the wording that repeats the API server's own messages.

/// What is longer than this is no label.
pub(crate) const LABEL_LENGTH: usize = 63;
/// What is longer than this is no subdomain.
pub(crate) const SUBDOMAIN_LENGTH: usize = 253;
/// What is longer than this names no header (gateway-api apis/v1, HTTPHeaderName).
const HEADER_NAME_LENGTH: usize = 256;
/// What is longer than this names no port.
pub(crate) const PORT_NAME_LENGTH: usize = 15;

/// A DNS label (RFC 1123).
pub(crate) fn is_label(text: &str) -> bool {
    text.len() <= LABEL_LENGTH && is_label_of_any_length(text)
}

/// Lower-case letters, digits and `-`, which stands at neither end.
pub(crate) fn is_label_of_any_length(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && text.bytes().all(allowed) && !text.starts_with('-') && !text.ends_with('-')
}

/// A DNS label that begins with a letter (RFC 1035).
pub(crate) fn is_service_name(text: &str) -> bool {
    text.len() <= LABEL_LENGTH && is_service_name_of_any_length(text)
}

pub(crate) fn is_service_name_of_any_length(text: &str) -> bool {
    is_label_of_any_length(text) && !text.starts_with(|c: char| c.is_ascii_digit())
}

/// Labels of any length between dots (RFC 1123 subdomain).
pub(crate) fn is_subdomain(text: &str) -> bool {
    text.len() <= SUBDOMAIN_LENGTH && is_subdomain_of_any_length(text)
}

pub(crate) fn is_subdomain_of_any_length(text: &str) -> bool {
    text.split('.').all(is_label_of_any_length)
}

/// `*.` and a subdomain.
pub(crate) fn is_wildcard(text: &str) -> bool {
    text.len() <= SUBDOMAIN_LENGTH && is_wildcard_of_any_length(text)
}

pub(crate) fn is_wildcard_of_any_length(text: &str) -> bool {
    text.strip_prefix("*.").is_some_and(is_subdomain_of_any_length)
}

/// A token (RFC 9110, 5.6.2) of at most 256 characters.
pub(crate) fn is_header_name(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    (1..=HEADER_NAME_LENGTH).contains(&text.len()) && text.bytes().all(allowed)
}

/// Segments of a path (RFC 3986, 3.3), each escape with its two digits.
pub(crate) fn is_url_path(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/".contains(&byte);
    let escape = |rest: &str| rest.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
    let mut parts = text.split('%');
    parts.next().unwrap_or_default().bytes().all(allowed)
        && parts.all(|part| escape(part) && part.bytes().skip(2).all(allowed))
}

/// A subdomain, `/` and a path.
pub(crate) fn is_domain_prefixed_path(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~%!$&'()*+,;=:".contains(&byte);
    text.split_once('/').is_some_and(|(host, path)| is_subdomain(host) && !path.is_empty() && path.bytes().all(allowed))
}

/// Up to four numbers of at most five digits, each with its unit (gateway-api apis/v1, Duration).
pub(crate) fn is_duration(text: &str) -> bool {
    let mut rest = text;
    for _ in 0..4 {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let units = &rest[digits..];
        let Some(unit) = ["ms", "h", "m", "s"].into_iter().find(|unit| units.starts_with(unit)) else { return false };
        if !(1..=5).contains(&digits) {
            return false;
        }
        rest = &units[unit.len()..];
        if rest.is_empty() {
            return true;
        }
    }
    false
}

/// Two labels at least, with or without the dot at the end.
pub(crate) fn is_domain_name(text: &str) -> bool {
    let text = text.strip_suffix('.').unwrap_or(text);
    is_subdomain(text) && text.contains('.') && text.split('.').all(is_label)
}

/// A name with or without the subdomain of its owner before it: `app`, `example.com/app`.
pub(crate) fn is_qualified_name(text: &str) -> bool {
    let (prefix, name) = text.split_once('/').map_or((None, text), |(prefix, name)| (Some(prefix), name));
    prefix.is_none_or(is_subdomain) && name.len() <= LABEL_LENGTH && is_name_part(name)
}

/// Letters, digits, `-`, `_` and `.`, with a letter or digit at either end.
pub(crate) fn is_name_part(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let ends = |c: char| c.is_ascii_alphanumeric();
    text.bytes().all(allowed) && text.starts_with(ends) && text.ends_with(ends)
}

/// Nothing, or as the name part of a label's key.
pub(crate) fn is_label_value(text: &str) -> bool {
    text.is_empty() || (text.len() <= LABEL_LENGTH && is_name_part(text))
}

/// An IANA service name: lower-case letters, digits and single `-`, with a letter, `-` not at the ends.
pub(crate) fn is_port_name(text: &str) -> bool {
    text.len() <= PORT_NAME_LENGTH
        && is_label_of_any_length(text)
        && text.bytes().any(|byte| byte.is_ascii_lowercase())
        && !text.contains("--")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart() {
        let long = "a".repeat(64);
        for (form, good, bad) in [
            (
                is_label as fn(&str) -> bool,
                &["a", "1a", "a-b", "0"][..],
                &["", "-a", "a-", "A", "a.b", "a_b", "ä", &long][..],
            ),
            (is_service_name, &["a", "a1"], &["", "1a", "a.b", &long]),
            (is_subdomain, &["a", "a.b", "1.2.3.4", &long], &["", ".", "a.", "a..b", "*.a"]),
            (is_wildcard, &["*.a", "*.a.b"], &["a", "*", "*.", "a.*", "*a.b", "*.*.a", "*.A"]),
            (is_header_name, &["x-a", "X_1", "!"], &["", "a b", "a:", "ä", "a/b"]),
            (is_url_path, &["/", "/a%2Fb", "/a@b:c;d", ""], &["/a b", "/%", "/%2", "/%zz", "/ä", "/a?b", "/a#b"]),
            (is_domain_prefixed_path, &["a.b/c", "a/b/C%"], &["", "a", "a/", "/a", "A/b", "a/b c", "a/b#"]),
            (
                is_duration,
                &["0s", "10s", "1h30m", "99999ms", "1h1m1s1ms"],
                &["", "1", "s", "1d", "1.5s", "-1s", "100000s", "1s1s1s1s1s", "1s ", "ä"],
            ),
            (is_domain_name, &["a.b", "a.b."], &["a", "a.", "", ".", "A.b"]),
            (
                is_qualified_name,
                &["a", "A_b.c", "a.b/C", "1"],
                &["", "/a", "a/", "a/b/c", "A.b/c", "a=b", "-a", "a b", &long],
            ),
            (is_label_value, &["", "a", "A_b.c"], &["-", "a-", "a b", "a/b", &long]),
            (is_port_name, &["a", "a-1", "1a"], &["", "80", "a--b", "-a", "a-", "A", "abcdefghijklmnop"]),
        ] {
            for text in good {
                assert!(form(text), "{text}");
            }
            for text in bad {
                assert!(!form(text), "{text}");
            }
        }
    }
}
