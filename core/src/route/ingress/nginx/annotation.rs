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
