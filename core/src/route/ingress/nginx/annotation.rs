//! Annotations under `nginx.ingress.kubernetes.io/` (internal/ingress/annotations/parser).

use crate::model::Ingress;
use crate::object::{Evidence, FieldPath};

const PREFIX: &str = "nginx.ingress.kubernetes.io/";

/// The annotation's whole name.
pub(super) fn full(name: &str) -> String {
    format!("{PREFIX}{name}")
}

/// An annotation's value; the empty text is as good as none.
pub(super) fn text<'a>(ingress: &'a Ingress, name: &str) -> Option<&'a str> {
    let found = ingress.meta.annotations.iter().find(|(key, _)| key.strip_prefix(PREFIX) == Some(name));
    found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
}

/// A path, perhaps with `$1`. Another value is as good as none, since the controller validates them (1.12 and later;
/// annotations/parser/validators.go RegexPathWithCapture, annotations/rewrite/main.go).
pub(super) fn path<'a>(ingress: &'a Ingress, name: &str) -> Option<&'a str> {
    text(ingress, name).filter(|path| path.chars().all(|c| is_plain(c) || c == '$'))
}

/// Whether a URL may have no other letters (URLIsValidRegex).
pub(super) fn is_plain_url(url: &str) -> bool {
    url.chars().all(|c| is_plain(c) || matches!(c, '?' | '&' | '='))
}

fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~' | '/' | ':')
}

/// A truth value as Go reads it (strconv.ParseBool); anything else is as good as none.
pub(super) fn truth_or_none(ingress: &Ingress, name: &str) -> Option<bool> {
    match text(ingress, name)? {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Some(true),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Some(false),
        _ => None,
    }
}

pub(super) fn truth(ingress: &Ingress, name: &str) -> bool {
    truth_or_none(ingress, name).unwrap_or(false)
}

pub(super) fn number(ingress: &Ingress, name: &str) -> Option<u32> {
    text(ingress, name)?.parse().ok()
}

/// Where it is written.
pub(super) fn evidence(ingress: &Ingress, name: &str) -> Evidence {
    Evidence::at(&ingress.meta.reference, FieldPath::of("metadata.annotations").key(&full(name)))
}
