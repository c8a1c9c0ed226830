//! What can be added to the cluster: a button and a key for each kind.

use leptos::prelude::*;
use svcpath_core::edit::{NewKind, NewService};

use crate::gesture::Gesture;
use crate::session::{Command, Tab};
use crate::store::{Store, use_store};
use crate::ui::{Icon, Sign};

/// The tools, while somebody draws.
#[component]
pub(crate) fn Palette() -> impl IntoView {
    let store = use_store();
    let tool = move |kind: NewKind| {
        let (name, key) = (kind.as_str(), key(kind));
        view! {
            <button type="button" class="btn" aria-keyshortcuts=key.to_string() on:click=move |_| add(store, kind)>
                {name}
                <kbd>{key.to_ascii_uppercase()}</kbd>
            </button>
        }
    };
    view! {
        <Show when=move || store.sight.with(|sight| sight.drawing)>
            <div class="palette" role="toolbar" aria-label=move || store.text().add>
                {NewKind::ALL.map(tool).collect_view()}
            </div>
        </Show>
    }
}

/// Why the last gesture changed nothing.
#[component]
pub(crate) fn Declined() -> impl IntoView {
    let store = use_store();
    move || {
        store.declined().map(|why| {
            view! {
                <p class="declined" role="alert">
                    <Icon sign=Sign::Info />
                    {why}
                </p>
            }
        })
    }
}

/// Brings the tools, or puts them away. Where there is room for both, the text that they write stays in sight.
pub(crate) fn draw(store: Store, drawing: bool) {
    const ROOM: f32 = 900.0;
    store.dispatch(Command::Draw(drawing));
    let open = store.panel.get_untracked().is_some();
    if drawing && (open || store.room.get_untracked().0 >= ROOM) {
        store.dispatch(Command::Show(Some(Tab::Manifests)));
    }
}

/// A key that draws: says whether it is one.
pub(crate) fn press(store: Store, pressed: &str) -> bool {
    let (drawing, selected) = store.sight.with_untracked(|sight| (sight.drawing, sight.selected.clone()));
    match (pressed, drawing, selected) {
        ("d", false, _) => draw(store, true),
        ("Escape", true, Some(_)) => store.dispatch(Command::Select { object: None, thing: None }),
        ("Escape", true, None) => draw(store, false),
        ("Delete" | "Backspace", true, Some(object)) => super::object::delete(store, object),
        (_, true, _) => match NewKind::ALL.into_iter().find(|kind| pressed.chars().eq([key(*kind)])) {
            Some(kind) => add(store, kind),
            None => return false,
        },
        (_, false, _) => return false,
    }
    true
}

fn add(store: Store, kind: NewKind) {
    store.dispatch(Command::Do(Gesture::Add(kind)));
}

fn key(kind: NewKind) -> char {
    match kind {
        NewKind::Namespace => 'm',
        NewKind::Node => 'n',
        NewKind::Deployment => 'd',
        NewKind::StatefulSet => 's',
        NewKind::DaemonSet => 'a',
        NewKind::Pod => 'p',
        NewKind::Service(NewService::ClusterIp) => 'c',
        NewKind::Service(NewService::Headless) => 'h',
        NewKind::Service(NewService::NodePort) => 'o',
        NewKind::Service(NewService::LoadBalancer) => 'l',
        NewKind::Service(NewService::ExternalName) => 'e',
        NewKind::Ingress => 'i',
        NewKind::Gateway => 'g',
        NewKind::NetworkPolicy => 'k',
    }
}
