//! The reader's own work, kept in the browser: it survives a reload and a crash. Each tab keeps its own, so that none overwrites
//! another's; a new tab goes on from the latest.

use js_sys::{Array, Function, JSON, Object, Promise, Reflect};
use leptos::ev;
use leptos::prelude::*;
use svcpath_core::apart::apart;
use svcpath_core::decimal::number;
use svcpath_core::knobs::Knob;
use svcpath_core::request::Written;
use svcpath_core::state::Change;
use svcpath_core::text::{File, Files};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Storage;

use crate::address::{Notice, leads};
use crate::browser;
use crate::reading::Setting;
use crate::session::Document;
use crate::store::Store;

/// Of every tab, its work; the tab's name follows.
const WORK: &str = "svcpath.work.";
/// In the tab's own storage: its name, and whether it shows work of the reader's.
const TAB: &str = "svcpath.tab";
const OWN: &str = "svcpath.own";
/// Of the form that is written.
const VERSION: &str = "1";
/// Older works than so many others are forgotten.
const MOST: usize = 8;
/// Written when the reader pauses for so long.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(300);

/// What this tab showed last; in a new tab what any did.
pub(crate) fn restore() -> Option<Document> {
    let (local, tab) = (window().local_storage().ok()??, own_storage()?);
    match (tab.get_item(TAB).ok()?, tab.get_item(OWN).ok()?) {
        (Some(name), Some(_)) => read(&local.get_item(&format!("{WORK}{name}")).ok()??),
        // It shows an example, or something an address leads to.
        (Some(_), None) => None,
        (None, _) => works(&local).first().and_then(|(_, key)| read(&local.get_item(key).ok()??)),
    }
}

/// Keeps what the reader makes from now on.
pub(crate) fn keep(store: Store) {
    if let Some(name) = own_storage().and_then(|tab| tab.get_item(TAB).ok()?) {
        // Nobody has one on a first visit.
        apart(|| claim(&name));
    }
    let own = Memo::new(move |_| store.is_own());
    // Changes so far, and how many of them are kept.
    let (made, kept) = (StoredValue::new(0_u32), StoredValue::new(0_u32));
    let save = move || {
        // What is only tried is nobody's work yet; taking it back or doing it is a change of its own.
        if kept.try_get_value() == made.try_get_value() || store.tries() {
            return;
        }
        kept.set_value(made.get_value());
        let own = own.get_untracked();
        if write(&store.document.get_untracked(), own).is_none() {
            store.tell(Notice::NotKept);
        } else if own {
            leave_source();
        }
    };
    Effect::new(move |before: Option<()>| {
        let _ = (own.get(), store.document.get());
        if before.is_some() {
            made.update_value(|made| *made += 1);
            let change = made.get_value();
            set_timeout(
                move || {
                    if made.try_get_value() == Some(change) {
                        save();
                    }
                },
                PAUSE,
            );
        }
    });
    let leaving = window_event_listener(ev::Custom::<ev::Event>::new("pagehide"), move |_| save());
    on_cleanup(move || leaving.remove());
}

/// What the address leads to is no longer what is shown: a reload brings the work back.
fn leave_source() {
    let all = browser::parameters();
    let kept: Vec<(String, String)> = all.iter().filter(|(name, _)| !leads(name)).cloned().collect();
    if kept.len() < all.len()
        && let Some(address) = browser::address_with(&kept)
    {
        browser::readdress(&address);
    }
}

/// `None`: the browser does not take it.
fn write(document: &Document, own: bool) -> Option<()> {
    let tab = own_storage()?;
    let name = match tab.get_item(TAB).ok()? {
        Some(name) => name,
        None => rename(&tab)?,
    };
    if !own {
        return tab.remove_item(OWN).ok();
    }
    let local = window().local_storage().ok()??;
    tab.set_item(OWN, "1").ok()?;
    local.set_item(&format!("{WORK}{name}"), &text(document)?).ok()?;
    for (_, key) in works(&local).into_iter().skip(MOST) {
        local.remove_item(&key).ok()?;
    }
    Some(())
}

/// What the browser keeps for this tab alone.
fn own_storage() -> Option<Storage> {
    window().session_storage().ok()?
}

/// Gives the tab a name that no other has.
fn rename(tab: &Storage) -> Option<String> {
    let name = format!("{:x}", (js_sys::Math::random() * 1e12) as u64);
    tab.set_item(TAB, &name).ok()?;
    claim(&name);
    Some(name)
}

/// Holds the name while the page lives. A tab that was duplicated has its twin's: the one that comes second takes another.
/// Without a secure connection no browser has locks, and the two share.
fn claim(name: &str) -> Option<()> {
    let get = |of: &JsValue, key: &str| Reflect::get(of, &key.into()).ok().filter(|found| !found.is_undefined());
    let locks = get(&window().navigator(), "locks")?;
    let request: Function = get(&locks, "request")?.dyn_into().ok()?;
    let options = Object::new();
    Reflect::set(&options, &"ifAvailable".into(), &true.into()).ok()?;
    let granted = Closure::once_into_js(|lock: JsValue| {
        if lock.is_null() {
            own_storage().and_then(|tab| rename(&tab));
            return JsValue::UNDEFINED;
        }
        // Held until it is answered, which it never is.
        Promise::new(&mut |_, _| {}).into()
    });
    request.call3(&locks, &format!("{WORK}{name}").into(), &options, &granted).ok()?;
    Some(())
}

