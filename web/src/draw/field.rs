//! One field of a form: its value, what holds without it, and what the API server would say of another.

use leptos::ev;
use leptos::prelude::*;
use svcpath_core::diagnostic::Severity;
use svcpath_core::edit::{FieldValue, Intent};
use svcpath_core::fields::{self, Takes, refusals};
use svcpath_core::object::{FieldPath, ObjectRef};
use svcpath_core::wording;

use super::object::act;
use crate::store::use_store;

/// A field at its place in an object.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) path: FieldPath,
    pub(super) field: fields::Field,
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path
    }
}

#[component]
pub(super) fn Field(object: ObjectRef, place: Place) -> impl IntoView {
    let store = use_store();
    let Place { path, field } = place;
    let takes = field.takes();
    let refused = RwSignal::new(None::<String>);
    let value = {
        let (object, path) = (object.clone(), path.clone());
        Memo::new(move |_| {
            store.reading.with(|reading| {
                let node = &reading.manifests.get(&object)?.node;
                Some(node.at(&path)?.text()?.to_owned())
            })
        })
    };
    let written = path.clone();
    let change = move |event: ev::Event| {
        let entered = event_target_value(&event).trim().to_owned();
        let wanted = (!entered.is_empty()).then_some(entered.as_str());
        let wrong = store.reading.with_untracked(|reading| {
            let found = reading.manifests.get(&object).map(|object| refusals(object, &written, wanted))?;
            found.into_iter().find(|problem| problem.severity() == Severity::Error)
        });
        let told = wrong.map(|problem| problem.message(store.lang.get_untracked()));
        let is_right = told.is_none();
        refused.set(told);
        if is_right {
            let (object, path) = (object.clone(), written.clone());
            act(
                store,
                match wanted {
                    Some(text) => Intent::Set { object, path, value: typed(takes, text) },
                    None => Intent::Unset { object, path },
                },
            );
        }
    };
    let label = path.as_str().trim_start_matches("spec.").trim_start_matches("template.spec.").to_owned();
    let absent = field.absent();
    let meaning = move || field.meaning(store.lang.get());
    let default = move || wording::absent(&absent, store.lang.get());
    let choices = match takes {
        Takes::OneOf(choices) => Some(choices.to_vec()),
        Takes::Boolean => Some(vec!["true", "false"]),
        _ => None,
    };
    let control = match choices {
        Some(choices) => {
            let option = move |choice: &'static str| {
                let is_chosen = move || value.with(|value| value.as_deref() == Some(choice));
                view! { <option value=choice selected=is_chosen>{choice}</option> }
            };
            view! {
                <select prop:value=move || value.get().unwrap_or_default() on:change=change>
                    <option value="">{default}</option>
                    {choices.into_iter().map(option).collect_view()}
                </select>
            }
            .into_any()
        }
        None => view! {
            <input
                prop:value=move || value.get().unwrap_or_default()
                placeholder=default
                aria-invalid=move || refused.with(Option::is_some).to_string()
                on:change=change
            />
        }
        .into_any(),
    };
    view! {
        <label class="field" title=meaning>
            <span>{label}</span>
            {control}
        </label>
        {move || refused.get().map(|why| view! { <p class="refused" role="alert">{why}</p> })}
    }
}

/// As YAML is to read what was entered.
fn typed(takes: Takes, text: &str) -> FieldValue {
    let number = || text.parse().map(FieldValue::Number);
    match takes {
        Takes::Boolean => FieldValue::Flag(text == "true"),
        Takes::Integer(..) | Takes::Seconds(..) | Takes::Port(_) | Takes::PortOrName(_) => {
            number().unwrap_or_else(|_| FieldValue::Text(text.to_owned()))
        }
        _ => FieldValue::Text(text.to_owned()),
    }
}
