//! A thread from one object to another, drawn with the pointer: what it would do is seen before it is let go.

use leptos::prelude::*;
use svcpath_core::edit::Intent;
use svcpath_core::object::ObjectRef;
use svcpath_core::state::Change;
use svcpath_scene::Id;

use crate::draw::drawn;
use crate::gesture::Gesture;
use crate::session::Command;
use crate::store::Store;

/// While it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Thread {
    from: Id,
    start: (f64, f64),
    end: (f64, f64),
    /// What it leads to at this moment, and how.
    found: Option<(Id, Gesture)>,
}

impl Thread {
    /// From what leads somewhere.
    pub(super) fn from(store: Store, id: Id, start: (f64, f64)) -> Option<Self> {
        drawn(store, &id)?;
        Some(Self { from: id, start, end: start, found: None })
    }

    /// Goes on to a point, over a thing or none, and shows what letting go there would do.
    pub(super) fn over(&mut self, store: Store, end: (f64, f64), thing: Option<Id>) {
        self.end = end;
        if self.found.as_ref().map(|(found, _)| found) == thing.as_ref() {
            return;
        }
        store.dispatch(Command::Try(None));
        self.found = thing.and_then(|thing| {
            let gesture = between(store, &self.from, &thing).into_iter().find(|gesture| {
                store.dispatch(Command::Try(Some(gesture.clone())));
                store.tries()
            })?;
            Some((thing, gesture))
        });
    }

    pub(super) fn let_go(self, store: Store) {
        store.dispatch(Command::Try(None));
        if let Some((_, gesture)) = self.found {
            store.dispatch(Command::Do(gesture));
        }
    }
}

/// What leading one thing to another could mean.
fn between(store: Store, from: &Id, to: &Id) -> Vec<Gesture> {
    if let (Id::Pod(namespace, name), Id::Node(node)) = (from, to) {
        let pod = format!("{namespace}/{name}");
        return vec![Gesture::Moment(vec![Change::Placement { pod, node: node.clone() }])];
    }
    let (Some(from), Some(to)) = (drawn(store, from), drawn(store, to)) else { return Vec::new() };
    if from == to {
        return Vec::new();
    }
    // From a workload to a Service is the same as the other way round.
    let connect =
        |from: &ObjectRef, to: &ObjectRef| Gesture::Edit(Intent::Connect { from: from.clone(), to: to.clone() });
    vec![connect(&from, &to), connect(&to, &from)]
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
