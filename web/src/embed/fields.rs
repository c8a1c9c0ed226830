//! The fields of messages, and why they cannot be followed.

use js_sys::{Array, JSON};
use svcpath_core::request::{Request, RequestError, Written};
use svcpath_scene::Arrangement;
use wasm_bindgen::{JsCast, JsValue};

use crate::address::arrangement;
use crate::work::get;

/// Why a message cannot be followed.
pub(super) enum Refusal {
    /// A field has a value that it does not take.
    Value {
        field: &'static str,
        read: String,
        takes: String,
    },
    Request(RequestError),
    /// Nothing can be read of the manifests, and why.
    Manifests(String),
}

impl Refusal {
    pub(super) fn value(field: &'static str, message: &JsValue, takes: impl Into<String>) -> Self {
        const ENOUGH: usize = 40;
        let read = get(message, field).and_then(|value| JSON::stringify(&value).ok()?.as_string());
        Self::Value { field, read: read.unwrap_or_default().chars().take(ENOUGH).collect(), takes: takes.into() }
    }
}

/// What a message may say of how things are looked at.
pub(super) struct Look {
    /// From 1.
    pub(super) step: Option<usize>,
    pub(super) play: Option<bool>,
    pub(super) view: Option<Arrangement>,
}

impl Look {
    pub(super) fn read(message: &JsValue) -> Result<Self, Refusal> {
        let number = |value: JsValue| value.as_f64().filter(|number| number.fract() == 0.0 && *number >= 1.0);
        Ok(Self {
            step: field(message, "step", "1, 2, 3 …", number)?.map(|number| number as usize),
            play: field(message, "play", "true, false", |value| value.as_bool())?,
            view: field(message, "view", "nodes, apps", |value| arrangement(&value.as_string()?))?,
        })
    }
}

/// A field that may be left out, or be null.
pub(super) fn field<T>(
    message: &JsValue,
    name: &'static str,
    takes: &str,
    read: impl FnOnce(JsValue) -> Option<T>,
) -> Result<Option<T>, Refusal> {
    match get(message, name).filter(|value| !value.is_null()) {
        None => Ok(None),
        Some(value) => read(value).map(Some).ok_or_else(|| Refusal::value(name, message, takes)),
    }
}

/// A text; an empty one is as good as none.
pub(super) fn string(message: &JsValue, name: &'static str) -> Result<Option<String>, Refusal> {
    let found = field(message, name, "\"…\"", |value| value.as_string())?;
    Ok(found.filter(|text| !text.is_empty()))
}

/// The request that a message asks: one that can be read.
pub(super) fn written(message: &JsValue) -> Result<Written, Refusal> {
    let lines = |value: JsValue| value.dyn_into::<Array>().ok()?.iter().map(|line| line.as_string()).collect();
    let written = Written {
        from: string(message, "from")?.unwrap_or_else(|| "internet".to_owned()),
        to: string(message, "to")?.unwrap_or_default(),
        at: string(message, "at")?,
        via: string(message, "via")?,
        method: string(message, "method")?,
        headers: field(message, "headers", "[\"Name: value\"]", lines)?.unwrap_or_default(),
    };
    Request::parse(&written).map_err(Refusal::Request)?;
    Ok(written)
}
