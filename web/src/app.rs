//! The page as a whole: how it starts, what belongs to all of it, and where things stand.

use leptos::ev;
use leptos::html;
use leptos::mount::mount_to;
use leptos::prelude::*;
use svcpath_core::apart::apart;
use svcpath_core::decimal::number;
use svcpath_core::lang::Lang;
use svcpath_core::text::{File, Files};
use svcpath_scene::theme::Theme;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;

use crate::address::{Address, Notice};
use crate::aloud::Aloud;
use crate::bar::Bar;
use crate::browser;
use crate::canvas::{About, Map, Tools};
use crate::chips::Chips;
use crate::draw::{self, Clipboard, Declined, Empty, Palette, Told};
use crate::dropping::DropZone;
use crate::embed::Widget;
use crate::examples;
use crate::keep;
use crate::link::{self, Look};
use crate::panel::{Answer, Left, LeftButton, Problems};
use crate::rest;
use crate::session::{Command, Document, Origin, Session, Sight, Stop, Tab, ThemeChoice};
use crate::store::{Store, use_store};
use crate::timeline::Timeline;
use crate::typing::{Typing, is_taken};
use crate::ui::{Dress, Icon, Sign};

/// What a live cluster is read with.
const KUBECTL: &str =
    "kubectl get nodes,ns,pods,svc,endpointslices,deploy,rs,sts,ds,ingress,ingressclass,networkpolicy -A -o yaml";

/// Reads the address and what it leads to, then puts the page in place of the words that stand there meanwhile.
pub(crate) fn start() {
    rest::expect();
    let mut address = Address { link: browser::fragment("z"), ..Address::read(browser::parameters()) };
    if address.link.is_some() {
        // Few come by one.
        apart(|| spawn_local(follow(address)));
    } else {
        let kept = if address.asks_nothing() { keep::restore(&mut address.notices) } else { None };
        spawn_local(begin(address, kept, None));
    }
}

/// By a link that holds everything.
async fn follow(mut address: Address) {
    match link::unpack(address.link.as_deref().unwrap_or_default()).await {
        Ok((document, look)) => begin(address, Some(document), Some(look)).await,
        Err(why) => {
            // In somebody else's page no other story is told in its place.
            let nothing = address.embed.then(Document::default);
            address.notices.push(Notice::Link(why));
            begin(address, nothing, None).await;
        }
    }
}

async fn begin(address: Address, document: Option<Document>, look: Option<Look>) {
    let (files, origin, lost) = load(&address.sources).await;
    // What never came matters most.
    let mut notices: Vec<Notice> = lost.into_iter().map(|address| Notice::Source { address }).collect();
    notices.extend(address.notices.iter().cloned());
    let sight = sight(&address);
    let mut session = match document {
        Some(document) => Session::resume(document, sight),
        None => Session::new(files, origin, address.written.clone(), sight),
    };
    if let Some(look) = look {
        apart(|| look.at(&mut session));
    }
    if let Some(view) = address.view {
        session.update(Command::Arrange(view));
    }
    if let Some(step) = address.step {
        session.update(Command::Go { stop: Stop::Step(step), moving: false });
    }
    if address.play {
        session.update(Command::Play(true));
    }
    let root = leptos::prelude::document().get_element_by_id("app").and_then(|root| root.dyn_into().ok());
    let Some(root): Option<web_sys::HtmlElement> = root else { return };
    root.set_inner_html("");
    let step = address.step;
    mount_to(root, move || view! { <App session notices step /> }).forget();
}

/// The texts at these addresses, and the addresses that give none. The first example, where nothing else is asked for: of what
/// cannot be had nothing is said by another story.
async fn load(sources: &[String]) -> (Files, Origin, Vec<String>) {
    let mut files = Vec::new();
    let mut lost = Vec::new();
    for source in sources {
        match browser::fetch(source).await {
            Some(text) => files.push(File { name: source.rsplit('/').next().unwrap_or(source).to_owned(), text }),
            None => lost.push(source.clone()),
        }
    }
    if sources.is_empty() {
        let (first, text) = examples::first();
        return (Files::single(first.file(), text), Origin::Example(first.name), lost);
    }
    (Files::new(files), Origin::Addresses(sources.to_vec()), lost)
}

