//! A thread from one object to another, drawn with the pointer: what it would do is seen before it is let go.

use leptos::prelude::*;
use svcpath_core::edit::Intent;
use svcpath_core::object::ObjectRef;

use crate::gesture::Gesture;
use crate::session::Command;
use crate::store::Store;

/// While it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Thread {
    from: ObjectRef,
    start: (f64, f64),
    end: (f64, f64),
    /// What it leads to at this moment, and how.
    found: Option<(ObjectRef, Intent)>,
}

impl Thread {
    pub(super) fn new(from: ObjectRef, start: (f64, f64)) -> Self {
        Self { from, start, end: start, found: None }
    }

    /// Goes on to a point, over an object or none, and shows what letting go there would do.
    pub(super) fn over(&mut self, store: Store, end: (f64, f64), object: Option<ObjectRef>) {
        self.end = end;
        let object = object.filter(|object| *object != self.from);
        if self.found.as_ref().map(|(found, _)| found) == object.as_ref() {
            return;
        }
        store.dispatch(Command::Try(None));
        self.found = object.and_then(|object| {
            // From a workload to a Service is the same as the other way round.
            let ways = [(&self.from, &object), (&object, &self.from)];
            let intents = ways.map(|(from, to)| Intent::Connect { from: from.clone(), to: to.clone() });
            let intent = intents.into_iter().find(|intent| {
                store.dispatch(Command::Try(Some(Gesture::Edit(intent.clone()))));
                store.tries()
            })?;
            Some((object, intent))
        });
    }

    pub(super) fn let_go(self, store: Store) {
        store.dispatch(Command::Try(None));
        if let Some((_, intent)) = self.found {
            store.dispatch(Command::Do(Gesture::Edit(intent)));
        }
    }
}

#[component]
pub(super) fn ThreadLine(thread: RwSignal<Option<Thread>>) -> impl IntoView {
    move || {
        thread.get().map(|Thread { start, end, found, .. }| {
            view! {
                <svg class="thread" class:leads=found.is_some() aria-hidden="true">
                    <line x1=start.0.to_string() y1=start.1.to_string() x2=end.0.to_string() y2=end.1.to_string() />
                    <circle cx=end.0.to_string() cy=end.1.to_string() r="5" />
                </svg>
            }
        })
    }
}
