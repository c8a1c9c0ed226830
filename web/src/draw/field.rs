//! One field of a form: its value, what holds without it, and what the API server would say of another.

use leptos::ev;
use leptos::prelude::*;
use svcpath_core::diagnostic::Severity;
use svcpath_core::edit::{FieldValue, Intent};
use svcpath_core::fields::{self, Absent, Takes, refusals, unallocated};
use svcpath_core::object::{FieldPath, ObjectRef};
use svcpath_core::wording;

use super::object::act;
use crate::store::use_store;

/// Choices of so many letters in all stand side by side.
const SHORT: usize = 14;

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
                let node = reading.manifests.get(&object)?.node();
                Some(node.at(&path)?.text()?.to_owned())
            })
        })
    };
    let written = path.clone();
    let set = move |entered: &str| {
        let wanted = (!entered.is_empty()).then_some(entered);
        let wrong = store.reading.with_untracked(|reading| {
            let found = reading.manifests.get(&object).map(|object| refusals(object, &written, wanted))?;
            found.into_iter().find(|problem| problem.severity() == Severity::Error)
        });
        let wrong =
            wrong.or_else(|| store.world.with_untracked(|world| unallocated(world, &object, &written, wanted?)));
        let told = wrong.map(|problem| problem.message(store.lang.get_untracked()));
        let is_right = told.is_none();
        refused.set(told);
        if is_right {
            let (object, path) = (object.clone(), written.clone());
            act(
                store,
                match wanted {
                    Some(text) => {
                        let value = typed(takes, text);
                        store.reading.with_untracked(|reading| match reading.manifests.get(&object) {
                            Some(written) => Intent::set(written, path, value),
                            None => Intent::Set { object, path, value },
                        })
                    }
                    None => Intent::Unset { object, path },
                },
            );
        }
    };
    let (label, whole) = (end_of(&path).to_owned(), path.as_str().to_owned());
    let absent = field.absent();
    let meaning = move || format!("{whole}: {}", field.meaning(store.lang.get()));
    let default = move || wording::absent(&absent, store.lang.get());
    let choices = match takes {
        Takes::OneOf(choices) => choices,
        Takes::Boolean => &["true", "false"],
        _ => &[],
    };
    let short = !choices.is_empty() && choices.iter().map(|choice| choice.len()).sum::<usize>() <= SHORT;
    if short {
        let choose = Callback::new(move |choice: &'static str| set(choice));
        return view! {
            <div class="field" title=meaning>
                <span>{label.clone()}</span>
                <Choices label choices value default=absent choose />
            </div>
            <Refused why=refused />
        }
        .into_any();
    }
    let change = move |event: ev::Event| set(event_target_value(&event).trim());
    let control = if choices.is_empty() {
        view! {
            <input
                prop:value=move || value.get().unwrap_or_default()
                placeholder=default
                aria-invalid=move || refused.with(Option::is_some).to_string()
                on:change=change
            />
        }
        .into_any()
    } else {
        let option = move |choice: &'static str| {
            let is_chosen = move || value.with(|value| value.as_deref() == Some(choice));
            view! { <option value=choice selected=is_chosen>{choice}</option> }
        };
        view! {
            <select prop:value=move || value.get().unwrap_or_default() on:change=change>
                <option value="">{default}</option>
                {choices.iter().map(|choice| option(choice)).collect_view()}
            </select>
        }
        .into_any()
    };
    view! {
        <label class="field" title=meaning>
            <span>{label}</span>
            {control}
        </label>
        <Refused why=refused />
    }
    .into_any()
}

/// A closed set that fits side by side. What holds by default is marked as such.
#[component]
fn Choices(
    label: String,
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
        <div class="segments" class:by-default=move || value.with(Option::is_none) role="radiogroup" aria-label=label>
            {choices.iter().map(|one| choice(one)).collect_view()}
        </div>
    }
}

/// What the API server would say.
#[component]
pub(super) fn Refused(why: RwSignal<Option<String>>) -> impl IntoView {
    move || why.get().map(|why| view! { <p class="refused" role="alert">{why}</p> })
}

/// The end of a path, which tells fields apart: as many names as fit into a form.
fn end_of(path: &FieldPath) -> &str {
    const MOST: usize = 17;
    let text = path.as_str();
    let mut ends = text.match_indices('.').filter_map(|(dot, _)| text.get(dot + 1..));
    let fitting = ends.clone().find(|end| end.len() <= MOST);
    fitting.or_else(|| ends.next_back()).unwrap_or(text)
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
