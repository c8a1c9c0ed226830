//! What no two entries of a list may have in common.

use std::collections::HashSet;

use super::cursor::Cursor;
use crate::problem::{Problem, Twin};

/// The name of an entry, which none of the `names` before it may be; one that has none is like no other.
pub(super) fn check_name(names: &mut HashSet<String>, entry: &Cursor<'_>) {
    let Some(name) = entry.get("name") else { return };
    if let Some(text) = name.raw_text().filter(|text| !text.is_empty() && !names.insert((*text).to_owned())) {
        name.problem(Problem::Duplicate { twin: Twin::Text(text.to_owned()) });
    }
}
