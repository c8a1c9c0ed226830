//! The reader's own work, kept in the browser: it survives a reload and a crash. Each tab keeps its own, so that none overwrites
//! another's; a new tab goes on from the latest.

use js_sys::{Date, Function, JSON, Object, Promise};
use leptos::ev;
use leptos::prelude::*;
use svcpath_core::apart::apart;
use svcpath_core::mask::{MASK, MASK_BASE64, masked};
use svcpath_core::text::Files;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Storage;

use crate::address::{Notice, leads};
use crate::browser;
use crate::session::Document;
use crate::store::Store;
use crate::work::{self, get, put};

/// Of every tab, its work; the tab's name follows.
const WORK: &str = "svcpath.work.";
/// In the tab's own storage: its name, and whether it shows work of the reader's.
const TAB: &str = "svcpath.tab";
const OWN: &str = "svcpath.own";
/// Of the form that is written.
const VERSION: &str = "2";
/// Older works than so many others are forgotten.
const MOST: usize = 8;
/// Written when the reader pauses for so long.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(300);

/// What this tab showed last; in a new tab what any did. Says so where masks came back for values.
pub(crate) fn restore(notices: &mut Vec<Notice>) -> Option<Document> {
    let (local, tab) = (window().local_storage().ok()??, own_storage()?);
    match (tab.get_item(TAB).ok()?, tab.get_item(OWN).ok()?) {
        (Some(name), Some(_)) => read(&local.get_item(&format!("{WORK}{name}")).ok()??, notices),
        // It shows an example, or something an address leads to.
        (Some(_), None) => None,
        (None, _) => works(&local).first().and_then(|(_, key)| read(&local.get_item(key).ok()??, notices)),
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
        let document = store.document.get_untracked();
        // Those that came back stand for values that were never seen again, until somebody writes others there.
        let masks = own && store.has_told(&Notice::Masked) && holds_masks(&document.files);
        if !masks {
            store.take_back(&Notice::Masked);
        }
        if write(&document, own, masks).is_none() {
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
    let leaving = window_event_listener(ev::Custom::<ev::Event>::new("pagehide"), move |_| {
        // Who has not used the page changed nothing, and saving is code that is not there yet.
        if store.awake.get_untracked() {
            save();
        }
    });
    on_cleanup(move || leaving.remove());
}

/// What the address leads to is no longer what is shown: a reload brings the work back.
fn leave_source() {
    let all = browser::parameters();
    let kept: Vec<(String, String)> = all.iter().filter(|(name, _)| !leads(name)).cloned().collect();
    if (kept.len() < all.len() || browser::fragment("z").is_some())
        && let Some(address) = browser::address_with(&kept)
    {
        browser::readdress(&address);
    }
}

/// `None`: the browser does not take it. `masks`: it has some by now.
fn write(document: &Document, own: bool, masks: bool) -> Option<()> {
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
    // Secrets stay in the tab: what is kept lies open to whoever uses this browser.
    let (files, count) = masked(&document.files);
    let work = work::written(&Document { files, ..document.clone() });
    put(&work, "version", &VERSION.into());
    if masks || count > 0 {
        put(&work, "masked", &true.into());
    }
    put(&work, "time", &Date::now().into());
    let work = String::from(JSON::stringify(&work).ok()?);
    local.set_item(&format!("{WORK}{name}"), &work).ok()?;
    for (_, key) in works(&local).into_iter().skip(MOST) {
        local.remove_item(&key).ok()?;
    }
    Some(())
}

fn holds_masks(files: &Files) -> bool {
    files.iter().any(|(_, file)| [MASK, MASK_BASE64].iter().any(|mask| file.text.contains(mask)))
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
    let locks = get(&window().navigator(), "locks")?;
    let request: Function = get(&locks, "request")?.dyn_into().ok()?;
    let options = Object::new();
    put(&options, "ifAvailable", &true.into());
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

/// `None`: another version, or nobody's work.
fn read(text: &str, notices: &mut Vec<Notice>) -> Option<Document> {
    let work = JSON::parse(text).ok()?;
    let document = if work::text(&work, "version")? != VERSION { None } else { work::read(&work) }?;
    notices.extend(get(&work, "masked").map(|_| Notice::Masked));
    Some(document)
}

/// The keys of all works with the time of each, the latest first.
fn works(local: &Storage) -> Vec<(f64, String)> {
    let count = local.length().unwrap_or(0);
    let keys = (0..count).filter_map(|i| local.key(i).ok()?).filter(|key| key.starts_with(WORK));
    let dated = |key: String| {
        let work = JSON::parse(&local.get_item(&key).ok()??).ok()?;
        Some((get(&work, "time")?.as_f64()?, key))
    };
    let mut works: Vec<(f64, String)> = keys.filter_map(dated).collect();
    works.sort_by(|a, b| b.0.total_cmp(&a.0));
    works
}
