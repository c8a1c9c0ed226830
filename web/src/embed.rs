//! The page inside somebody else's: picture, verdict, caption, transport. It keeps nothing and remembers nothing of its reader.

mod fields;
mod messages;

pub(crate) use messages::talk;

use leptos::prelude::*;
use svcpath_core::wording;

use crate::browser;
use crate::canvas::Map;
use crate::panel::Verdict;
use crate::store::use_store;
use crate::timeline::{Scrubber, Transport};
use crate::ui::{Icon, Sign};

/// The widget's own link, as [`messages`] finds it.
const LINK: &str = ".controls a";

#[component]
pub(crate) fn Widget() -> impl IntoView {
    let store = use_store();
    let caption = move || {
        let shown = store.shown.get()?;
        let (_, step) = shown.path().steps().nth(store.step.get())?;
        let count = format!("{}/{}", store.step.get() + 1, store.steps.get());
        let stamp = (store.text().stamp)(step.visible()).map(|stamp| format!(" {stamp}")).unwrap_or_default();
        // In a frame the second half of the code, and a lesson with it, comes by itself (web/rest.js).
        let taught = if store.awake.get() { store.caption() } else { None };
        let sentence = taught.unwrap_or_else(|| wording::reason(&step.reason, store.lang.get()));
        Some(view! { <b>{count}{stamp}</b> " " {sentence} })
    };
    let link = move || {
        let pairs: Vec<_> = browser::parameters().into_iter().filter(|(name, _)| name != "embed").collect();
        browser::address_with(&pairs)
    };
    view! {
        <div class="page widget">
            <Verdict />
            <main class="picture">
                <div class="map">
                    <Map moved=Callback::new(|_| {}) />
                </div>
            </main>
            <p class="caption" aria-live="polite">
                {caption}
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
