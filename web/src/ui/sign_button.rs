//! A button that is a sign: its words are for the pointer that stays on it, and for assistive technology.

use leptos::prelude::*;

use super::{Icon, Sign};

#[component]
pub(crate) fn SignButton(
    #[prop(into)] sign: Signal<Sign>,
    #[prop(into)] label: Signal<&'static str>,
    /// What is told beside the name, while that stays what it is.
    #[prop(into, optional)]
    title: Option<Signal<String>>,
    #[prop(into, default = false.into())] disabled: Signal<bool>,
) -> impl IntoView {
    let words = move || title.map_or_else(|| label.get().to_owned(), |title| title.get());
    view! {
        <button type="button" class="btn bare" aria-label=move || label.get() title=words disabled=move || disabled.get()>
            <Icon sign />
        </button>
    }
}
