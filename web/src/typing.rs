//! Whether a field holds what somebody is still typing. Until it is taken, undo is the browser's own; then it is the page's, and
//! the field swallows nothing.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlFormElement, HtmlInputElement};

/// Where the text stands that was typed into a field and not taken yet.
const TYPED: &str = "data-typed";
/// Fields that are taken with their form: leaving them takes nothing.
const ASKED: &str = ".ask > label > input";

/// Listens to what is typed into fields, and taken.
#[component]
pub(crate) fn Typing() -> impl IntoView {
    let typed = window_event_listener(ev::input, |event| {
        if let Some(field) = field(event.target()) {
            let _ = field.set_attribute(TYPED, &field.value());
        }
    });
    let taken = window_event_listener(ev::change, |event| {
        if let Some(field) = field(event.target()).filter(|field| !field.matches(ASKED).unwrap_or_default()) {
            let _ = field.remove_attribute(TYPED);
        }
    });
    let asked = window_event_listener(ev::submit, |event| {
        let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
        let elements = form.map(|form| form.elements());
        for at in 0..elements.as_ref().map_or(0, |elements| elements.length()) {
            if let Some(element) = elements.as_ref().and_then(|elements| elements.item(at)) {
                let _ = element.remove_attribute(TYPED);
            }
        }
    });
    on_cleanup(move || {
        typed.remove();
        taken.remove();
        asked.remove();
    });
}

/// Whether a field there holds what the page knows, so that nothing in it can be undone but what the page did.
pub(crate) fn is_taken(target: Option<EventTarget>) -> bool {
    if let Some(field) = field(target.clone()) {
        let typed = field.get_attribute(TYPED).is_some_and(|typed| typed == field.value());
        return !typed && field.get_attribute("aria-invalid").as_deref() != Some("true");
    }
    let element = target.and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| element.matches("select").unwrap_or_default())
}

fn field(target: Option<EventTarget>) -> Option<HtmlInputElement> {
    target?.dyn_into().ok()
}
