//! The page inside somebody else's: picture, verdict, caption, transport. It keeps nothing and remembers nothing of its reader.

mod fields;
mod messages;

use leptos::prelude::*;
use svcpath_core::apart::apart;
use svcpath_core::wording;
use wasm_bindgen::JsValue;

use crate::browser;
use crate::canvas::Map;
use crate::panel::{Refused, Verdict, broken};
use crate::store::use_store;
use crate::timeline::{Scrubber, Transport};
use crate::ui::{Icon, Sign};
use crate::work::get;

use messages::Messages;

/// The widget's own link, as [`messages`] finds it.
const LINK: &str = ".controls a";

#[component]
pub(crate) fn Widget() -> impl IntoView {
    let store = use_store();
    // What a page of its own may never need, a frame begins with, and has in the first half of its code (xtask/first-visit.mjs).
    let framed = around().is_some();
    let talk: fn() -> AnyView = || view! { <Messages /> }.into_any();
    let caption = move || {
        let shown = store.shown.get()?;
        let (_, step) = shown.path().steps().nth(store.step.get())?;
        let count = format!("{}/{}", store.step.get() + 1, store.steps.get());
        let stamp = (store.text().stamp)(step.visible()).map(|stamp| format!(" {stamp}")).unwrap_or_default();
        let taught = if framed || store.awake.get() { store.caption() } else { None };
        let sentence = taught.unwrap_or_else(|| wording::reason(&step.reason, store.lang.get()));
        Some(view! { <b>{count}{stamp}</b> " " {sentence} })
    };
    let lacks = move || store.shown.with(Option::is_none).then(|| broken(store));
    let refuses = move || store.notices.with(|notices| !notices.is_empty());
    let link = move || {
        let pairs: Vec<_> = browser::parameters().into_iter().filter(|(name, _)| name != "embed").collect();
        browser::address_with(&pairs)
    };
    view! {
        <div class="page widget">
            {move || if framed { Some(talk()) } else { store.in_use(talk) }}
            <Verdict />
            <main class="picture">
                <div class="map">
                    <Map moved=Callback::new(|_| {}) />
                </div>
                {move || refuses().then(|| apart(|| view! { <Refused /> }.into_any()))}
            </main>
            <p class="caption" aria-live="polite">
                {caption} {lacks}
            </p>
            <div class="controls">
                <Transport />
                <Scrubber />
                <a href=link target="_blank" rel="noopener">
                    {move || store.text().open_in_svcpath}
                    <Icon sign=Sign::Leave />
                </a>
            </div>
        </div>
    }
}

/// The window that holds the frame; `None`: the widget is a page of its own.
fn around() -> Option<JsValue> {
    let own: JsValue = window().into();
    get(&own, "parent").filter(|parent| *parent != own)
}
