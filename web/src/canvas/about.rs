//! What the pointer or the focus is on, in words.

use leptos::prelude::*;
use svcpath_scene::about;

use crate::store::use_store;

/// What is under the pointer or has the focus: in full, and what selects it.
#[component]
pub(crate) fn About() -> impl IntoView {
    let store = use_store();
    let lines = Memo::new(move |_| {
        let id = store.sight.with(|sight| sight.highlight.clone());
        id.map(|id| store.world.with(|world| about(world, &id, store.lang.get()))).unwrap_or_default()
    });
    // It never lies over what it is about.
    let above = move || {
        store.picture.with(|scene| {
            let place = store.sight.with(|sight| scene.place(sight.highlight.as_ref()?));
            place.is_some_and(|(_, y)| y > scene.height / 2.0)
        })
    };
    view! {
        <Show when=move || lines.with(|lines| !lines.is_empty())>
            <div class="about" class:above=above>
                {move || lines.get().into_iter().map(|line| view! { <p>{line}</p> }).collect_view()}
            </div>
        </Show>
    }
}
