//! All of a reader's work as one object that can be written as JSON: what the browser keeps, and what a link carries
//! (docs/share.md). What is empty is left out, and what is not known is not read.

use js_sys::{Array, Object, Reflect};
use svcpath_core::decimal::number;
use svcpath_core::knobs::Knob;
use svcpath_core::request::Written;
use svcpath_core::state::Change;
use svcpath_core::text::{File, Files};
use wasm_bindgen::{JsCast, JsValue};

use crate::reading::Setting;
use crate::session::Document;

pub(crate) fn written(document: &Document) -> Object {
    let Document { files, setting, written } = document;
    let work = Object::new();
    let rows = |name: &str, rows: Array| {
        if rows.length() > 0 {
            put(&work, name, &rows);
        }
    };
    rows("files", files.iter().map(|(_, file)| list([file.name.as_str(), &file.text])).collect());
    rows("knobs", setting.knobs.iter().map(|(knob, value)| list([knob.as_str(), value])).collect());
    let change = |change: &Change| {
        let (kind, value) = said(change);
        list([kind, change.subject(), &value])
    };
    rows("changes", setting.changes.iter().map(change).collect());
    let place = |(name, (x, y)): (&String, &(f32, f32))| list([name.as_str(), &pixels(*x), &pixels(*y)]);
    rows("layout", setting.layout.iter().map(place).collect());
    put(&work, "request", &request(written));
    work
}

/// `None`: it is nobody's work.
pub(crate) fn read(work: &JsValue) -> Option<Document> {
    let rows = |name: &str| -> Option<Vec<Vec<String>>> {
        let Some(rows) = get(work, name) else { return Some(Vec::new()) };
        rows.dyn_into::<Array>().ok()?.iter().map(|row| words(&row)).collect()
    };
    let mut files = Vec::new();
    for row in rows("files")? {
        let [name, text] = <[String; 2]>::try_from(row).ok()?;
        files.push(File { name, text });
    }
    let mut setting = Setting::default();
    for row in rows("knobs")? {
        let [knob, value] = <[String; 2]>::try_from(row).ok()?;
        setting.knobs.extend(Knob::named(&knob).map(|knob| (knob, value)));
    }
    for row in rows("changes")? {
        let [kind, subject, value] = <[String; 3]>::try_from(row).ok()?;
        setting.changes.extend(change(&kind, subject, value));
    }
    for row in rows("layout")? {
        let [name, x, y] = <[String; 3]>::try_from(row).ok()?;
        let pixels = |text: String| text.parse::<i32>().ok().map(|whole| whole as f32);
        setting.layout.insert(name, (pixels(x)?, pixels(y)?));
    }
    let written = get(work, "request").map(|request| asked(&request)).unwrap_or_default();
    Some(Document { files: Files::new(files), setting, written })
}

fn request(written: &Written) -> Object {
    let request = Object::new();
    put(&request, "from", &written.from.as_str().into());
    put(&request, "to", &written.to.as_str().into());
    for (name, part) in [("at", &written.at), ("via", &written.via), ("method", &written.method)] {
        if let Some(part) = part {
            put(&request, name, &part.as_str().into());
        }
    }
    if !written.headers.is_empty() {
        put(&request, "headers", &list(written.headers.iter().map(String::as_str)));
    }
    request
}

fn asked(request: &JsValue) -> Written {
    let part = |name: &str| text(request, name).filter(|part| !part.is_empty());
    Written {
        from: part("from").unwrap_or_default(),
        to: part("to").unwrap_or_default(),
        at: part("at"),
        via: part("via"),
        method: part("method"),
        headers: get(request, "headers").and_then(|headers| words(&headers)).unwrap_or_default(),
    }
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

/// Whole ones do.
fn pixels(x: f32) -> String {
    number(x.into(), 0)
}

pub(crate) fn put(object: &Object, name: &str, value: &JsValue) {
    // Refused by frozen objects only.
    let _ = Reflect::set(object, &name.into(), value);
}

/// `None` where it has no such member.
pub(crate) fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &name.into()).ok().filter(|found| !found.is_undefined())
}

pub(crate) fn text(object: &JsValue, name: &str) -> Option<String> {
    get(object, name)?.as_string()
}

fn list<'a>(words: impl IntoIterator<Item = &'a str>) -> Array {
    words.into_iter().map(JsValue::from_str).collect()
}

fn words(value: &JsValue) -> Option<Vec<String>> {
    value.dyn_ref::<Array>()?.iter().map(|word| word.as_string()).collect()
}
