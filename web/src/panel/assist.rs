//! What the editor offers where the cursor stands, and says of the field under the pointer.

use js_sys::Array;
use leptos::prelude::*;
use svcpath_core::fields::{Completion, Field, Offer, complete, hover};
use svcpath_core::lang::Lang;
use svcpath_core::wording;
use wasm_bindgen::JsValue;

use super::editor::{current_text, object};
use super::units::{byte, units};
use crate::store::Store;
use crate::text::Hands;

/// What may stand at `at`, in UTF-16 code units, as CodeMirror takes it.
pub(super) fn completions(store: Store, at: usize) -> JsValue {
    let (text, lang) = (current_text(store), store.lang.get_untracked());
    let found = store.reading.with_untracked(|reading| complete(&text, byte(&text, at), &reading.cluster));
    let Some(first) = found.first() else { return JsValue::NULL };
    let from = units(&text, first.span.start);
    let alike = found.iter().filter(|one| one.span.start == first.span.start);
    object(&[("from", from.into()), ("options", alike.map(|one| option(one, lang)).collect::<Array>().into())])
}

/// The field at `at`.
pub(super) fn explanation(store: Store, at: usize) -> JsValue {
    let (text, lang) = (current_text(store), store.lang.get_untracked());
    let Some(found) = hover(&text, byte(&text, at)) else { return JsValue::NULL };
    object(&[
        ("from", units(&text, found.span.start).into()),
        ("to", units(&text, found.span.end).into()),
        ("name", found.field.path.as_str().into()),
        ("meaning", found.field.meaning(lang).into()),
        ("takes", takes(&found.field, lang).into()),
    ])
}

fn option(one: &Completion, lang: Lang) -> JsValue {
    let (kind, detail, info) = match &one.offer {
        Offer::Key(field) => ("property", takes(field, lang), field.meaning(lang)),
        Offer::Value { default: true } => ("enum", Hands::of(lang).by_default.to_owned(), ""),
        Offer::Value { default: false } => ("enum", String::new(), ""),
        Offer::Name => ("variable", String::new(), ""),
    };
    object(&[
        ("label", one.label.as_str().into()),
        ("apply", one.text.as_str().into()),
        ("type", kind.into()),
        ("detail", detail.into()),
        ("info", if info.is_empty() { JsValue::UNDEFINED } else { info.into() }),
    ])
}

/// What it takes, and what holds without it.
fn takes(field: &Field, lang: Lang) -> String {
    let (takes, absent) = (wording::takes(&field.takes(), lang), wording::absent(&field.absent(), lang));
    if absent.is_empty() { takes } else { format!("{takes} · {absent}") }
}
