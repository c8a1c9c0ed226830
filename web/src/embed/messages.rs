//! What the widget and the page around it tell each other (docs/embedding.md, Messages).
//!
//! The page is whoever holds the frame, and nobody else is listened to. Where the browser does not say which site that is, only
//! `ready`, which tells nothing, is sent before the page has spoken.

use js_sys::{Function, Object};
use leptos::ev;
use leptos::prelude::*;
use svcpath_core::apart::apart;
use svcpath_core::lang::Lang;
use svcpath_core::text::Files;
use svcpath_core::trace::Explanation;
use svcpath_core::wording;
use svcpath_scene::Arrangement;
use svcpath_scene::view::TALL_BELOW;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;

use super::fields::{Look, Refusal, field, string, written};
use super::{LINK, around};
use crate::address::{as_told, leads};
use crate::bar::leading;
use crate::browser;
use crate::reading::Reading;
use crate::session::{Command, Origin, Stop, ThemeChoice};
use crate::store::{Same, Store, use_store};
use crate::work::{get, put, text};

/// Of these messages.
const VERSION: f64 = 1.0;
/// Verdict, caption and transport, in CSS pixels (web/styles/small.css); a lesson's captions take two lines more.
const BARS: f64 = 120.0;
const LESSON: f64 = 36.0;
const LESSONS: &str =
    ".page.widget { grid-template-rows: 36px minmax(0, 1fr) 76px 44px; } .widget .caption { -webkit-line-clamp: 4; }";
/// A finger on the picture scrolls the page around it.
const TOUCH: &str = ".widget canvas { touch-action: pan-y; }";

/// From now on the widget talks with the page around it, if there is one.
#[component]
pub(super) fn Messages() -> impl IntoView {
    let store = use_store();
    if let Some(page) = Around::find() {
        let talk = Talk {
            store,
            page: StoredValue::new_local(page),
            begun: RwSignal::new(leads_somewhere()),
            told: StoredValue::new_local(None),
            asked: StoredValue::new(0),
        };
        talk.begin();
    }
    let teaches = move || store.reading.with(|reading| reading.teaches());
    view! { <style>{TOUCH} {move || teaches().then_some(LESSONS)}</style> }
}

/// The page around the widget.
struct Around {
    window: JsValue,
    /// Its site, once that is known.
    origin: Option<String>,
}

impl Around {
    fn find() -> Option<Self> {
        let above = get(&window(), "location").and_then(|location| get(&location, "ancestorOrigins"));
        Some(Self { window: around()?, origin: above.and_then(|above| text(&above, "0")) })
    }

    fn is(&self, window: &JsValue, origin: &str) -> bool {
        self.window == *window && self.origin.as_deref().is_none_or(|known| known == origin)
    }

    fn post(&self, message: &Object, anyone: bool) {
        let target = match self.origin.as_deref() {
            // A page without a site, such as a file. Only the window that holds the frame hears it.
            Some("null") => "*",
            Some(origin) => origin,
            None if anyone => "*",
            None => return,
        };
        if let Some(post) = get(&self.window, "postMessage").and_then(|post| post.dyn_into::<Function>().ok()) {
            let _ = post.call3(&self.window, message, &target.into(), &JsValue::UNDEFINED);
        }
    }
}

/// Both sides of it.
#[derive(Clone, Copy)]
struct Talk {
    store: Store,
    page: StoredValue<Around, LocalStorage>,
    /// What is shown was asked for, by the address or by the page. Of the story that is shown meanwhile nobody wants to hear.
    begun: RwSignal<bool>,
    /// The answer that the page knows of, and in which language.
    told: StoredValue<Option<(Same<Explanation>, Lang)>, LocalStorage>,
    /// How often an answer was to be told.
    asked: StoredValue<u32>,
}

impl Talk {
    fn begin(self) {
        let Self { store, .. } = self;
        let on = |name: &'static str| ev::Custom::<ev::Event>::new(name);
        let heard = window_event_listener(on("message"), move |event| self.hear(&event.into()));
        let width = RwSignal::new(wide());
        let resized = window_event_listener(on("resize"), move |_| width.set(wide()));
        on_cleanup(move || {
            heard.remove();
            resized.remove();
        });
        self.tell("ready", true, |_| {});
        let height = Memo::new(move |_| high(width.get(), store.reading.with(|reading| reading.teaches())));
        Effect::new(move |_| {
            let height = height.get();
            self.tell("resize", false, |message| put(message, "height", &height.into()));
        });
        Effect::new(move |_| {
            let shown = self.shown(store.lang.get());
            if self.begun.get() && self.told.with_value(|told| *told != shown) {
                self.tell_trace(None);
            }
        });
        let reason = move || {
            let shown = store.shown.get()?;
            let (_, step) = shown.path().steps().nth(store.step.get())?;
            Some(wording::reason(&step.reason, store.lang.get()))
        };
        let step = Memo::new(move |_| (store.step.get(), store.steps.get(), store.caption().or_else(reason)));
        Effect::new(move |_| {
            let (step, steps, words) = step.get();
            if !self.begun.get() {
                return;
            }
            self.tell("step", false, |message| {
                put(message, "step", &((step + 1).min(steps) as f64).into());
                put(message, "steps", &(steps as f64).into());
                put(message, "text", &or_null(words));
            });
        });
    }

