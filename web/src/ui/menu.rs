//! A button that unfolds a card below itself.

use leptos::prelude::*;
use leptos::{ev, html};
use wasm_bindgen::JsCast;

/// What a menu unfolds, made when it opens; it is given what closes it.
pub(crate) type Card = Box<dyn Fn(Callback<()>) -> AnyView + Send + Sync>;

/// Closes on Escape, when the focus leaves, and when something in it says `close`.
#[component]
pub(crate) fn Menu(
    #[prop(into)] class: &'static str,
    /// The button's accessible name.
    #[prop(into)]
    label: Signal<String>,
    /// What the button shows.
    #[prop(into)]
    button: ViewFn,
    card: Card,
) -> impl IntoView {
    let card = StoredValue::new(card);
    let open = RwSignal::new(false);
    let root = NodeRef::<html::Div>::new();
    let trigger = NodeRef::<html::Button>::new();
    let close = Callback::new(move |()| {
        open.set(false);
        if let Some(button) = trigger.get_untracked() {
            let _ = button.focus();
        }
    });
    let leave = move |event: ev::FocusEvent| {
        // What is taken off the page loses its focus after all that it knew is gone.
        let Some(root) = root.try_get_untracked() else { return };
        let next = event.related_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        let inside = root.is_some_and(|root| root.contains(next.as_ref()));
        // Without a target the page itself lost the focus, or a click fell on plain ground of the card.
        if next.is_some() && !inside {
            open.set(false);
        }
    };
    let outside = window_event_listener(ev::pointerdown, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        if open.get_untracked() && !root.get_untracked().is_some_and(|root| root.contains(target.as_ref())) {
            open.set(false);
        }
    });
    on_cleanup(move || outside.remove());
    let escape = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.stop_propagation();
            close.run(());
        }
    };
    view! {
        <div class=format!("menu {class}") node_ref=root on:focusout=leave on:keydown=escape>
            <button
                type="button"
                class="btn"
                node_ref=trigger
                aria-label=move || label.get()
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {button.run()}
            </button>
            <Show when=move || open.get()>
                <div class="card">{card.with_value(|card| card(close))}</div>
            </Show>
        </div>
    }
}
