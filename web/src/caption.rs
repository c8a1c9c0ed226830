//! What a teacher says at the shown step. Few manifests come with a lesson: it is there once the page is in use.

use leptos::prelude::*;

use crate::store::Store;

impl Store {
    /// `None` where the reason alone is told.
    pub(crate) fn caption(self) -> Option<String> {
        let request = self.shown.with(|shown| shown.as_ref().map(|shown| shown.trace.request.clone()))?;
        self.reading.with(|reading| reading.caption(&request, self.step.get(), self.lang.get()))
    }
}
