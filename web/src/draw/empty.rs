//! Where there is nothing yet: three ways to begin.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::palette::draw;
use crate::browser;
use crate::store::use_store;

const EXAMPLES: &str = ".examples > .btn";

/// Over the picture of a cluster without objects.
#[component]
pub(crate) fn Empty() -> impl IntoView {
    let store = use_store();
    let paste = move |_| {
        spawn_local(async move {
            if let Some(text) = browser::clipboard().await.filter(|text| !text.trim().is_empty()) {
                store.load_pasted(text);
            }
        });
    };
    let gallery = move |_| {
        // Escape closes a menu that has the focus.
        browser::focus(EXAMPLES);
        browser::click(EXAMPLES);
    };
    view! {
        <div class="empty">
                <button type="button" class="btn" on:click=paste>
                    {move || store.hands().paste_here}
                </button>
                <button type="button" class="btn" on:click=move |_| draw(store, true)>
                    {move || store.hands().draw}
                </button>
                <button type="button" class="btn" on:click=gallery>
                    {move || store.hands().gallery}
                </button>
        </div>
    }
}
