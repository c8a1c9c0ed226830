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
    view! {
        <Show when=move || lines.with(|lines| !lines.is_empty())>
            <div class="about">
                {move || lines.get().into_iter().map(|line| view! { <p>{line}</p> }).collect_view()}
            </div>
        </Show>
    }
}
