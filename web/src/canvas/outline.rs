//! The picture as a tree of words: what keyboards and screen readers go through. Seen only while it has the focus.

use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;
use leptos::{ev, html};
use svcpath_scene::{Id, OutlineItem};
use wasm_bindgen::JsCast;

use crate::session::Command;
use crate::store::{Store, use_store};

/// Of the picture that is shown.
pub(super) fn outline(store: Store) -> Vec<OutlineItem> {
    store.scene.with(|scene| store.world.with(|world| scene.outline(world, store.lang.get())))
}

#[component]
pub(super) fn Outline(activate: Callback<Id>) -> impl IntoView {
    let store = use_store();
    let items = Memo::new(move |_| outline(store));
    let tree = NodeRef::<html::Ul>::new();
    let current = RwSignal::new(0);
    let focus = move |index: usize| {
        current.set(index);
        let Some(tree) = tree.get_untracked() else { return };
        let child = tree.children().item(index as u32);
        if let Some(item) = child.and_then(|child| child.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = item.focus();
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let (at, count) = (current.get_untracked(), items.with_untracked(Vec::len));
        match event.key().as_str() {
            "ArrowDown" | "ArrowRight" if at + 1 < count => focus(at + 1),
            "ArrowUp" | "ArrowLeft" => focus(at.saturating_sub(1)),
            "Home" => focus(0),
            "End" => focus(count.saturating_sub(1)),
            "Enter" | " " => {
                if let Some(item) = items.with_untracked(|items| items.get(at).cloned()) {
                    activate.run(item.id);
                }
            }
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let row = move |(index, item): (usize, OutlineItem)| {
        let id = item.id.clone();
        let level = custom_attribute("aria-level", (item.depth + 1).to_string());
        view! {
            <li
                role="treeitem"
                {..level}
                aria-selected=move || store.sight.with(|sight| item.id != Id::None && sight.highlight.as_ref() == Some(&item.id)).to_string()
                tabindex=move || if current.get() == index { "0" } else { "-1" }
                style=format!("--depth:{}", item.depth)
                on:focus=move |_| {
                    // However the focus came here.
                    current.set(index);
                    store.dispatch(Command::Highlight(Some(id.clone())));
                }
            >
                {item.text}
            </li>
        }
    };
    view! {
        <ul
            class="outline"
            role="tree"
            aria-label=move || store.text().outline
            node_ref=tree
            on:keydown=on_key
            on:focusout=move |_| store.dispatch(Command::Highlight(None))
        >
            {move || items.get().into_iter().enumerate().map(row).collect_view()}
        </ul>
    }
}
