//! Who asks for what: two fields with suggestions from the world, read by core's own parser.

use leptos::prelude::*;
use leptos::{ev, html};
use svcpath_core::request::Written;
use svcpath_core::survey;

use super::http::HttpMenu;
use crate::session::{Command, Stop};
use crate::store::use_store;
use crate::ui::{Icon, Sign};

/// More than anybody reads in a list.
const MOST: usize = 300;

#[component]
pub(super) fn RequestForm() -> impl IntoView {
    let store = use_store();
    let written = Memo::new(move |_| store.document.with(|document| document.written.clone()));
    let from = NodeRef::<html::Input>::new();
    let to = NodeRef::<html::Input>::new();
    let value = |field: NodeRef<html::Input>| field.get_untracked().map(|input| input.value()).unwrap_or_default();
    let ask = move |written: Written| store.dispatch(Command::Ask { written, stop: Stop::Step(0) });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        ask(Written { from: value(from), to: value(to), ..written.get_untracked() });
    };
    let sources = move || {
        let sources = store.world.with(|world| survey::sources(world, MOST));
        sources.into_iter().map(|source| view! { <option value=source.to_string() /> }).collect_view()
    };
    let targets = move || {
        let targets = store.world.with(|world| survey::targets(world, MOST));
        targets.into_iter().map(|target| view! { <option value=target.to_string() /> }).collect_view()
    };
    view! {
        <form class="ask" class:refused=move || store.refused().is_some() on:submit=submit>
            <label class="from">
                <span>{move || store.text().from}</span>
                <input
                    node_ref=from
                    list="sources"
                    autocomplete="off"
                    spellcheck="false"
                    autocapitalize="off"
                    aria-label=move || store.text().from
                    prop:value=move || written.get().from
                />
            </label>
            <label class="to">
                <span>{move || store.text().to}</span>
                <input
                    node_ref=to
                    list="targets"
                    autocomplete="off"
                    spellcheck="false"
                    autocapitalize="off"
                    inputmode="url"
                    aria-label=move || store.text().to
                    prop:value=move || written.get().to
                />
            </label>
            <datalist id="sources">{sources}</datalist>
            <datalist id="targets">{targets}</datalist>
            {move || parts(&written.get()).into_iter().map(|part| view! { <Part part /> }).collect_view()}
            <Show when=move || written.with(Written::is_http)>
                <HttpMenu written />
            </Show>
            <button type="submit" class="go">
                {move || store.text().trace}
            </button>
            <Show when=move || store.refused().is_some()>
                <p class="error" role="alert">
                    {move || store.refused()}
                </p>
            </Show>
        </form>
    }
}

/// What a request says beyond the two fields and HTTP.
#[derive(Debug, Clone, PartialEq)]
enum Extra {
    At(String),
    Via(String),
}

fn parts(written: &Written) -> Vec<Extra> {
    let at = written.at.iter().cloned().map(Extra::At);
    at.chain(written.via.iter().cloned().map(Extra::Via)).collect()
}

/// One of them, with a cross that takes it out and asks again.
#[component]
fn Part(part: Extra) -> impl IntoView {
    let store = use_store();
    let words = match &part {
        Extra::At(at) => format!("at {at}"),
        Extra::Via(via) => format!("via {via}"),
    };
    let name = words.clone();
    let take_out = move |_| {
        let mut written = store.document.with_untracked(|document| document.written.clone());
        match &part {
            Extra::At(_) => written.at = None,
            Extra::Via(_) => written.via = None,
        }
        store.dispatch(Command::Ask { written, stop: Stop::Step(0) });
    };
    view! {
        <span class="extra">
            {words}
            <button type="button" aria-label=move || (store.text().drop_part)(&name) on:click=take_out>
                <Icon sign=Sign::Cross />
            </button>
        </span>
    }
}
