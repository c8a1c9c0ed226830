//! One field of a form: its value, what holds without it, and what the API server would say of another.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::ev;
use leptos::prelude::*;
use svcpath_core::fields::{Absent, Takes};
use svcpath_core::object::{FieldPath, ObjectRef};
use svcpath_core::wording;
use web_sys::{HtmlInputElement, HtmlSelectElement};

use super::places::{FITTING, Place};
use super::writing::{Drafts, Writing};
use crate::browser;
use crate::store::{Store, use_store};

/// Choices of so many letters in all stand side by side.
const SHORT: usize = 14;

/// And so long may be what holds by default, to be read there.
const SHOWN: usize = 15;

#[component]
pub(super) fn Field(object: ObjectRef, place: Place, drafts: Drafts) -> impl IntoView {
    let store = use_store();
    let (takes, listed) = (place.takes(), matches!(place.field.takes(), Takes::List(_)));
    let Place { path, field, label, absent, .. } = place;
    let refused = RwSignal::new(None::<String>);
    let object_of = object.clone();
    let writing = StoredValue::new(Writing { store, object, path: path.clone(), takes, drafts });
    let waits = Memo::new(move |_| writing.with_value(Writing::waits));
    let value = {
        let (object, path) = (object_of.clone(), path.clone());
        let written = move || {
            store.reading.with(|reading| {
                let node = reading.manifests.get(&object)?.node();
                Some(node.at(&path)?.text()?.to_owned())
            })
        };
        Memo::new(move |_| waits.get().map(|(value, _)| value).or_else(&written))
    };
    // Of another value, as another field may bring it, nothing was refused.
    Effect::watch(move || value.get(), move |_, _, _| refused.set(None), false);
    let set = move |entered: &str| {
        let wanted = (!entered.is_empty()).then_some(entered);
        refused.set(writing.with_value(|writing| writing.set(wanted)));
    };
    let whole = path.as_str().to_owned();
    // What holds without a list holds without its first entry.
    let absent = if listed && !whole.ends_with("[0]") { Absent::Nothing } else { absent };
    let given = given(store, &object_of, &path);
    // What the cluster gives says more than that it gives something; what is written is no default.
    let given = Memo::new(move |_| given.get().filter(|_| value.with(Option::is_none)));
    let default = move || given.get().unwrap_or_else(|| wording::absent(&absent, store.lang.get()));
    let meaning = move || {
        let holds = match (default(), absent) {
            (holds, _) if holds.is_empty() => String::new(),
            (holds, Absent::Required | Absent::Depends(_)) if given.get().is_none() => format!(" ({holds})"),
            (holds, _) => format!(" ({}: {holds})", store.hands().by_default),
        };
        format!("{whole}: {}{holds}", field.meaning(store.lang.get()))
    };
    let told = told_as();
    let map = path.as_str().strip_suffix(']').and_then(|path| path.rsplit_once('[')).map(|(map, _)| map.to_owned());
    let map = map.filter(|_| !listed);
    let long = label.len() > FITTING;
    let wide = Memo::new(move |_| long || default().chars().count() > SHOWN);
    let choices = match takes {
        Takes::OneOf(choices) => choices,
        Takes::Boolean => &["true", "false"],
        _ => &[],
    };
    // Only a list of choices leads back to nothing.
    let short = !listed && !choices.is_empty() && choices.iter().map(|choice| choice.len()).sum::<usize>() <= SHORT;
    if short {
        let choose = Callback::new(move |choice: &'static str| set(choice));
        return view! {
            <div class="field" class:wide=long title=meaning.clone()>
                <span>{parted(&label)}</span>
                <Choices label told=told.clone() choices value default=absent choose />
            </div>
            <small class="meaning" id=told>{meaning}</small>
            <Refused why=refused />
            <Waiting waits />
        }
        .into_any();
    }
    let current = move || value.get_untracked().unwrap_or_default();
    let change = move |event: ev::Event| {
        set(event_target_value(&event).trim());
        // What was refused stays there to be mended.
        if refused.with_untracked(Option::is_none) {
            event_target::<HtmlInputElement>(&event).set_value(&current());
            // A key of a map goes with its value, and the field with it: the room for another one is the next.
            if let Some(map) = map.as_ref().filter(|_| value.with_untracked(Option::is_none)) {
                browser::focus(&format!(".object [title^='{map}:'] input"));
            }
        }
    };
    let choose = move |event: ev::Event| {
        set(&event_target_value(&event));
        event_target::<HtmlSelectElement>(&event).set_value(&current());
    };
    let give_up = move |event: ev::KeyboardEvent| {
        let input = event_target::<HtmlInputElement>(&event);
        let differs = waits.with_untracked(Option::is_some) || input.value() != current();
        if event.key() == "Escape" && differs {
            event.stop_propagation();
            writing.with_value(Writing::forget);
            refused.set(None);
            input.set_value(&current());
        }
    };
    let control = if choices.is_empty() {
        view! {
            <input
                prop:value=move || value.get().unwrap_or_default()
                placeholder=default
                aria-describedby=told.clone()
                aria-invalid=move || refused.with(Option::is_some).to_string()
                on:change=change
                on:keydown=give_up
            />
        }
        .into_any()
    } else {
        let option = move |choice: &'static str| {
            let is_chosen = move || value.with(|value| value.as_deref() == Some(choice));
            view! { <option value=choice selected=is_chosen>{choice}</option> }
        };
        // Beside the same word written out.
        let absent_choice = move || match default() {
            holds if choices.contains(&holds.as_str()) => format!("{holds} ({})", store.hands().by_default),
            holds => holds,
        };
        view! {
            <select prop:value=move || value.get().unwrap_or_default() aria-describedby=told.clone() on:change=choose>
                <option value="">{absent_choice}</option>
                {choices.iter().map(|choice| option(choice)).collect_view()}
            </select>
        }
        .into_any()
    };
    view! {
        <label class="field" class:wide=wide title=meaning.clone()>
            <span>{parted(&label)}</span>
            {control}
        </label>
        <small class="meaning" id=told>{meaning}</small>
        <Refused why=refused />
        <Waiting waits />
    }
    .into_any()
}

