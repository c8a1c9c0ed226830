//! The object that is selected: its name, what routing reads of it, what it leads to.

use leptos::ev;
use leptos::prelude::*;
use svcpath_core::edit::{Intent, leads};
use svcpath_core::fields::field;
use svcpath_core::manifest::Manifests;
use svcpath_core::object::{FieldPath, ObjectRef};

use super::field::Field;
use super::moment::Picked;
use super::more::{NewEntry, NewKey};
use super::places::{Place, Sort, places};
use super::writing::{Drafts, NAME, is_drafted};
use crate::gesture::Gesture;
use crate::session::Command;
use crate::store::{Store, use_store};

/// Beside the answer, while something is selected.
#[component]
pub(crate) fn Selected() -> impl IntoView {
    let store = use_store();
    let selected = Memo::new(move |_| {
        let selected = store.sight.with(|sight| sight.selected.clone())?;
        store.reading.with(|reading| reading.manifests.get(&selected).map(|object| object.reference.clone()))
    });
    let drafts = Drafts::default();
    view! {
        <Picked />
        {move || selected.get().map(|object| view! { <Form object drafts /> })}
    }
}

#[component]
fn Form(object: ObjectRef, drafts: Drafts) -> impl IntoView {
    let store = use_store();
    let title = object.titled();
    let opened = RwSignal::new(None::<FieldPath>);
    let places = {
        let object = object.clone();
        let laid = move || {
            let is_opening = |entry: &FieldPath| {
                opened.with(|opened| opened.as_ref() == Some(entry)) || is_drafted(drafts, &object, entry)
            };
            store.reading.with(|reading| reading.manifests.get(&object).map(|object| places(object, &is_opening)))
        };
        Memo::new(move |_| laid().unwrap_or_default())
    };
    let row = {
        let object = object.clone();
        move |place: Place| match place.sort {
            Sort::Value => view! { <Field object=object.clone() place drafts /> }.into_any(),
            Sort::NewKey => view! { <NewKey object=object.clone() place drafts /> }.into_any(),
            Sort::NewEntry(at) => view! { <NewEntry place at opened /> }.into_any(),
        }
    };
    let name = FieldPath::of(NAME);
    let name = field(&object.kind, &name).map(|field| row(Place::of_value(name, field)));
    let removed = object.clone();
    view! {
        <section class="object" aria-label=title.clone()>
            <h2>
                <span>{title.clone()}</span>
                <button type="button" class="btn" on:click=move |_| delete(store, removed.clone())>
                    {move || store.hands().delete}
                </button>
            </h2>
            {name}
            <For each=move || places.get() key=Place::key let(place)>
                {row(place)}
            </For>
            <Connect object />
        </section>
    }
}

/// The objects that this one can lead to.
#[component]
fn Connect(object: ObjectRef) -> impl IntoView {
    let store = use_store();
    let targets = {
        let object = object.clone();
        Memo::new(move |_| store.reading.with(|reading| targets(&reading.manifests, &object)))
    };
    let connect = move |event: ev::Event| {
        let Ok(index) = event_target_value(&event).parse::<usize>() else { return };
        if let Some(to) = targets.with_untracked(|targets| targets.get(index).cloned()) {
            act(store, Intent::Connect { from: object.clone(), to });
        }
    };
    let options = move || {
        let option = |(index, to): (usize, ObjectRef)| {
            view! { <option value=index.to_string()>{to.titled()}</option> }
        };
        targets.get().into_iter().enumerate().map(option).collect_view()
    };
    view! {
        <Show when=move || targets.with(|targets| !targets.is_empty())>
            <label class="field">
                <span>{move || store.hands().lead_to}</span>
                <select on:change=connect.clone()>
                    <option value="">"…"</option>
                    {options}
                </select>
            </label>
        </Show>
    }
}

pub(super) fn delete(store: Store, object: ObjectRef) {
    act(store, Intent::Delete { object });
}

pub(super) fn act(store: Store, intent: Intent) {
    store.dispatch(Command::Do(Gesture::Edit(intent)));
}

fn targets(manifests: &Manifests, from: &ObjectRef) -> Vec<ObjectRef> {
    let objects = manifests.objects().iter().map(|object| &object.reference);
    objects.filter(|to| leads(from, to)).take(MOST).cloned().collect()
}

/// More than these are connected in the text.
const MOST: usize = 40;