fn sight(address: &Address) -> Sight {
    let remembered = |key| if address.embed { None } else { browser::recall(key) };
    let browser_lang = || window().navigator().language().as_deref().and_then(Lang::from_tag);
    let unfolded = address.editor.unwrap_or_else(|| remembered("svcpath.panel").as_deref() == Some("open"));
    Sight {
        lang: address
            .lang
            .or_else(|| remembered("svcpath.lang").as_deref().and_then(Lang::from_tag))
            .or_else(browser_lang)
            .unwrap_or_default(),
        theme: address
            .theme
            .or_else(|| remembered("svcpath.theme").as_deref().and_then(ThemeChoice::named))
            .unwrap_or(ThemeChoice::Auto),
        panel: (unfolded && !address.embed).then_some(Tab::Manifests),
        embed: address.embed,
        ..Sight::default()
    }
}

#[component]
fn App(session: Session, notices: Vec<Notice>, step: Option<usize>) -> impl IntoView {
    let store = Store::new(session, notices);
    provide_context(store);
    let last = store.steps.get_untracked();
    if let Some(step) = step.filter(|step| *step >= last && last > 0) {
        store.tell(Notice::Value { name: "step", value: (step + 1).to_string(), takes: format!("1 … {last}") });
    }
    browser::watch_media("(prefers-color-scheme: dark)", move |dark| store.prefers_dark.set(dark));
    browser::watch_media("(prefers-reduced-motion: reduce)", move |still| store.prefers_still.set(still));
    dress_document(store);
    remember_choices(store);
    listen(store);
    wake(store);
    if !store.sight.with_untracked(|sight| sight.embed) {
        keep::keep(store);
    }
    let embed = store.sight.with_untracked(|sight| sight.embed);
    if embed { view! { <Widget /> }.into_any() } else { view! { <Page /> }.into_any() }
}

#[component]
fn Page() -> impl IntoView {
    let store = use_store();
    let playhead = NodeRef::<html::Div>::new();
    let moved = Callback::new(move |at: f64| {
        if let Some(playhead) = playhead.get_untracked() {
            let playhead: &web_sys::HtmlElement = &playhead;
            let _ = playhead.style().set_property("--x", &number(at, 3));
        }
    });
    let open = move || store.panel.get().is_some();
    let nothing = Memo::new(move |_| {
        let drawing = store.sight.with(|sight| sight.drawing);
        !drawing && store.reading.with(|reading| reading.manifests.objects().is_empty())
    });
    view! {
        <div class="page" class:unfolded=open>
            <Bar />
            <Show when=open>
                <Left />
            </Show>
            <main class="picture">
                <div class="over">
                    <Show when=move || !open()>
                        <LeftButton />
                    </Show>
                    <Chips />
                    <div class="look"><Tools /></div>
                </div>
                {move || store.in_use(|| view! { <Dress /> <Palette /> <Told /> <Clipboard /> <Typing /> }.into_any())}
                <StaleStrip />
                <div class="map">
                    <Map moved />
                    {move || store.in_use(|| view! { <About /> <Declined /> }.into_any())}
                    <Show when=move || nothing.get()>
                        <Empty />
                    </Show>
                </div>
                <Show when=move || !open() && !store.untold().is_empty()>
                    <div class="floating">
                        <Problems untold=true />
                    </div>
                </Show>
                <Hint />
            </main>
            <Answer />
            <Timeline playhead />
            {move || store.in_use(|| view! { <DropZone /> <Aloud /> }.into_any())}
        </div>
    }
}

/// While the text is broken: where it breaks, and that the picture is an earlier one's.
#[component]
fn StaleStrip() -> impl IntoView {
    let store = use_store();
    let broken = Memo::new(move |_| store.broken());
    move || {
        broken.get().and_then(|broken| {
            let span = broken.span?;
            let line = store.reading.with(|reading| reading.files.position(span).line);
            let words = (store.text().stale)(line, &broken.message(store.lang.get()));
            Some(view! {
                <button type="button" class="stale" on:click=move |_| store.dispatch(Command::JumpTo(span))>
                    <Icon sign=Sign::Warning />
                    {words}
                </button>
            })
        })
    }
}

/// What the shown kind of Service is for, and how to bring manifests of one's own.
#[component]
fn Hint() -> impl IntoView {
    let store = use_store();
    let copied = RwSignal::new(None::<bool>);
    let copy = move |_| {
        browser::copy(KUBECTL.to_owned(), move |done| {
            copied.set(Some(done));
            set_timeout(move || copied.set(None), std::time::Duration::from_secs(2));
        });
    };
    let words = move || match copied.get() {
        None => store.text().copy_command,
        Some(true) => store.text().copied,
        Some(false) => store.text().not_copied,
    };
    let lesson = Memo::new(move |_| examples::lesson(&store.origin(), store.lang.get()));
    let advice = move || {
        let (title, words, more) = match lesson.get() {
            Some((title, lesson)) => (title, lesson, ""),
            None => {
                let exposure = store.exposure()?;
                let (use_it, weakness) = (store.text().advice)(exposure);
                (exposure.as_str(), use_it, weakness)
            }
        };
        Some(view! {
            <p class="advice">
                <b>{title}</b>
                " "
                {words}
                " "
                <span>{more}</span>
            </p>
        })
    };
    view! {
        <div class="hint">
            {advice} <p>
                {move || store.text().paste} " "
                <button type="button" class="link" title=KUBECTL on:click=copy>
                    <span aria-live="polite">{words}</span>
                </button>
            </p>
        </div>
    }
}

