//! Sharing it: a link, alone or with the answer in words, and what shows it in another page.

use leptos::prelude::*;
use svcpath_core::mask::masked;
use svcpath_core::wording;
use wasm_bindgen_futures::spawn_local;

use crate::address::parameters;
use crate::browser;
use crate::link::{self, Look};
use crate::session::{Document, Origin};
use crate::store::{Store, use_store};
use crate::ui::{Icon, Menu, Sign};

use super::embed::Embed;

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

/// What leads here.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Leading {
    pub(super) address: String,
    /// Values that it leaves out.
    pub(super) masked: usize,
}

#[component]
fn ShareCard(close: Callback<()>) -> impl IntoView {
    let store = use_store();
    // The address that this was loaded by, or one that carries everything, which takes a moment to be made.
    let leading = RwSignal::new(link(store).map(|address| Leading { address, masked: 0 }));
    let carries = leading.with_untracked(Option::is_none);
    let made = RwSignal::new(!carries);
    if carries {
        spawn_local(async move {
            leading.set(carrying(store).await);
            made.set(true);
        });
    }
    let embeds = RwSignal::new(false);
    let turn = Callback::new(move |to: bool| {
        embeds.set(to);
        // What had the focus is gone.
        let next = if to { ".share .embed :checked" } else { ".share .item:last-of-type" };
        set_timeout(move || browser::focus(next), std::time::Duration::ZERO);
    });
    move || {
        if embeds.get() {
            view! { <Embed leading back=Callback::new(move |()| turn.run(false)) /> }.into_any()
        } else {
            view! { <Links leading made carries close embed=Callback::new(move |()| turn.run(true)) /> }.into_any()
        }
    }
}

/// Links to copy, alone or with something around them.
#[component]
fn Links(
    leading: RwSignal<Option<Leading>>,
    /// Whether the link is there, or none can be.
    made: RwSignal<bool>,
    /// Whether the link holds everything.
    carries: bool,
    close: Callback<()>,
    embed: Callback<()>,
) -> impl IntoView {
    let store = use_store();
    let outcome = RwSignal::new(None);
    let copy = Callback::new(move |text: String| {
        browser::copy(text, move |done| {
            outcome.set(Some(done));
            set_timeout(move || close.run(()), std::time::Duration::from_millis(900));
        });
    });
    let address = move || leading.with(|leading| leading.as_ref().map(|leading| leading.address.clone()));
    let answer = answer(store);
    let has_answer = answer.is_some();
    let told = move || answer.clone().into_iter().chain(address()).collect::<Vec<_>>().join("\n");
    let item = move |label: Signal<&'static str>, text: Signal<Option<String>>| {
        let press = move |_| {
            if let Some(text) = text.get_untracked() {
                copy.run(text);
            }
        };
        view! {
            <button type="button" class="item" disabled=move || text.with(Option::is_none) on:click=press>
                <Icon sign=Sign::Copy />
                {move || label.get()}
            </button>
        }
    };
    let words = move || if carries { store.hands().share_link } else { store.text().copy_link };
    // Not without its link, if there will be one.
    let told = Signal::derive(move || (has_answer && made.get()).then(&told));
    view! {
        {item(Signal::derive(words), Signal::derive(address))}
        <Show when=move || has_answer>{item(Signal::derive(move || store.text().copy_answer), told)}</Show>
        {item(Signal::derive(move || store.hands().share_markdown), Signal::derive(move || Some(markdown(store, &address()?))))}
        <button type="button" class="item" on:click=move |_| embed.run(())>
            <Icon sign=Sign::Lines />
            {move || store.hands().embed}
        </button>
        {move || leading.get().map(|leading| remarks(store, leading))}
        <Outcome of=outcome />
    }
}

/// What came of copying.
#[component]
pub(super) fn Outcome(of: RwSignal<Option<bool>>) -> impl IntoView {
    let store = use_store();
    view! {
        <p class="note" role="status">
            {move || match of.get() {
                Some(true) => store.text().copied,
                Some(false) => store.text().not_copied,
                None => "",
            }}
        </p>
    }
}

/// What the reader should know of the link.
pub(super) fn remarks(store: Store, leading: Leading) -> impl IntoView {
    const SAFE: usize = 8 << 10;
    let (masked, size) = (leading.masked, leading.address.len());
    let hands = store.hands();
    let masked = (masked > 0).then(|| (hands.masked)(masked));
    let long = (size > SAFE).then(|| (hands.long_link)(size.div_ceil(1024)));
    masked.into_iter().chain(long).map(|remark| view! { <p class="note">{remark}</p> }).collect_view()
}

/// A link that holds all of it, but for what is nobody else's business.
async fn carrying(store: Store) -> Option<Leading> {
    let document = store.document.get_untracked();
    let (files, masked) = masked(&document.texts());
    let look = store.sight.with_untracked(|sight| Look::of(sight, store.step.get_untracked()));
    let packed = link::pack(&Document { files, ..(*document).clone() }, &look).await?;
    let address = browser::address_with::<&str>(&[])?;
    Some(Leading { address: format!("{address}#z={packed}"), masked })
}

/// The address that shows what is shown, with the manifests beside it.
pub(crate) async fn leading(store: Store) -> Option<String> {
    match link(store) {
        Some(address) => Some(address),
        None => Some(carrying(store).await?.address),
    }
}

fn markdown(store: Store, address: &str) -> String {
    let title = title(store).replace('[', "\\[").replace(']', "\\]");
    format!("[{title}]({address})")
}

/// What is shown, in one line.
pub(super) fn title(store: Store) -> String {
    store.scene.with_untracked(|scene| scene.title.clone()).unwrap_or_else(|| "svcpath".to_owned())
}

/// The address that shows this very step; `None` where no parameters could say all that is seen.
fn link(store: Store) -> Option<String> {
    let document = store.document.get_untracked();
    let arrangement = store.sight.with_untracked(|sight| sight.arrangement);
    let told = store.reading.with_untracked(|reading| reading.view());
    let step = store.step.get_untracked();
    browser::address_with(&parameters(&said(store)?, &document.written, step, arrangement, told))
}

/// Where the texts came from, while parameters say the rest: neither another path than the drawn one, nor all of them, nor a
/// kernel that is looked into.
pub(super) fn said(store: Store) -> Option<Vec<String>> {
    let (path, paths) = store.shown.with_untracked(|shown| {
        let shown = shown.as_ref();
        (shown.is_none_or(|shown| shown.branch == shown.trace.drawn), shown.map_or(0, |shown| shown.trace.paths.len()))
    });
    let is_plain = store.sight.with_untracked(|sight| sight.inside.is_none() && !(sight.all && paths > 1));
    sources(store).filter(|_| path && is_plain)
}

/// Where the texts came from, in full, while they are as they came: nowhere for what the page begins with.
pub(super) fn sources(store: Store) -> Option<Vec<String>> {
    let sources = match store.origin() {
        Origin::Own => return None,
        _ if store.is_own() => return None,
        Origin::Addresses(sources) => sources,
        Origin::Example(name) => crate::examples::address(name).into_iter().collect(),
    };
    Some(sources.iter().map(|source| browser::absolute(source)).collect())
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
