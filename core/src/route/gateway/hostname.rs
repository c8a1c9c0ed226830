//! Hostnames of listeners and routes: a wildcard stands for one or more labels (docs/semantics/l7.md 3.4). The empty text is
//! every host.

/// Whether a request for `host` is meant.
pub(super) fn matches(pattern: &str, host: &str) -> bool {
    if pattern.is_empty() {
        return true;
    }
    match pattern.strip_prefix('*') {
        // `*.example.com` as the suffix `.example.com`, with something before it.
        Some(suffix) => host.len() > suffix.len() && host.ends_with(suffix),
        None => host == pattern,
    }
}

/// The hosts that both mean: the more specific of the two.
pub(super) fn intersection(a: &str, b: &str) -> Option<String> {
    let within = |narrow: &str, wide: &str| match narrow.strip_prefix('*') {
        // A wildcard lies within a wider one, and within itself.
        Some(suffix) => wide.is_empty() || wide.strip_prefix('*').is_some_and(|wide| suffix.ends_with(wide)),
        None => !narrow.is_empty() && matches(wide, narrow),
    };
    if a.is_empty() && b.is_empty() {
        return Some(String::new());
    }
    if within(a, b) {
        return Some(a.to_owned());
    }
    within(b, a).then(|| b.to_owned())
}

/// How specific it is: characters of a hostname without wildcard, then characters (3.7).
pub(super) fn rank(pattern: &str) -> (usize, usize) {
    let exact = if pattern.starts_with('*') { 0 } else { pattern.len() };
    (exact, pattern.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_stands_for_one_or_more_labels() {
        for (pattern, host, expected) in [
            ("", "anything", true),
            ("example.com", "example.com", true),
            ("example.com", "a.example.com", false),
            ("*.example.com", "a.example.com", true),
            ("*.example.com", "a.b.example.com", true),
            ("*.example.com", "example.com", false),
            ("*.example.com", ".example.com", false),
            ("*.example.com", "badexample.com", false),
        ] {
            assert_eq!(matches(pattern, host), expected, "{pattern} {host}");
        }
    }

    #[test]
    fn the_more_specific_of_two_remains() {
        for (a, b, expected) in [
            ("", "", Some("")),
            ("", "a.io", Some("a.io")),
            ("*.a.io", "", Some("*.a.io")),
            ("*.a.io", "x.a.io", Some("x.a.io")),
            ("*.a.io", "*.b.a.io", Some("*.b.a.io")),
            ("*.a.io", "*.a.io", Some("*.a.io")),
            ("*.a.io", "a.io", None),
            ("*.a.io", "*.ba.io", None),
            ("x.a.io", "y.a.io", None),
        ] {
            assert_eq!(intersection(a, b).as_deref(), expected, "{a} {b}");
            assert_eq!(intersection(b, a).as_deref(), expected, "{b} {a}");
        }
    }
}
