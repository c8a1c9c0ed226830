//! Objects on their way through the clipboard, while somebody draws.

use leptos::ev;
use leptos::prelude::*;
use svcpath_core::edit::{Intent, text_of};
use wasm_bindgen::JsCast;

use super::object::{act, delete};
use crate::browser;
use crate::store::{Store, use_store};

/// Copies and cuts what is selected.
#[component]
pub(crate) fn Clipboard() -> impl IntoView {
    let store = use_store();
    let take = move |event: web_sys::ClipboardEvent| {
        let text = copied(store).filter(|_| !browser::is_writing(event.target()));
        let put = |text: String| event.clipboard_data().is_some_and(|data| data.set_data("text/plain", &text).is_ok());
        let taken = text.is_some_and(put);
        if taken {
            event.prevent_default();
        }
        taken
    };
    let copy = window_event_listener(ev::copy, move |event| _ = take(event.unchecked_into()));
    let cut = window_event_listener(ev::cut, move |event| {
        if take(event.unchecked_into())
            && let Some(object) = store.sight.with_untracked(|sight| sight.selected.clone())
        {
            delete(store, object);
        }
    });
    on_cleanup(move || {
        copy.remove();
        cut.remove();
    });
}

/// Writes the objects of a text beside those that are there; says whether it did. Where nothing is drawn, a text is another
/// cluster.
pub(crate) fn paste(store: Store, text: &str) -> bool {
    let (drawing, file) = store.sight.with_untracked(|sight| (sight.drawing, sight.file));
    let beside = drawing && store.reading.with_untracked(|reading| !reading.manifests.objects().is_empty());
    if beside {
        act(store, Intent::Paste { file, text: text.to_owned() });
    }
    beside
}

/// The text of the selected object. What the reader marked with the pointer goes first.
fn copied(store: Store) -> Option<String> {
    let marked = window().get_selection().ok().flatten().is_some_and(|marked| !marked.is_collapsed());
    let (drawing, selected) = store.sight.with_untracked(|sight| (sight.drawing, sight.selected.clone()));
    let object = selected.filter(|_| drawing && !marked)?;
    let document = store.document.get_untracked();
    store.reading.with_untracked(|reading| text_of(&document.files, &reading.manifests, &object).ok())
}

/// Says whether there was something to copy.
pub(crate) fn duplicate(store: Store) -> bool {
    let (drawing, selected) = store.sight.with_untracked(|sight| (sight.drawing, sight.selected.clone()));
    let Some(object) = selected.filter(|_| drawing) else { return false };
    act(store, Intent::Duplicate { object });
    true
}
