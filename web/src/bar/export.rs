//! Taking it away: the picture, the manifests, the question with its answer as a test, the steps as a table.

use js_sys::{Function, Promise};
use leptos::prelude::*;
use svcpath_core::scenario::Whole;
use svcpath_core::table;
use svcpath_scene::export::{Export as File, picture};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::store::{Store, use_store};
use crate::text::Hands;
use crate::ui::{Icon, Menu, Sign};
use crate::work::get;
use crate::{browser, bundle};

/// So many pixels for each of the picture's own.
const SCALES: [u32; 3] = [1, 2, 3];

#[component]
pub(super) fn Export() -> impl IntoView {
    let store = use_store();
    view! {
        <Menu
            class="export"
            label=Signal::derive(move || store.text().export.to_owned())
            button=move || view! { <Icon sign=Sign::Save /> <span class="words">{move || store.text().export}</span> }
            card=Box::new(|_| view! { <ExportCard /> }.into_any())
        />
    }
}

/// A text that can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Manifests,
    Test,
    Table,
}

impl Kind {
    fn file(self) -> (&'static str, &'static str) {
        match self {
            Kind::Manifests => ("manifests.yaml", "application/yaml"),
            Kind::Test => ("scenario.yaml", "application/yaml"),
            Kind::Table => ("hops.md", "text/markdown"),
        }
    }

    /// `None`: nothing is asked.
    fn text(self, store: Store) -> Option<Whole> {
        let document = store.document.get_untracked();
        let shown = store.shown.get_untracked();
        store.reading.with_untracked(|reading| match self {
            Kind::Manifests => Some(Whole::manifests(&document.files)),
            Kind::Test => Some(Whole::scenario(&reading.test(&document.setting, &shown?.trace), &document.files)),
            Kind::Table => {
                let shown = shown?;
                let lang = store.lang.get_untracked();
                let text = table::markdown(&shown.trace, shown.path(), &reading.manifests, &reading.files, lang);
                Some(Whole { text, masked: 0 })
            }
        })
    }
}

#[component]
fn ExportCard() -> impl IntoView {
    let store = use_store();
    // The card stays open: one may want several, and read what became of each.
    let told = RwSignal::new(String::new());
    let svg = move |_| {
        browser::save("svcpath.svg", "image/svg+xml", &drawn(store));
        told.set((store.hands().downloaded)("svcpath.svg"));
    };
    let png = move |scale: u32| {
        view! {
            <button
                type="button"
                class="btn"
                aria-label=format!("PNG {scale}×")
                on:click=move |_| spawn_local(async move { told.set(pixels(store, scale).await) })
            >
                {scale}
                "×"
            </button>
        }
    };
    view! {
        <button type="button" class="item" on:click=svg>
            <Icon sign=Sign::Save />
            <span><b>"SVG"</b> <small>{move || store.hands().export_svg}</small></span>
        </button>
        <div class="row">
            <span class="item" aria-hidden="true">
                <Icon sign=Sign::Save />
                <span><b>"PNG"</b> <small>{move || store.hands().export_png}</small></span>
            </span>
            {SCALES.map(png).collect_view()}
        </div>
        <hr />
        <TextRow kind=Kind::Manifests told />
        <TextRow kind=Kind::Test told />
        <TextRow kind=Kind::Table told />
        <p class="note" role="status">{told}</p>
    }
}

/// A text, in the way that is likeliest to be wanted, and in the other one.
#[component]
fn TextRow(kind: Kind, told: RwSignal<String>) -> impl IntoView {
    let store = use_store();
    let tell = move |said: String, masked: usize| match masked {
        0 => told.set(said),
        masked => told.set(format!("{said} {}", (store.hands().masked)(masked))),
    };
    let download = Callback::new(move |()| {
        if let Some(Whole { text, masked }) = kind.text(store) {
            let (name, mime) = kind.file();
            browser::save(name, mime, &text);
            tell((store.hands().downloaded)(name), masked);
        }
    });
    let copy = Callback::new(move |()| {
        if let Some(Whole { text, masked }) = kind.text(store) {
            browser::copy(text, move |done| match done {
                true => tell(format!("{}.", store.text().copied), masked),
                false => tell(format!("{}.", store.text().not_copied), 0),
            });
        }
    });
    let ways = [(Sign::Save, download), (Sign::Copy, copy)];
    let [(sign, act), (other_sign, other)] = if kind == Kind::Manifests { ways } else { [ways[1], ways[0]] };
    let words = move || store.hands().export_texts[kind as usize];
    let disabled = move || kind != Kind::Manifests && store.shown.with(Option::is_none);
    view! {
        <div class="row">
            <button type="button" class="item" disabled=disabled on:click=move |_| act.run(())>
                <Icon sign />
                <span><b>{move || words()[0]}</b> <small>{move || words()[1]}</small></span>
            </button>
            <button
                type="button"
                class="btn bare"
                aria-label=move || words()[2]
                title=move || words()[2]
                disabled=disabled
                on:click=move |_| other.run(())
            >
                <Icon sign=other_sign />
            </button>
        </div>
    }
}

/// Offers the picture in pixels, and says what came of it.
async fn pixels(store: Store, scale: u32) -> String {
    let hands = Hands::of(store.lang.get_untracked());
    let size = |of: &JsValue| {
        let side = |name: &str| get(of, name)?.as_f64();
        Some((hands.pixels)(side("width")? as u32, side("height")? as u32))
    };
    match made(&drawn(store), scale).await {
        Ok(made) => {
            let (Some(blob), Some(size)) = (get(&made, "blob"), size(&made)) else { return hands.not_drawn.to_owned() };
            let name = if scale == 1 { "svcpath.png".to_owned() } else { format!("svcpath@{scale}x.png") };
            browser::save_blob(&name, blob.unchecked_ref());
            format!("{} {size}.", (hands.downloaded)(&name))
        }
        Err(why) => size(&why).map_or_else(|| hands.not_drawn.to_owned(), |size| (hands.too_large)(&size)),
    }
}

/// What `web/png/png.js` makes of a picture. It is called by its name: as an import each first visit would load it.
async fn made(svg: &str, scale: u32) -> Result<JsValue, JsValue> {
    let module = bundle::load("png.js").await?;
    let png: Function = get(&module, "png").unwrap_or_default().dyn_into()?;
    let made: Promise = png.call2(&JsValue::NULL, &svg.into(), &scale.into())?.unchecked_into();
    JsFuture::from(made).await
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
