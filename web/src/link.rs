//! The link that carries everything: what is shown, deflated into the fragment of an address, which reaches no server.

use js_sys::{JSON, Object};
use svcpath_scene::Arrangement;
use wasm_bindgen::prelude::*;

use crate::bundle;
use crate::session::{Command, Document, Session, Sight, Stop};
use crate::work::{self, get, put};

/// More than this a link may not hold, in bytes once inflated.
const MOST: u32 = 4 << 20;

#[wasm_bindgen]
extern "C" {
    type Link;
    #[wasm_bindgen(method, catch)]
    async fn pack(this: &Link, text: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn unpack(this: &Link, link: &str, most: u32) -> Result<JsValue, JsValue>;
}

/// How the picture is looked at.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Look {
    /// From 0.
    pub(crate) step: Option<usize>,
    pub(crate) arrangement: Arrangement,
    pub(crate) path: Option<usize>,
    pub(crate) inside: Option<String>,
    pub(crate) all: bool,
}

/// Why a link leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Broken {
    /// Of a later version, or not from here.
    Form,
    /// Cut or changed on its way.
    Damaged,
    TooLarge,
    /// What unpacks links did not come.
    Unreachable,
}

impl Look {
    /// Has a session look like this.
    pub(crate) fn at(&self, session: &mut Session) {
        session.sight.branch = self.path;
        session.sight.arrangement = self.arrangement;
        session.sight.all = self.all;
        session.sight.inside.clone_from(&self.inside);
        if let Some(step) = self.step {
            session.update(Command::Go { stop: Stop::Step(step), moving: false });
        }
    }

    pub(crate) fn of(sight: &Sight, step: usize) -> Self {
        Self {
            step: Some(step),
            arrangement: sight.arrangement,
            path: sight.branch,
            inside: sight.inside.clone(),
            all: sight.all,
        }
    }
}

/// The value of `z`; `None`: the browser cannot deflate.
pub(crate) async fn pack(document: &Document, look: &Look) -> Option<String> {
    let whole = work::written(document);
    put(&whole, "view", &written(look));
    let text = String::from(JSON::stringify(&whole).ok()?);
    let link: Link = bundle::load("link.js").await.ok()?.unchecked_into();
    link.pack(&text).await.ok()?.as_string()
}

pub(crate) async fn unpack(packed: &str) -> Result<(Document, Look), Broken> {
    let link: Link = bundle::load("link.js").await.map_err(|_| Broken::Unreachable)?.unchecked_into();
    let text = link.unpack(packed, MOST).await.map_err(|why| match why.as_string().as_deref() {
        Some("form") => Broken::Form,
        Some("large") => Broken::TooLarge,
        _ => Broken::Damaged,
    })?;
    let whole = text.as_string().and_then(|text| JSON::parse(&text).ok()).ok_or(Broken::Damaged)?;
    let document = work::read(&whole).ok_or(Broken::Damaged)?;
    Ok((document, get(&whole, "view").map(|view| read(&view)).unwrap_or_default()))
}

fn written(look: &Look) -> Object {
    let view = Object::new();
    let number = |name: &str, number: Option<usize>| {
        if let Some(number) = number {
            put(&view, name, &JsValue::from_f64((number + 1) as f64));
        }
    };
    // The first one too: a scenario may want another to be looked at.
    number("step", look.step);
    number("path", look.path);
    match look.arrangement {
        Arrangement::Nodes => {}
        Arrangement::Apps => put(&view, "view", &"apps".into()),
    }
    if let Some(node) = &look.inside {
        put(&view, "inside", &node.as_str().into());
    }
    if look.all {
        put(&view, "all", &JsValue::TRUE);
    }
    view
}

fn read(view: &JsValue) -> Look {
    let number = |name: &str| {
        let number = get(view, name)?.as_f64().filter(|number| *number >= 1.0 && *number < 1e6)?;
        Some(number as usize - 1)
    };
    let apps = work::text(view, "view").as_deref() == Some("apps");
    Look {
        step: number("step"),
        path: number("path"),
        arrangement: if apps { Arrangement::Apps } else { Arrangement::Nodes },
        inside: work::text(view, "inside"),
        all: get(view, "all").is_some_and(|all| all.is_truthy()),
    }
}
