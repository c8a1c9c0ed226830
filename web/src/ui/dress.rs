//! The styles of what only those see who use the page: a first visit need not load them.

use leptos::prelude::*;

#[component]
pub(crate) fn Dress() -> impl IntoView {
    view! { <style>{include_str!("../../styles/use.css")}</style> }
}