/// The keys of all works with the time of each, the latest first.
fn works(local: &Storage) -> Vec<(f64, String)> {
    let count = local.length().unwrap_or(0);
    let keys = (0..count).filter_map(|i| local.key(i).ok()?).filter(|key| key.starts_with(WORK));
    let dated = |key: String| {
        let work = parts(&JSON::parse(&local.get_item(&key).ok()??).ok()?)?;
        Some((work.get(1).as_f64()?, key))
    };
    let mut works: Vec<(f64, String)> = keys.filter_map(dated).collect();
    works.sort_by(|a, b| b.0.total_cmp(&a.0));
    works
}

fn text(document: &Document) -> Option<String> {
    let Document { files, setting, written } = document;
    let files = files.iter().map(|(_, file)| list([file.name.as_str(), &file.text]));
    let knobs = setting.knobs.iter().map(|(knob, value)| list([knob.as_str(), value]));
    let changes = setting.changes.iter().map(|change| {
        let (kind, value) = said(change);
        list([kind, change.subject(), &value])
    });
    let layout = setting.layout.iter().map(|(name, (x, y))| list([name.as_str(), &pixels(*x), &pixels(*y)]));
    let blank = |part: &Option<String>| part.clone().unwrap_or_default();
    let request =
        [written.from.clone(), written.to.clone(), blank(&written.at), blank(&written.via), blank(&written.method)];
    let request = list(request.iter().chain(&written.headers).map(String::as_str));
    let now = JsValue::from_f64(js_sys::Date::now());
    let [files, knobs, changes, layout] =
        [files.collect::<Array>(), knobs.collect::<Array>(), changes.collect::<Array>(), layout.collect::<Array>()]
            .map(JsValue::from);
    let work: Array = [VERSION.into(), now, files, knobs, changes, request.into(), layout].into_iter().collect();
    JSON::stringify(&work).ok().map(String::from)
}

/// `None`: another version, or nobody's work.
fn read(text: &str) -> Option<Document> {
    let work = parts(&JSON::parse(text).ok()?)?;
    if work.get(0).as_string()? != VERSION {
        return None;
    }
    let rows = |i: u32| -> Option<Vec<Vec<String>>> { parts(&work.get(i))?.iter().map(|row| words(&row)).collect() };
    let mut files = Vec::new();
    for row in rows(2)? {
        let [name, text] = <[String; 2]>::try_from(row).ok()?;
        files.push(File { name, text });
    }
    let mut setting = Setting::default();
    for row in rows(3)? {
        let [knob, value] = <[String; 2]>::try_from(row).ok()?;
        setting.knobs.extend(Knob::named(&knob).map(|knob| (knob, value)));
    }
    for row in rows(4)? {
        let [kind, subject, value] = <[String; 3]>::try_from(row).ok()?;
        setting.changes.extend(change(&kind, subject, value));
    }
    // Works of before columns could be put elsewhere say nothing of it.
    for row in rows(6).unwrap_or_default() {
        let [name, x, y] = <[String; 3]>::try_from(row).ok()?;
        let pixels = |text: String| text.parse::<i32>().ok().map(|whole| whole as f32);
        setting.layout.insert(name, (pixels(x)?, pixels(y)?));
    }
    let mut request = words(&work.get(5))?.into_iter();
    let mut next = || request.next().unwrap_or_default();
    let (from, to, at, via, method) = (next(), next(), next(), next(), next());
    let given = |part: String| Some(part).filter(|part| !part.is_empty());
    let headers = request.collect();
    let written = Written { from, to, at: given(at), via: given(via), method: given(method), headers };
    Some(Document { files: Files::new(files), setting, written })
}

/// Whole ones do.
fn pixels(x: f32) -> String {
    number(x.into(), 0)
}

/// The kind of a change and its value.
fn said(change: &Change) -> (&'static str, String) {
    match change {
        Change::Readiness { ready, .. } => ("ready", ready.to_string()),
        Change::Node { up, .. } => ("up", up.to_string()),
        Change::Address { address, .. } => ("address", address.to_string()),
        Change::Placement { node, .. } => ("placement", node.clone()),
    }
}

fn change(kind: &str, subject: String, value: String) -> Option<Change> {
    match kind {
        "ready" => Some(Change::Readiness { pod: subject, ready: value == "true" }),
        "up" => Some(Change::Node { node: subject, up: value == "true" }),
        "address" => Some(Change::Address { node: subject, address: value.parse().ok()? }),
        "placement" => Some(Change::Placement { pod: subject, node: value }),
        _ => None,
    }
}

fn list<'a>(words: impl IntoIterator<Item = &'a str>) -> Array {
    words.into_iter().map(JsValue::from_str).collect()
}

fn parts(value: &JsValue) -> Option<Array> {
    value.dyn_ref::<Array>().cloned()
}

fn words(value: &JsValue) -> Option<Vec<String>> {
    parts(value)?.iter().map(|word| word.as_string()).collect()
}
