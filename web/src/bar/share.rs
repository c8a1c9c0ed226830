//! Taking it elsewhere: a link where a link can carry it, the answer in words, the picture as a file.

use leptos::prelude::*;
use svcpath_core::wording;
use svcpath_scene::svg;

use crate::address::parameters;
use crate::browser;
use crate::session::Origin;
use crate::store::{Store, use_store};
use crate::ui::{Icon, Menu, Sign};

#[component]
pub(super) fn Share() -> impl IntoView {
    let store = use_store();
    view! {
        <Menu
            class="share"
            label=Signal::derive(move || store.text().share.to_owned())
            button=move || view! { <Icon sign=Sign::Share /> <span class="words">{move || store.text().share}</span> }
            card=Box::new(|close| view! { <ShareCard close /> }.into_any())
        />
    }
}

#[component]
fn ShareCard(close: Callback<()>) -> impl IntoView {
    let store = use_store();
    let outcome = RwSignal::new(None);
    let copy = move |text: String| {
        browser::copy(text, move |done| {
            outcome.set(Some(done));
            set_timeout(move || close.run(()), std::time::Duration::from_millis(900));
        });
    };
    let link = link(store);
    let answer = answer(store);
    let (has_link, has_answer) = (link.is_some(), answer.is_some());
    view! {
        <Show when=move || has_link>
            <button type="button" class="item" on:click={ let link = link.clone(); move |_| copy(link.clone().unwrap_or_default()) }>
                <Icon sign=Sign::Copy />
                {move || store.text().copy_link}
            </button>
        </Show>
        <Show when=move || has_answer>
            <button type="button" class="item" on:click={ let answer = answer.clone(); move |_| copy(answer.clone().unwrap_or_default()) }>
                <Icon sign=Sign::Copy />
                {move || store.text().copy_answer}
            </button>
        </Show>
        <Show when=move || !has_link>
            <p class="note">{move || store.text().no_link}</p>
        </Show>
        <p class="note" role="status">
            {move || match outcome.get() {
                Some(true) => store.text().copied,
                Some(false) => store.text().not_copied,
                None => "",
            }}
        </p>
    }
}

#[component]
pub(super) fn Export() -> impl IntoView {
    let store = use_store();
    let save = move |_| {
        let scene = store.scene.get_untracked();
        let frame = scene.frame(store.step.get_untracked() as f64);
        browser::save("svcpath.svg", "image/svg+xml", &svg::svg(&scene, Some(&frame), store.theme.get_untracked()));
    };
    view! {
        <button type="button" class="btn" title="SVG" aria-label=move || store.text().export on:click=save>
            <Icon sign=Sign::Save />
            <span class="words">{move || store.text().export}</span>
        </button>
    }
}

/// The address that shows this very step; `None` while the texts are not where an address could lead.
fn link(store: Store) -> Option<String> {
    let mut sources = match store.origin() {
        Origin::Own => return None,
        _ if store.is_own() => return None,
        Origin::Addresses(sources) => sources,
        Origin::Example(name) => crate::examples::address(name).into_iter().collect(),
    };
    let document = store.document.get_untracked();
    sources.iter_mut().for_each(|source| *source = browser::absolute(source));
    let arrangement = store.sight.with_untracked(|sight| sight.arrangement);
    browser::address_with(&parameters(&sources, &document.written, store.step.get_untracked(), arrangement))
}

/// Three lines: what was asked, what came of it, and why.
fn answer(store: Store) -> Option<String> {
    let shown = store.shown.get_untracked()?;
    let lang = store.lang.get_untracked();
    let text = store.text();
    let request = &shown.trace.request;
    let asked = format!("{} {} → {} {}", text.from, request.from, text.to, request.to);
    let verdict = wording::verdict(&shown.trace.verdict, lang);
    let sees = wording::client_sees(&shown.trace, lang);
    let why = wording::reason(&shown.path().reason, lang);
    Some(format!("{asked}\n{verdict}; {}: {sees}\n{why}", text.client_sees))
}
