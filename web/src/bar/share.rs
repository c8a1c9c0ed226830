//! Taking it elsewhere: a link where a link can carry it, the answer in words, the picture as a file.

use leptos::prelude::*;
use svcpath_core::mask::masked;
use svcpath_core::wording;
use svcpath_scene::export::{Export as File, picture};
use wasm_bindgen_futures::spawn_local;

use crate::address::parameters;
use crate::browser;
use crate::link::{self, Look};
use crate::session::{Document, Origin};
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

/// What leads here.
#[derive(Debug, Clone, PartialEq)]
struct Leading {
    address: String,
    /// Values that it leaves out.
    masked: usize,
}

#[component]
fn ShareCard(close: Callback<()>) -> impl IntoView {
    let store = use_store();
    let outcome = RwSignal::new(None);
    let copy = Callback::new(move |text: String| {
        browser::copy(text, move |done| {
            outcome.set(Some(done));
            set_timeout(move || close.run(()), std::time::Duration::from_millis(900));
        });
    });
    // The address that this was loaded by, or one that carries everything, which takes a moment to be made.
    let leading = RwSignal::new(link(store).map(|address| Leading { address, masked: 0 }));
    let carries = leading.with_untracked(Option::is_none);
    if carries {
        spawn_local(async move {
            leading.set(carrying(store).await);
        });
    }
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
    let told = Signal::derive(move || has_answer.then(&told));
    view! {
        {item(Signal::derive(words), Signal::derive(address))}
        <Show when=move || has_answer>{item(Signal::derive(move || store.text().copy_answer), told)}</Show>
        {item(Signal::derive(move || store.hands().share_html), Signal::derive(move || Some(html(store, &address()?))))}
        {item(Signal::derive(move || store.hands().share_markdown), Signal::derive(move || Some(markdown(store, &address()?))))}
        {move || leading.get().map(|leading| remarks(store, leading))}
        <p class="note" role="status">
            {move || match outcome.get() {
                Some(true) => store.text().copied,
                Some(false) => store.text().not_copied,
                None => "",
            }}
        </p>
    }
}

/// What the reader should know of the link.
fn remarks(store: Store, leading: Leading) -> impl IntoView {
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

/// The widget for a page of one's own.
fn html(store: Store, address: &str) -> String {
    let page = address.split(['?', '#']).next().unwrap_or_default();
    let (query, fragment) = match address.split_once('#') {
        Some((_, fragment)) => (String::new(), format!("#{fragment}")),
        None => (address.split_once('?').map(|(_, query)| format!("&{query}")).unwrap_or_default(), String::new()),
    };
    let source = format!("{page}?embed=1{query}{fragment}").replace('&', "&amp;").replace('"', "&quot;");
    let title = title(store).replace('&', "&amp;").replace('"', "&quot;");
    format!(
        "<iframe src=\"{source}\" title=\"{title}\" width=\"100%\" height=\"420\" loading=\"lazy\" style=\"border: 0\"></iframe>"
    )
}

fn markdown(store: Store, address: &str) -> String {
    let title = title(store).replace('[', "\\[").replace(']', "\\]");
    format!("[{title}]({address})")
}

fn title(store: Store) -> String {
    store.scene.with_untracked(|scene| scene.title.clone()).unwrap_or_else(|| "svcpath".to_owned())
}

#[component]
pub(super) fn Export() -> impl IntoView {
    let store = use_store();
    let save = move |_| browser::save("svcpath.svg", "image/svg+xml", &drawn(store));
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

/// The picture as `svcpath render` writes it too.
fn drawn(store: Store) -> String {
    let shown = store.shown.get_untracked();
    let document = store.document.get_untracked();
    let layout = store.reading.with_untracked(|reading| reading.layout(&document.setting));
    let file = store.sight.with_untracked(|sight| File {
        arrangement: sight.arrangement,
        branch: shown.as_ref().map(|shown| shown.branch),
        all: sight.all,
        inside: sight.inside.clone(),
        step: Some(store.step.get_untracked()),
        layout: layout.into(),
        lang: store.lang.get_untracked(),
        theme: store.theme.get_untracked(),
        ..File::default()
    });
    store.world.with_untracked(|world| picture(world, shown.as_ref().map(|shown| &*shown.trace), &file))
}
