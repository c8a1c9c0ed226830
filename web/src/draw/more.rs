//! Room for what an object does not have yet: another label, one more entry of a list.

use leptos::ev;
use leptos::prelude::*;
use svcpath_core::object::{FieldPath, ObjectRef};

use super::field::{Refused, parted, told_as};
use super::places::{FITTING, Place};
use super::writing::{Drafts, Writing};
use crate::browser;
use crate::store::use_store;

/// Takes `key=value`.
#[component]
pub(super) fn NewKey(object: ObjectRef, place: Place, drafts: Drafts) -> impl IntoView {
    let store = use_store();
    let takes = place.takes();
    let Place { path, field, label, .. } = place;
    let refused = RwSignal::new(None::<String>);
    let wide = label.len() > FITTING;
    let whole = path.as_str().to_owned();
    let meaning = move || format!("{whole}: {}", field.meaning(store.lang.get()));
    let add = move |event: ev::Event| {
        let entered = event_target_value(&event);
        let Some((key, value)) = entered.split_once(['=', ':']) else {
            let told = (!entered.trim().is_empty()).then(|| store.hands().key_and_value.to_owned());
            return refused.set(told);
        };
        let writing = Writing { store, object: object.clone(), path: path.key(key.trim()), takes, drafts };
        let told = writing.set(Some(value.trim()));
        if told.is_none() {
            event_target::<web_sys::HtmlInputElement>(&event).set_value("");
        }
        refused.set(told);
    };
    let give_up = move |event: ev::KeyboardEvent| {
        let input = event_target::<web_sys::HtmlInputElement>(&event);
        if event.key() == "Escape" && !input.value().is_empty() {
            event.stop_propagation();
            refused.set(None);
            input.set_value("");
        }
    };
    let told = told_as();
    view! {
        <label class="field" class:wide=wide title=meaning.clone()>
            <span>{parted(&label)}</span>
            <input
                placeholder=move || store.hands().new_key
                aria-describedby=told.clone()
                aria-invalid=move || refused.with(Option::is_some).to_string()
                on:change=add
                on:keydown=give_up
            />
        </label>
        <small class="meaning" id=told>{meaning}</small>
        <Refused why=refused />
    }
}

/// Opens the entry behind the last one, which is written with its first field.
#[component]
pub(super) fn NewEntry(place: Place, at: usize, opened: RwSignal<Option<FieldPath>>) -> impl IntoView {
    let store = use_store();
    let Place { path, label, .. } = place;
    let entry = path.index(at);
    let open = move |_| {
        opened.set(Some(entry.clone()));
        let first = format!(".object [title^='{}'] :is(input, select, button)", entry.as_str());
        request_animation_frame(move || browser::focus(&first));
    };
    view! {
        // What has the focus keeps it until then: what it says of itself would vanish, and the button move away from the pointer.
        <button type="button" class="more" on:mousedown=move |event| event.prevent_default() on:click=open>
            {move || (store.hands().one_more)(&label)}
        </button>
    }
}
