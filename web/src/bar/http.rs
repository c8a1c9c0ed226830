//! What an HTTP request says beyond its URL: method, headers and query, with suggestions from the rules that read them.

use leptos::ev;
use leptos::prelude::*;
use svcpath_core::request::Written;
use svcpath_core::survey::{self, Hints};

use crate::session::{Command, Stop};
use crate::store::{Store, use_store};
use crate::ui::{Icon, Menu, Sign};

/// Those that servers tell apart (RFC 9110, RFC 5789).
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// A button that says what is special about the request; its card changes it.
#[component]
pub(super) fn HttpMenu(written: Memo<Written>) -> impl IntoView {
    let store = use_store();
    let brief = move || {
        written.with(|written| {
            let method = written.method.clone().unwrap_or_else(|| default_method(written).to_owned());
            let more = written.headers.len();
            if more == 0 { method } else { format!("{method} +{more}") }
        })
    };
    view! {
        <Menu
            class="http"
            label=Signal::derive(move || store.text().http.to_owned())
            button=move || view! { {brief} <Icon sign=Sign::Down /> }
            card=Box::new(move |_| view! { <HttpCard written /> }.into_any())
        />
    }
}

fn default_method(written: &Written) -> &'static str {
    if written.to.trim_start().starts_with("grpc") { "POST" } else { "GET" }
}

/// Each change asks again at once.
fn change(store: Store, edit: impl FnOnce(&mut Written)) {
    let mut written = store.document.with_untracked(|document| document.written.clone());
    edit(&mut written);
    store.dispatch(Command::Ask { written, stop: Stop::Step(0) });
}

#[component]
fn HttpCard(written: Memo<Written>) -> impl IntoView {
    let store = use_store();
    let hints = Memo::new(move |_| store.world.with(|world| survey::http_hints(world)));
    let method = move || written.with(|written| written.method.clone().unwrap_or_default());
    let ask_with = move |event: ev::Event| {
        let method = event_target_value(&event).trim().to_ascii_uppercase();
        change(store, |written| written.method = Some(method).filter(|method| !method.is_empty()));
    };
    let methods = move || {
        let own = hints.get().methods;
        let usual = METHODS.into_iter().map(str::to_owned).filter(|method| !own.contains(method)).collect::<Vec<_>>();
        own.into_iter().chain(usual).map(|method| view! { <option value=method /> }).collect_view()
    };
    view! {
        <label class="row">
            <span>{move || store.text().method}</span>
            <input
                list="methods"
                autocomplete="off"
                autocapitalize="characters"
                spellcheck="false"
                placeholder=move || written.with(default_method)
                prop:value=method
                on:change=ask_with
            />
        </label>
        <datalist id="methods">{methods}</datalist>
        <Rows written hints part=Part::Headers />
        <Rows written hints part=Part::Query />
    }
}

/// A list of texts in the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Headers,
    Query,
}

impl Part {
    fn name(self, store: Store) -> &'static str {
        match self {
            Part::Headers => store.text().headers,
            Part::Query => store.text().query,
        }
    }

    fn pattern(self) -> &'static str {
        match self {
            Part::Headers => "Name: value",
            Part::Query => "name=value",
        }
    }

    fn of(self, written: &Written) -> Vec<String> {
        match self {
            Part::Headers => written.headers.clone(),
            Part::Query => written.query(),
        }
    }

    fn put(self, written: &mut Written, rows: Vec<String>) {
        match self {
            Part::Headers => written.headers = rows,
            Part::Query => written.set_query(&rows),
        }
    }

    fn suggested(self, hints: Hints) -> Vec<String> {
        match self {
            Part::Headers => hints.headers,
            Part::Query => hints.query,
        }
    }
}

/// The texts, one field each, an empty field for one more, and what the rules look for.
#[component]
fn Rows(written: Memo<Written>, hints: Memo<Hints>, part: Part) -> impl IntoView {
    let store = use_store();
    let add = move |text: String| {
        change(store, |written| {
            let mut rows = part.of(written);
            rows.push(text);
            part.put(written, rows);
        });
    };
    let set = move |at: usize, text: String| {
        let text = text.trim().to_owned();
        change(store, |written| {
            let mut rows = part.of(written);
            match (rows.get_mut(at), text.is_empty()) {
                (Some(_), true) => drop(rows.remove(at)),
                (Some(row), false) => *row = text,
                (None, true) => {}
                (None, false) => rows.push(text),
            }
            part.put(written, rows);
        });
    };
    // Fields stay where they are while their texts change, and so does the focus.
    let row = move |at: usize| {
        let text = Memo::new(move |_| written.with(|written| part.of(written).get(at).cloned().unwrap_or_default()));
        view! {
            <div class="row">
                <input
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    placeholder=part.pattern()
                    aria-label=move || format!("{} {}", part.name(store), at + 1)
                    prop:value=text
                    on:change=move |event| set(at, event_target_value(&event))
                />
                <Show when=move || !text.get().is_empty()>
                    <button
                        type="button"
                        class="btn bare"
                        aria-label=move || (store.text().drop_part)(&text.get())
                        on:click=move |_| set(at, String::new())
                    >
                        <Icon sign=Sign::Cross />
                    </button>
                </Show>
            </div>
        }
    };
    let places = move || 0..=written.with(|written| part.of(written).len());
    let suggestions = move || {
        let known = written.with(|written| part.of(written));
        let suggested = part.suggested(hints.get()).into_iter().filter(|text| !known.contains(text));
        let chip = move |text: String| {
            let added = text.clone();
            view! { <button type="button" class="chip" on:click=move |_| add(added.clone())>"+ " {text}</button> }
        };
        let chips: Vec<_> = suggested.map(chip).collect();
        (!chips.is_empty())
            .then(|| view! { <p class="suggested"><span>{move || store.text().suggested}</span> {chips}</p> })
    };
    view! {
        <fieldset>
            <legend>{move || part.name(store)}</legend>
            <For each=places key=|at| *at children=row />
            {suggestions}
        </fieldset>
    }
}
