//! One field of a form: its value, what holds without it, and what the API server would say of another.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::ev;
use leptos::prelude::*;
use svcpath_core::diagnostic::Severity;
use svcpath_core::edit::{FieldValue, Intent};
use svcpath_core::fields::{self, Absent, Takes, refusals, unallocated};
use svcpath_core::object::{FieldPath, ObjectRef};
use svcpath_core::wording;

use super::object::act;
use crate::store::{Store, use_store};

/// Choices of so many letters in all stand side by side.
const SHORT: usize = 14;

/// A field at its place in an object.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) path: FieldPath,
    pub(super) field: fields::Field,
    /// The end of the path that is nobody else's in the form.
    pub(super) label: String,
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        (&self.path, &self.label) == (&other.path, &other.label)
    }
}

impl Place {
    pub(super) fn new(path: FieldPath, field: fields::Field) -> Self {
        let label = ends(path.as_str()).skip(1).find(|end| end.len() <= FITTING).unwrap_or_else(|| last(path.as_str()));
        Self { label: label.to_owned(), path, field }
    }

    /// An entry of a list, where the field is one.
    fn takes(&self) -> Takes {
        match self.field.takes() {
            Takes::List(item) => *item,
            takes => takes,
        }
    }
}

/// Has each place called as no other one of the form is.
pub(super) fn told_apart(mut places: Vec<Place>) -> Vec<Place> {
    let paths: Vec<FieldPath> = places.iter().map(|place| place.path.clone()).collect();
    for place in &mut places {
        let is_own = |end: &str| {
            let path = |other: &FieldPath| *other != place.path && ends(other.as_str()).any(|known| known == end);
            !paths.iter().any(path)
        };
        if !is_own(&place.label) {
            let longer: Vec<&str> = ends(place.path.as_str()).filter(|end| end.len() > place.label.len()).collect();
            let own = longer.into_iter().rev().find(|end| is_own(end)).unwrap_or(place.path.as_str()).to_owned();
            place.label = own;
        }
    }
    places
}

/// A label of so many letters stands beside its field.
const FITTING: usize = 17;
/// And so long may be what holds by default, to be read there.
const SHOWN: usize = 15;

/// The path and its ends, from the longest: each begins with a name. The dots of a key in brackets separate nothing.
fn ends(path: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    let dots = path.char_indices().filter(move |(_, letter)| {
        match letter {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        *letter == '.' && depth == 0
    });
    std::iter::once(path).chain(dots.filter_map(|(dot, _)| path.get(dot + 1..)))
}

fn last(path: &str) -> &str {
    ends(path).last().unwrap_or(path)
}

#[component]
pub(super) fn Field(object: ObjectRef, place: Place) -> impl IntoView {
    let store = use_store();
    let (takes, listed) = (place.takes(), matches!(place.field.takes(), Takes::List(_)));
    let Place { path, field, label } = place;
    let refused = RwSignal::new(None::<String>);
    let object_of = object.clone();
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
    let whole = path.as_str().to_owned();
    // What holds without a list holds without its first entry.
    let absent = if listed && !whole.ends_with("[0]") { Absent::Nothing } else { field.absent() };
    let given = given(store, &object_of, &path);
    // What the cluster gives says more than that it gives something.
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
    let wide = Memo::new({
        let long = label.len() > FITTING;
        move |_| long || default().chars().count() > SHOWN
    });
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
            <div class="field" title=meaning.clone()>
                <span>{label.clone()}</span>
                <Choices label told=told.clone() choices value default=absent choose />
            </div>
            <small class="meaning" id=told>{meaning}</small>
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
                aria-describedby=told.clone()
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
            <select prop:value=move || value.get().unwrap_or_default() aria-describedby=told.clone() on:change=change>
                <option value="">{default}</option>
                {choices.iter().map(|choice| option(choice)).collect_view()}
            </select>
        }
        .into_any()
    };
    view! {
        <label class="field" class:wide=wide title=meaning.clone()>
            <span>{label}</span>
            {control}
        </label>
        <small class="meaning" id=told>{meaning}</small>
        <Refused why=refused />
    }
    .into_any()
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
fn told_as() -> String {
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

#[cfg(test)]
mod tests {
    use svcpath_core::fields::form;

    use super::*;

    #[test]
    fn every_field_of_a_form_is_called_as_no_other() {
        for kind in fields::kinds() {
            let places = form(kind.name).flat_map(|field| {
                [0, 1].map(|index| {
                    Place::new(FieldPath::of(&field.path.replace("[]", &format!("[{index}]"))), field.clone())
                })
            });
            let mut places: Vec<Place> = places.collect();
            places.dedup_by(|one, other| one.path == other.path);
            let labels: Vec<String> = told_apart(places).into_iter().map(|place| place.label).collect();
            let mut once = labels.clone();
            once.sort();
            once.dedup();
            assert_eq!(once.len(), labels.len(), "{}: {labels:?}", kind.name);
        }
    }

    #[test]
    fn a_label_is_as_short_as_it_can_be() {
        let label = |kind: &str, path: &str| {
            let places = form(kind).map(|field| Place::new(FieldPath::of(&field.path.replace("[]", "[0]")), field));
            let found = told_apart(places.collect()).into_iter().find(|place| place.path.as_str() == path);
            found.map(|place| place.label).unwrap_or_default()
        };
        assert_eq!(label("Service", "spec.ports[0].targetPort"), "targetPort");
        assert_eq!(label("NetworkPolicy", "spec.egress[0].ports[0].endPort"), "egress[0].ports[0].endPort");
        assert_eq!(label("Deployment", "spec.replicas"), "replicas");
        let zone = "metadata.labels[topology.kubernetes.io/zone]";
        assert_eq!(label("Node", zone), "labels[topology.kubernetes.io/zone]");
    }
}