    fn hear(self, event: &JsValue) {
        let (Some(source), Some(message)) = (get(event, "source"), get(event, "data")) else { return };
        let origin = text(event, "origin").unwrap_or_default();
        // Pages send each other all sorts of things; what is ours says so.
        let Some(version) = get(&message, "svcpath") else { return };
        if !self.page.with_value(|page| page.is(&source, &origin)) {
            return;
        }
        self.page.update_value(|page| page.origin = Some(origin));
        let id = get(&message, "id");
        let done = match text(&message, "type").as_deref() {
            _ if version.as_f64() != Some(VERSION) => Err(Refusal::value("svcpath", &message, VERSION.to_string())),
            Some("load") => self.load(&message, id.as_ref()),
            Some("trace") => self.trace(&message, id.as_ref()),
            Some("step") => {
                self.begun.set(true);
                Look::read(&message).and_then(|look| self.look(&look, &message, true))
            }
            Some("theme") => self.dress(&message),
            Some(_) | None => Err(Refusal::value("type", &message, "load, trace, step, theme")),
        };
        if let Err(refusal) = done {
            self.refuse(&refusal, id.as_ref());
        }
    }

    fn load(self, message: &JsValue, id: Option<&JsValue>) -> Result<(), Refusal> {
        let manifests = || Refusal::value("text", message, "YAML, JSON");
        let words = text(message, "text").ok_or_else(manifests)?;
        let name = string(message, "name")?.unwrap_or_else(|| "manifests.yaml".to_owned());
        let link = field(message, "link", "true, false", |value| value.as_bool())?;
        let (look, asks) = (Look::read(message)?, string(message, "to")?.is_some());
        let written = if asks { Some(written(message)?) } else { None };
        let files = Files::single(&name, &words);
        let reading = Reading::of(&files);
        if reading.manifests.objects().is_empty() {
            return Err(apart(|| unread(&reading, &files, self.store.lang.get_untracked())).unwrap_or_else(manifests));
        }
        link.into_iter().for_each(show_link);
        self.begun.set(true);
        self.store.dispatch(Command::Load { files, origin: Origin::Own, written });
        self.tell_trace(id.cloned());
        self.look(&look, message, false)
    }

    fn trace(self, message: &JsValue, id: Option<&JsValue>) -> Result<(), Refusal> {
        let (look, written) = (Look::read(message)?, written(message)?);
        self.begun.set(true);
        self.store.dispatch(Command::Ask { written, stop: Stop::Step(0) });
        self.tell_trace(id.cloned());
        self.look(&look, message, false)
    }

    fn look(self, look: &Look, message: &JsValue, moving: bool) -> Result<(), Refusal> {
        let Self { store, .. } = self;
        // What is said no more, is as the scenario wants it.
        let is_null = |name| get(message, name).is_some_and(|value| value.is_null());
        let told = store.reading.with_untracked(|reading| reading.view());
        let view = look.view.or_else(|| is_null("view").then(|| told.arrangement.map_or(Arrangement::Nodes, as_told)));
        if let Some(view) = view.filter(|view| store.sight.with_untracked(|sight| sight.arrangement != *view)) {
            store.dispatch(Command::Arrange(view));
        }
        let step = look.step.or_else(|| (moving && is_null("step")).then(|| told.step.unwrap_or(1)));
        if let Some(step) = step {
            let steps = store.steps.get_untracked();
            if step > steps {
                return Err(Refusal::value("step", message, format!("1 … {steps}")));
            }
            store.dispatch(Command::Play(false));
            store.dispatch(Command::Go { stop: Stop::Step(step - 1), moving });
        }
        let playing = store.sight.with_untracked(|sight| sight.playing);
        if look.play.is_some_and(|play| play != playing) {
            store.toggle_play();
        }
        Ok(())
    }

    fn dress(self, message: &JsValue) -> Result<(), Refusal> {
        let named = |value: JsValue| ThemeChoice::named(&value.as_string()?);
        let theme = field(message, "theme", "auto, light, dark", named)?;
        let lang = field(message, "lang", "en, ru", |value| Lang::from_tag(&value.as_string()?))?;
        if theme.is_none() && lang.is_none() {
            return Err(Refusal::value("theme", message, "auto, light, dark"));
        }
        theme.into_iter().for_each(|theme| self.store.dispatch(Command::Wear(theme)));
        lang.into_iter().for_each(|lang| self.store.dispatch(Command::Speak(lang)));
        Ok(())
    }