/// What is not written yet, and why.
#[component]
fn Waiting(waits: Memo<Option<(String, Vec<String>)>>) -> impl IntoView {
    let store = use_store();
    move || {
        let (_, lacks) = waits.get()?;
        Some(view! { <p class="waits" role="status">{(store.hands().waits)(&lacks.join(", "))}</p> })
    }
}

/// A path that goes on in the next line behind one of its dots.
pub(super) fn parted(label: &str) -> impl IntoView + use<> {
    label.split_inclusive('.').map(|part| view! { {part.to_owned()} <wbr /> }).collect_view()
}

/// A closed set that fits side by side. What holds by default is marked as such.
#[component]
fn Choices(
    label: String,
    told: String,
    choices: &'static [&'static str],
    value: Memo<Option<String>>,
    default: Absent,
    choose: Callback<&'static str>,
) -> impl IntoView {
    let holds = move |choice: &str| match (value.get(), default) {
        (Some(value), _) => value == choice,
        (None, Absent::Value(default)) => default == choice,
        (None, Absent::Required | Absent::Nothing | Absent::Depends(_)) => false,
    };
    let choice = move |choice: &'static str| {
        view! {
            <button type="button" role="radio" aria-checked=move || holds(choice).to_string() on:click=move |_| choose.run(choice)>
                {choice}
            </button>
        }
    };
    view! {
        <div class="segments" class:by-default=move || value.with(Option::is_none) role="radiogroup" aria-label=label aria-describedby=told>
            {choices.iter().map(|one| choice(one)).collect_view()}
        </div>
    }
}

/// The name of an element that nothing else on the page has.
pub(super) fn told_as() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("field-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// What the cluster gives where the field is not written: an address or a port.
fn given(store: Store, object: &ObjectRef, path: &FieldPath) -> Memo<Option<String>> {
    let (object, path) = (object.clone(), path.clone());
    Memo::new(move |_| {
        store.world.with(|world| match (object.kind.as_str(), path.as_str()) {
            ("Node", "status.addresses[0].address") => {
                let node = world.node(world.find_node(&object.name)?);
                node.addresses.first().map(ToString::to_string)
            }
            ("Service", path) => {
                let service = world.service(world.find_service(&object.namespace, &object.name)?);
                if path == "spec.clusterIP" {
                    return service.cluster_ips.first().map(ToString::to_string);
                }
                let index = path.strip_prefix("spec.ports[")?.strip_suffix("].nodePort")?;
                service.ports.get(index.parse::<usize>().ok()?)?.node_port.map(|port| port.to_string())
            }
            _ => None,
        })
    })
}

/// What the API server would say.
#[component]
pub(super) fn Refused(why: RwSignal<Option<String>>) -> impl IntoView {
    move || why.get().map(|why| view! { <p class="refused" role="alert">{why}</p> })
}
