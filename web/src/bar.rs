//! The bar on top: what is shown, what is asked, and what can be done with it.

mod embed;
mod export;
mod http;
mod request;
mod share;
mod snippet;

use leptos::ev;
use leptos::prelude::*;
use svcpath_core::expose::Exposure;
use svcpath_core::lang::Lang;
use svcpath_core::text::Files;
use wasm_bindgen_futures::spawn_local;

use crate::address::Notice;
use crate::session::{Command, Deed, Origin, ThemeChoice};
use crate::store::{Store, use_store};
use crate::ui::{Icon, Menu, Sign, SignButton};
use crate::{browser, examples};

use export::Export;
use request::RequestForm;
use share::Share;
pub(crate) use share::leading;

#[component]
pub(crate) fn Bar() -> impl IntoView {
    let store = use_store();
    view! {
        <header class="bar">
            <h1><a class="logo" href="./">
                <svg viewBox="0 0 32 24" aria-hidden="true">
                    <rect class="band" x="1" y="9" width="30" height="7" rx="1.5" />
                    <path class="way" d="M3 4h7.5A2.5 2.5 0 0 1 13 6.5V18a2.5 2.5 0 0 0 2.5 2.5H20" />
                    <path class="end" d="M22.5 17h5l2.3 3.5-2.3 3.5h-5l-2.3-3.5z" />
                </svg>
                "svcpath"
            </a></h1>
            <ExposureSwitch />
            <Menu
                class="examples"
                label=Signal::derive(move || store.text().examples.to_owned())
                button=move || view! { {move || store.text().examples} <Icon sign=Sign::Down /> }
                card=Box::new(|close| view! { <ExampleList close /> }.into_any())
            />
            <RequestForm />
            <div class="tools">
                <div class="history"><HistoryButtons /></div>
                <Share />
                <Export />
                <Preferences />
            </div>
        </header>
    }
}

/// The same story with the Service opened another way: edits the real YAML.
#[component]
fn ExposureSwitch() -> impl IntoView {
    let store = use_store();
    let subject = Memo::new(move |_| store.subject());
    let current = Memo::new(move |_| store.exposure());
    let choose = move |exposure| {
        if let Some(service) = subject.get_untracked() {
            store.dispatch(Command::Expose { service, exposure });
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let count = Exposure::ALL.len();
        let stride = match event.key().as_str() {
            "ArrowRight" | "ArrowDown" => 1,
            "ArrowLeft" | "ArrowUp" => count - 1,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        let at = Exposure::ALL.iter().position(|exposure| current.get_untracked() == Some(*exposure)).unwrap_or(0);
        if let Some(next) = Exposure::ALL.get((at + stride) % count) {
            choose(*next);
            browser::focus(&format!("[data-exposure={}]", next.as_str()));
        }
    };
    let segment = move |exposure: Exposure| {
        let advice = move || {
            let (use_it, weakness) = (store.text().advice)(exposure);
            format!("{use_it} {weakness}")
        };
        let is_current = move || current.get() == Some(exposure);
        view! {
            <button
                type="button"
                role="radio"
                title=advice
                data-exposure=exposure.as_str()
                aria-checked=move || is_current().to_string()
                tabindex=move || if is_current() { "0" } else { "-1" }
                disabled=move || current.get().is_none()
                on:click=move |event| {
                    choose(exposure);
                    // After a click of the pointer the keys go on with the story; by keyboard the focus stays.
                    if event.detail() > 0 {
                        browser::focus(".transport .play");
                    }
                }
            >
                {exposure.as_str()}
            </button>
        }
    };
    view! {
        <div class="segments" role="radiogroup" aria-label=move || store.text().exposure on:keydown=on_key>
            {Exposure::ALL.map(segment).collect_view()}
        </div>
    }
}

#[component]
fn ExampleList(close: Callback<()>) -> impl IntoView {
    let store = use_store();
    let lang = store.lang.get_untracked();
    let item = |example: &'static examples::Example| {
        let (title, lesson) = example.words(lang);
        let load = move |_| {
            close.run(());
            spawn_local(async move {
                match browser::fetch(&example.address()).await {
                    Some(text) => {
                        let files = Files::single(example.file(), text);
                        store.dispatch(Command::Load { files, origin: Origin::Example(example.name), written: None });
                        // Space plays it.
                        browser::focus(".transport .play");
                    }
                    None => store.tell(Notice::Source { address: example.address() }),
                }
            });
        };
        view! {
            <li>
                <button type="button" class="item" on:click=load>
                    <b>{title}</b>
                    <span>{lesson}</span>
                </button>
            </li>
        }
    };
    view! {
        <ul class="list">{examples::ALL.iter().map(item).collect_view()}</ul>
        <a class="item" href="docs/index.html">
            <b>{move || store.hands().handbook[0]}</b>
            <span>{move || store.hands().handbook[1]}</span>
        </a>
    }
}

#[component]
fn HistoryButtons() -> impl IntoView {
    let store = use_store();
    let deeds = Memo::new(move |_| store.deeds());
    // The name stays what it is; what it is about is told beside it.
    let told = move |word: &str, deed: Option<Deed>| match deed {
        Some(deed) => format!("{word}: {}", (store.text().deed)(&deed)),
        None => word.to_owned(),
    };
    view! {
        <SignButton sign=Sign::Undo label=Signal::derive(move || store.text().undo) title=Signal::derive(move || told(store.text().undo, deeds.get()[0].clone())) disabled=Signal::derive(move || deeds.with(|[undo, _]| undo.is_none())) press=move |()| store.dispatch(Command::Undo) />
        <SignButton sign=Sign::Redo label=Signal::derive(move || store.text().redo) title=Signal::derive(move || told(store.text().redo, deeds.get()[1].clone())) disabled=Signal::derive(move || deeds.with(|[_, redo]| redo.is_none())) press=move |()| store.dispatch(Command::Redo) />
    }
}

#[component]
fn Preferences() -> impl IntoView {
    let store = use_store();
    let lang = move || store.lang.get().tag();
    let theme = move || store.sight.with(|sight| sight.theme.as_str());
    let speak = move |event: ev::Event| {
        if let Some(lang) = Lang::from_tag(&event_target_value(&event)) {
            store.dispatch(Command::Speak(lang));
        }
    };
    let wear = move |event: ev::Event| {
        if let Some(theme) = ThemeChoice::named(&event_target_value(&event)) {
            store.dispatch(Command::Wear(theme));
        }
    };
    view! {
        <label class="btn bare choice">
            <span aria-hidden="true">{move || store.lang.get().tag().to_ascii_uppercase()}</span>
            <select aria-label=move || store.text().language title=move || store.text().language prop:value=lang on:change=speak>
                <option value="en">"English"</option>
                <option value="ru">"Русский"</option>
            </select>
        </label>
        <label class="btn bare choice">
            <Icon sign=Sign::Theme />
            <select aria-label=move || store.text().theme title=move || store.text().theme prop:value=theme on:change=wear>
                {theme_options(store)}
            </select>
        </label>
    }
}

fn theme_options(store: Store) -> impl IntoView {
    let option = move |(index, choice): (usize, ThemeChoice)| {
        view! { <option value=choice.as_str()>{move || store.text().themes[index]}</option> }
    };
    ThemeChoice::ALL.into_iter().enumerate().map(option).collect_view()
}
