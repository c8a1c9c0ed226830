//! What decoding one object leaves behind.

use std::cell::RefCell;

use crate::diagnostic::Diagnostic;
use crate::object::{FieldPath, ObjectRef};

/// Where the problems of one object go.
pub(super) struct Log<'a> {
    pub(super) object: &'a ObjectRef,
    pub(super) problems: &'a RefCell<Vec<Diagnostic>>,
}

impl Log<'_> {
    /// Somebody asks for a field, written or not. Tests collect what is asked for, and hold the table of [`crate::fields`] to it.
    pub(super) fn asked(&self, path: impl FnOnce() -> FieldPath) {
        note(path);
    }
}

#[cfg(not(test))]
fn note(_: impl FnOnce() -> FieldPath) {}

#[cfg(test)]
pub(crate) use collecting::asked_for;
#[cfg(test)]
use collecting::note;

#[cfg(test)]
mod collecting {
    use std::cell::RefCell;
    use std::collections::BTreeSet;

    use crate::object::FieldPath;

    thread_local! {
        /// `None` while nobody wants to know.
        static ASKED: RefCell<Option<BTreeSet<String>>> = const { RefCell::new(None) };
    }

    pub(super) fn note(path: impl FnOnce() -> FieldPath) {
        ASKED.with_borrow_mut(|asked| {
            if let Some(asked) = asked {
                asked.insert(path().as_str().to_owned());
            }
        });
    }

    /// The paths of all fields that are asked for while `work` is done.
    pub(crate) fn asked_for(work: impl FnOnce()) -> BTreeSet<String> {
        ASKED.set(Some(BTreeSet::new()));
        work();
        ASKED.take().unwrap_or_default()
    }
}
