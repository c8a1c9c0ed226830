//! The object that is selected: its name, what routing reads of it, what it leads to.

use leptos::ev;
use leptos::prelude::*;
use svcpath_core::edit::{Intent, leads};
use svcpath_core::fields::{Takes, form};
use svcpath_core::manifest::{Manifests, Node, Object};
use svcpath_core::object::{FieldPath, ObjectRef};

use super::field::{Field, Place, told_apart};
use super::moment::Picked;
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
    view! {
        <Picked />
        {move || selected.get().map(|object| view! { <Form object /> })}
    }
}

#[component]
fn Form(object: ObjectRef) -> impl IntoView {
    let store = use_store();
    let title = format!("{} {}", object.kind, object.key());
    let places = {
        let object = object.clone();
        Memo::new(move |_| store.reading.with(|reading| reading.manifests.get(&object).map(places).unwrap_or_default()))
    };
    let rename = {
        let object = object.clone();
        move |event: ev::Event| {
            let name = event_target_value(&event).trim().to_owned();
            act(store, Intent::Rename { object: object.clone(), name });
        }
    };
    let name = object.name.clone();
    let (removed, field_of) = (object.clone(), object.clone());
    view! {
        <section class="object" aria-label=title.clone()>
            <h2>
                <span>{title.clone()}</span>
                <button type="button" class="btn" on:click=move |_| delete(store, removed.clone())>
                    {move || store.hands().delete}
                </button>
            </h2>
            <label class="field">
                <span>"metadata.name"</span>
                <input prop:value=name on:change=rename />
            </label>
            <For each=move || places.get() key=|place| (place.path.clone(), place.label.clone()) let(place)>
                <Field object=field_of.clone() place />
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
            view! { <option value=index.to_string()>{format!("{} {}", to.kind, to.key())}</option> }
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

/// The fields of a form with their places in this object: each entry of a list has its own, a list without any one to be.
fn places(object: &Object) -> Vec<Place> {
    let mut places = Vec::new();
    for field in form(&object.reference.kind) {
        let (takes, meaning) = (field.takes(), field.clone());
        for path in spread(object.node(), FieldPath::root(), &field.path) {
            match takes {
                Takes::Labels(_) | Takes::Map(_) => {
                    let entries = object.node().at(&path).map(Node::entries).unwrap_or_default();
                    let keys = entries.iter().filter_map(|(key, _)| key.text());
                    places.extend(keys.map(|key| Place::new(path.key(key), meaning.clone())));
                }
                Takes::Object(_) => {}
                // What is written, and room for one more.
                Takes::List(item) if !matches!(*item, Takes::Object(_)) => {
                    let written = object.node().at(&path).map_or(0, |list| list.items().len());
                    let most = if let Takes::OneOf(choices) = *item { choices.len() } else { usize::MAX };
                    let entries = (0..=written).take(most.max(written));
                    places.extend(entries.map(|index| Place::new(path.index(index), meaning.clone())));
                }
                Takes::List(_) => {}
                _ => places.push(Place::new(path, meaning.clone())),
            }
        }
    }
    told_apart(places)
}

/// Every path that `pattern` stands for behind `at`.
fn spread(node: &Node, at: FieldPath, pattern: &str) -> Vec<FieldPath> {
    let Some((list, rest)) = pattern.split_once("[]") else { return vec![joined(&at, pattern)] };
    let list = joined(&at, list);
    let count = node.at(&list).map_or(0, |list| list.items().len()).max(1);
    (0..count).flat_map(|index| spread(node, list.index(index), rest.trim_start_matches('.'))).collect()
}

fn joined(at: &FieldPath, rest: &str) -> FieldPath {
    if *at == FieldPath::root() {
        return FieldPath::of(rest);
    }
    rest.split('.').filter(|name| !name.is_empty()).fold(at.clone(), |path, name| path.field(name))
}
