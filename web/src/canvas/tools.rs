//! Beside the picture: into a node's kernel and out again, and a search that flies to what it finds.

use leptos::html;
use leptos::prelude::*;
use svcpath_scene::{Id, about, find};

use crate::session::Command;
use crate::store::use_store;
use crate::ui::{Icon, Menu, Sign};

/// More finds than this want a longer word.
const MOST: usize = 8;

#[component]
pub(crate) fn Tools() -> impl IntoView {
    let store = use_store();
    let inside = Memo::new(move |_| store.sight.with(|sight| sight.inside.clone()));
    let kernel = Memo::new(move |_| store.kernel());
    let label = Signal::derive(move || store.text().search.to_owned());
    let go = move |_| {
        let node = if inside.with_untracked(Option::is_some) { None } else { kernel.get_untracked() };
        store.dispatch(Command::Enter(node));
    };
    let words = move || match (inside.get(), kernel.get()) {
        (Some(_), _) => store.text().outside.to_owned(),
        (None, Some(node)) => (store.text().inside)(&node),
        (None, None) => String::new(),
    };
    view! {
        <div class="look">
            <Show when=move || inside.with(Option::is_some) || kernel.with(Option::is_some)>
                <button type="button" class="btn" aria-pressed=move || inside.with(Option::is_some).to_string() on:click=go>
                    {words}
                </button>
            </Show>
            <Menu
                class="search"
                label
                button=|| view! { <Icon sign=Sign::Search /> }
                card=|close| view! { <Search close /> }.into_any()
            />
        </div>
    }
}

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

#[component]
fn Search(close: Callback<()>) -> impl IntoView {
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
