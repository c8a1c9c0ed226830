//! How alike two names are: the difference between a slip and something else altogether.

/// From 0 (nothing in common) to 1 (equal): by edit distance, or nearly 1 where one name holds the other.
pub(crate) fn likeness(a: &str, b: &str) -> f64 {
    let distance = strsim::normalized_levenshtein(a, b);
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    if short.len() >= 3 && long.contains(short) { distance.max(0.8) } else { distance }
}

/// Alike enough to be a slip of one for the other.
pub(crate) fn is_slip(a: &str, b: &str) -> bool {
    likeness(a, b) >= 0.5
}

/// The one of the names, each in parts between `/`, that differs from `wanted` by a slip in its last part.
pub(crate) fn slip(wanted: &str, known: &[String]) -> Option<String> {
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let found = nearest(wanted, known, |name| name)?;
    is_slip(&last(wanted), &last(found)).then(|| found.clone())
}

/// The name most like `wanted`; none where several are equally like it: either may be meant.
pub(crate) fn nearest<'a, T>(wanted: &str, offered: &'a [T], name: impl Fn(&T) -> &str) -> Option<&'a T> {
    let mut best: Option<(Option<&T>, f64)> = None;
    for candidate in offered {
        let likeness = likeness(wanted, name(candidate));
        best = match best {
            Some((_, known)) if likeness == known => Some((None, known)),
            Some((_, known)) if likeness < known => best,
            Some(_) | None => Some((Some(candidate), likeness)),
        };
    }
    best.and_then(|(candidate, _)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_alike() {
        for (a, b) in [("app", "app1"), ("v1", "v2"), ("backend", "bakend"), ("api", "api-server"), ("web", "web")] {
            assert!(is_slip(a, b), "{a} {b}");
        }
        for (a, b) in [("frontend", "redis"), ("longhorn-admission-webhook", "longhorn-csi"), ("a", "b"), ("", "x")] {
            assert!(!is_slip(a, b), "{a} {b}");
        }
        assert_eq!(nearest("htp", &["grpc", "http", "https"], |name| name), Some(&"http"));
        assert_eq!(nearest("web", &["web1", "web2"], |name| name), None, "either may be meant");
        assert_eq!(nearest("web", &["web1", "web2", "web"], |name| name), Some(&"web"));
        assert_eq!(nearest("x", &[] as &[&str], |name| name), None);
    }
}
