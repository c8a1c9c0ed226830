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
    /// A property, not `on:click` of the component: Leptos (tachys 0.2.19, `AnyViewWithAttrs::rebuild`) keeps the first listener
    /// that is given to a component for ever, also when it is made anew for another thing.
    #[prop(into)]
    press: Callback<()>,
) -> impl IntoView {
    let words = move || title.map_or_else(|| label.get().to_owned(), |title| title.get());
    view! {
        <button type="button" class="btn bare" aria-label=move || label.get() title=words disabled=move || disabled.get() on:click=move |_| press.run(())>
            <Icon sign />
        </button>
    }
}
