//! The files that are edited, as tabs, and taking them away as files.

use leptos::ev;
use leptos::prelude::*;
use svcpath_core::scenario::{Whole, manifests, read};
use svcpath_core::text::{FileId, Files};

use crate::browser;
use crate::dropping;
use crate::session::Command;
use crate::store::{Store, use_store};
use crate::ui::{Icon, Menu, Sign, SignButton};

const YAML: &str = "application/yaml";

#[component]
pub(super) fn FileTabs() -> impl IntoView {
    let store = use_store();
    let names = Memo::new(move |_| {
        store.document.with(|document| document.files.iter().map(|(_, file)| file.name.clone()).collect::<Vec<_>>())
    });
    let current = move || store.sight.with(|sight| sight.file.0 as usize);
    let open = move |file: usize| store.dispatch(Command::Open(FileId(file as u32)));
    let on_key = move |event: ev::KeyboardEvent| {
        let count = names.with_untracked(Vec::len);
        let at = store.sight.with_untracked(|sight| sight.file.0 as usize);
        match event.key().as_str() {
            "ArrowRight" if at + 1 < count => open(at + 1),
            "ArrowLeft" if at > 0 => open(at - 1),
            "Delete" if count > 1 => store.dispatch(Command::CloseFile(FileId(at as u32))),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
        browser::focus(".files [aria-selected=true]");
    };
    let tab = move |(index, name): (usize, String)| {
        let is_current = move || current() == index;
        let title = name.clone();
        view! {
            <button
                type="button"
                role="tab"
                title=title
                aria-selected=move || is_current().to_string()
                tabindex=move || if is_current() { "0" } else { "-1" }
                on:click=move |_| open(index)
            >
                {name}
            </button>
        }
    };
    let several = move || names.with(Vec::len) > 1;
    let close = move |()| store.dispatch(Command::CloseFile(FileId(current() as u32)));
    view! {
        <div class="files">
            <div role="tablist" aria-label=move || store.text().file on:keydown=on_key>
                {move || names.get().into_iter().enumerate().map(tab).collect_view()}
            </div>
            <SignButton sign=Sign::More label=Signal::derive(move || store.hands().add_file) press=move |()| store.dispatch(Command::AddFiles(Files::single("manifests.yaml", ""))) />
            <Show when=several>
                <SignButton sign=Sign::Cross label=Signal::derive(move || store.hands().close_file) press=close />
            </Show>
            <Menu
                class="keep"
                label=Signal::derive(move || store.hands().files.to_owned())
                button=move || view! { <Icon sign=Sign::Save /> }
                card=Box::new(|close| view! { <Keep close /> }.into_any())
            />
        </div>
    }
}

/// Files to bring, and files to keep.
#[component]
fn Keep(close: Callback<()>) -> impl IntoView {
    let store = use_store();
    let several = store.document.with_untracked(|document| document.files.len() > 1);
    // How many values are masked in what was kept: that is to be read.
    let masked = RwSignal::new(0);
    let item = move |words: fn(Store) -> &'static str, act: fn(Store) -> usize| {
        let act = move |_| {
            masked.set(act(store));
            if masked.get_untracked() == 0 {
                close.run(());
            }
        };
        view! {
            <button type="button" class="item" on:click=act>
                {move || words(store)}
            </button>
        }
    };
    let chosen = move |event: ev::Event| {
        let input: web_sys::HtmlInputElement = event_target(&event);
        if let Some(list) = input.files() {
            dropping::take(store, list);
        }
        close.run(());
    };
    view! {
        <label class="item">
            {move || store.hands().open_files}
            <input type="file" multiple accept=".yaml,.yml,.json" on:change=chosen />
        </label>
        {several.then(|| item(|store| store.hands().keep_one, keep_one))}
        {several.then(|| item(|store| store.hands().keep_each, keep_each))}
        {(!several).then(|| item(|store| store.hands().keep_file, keep_each))}
        {item(|store| store.hands().keep_scenario, keep_scenario)}
        <p class="note" role="status">
            {move || (masked.get() > 0).then(|| (store.hands().masked)(masked.get()))}
        </p>
    }
}

/// Every file under its own name, as the reader wrote it; nothing is masked.
fn keep_each(store: Store) -> usize {
    store.document.with_untracked(|document| {
        document.files.iter().for_each(|(_, file)| browser::save(&file.name, YAML, &file.text));
    });
    0
}

/// All manifests in one file, as the reader wrote them; nothing is masked.
fn keep_one(store: Store) -> usize {
    let text = store.document.with_untracked(|document| manifests(&document.files, &read(&document.files).0));
    browser::save("manifests.yaml", YAML, &text);
    0
}

/// What is seen, as a scenario; how many values are masked in it.
fn keep_scenario(store: Store) -> usize {
    let document = store.document.get_untracked();
    let shown = store.shown.get_untracked();
    let asked = shown.as_ref().map(|shown| &*shown.trace);
    let arrangement = store.sight.with_untracked(|sight| sight.arrangement);
    let step = store.step.get_untracked();
    let scenario = store.reading.with_untracked(|reading| reading.kept(&document.setting, arrangement, step, asked));
    let Whole { text, masked } = Whole::scenario(&scenario, &document.files);
    browser::save("scenario.yaml", YAML, &text);
    masked
}
