//! Edits of one object as it was read. Fixes are looked for at every object that needs one, and few are made: so nothing is read
//! again but a text in which anchors may stand.

use super::document::Document;
use super::proof::{self, Change};
use super::writer::Writer;
use super::{Plan, Refusal, written};
use crate::manifest::{Manifests, parse};
use crate::object::ObjectRef;
use crate::text::{Files, TextEdit};

/// The edits that `write` makes of an object. Where they could change anything but what `changes` say, they are refused.
pub(crate) fn amend(
    manifests: &Manifests,
    object: &ObjectRef,
    changes: Vec<Change>,
    write: impl FnOnce(Writer<'_>) -> Result<Vec<TextEdit>, Refusal>,
) -> Result<Vec<TextEdit>, Refusal> {
    let object = written(manifests, object)?;
    let (piece, start) = manifests.piece(object).ok_or(Refusal::NotWritten)?;
    let files = Files::single("", piece);
    let document = Document::read(object, piece);
    let mut plan = Plan { edits: write(Writer::new(&files, &document))?, changes, object: None };
    if may_share(piece) {
        proof::check(&files, &parse(&files).0, &plan)?;
    }
    for edit in &mut plan.edits {
        edit.span = edit.span.placed(object.file, start);
    }
    Ok(plan.edits)
}

/// Whether an anchor may stand in the text. Without one nothing that is written at one place counts at another.
fn may_share(text: &str) -> bool {
    let begins = |before: &str| before.chars().next_back().is_none_or(|c| c.is_whitespace() || "[{,:".contains(c));
    let names = |behind: &str| behind.starts_with(|c: char| !c.is_whitespace());
    let parts = text.split('&');
    parts.clone().zip(parts.skip(1)).any(|(before, behind)| begins(before) && names(behind))
}
