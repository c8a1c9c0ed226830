//! A search that flies to what it finds.

use leptos::html;
use leptos::prelude::*;
use svcpath_core::request::Written;
use svcpath_scene::Id;

use crate::draw::select;
use crate::session::{Command, Stop};
use crate::store::{Store, use_store};

/// More finds than this want a longer word.
const MOST: usize = 8;

/// What to ask so that a Service is drawn whose rules the picture does not show: it shows those that the request meets.
fn question(store: Store, id: &Id) -> Option<Written> {
    let Id::Service(namespace, name) = id else { return None };
    let drawn = store.picture.with(|scene| scene.inside.is_some() || scene.place(id).is_some());
    let from = store.document.with(|document| document.written.from.clone());
    (!drawn).then(|| Written { from, to: format!("service/{namespace}/{name}"), ..Written::default() })
}

#[component]
pub(super) fn Search(close: Callback<()>) -> impl IntoView {
    let store = use_store();
    let field = NodeRef::<html::Input>::new();
    field.on_load(|field| {
        let _ = field.focus();
    });
    let wanted = RwSignal::new(String::new());
    let found = Memo::new(move |_| {
        let found = store
            .scene
            .with(|scene| store.world.with(|world| scene.find(world, &wanted.get(), store.lang.get(), MOST)));
        found.into_iter().map(|item| (item.id, item.text)).collect::<Vec<_>>()
    });
    let go = Callback::new(move |id: Id| {
        // Nodes and pods are seen from outside.
        store.dispatch(Command::Enter(None));
        if let Some(written) = question(store, &id) {
            store.dispatch(Command::Ask { written, stop: Stop::Step(0) });
        }
        // What somebody draws with has a place of its own once it is held.
        select(store, &id);
        store.dispatch(Command::Highlight(Some(id.clone())));
        store.dispatch(Command::LookAt(id));
        close.run(());
    });
    let first = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some((id, _)) = found.with_untracked(|found| found.first().cloned()) {
            go.run(id);
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
                <Found id text go />
            </For>
        </ul>
        <p class="note" aria-live="polite">
            {move || found.with(Vec::is_empty).then(|| store.text().nothing_found)}
        </p>
    }
}

#[component]
fn Found(id: Id, text: String, go: Callback<Id>) -> impl IntoView {
    let store = use_store();
    let words = {
        let id = id.clone();
        move || if question(store, &id).is_some() { (store.text().trace_to)(&text) } else { text.clone() }
    };
    view! {
        <li>
            <button type="button" class="item" on:click=move |_| go.run(id.clone())>
                {words}
            </button>
        </li>
    }
}