    /// The answer that is shown, in this language.
    fn shown(self, lang: Lang) -> Option<(Same<Explanation>, Lang)> {
        self.store.shown.with(|shown| Some((shown.as_ref()?.trace.clone(), lang)))
    }

    /// Tells what came of the request, as soon as there is an address for it, and unless something else came of it by then.
    fn tell_trace(self, id: Option<JsValue>) {
        let Self { store, .. } = self;
        let shown = store.shown.get_untracked();
        self.told.set_value(untrack(|| self.shown(store.lang.get())));
        let number = self.asked.with_value(|asked| asked.wrapping_add(1));
        self.asked.set_value(number);
        spawn_local(async move {
            let address = leading(store).await;
            if self.asked.try_get_value() != Some(number) {
                return;
            }
            address.iter().for_each(|address| lead(address));
            let trace = shown.as_ref().map(|shown| &shown.trace);
            let written = trace.map(|trace| trace.request.written()).unwrap_or_default();
            let title = store.scene.with_untracked(|scene| scene.title.clone());
            // The page around has a main part of its own, and perhaps other widgets.
            if let (Some(title), Some(picture)) = (&title, browser::found("main")) {
                let _ = picture.set_attribute("aria-label", title);
            }
            self.tell("trace", false, |message| {
                put(message, "from", &written.from.into());
                put(message, "to", &written.to.into());
                put(message, "verdict", &or_null(trace.map(|trace| trace.verdict.as_str())));
                put(message, "status", &or_null(trace.and_then(|trace| trace.status)));
                put(message, "service", &or_null(trace.and_then(|trace| trace.service.as_deref())));
                put(message, "title", &or_null(title));
                put(message, "address", &or_null(address));
                put(message, "open", &store.text().open_in_svcpath.into());
                put_id(message, id.as_ref());
            });
        });
    }

    fn refuse(self, refusal: &Refusal, id: Option<&JsValue>) {
        let lang = self.store.lang.get_untracked();
        let (field, words) = match refusal {
            Refusal::Value { field, read, takes } => (*field, (self.store.text().bad_value)(read, takes)),
            // As the field is called.
            Refusal::Request(error) if error.part.as_str() == "header" => {
                ("headers", wording::request_error(error, lang))
            }
            Refusal::Request(error) => (error.part.as_str(), wording::request_error(error, lang)),
            Refusal::Manifests(words) => ("text", words.clone()),
        };
        self.tell("error", false, |message| {
            put(message, "field", &field.into());
            put(message, "message", &words.into());
            put_id(message, id);
        });
    }

    /// `anyone`: even where nobody knows yet who listens.
    fn tell(self, kind: &str, anyone: bool, fill: impl FnOnce(&Object)) {
        let message = Object::new();
        put(&message, "svcpath", &VERSION.into());
        put(&message, "type", &kind.into());
        fill(&message);
        self.page.with_value(|page| page.post(&message, anyone));
    }
}

/// Why nothing can be read of a text, and where.
fn unread(reading: &Reading, files: &Files, lang: Lang) -> Option<Refusal> {
    let problem = reading.broken()?;
    let place = problem.span.map(|span| files.position(span));
    let place = place.map(|place| format!("{}:{}: ", place.line, place.column)).unwrap_or_default();
    Some(Refusal::Manifests(format!("{place}{}", problem.message(lang))))
}

/// Whether the address says what is to be seen.
fn leads_somewhere() -> bool {
    browser::parameters().iter().any(|(name, _)| leads(name)) || browser::fragment("z").is_some()
}

fn or_null<T: Into<JsValue>>(value: Option<T>) -> JsValue {
    value.map_or(JsValue::NULL, Into::into)
}

/// What the page called the message that this answers.
fn put_id(message: &Object, id: Option<&JsValue>) {
    if let Some(id) = id {
        put(message, "id", id);
    }
}

/// The width of the widget, in CSS pixels.
fn wide() -> i32 {
    document().document_element().map_or(0, |root| root.client_width())
}

/// How high a widget of this width likes to be. The picture takes what room there is, so the width alone decides.
fn high(width: i32, teaches: bool) -> f64 {
    const TALL: f64 = 440.0;
    let width = f64::from(width);
    let picture = if width < f64::from(TALL_BELOW) { TALL } else { (width * 0.47).floor().clamp(300.0, 520.0) };
    BARS + picture + if teaches { LESSON } else { 0.0 }
}

/// Lets the widget's own link lead to what is shown.
fn lead(address: &str) {
    if let Some(link) = browser::found(LINK) {
        let _ = link.set_attribute("href", address);
    }
}

fn show_link(shows: bool) {
    if let Some(link) = browser::found(LINK) {
        let _ = link.style().set_property("display", if shows { "" } else { "none" });
    }
}
