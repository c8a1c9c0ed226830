//! A thread from one object to another, drawn with the pointer: what it would do is seen before it is let go.

use leptos::prelude::*;
use svcpath_core::edit::Intent;
use svcpath_core::object::ObjectRef;
use svcpath_core::state::Change;
use svcpath_scene::{Id, Scene};

use super::camera::Camera;
use crate::draw::{allows, drawn, put, show_at_rest};
use crate::gesture::Gesture;
use crate::session::Command;
use crate::store::{Same, Store};

/// From the middle of a column's head to where its body begins.
const HEAD: f32 = 22.0;

/// While it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Thread {
    from: Id,
    start: (f64, f64),
    end: (f64, f64),
    /// What it leads to at this moment, and how.
    found: Option<(Id, Gesture)>,
    /// The picture as it was when it was taken up: what it would do moves things.
    over: Same<Scene>,
    camera: Camera,
}

impl Thread {
    /// From what leads somewhere, or from a column's head.
    pub(super) fn from(store: Store, id: Id, start: (f64, f64), camera: Camera) -> Option<Self> {
        let over = store.picture.get_untracked();
        let y = camera.to_drawing(start.0, start.1).1;
        let head = over.columns.iter().any(|column| column.id == id && (y - column.at.1).abs() <= HEAD);
        (head || drawn(store, &id).is_some()).then_some(Self { from: id, start, end: start, found: None, over, camera })
    }

    /// Goes on to a point. Says whether it leads elsewhere than before.
    pub(super) fn to(&mut self, store: Store, end: (f64, f64)) -> bool {
        self.end = end;
        let (x, y) = self.camera.to_drawing(end.0, end.1);
        let thing = self.over.hit(x, y).cloned();
        if self.found.as_ref().map(|(found, _)| found) == thing.as_ref() {
            return false;
        }
        store.dispatch(Command::Try(None));
        self.found = thing.and_then(|thing| {
            let meant = between(store, &self.over, &self.from, &thing);
            Some((thing, meant.into_iter().find(|gesture| allows(store, gesture))?))
        });
        store.dispatch(Command::Highlight(self.found.as_ref().map(|(thing, _)| thing.clone())));
        true
    }

    pub(super) fn let_go(self, store: Store) {
        store.dispatch(Command::Try(None));
        store.dispatch(Command::Highlight(None));
        if let Some((_, gesture)) = self.found {
            store.dispatch(Command::Do(gesture));
        }
    }
}

/// What leading one thing to another could mean.
fn between(store: Store, scene: &Scene, from: &Id, to: &Id) -> Vec<Gesture> {
    if let Some(gesture) = put(scene, from, to) {
        return vec![gesture];
    }
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

/// What it leads to is shown once it rests there.
pub(super) fn show(store: Store, thread: RwSignal<Option<Thread>>) {
    show_at_rest(store, move || thread.with_untracked(|thread| Some(thread.as_ref()?.found.as_ref()?.1.clone())));
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
