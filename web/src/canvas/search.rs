//! A search that flies to what it finds.

use leptos::html;
use leptos::prelude::*;
use svcpath_scene::{Id, find};

use crate::session::Command;
use crate::store::use_store;

/// More finds than this want a longer word.
const MOST: usize = 8;

#[component]
pub(super) fn Search(close: Callback<()>) -> impl IntoView {
    let store = use_store();
    let field = NodeRef::<html::Input>::new();
    field.on_load(|field| {
        let _ = field.focus();
    });
    let wanted = RwSignal::new(String::new());
    let found = Memo::new(move |_| {
        let found = store.world.with(|world| find(world, &wanted.get(), store.lang.get(), MOST));
        found.into_iter().map(|item| (item.id, item.text)).collect::<Vec<_>>()
    });
    let go = move |id: Id| {
        // Nodes and pods are seen from outside.
        store.dispatch(Command::Enter(None));
        store.dispatch(Command::Highlight(Some(id.clone())));
        store.dispatch(Command::LookAt(id));
        close.run(());
    };
    let first = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some((id, _)) = found.with_untracked(|found| found.first().cloned()) {
            go(id);
        }
    };
    view! {
        <form on:submit=first>
            <input
                type="search"
                node_ref=field
                aria-label=move || store.text().search
                placeholder=move || store.text().search
                on:input=move |event| wanted.set(event_target_value(&event))
            />
        </form>
        <ul>
            <For each=move || found.get() key=|(id, _)| id.clone() let((id, text))>
                <li>
                    <button type="button" class="item" on:click=move |_| go(id.clone())>
                        {text}
                    </button>
                </li>
            </For>
        </ul>
        <p class="note" aria-live="polite">
            {move || found.with(Vec::is_empty).then(|| store.text().nothing_found)}
        </p>
    }
}
