//! Which location of a server NGINX takes.

use std::borrow::Cow;

use regex_lite::Regex;

use super::config::{Location, Server};

/// The location that takes a path.
pub(super) struct Found<'s, 'w> {
    pub(super) location: &'s Location<'w>,
    /// Only with one more slash: NGINX answers by itself, and adds it.
    pub(super) slash_missing: bool,
    /// All of them, in the order in which they are tried.
    pub(super) order: Vec<&'s Location<'w>>,
    fitting: Vec<bool>,
}

impl Found<'_, '_> {
    /// Whether a location would have taken the path, had it been tried.
    pub(super) fn fits(&self, location: &Location<'_>) -> bool {
        let at = self.order.iter().position(|known| std::ptr::eq(*known, location));
        at.is_some_and(|at| self.fitting[at])
    }
}

/// An error is the location whose pattern cannot be read.
pub(super) fn find<'s, 'w>(server: &'s Server<'w>, path: &str) -> Result<Found<'s, 'w>, &'s Location<'w>> {
    if server.regex { by_pattern(server, path) } else { Ok(by_text(server, path)) }
}

/// The first pattern that fits, the longest written path first; case does not matter, and the end is open (2.6).
fn by_pattern<'s, 'w>(server: &'s Server<'w>, path: &str) -> Result<Found<'s, 'w>, &'s Location<'w>> {
    let order: Vec<&Location<'_>> = server.locations.iter().collect();
    let mut fitting = vec![false; order.len()];
    let mut first = None;
    for (i, location) in order.iter().enumerate() {
        match pattern(&format!("^{}", location.path)) {
            Ok(pattern) => fitting[i] = pattern.is_match(path),
            // Patterns behind the winner are not asked.
            Err(_) if first.is_none() => return Err(location),
            Err(_) => {}
        }
        if fitting[i] && first.is_none() {
            first = Some(i);
        }
    }
    let location = first.map_or(&server.locations[0], |i| order[i]);
    Ok(Found { location, slash_missing: false, order, fitting })
}

/// Exact first, then the longest beginning (2.5).
fn by_text<'s, 'w>(server: &'s Server<'w>, path: &str) -> Found<'s, 'w> {
    let mut order: Vec<&Location<'_>> = server.locations.iter().collect();
    order.sort_by_key(|location| (!location.exact, std::cmp::Reverse(location.path.len())));
    let fits = |location: &Location<'_>| {
        if location.exact { location.path == path } else { path.starts_with(location.path.as_str()) }
    };
    let fitting: Vec<bool> = order.iter().map(|location| fits(location)).collect();
    let first = fitting.iter().position(|fits| *fits);
    // The path itself, written without the slash, would have been found first.
    let whole = first.is_some_and(|i| order[i].path == path);
    let slashed = |location: &&&Location<'_>| location.path.strip_suffix('/') == Some(path) && location.path != "/";
    let slashed = order.iter().find(slashed).filter(|_| !whole).copied();
    let location = slashed.or(first.map(|i| order[i])).unwrap_or(&server.locations[0]);
    Found { location, slash_missing: slashed.is_some(), order, fitting }
}

/// What NGINX compares with its locations: a path with `%XX` decoded, `.` and `..` resolved, and slashes merged
/// (src/http/ngx_http_parse.c `ngx_http_parse_complex_uri`). The backend still gets what was asked for. `None`: NGINX takes it
/// for no path, for it leads above the root or has a `%` that is no escape, or one of the zero byte.
pub(super) fn normalized(path: &str) -> Option<Cow<'_, str>> {
    if !path.contains('%') && !path.contains("//") && !path.contains("/.") {
        return Some(Cow::Borrowed(path));
    }
    let decoded = decoded(path)?;
    let mut kept: Vec<&str> = Vec::new();
    let mut folder = false;
    for part in decoded.split('/').skip(1) {
        folder = part.is_empty() || part == "." || part == "..";
        match part {
            "" | "." => {}
            ".." => drop(kept.pop()?),
            part => kept.push(part),
        }
    }
    let slash = if folder && !kept.is_empty() { "/" } else { "" };
    Some(Cow::Owned(format!("/{}{slash}", kept.join("/"))))
}

fn decoded(path: &str) -> Option<String> {
    let mut bytes = path.bytes();
    let mut out = Vec::with_capacity(path.len());
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let mut digit = || char::from(bytes.next()?).to_digit(16);
        let byte = u8::try_from(digit()? * 16 + digit()?).ok().filter(|byte| *byte != 0)?;
        out.push(byte);
    }
    Some(String::from_utf8_lossy(&out).into_owned())
}

/// A pattern as NGINX reads it, without regard to case.
pub(super) fn pattern(text: &str) -> Result<Regex, regex_lite::Error> {
    Regex::new(&format!("(?i){text}"))
}

#[cfg(test)]
mod tests {
    use super::normalized;

    #[test]
    fn paths_are_compared_as_nginx_reads_them() {
        for (asked, compared) in [
            ("/admin", "/admin"),
            ("//admin", "/admin"),
            ("/./admin/", "/admin/"),
            ("/x/../admin", "/admin"),
            ("/%61dmin", "/admin"),
            ("/admin/..", "/"),
            ("/a/b/../", "/a/"),
            ("/a/b/.", "/a/b/"),
            ("/x/%2e%2e/a%2Fb", "/a/b"),
            ("/100%25", "/100%"),
            ("/", "/"),
        ] {
            assert_eq!(normalized(asked).as_deref(), Some(compared), "{asked}");
        }
    }

    #[test]
    fn what_nginx_takes_for_no_path() {
        for asked in ["/../x", "/..", "/a/../../x", "/%2e%2e/x", "/100%", "/%zz", "/%4", "/a%00b"] {
            assert_eq!(normalized(asked), None, "{asked}");
        }
    }
}