/// Language, theme and title are the whole document's.
fn dress_document(store: Store) {
    Effect::new(move |_| {
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("lang", store.lang.get().tag());
            let theme = match store.theme.get() {
                Theme::Light => "light",
                Theme::Dark => "dark",
            };
            let _ = root.set_attribute("data-theme", theme);
        }
        document().set_title(store.text().title);
    });
}

/// Small preferences only; never manifests, and nothing at all inside somebody else's page.
fn remember_choices(store: Store) {
    if store.sight.with_untracked(|sight| sight.embed) {
        return;
    }
    let choices = Memo::new(move |_| {
        let theme = store.sight.with(|sight| sight.theme.as_str());
        [
            ("svcpath.lang", store.lang.get().tag()),
            ("svcpath.theme", theme),
            ("svcpath.panel", if store.panel.get().is_some() { "open" } else { "folded" }),
        ]
    });
    Effect::new(move |before: Option<[(&'static str, &'static str); 3]>| {
        let choices = choices.get();
        // What the address or the browser says is no choice of the reader's until it changes.
        for (now, then) in choices.iter().zip(before.iter().flatten()) {
            if now != then {
                browser::remember(now.0, now.1);
            }
        }
        choices
    });
}

/// Once somebody uses the page, what only they need is there (`web/rest.js`), and is made.
fn wake(store: Store) {
    let used = window_event_listener(ev::Custom::<ev::Event>::new("svcpath-used"), move |_| {
        if !store.awake.get_untracked() {
            store.awake.set(true);
        }
    });
    on_cleanup(move || used.remove());
}

/// Keys and pastes that belong to the page, unless somebody is writing.
fn listen(store: Store) {
    let keys = window_event_listener(ev::keydown, move |event| press(store, &event));
    let paste = window_event_listener(ev::paste, move |event| {
        if browser::is_writing(event.target()) || store.sight.with_untracked(|sight| sight.embed) {
            return;
        }
        let event: web_sys::ClipboardEvent = event.unchecked_into();
        let text = event.clipboard_data().and_then(|data| data.get_data("text/plain").ok()).unwrap_or_default();
        if !text.trim().is_empty() {
            event.prevent_default();
            if !draw::paste(store, &text) {
                store.load_pasted(text);
            }
        }
    });
    on_cleanup(move || {
        keys.remove();
        paste.remove();
    });
}

fn press(store: Store, event: &ev::KeyboardEvent) {
    if event.alt_key() || event.default_prevented() {
        return;
    }
    let command = event.ctrl_key() || event.meta_key();
    let key = event.key();
    let undoes = command && matches!(key.as_str(), "z" | "Z" | "y");
    if browser::is_writing(event.target()) && !(undoes && is_taken(event.target())) {
        return;
    }
    match (key.as_str(), command, event.shift_key()) {
        ("z", true, false) if draws(store) => store.dispatch(Command::Undo),
        ("y", true, false) | ("z" | "Z", true, true) if draws(store) => store.dispatch(Command::Redo),
        ("d", true, false) if draws(store) && draw::duplicate(store) => {}
        (" ", false, _) if !browser::is_pressable(event.target()) => store.toggle_play(),
        ("ArrowRight", false, false) => store.step_by(1),
        ("ArrowLeft", false, false) => store.step_by(-1),
        ("ArrowRight", false, true) => store.hop_by(true),
        ("ArrowLeft", false, true) => store.hop_by(false),
        ("Home", false, _) => store.go_to(0),
        ("End", false, _) => store.go_to(usize::MAX),
        (key, false, false)
            if draws(store) && (key.len() > 1 || !browser::is_beside(event.target())) && draw::press(store, key) => {}
        _ => return,
    }
    event.prevent_default();
}

/// Whether there is anybody who could draw: nobody does in somebody else's page.
fn draws(store: Store) -> bool {
    !store.sight.with_untracked(|sight| sight.embed)
}
