//! What only a browser can do: clipboard, files, addresses, small preferences.

use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use svcpath_core::apart::apart;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, BlobPropertyBag, Element, EventTarget, HtmlAnchorElement, HtmlElement, Response, Storage, Url,
    UrlSearchParams,
};

/// Puts text on the clipboard and says whether that worked.
pub(crate) fn copy(text: String, done: impl Fn(bool) + 'static) {
    spawn_local(async move {
        let copied = JsFuture::from(window().navigator().clipboard().write_text(&text)).await;
        done(copied.is_ok());
    });
}

/// The clipboard's text, where the reader lets the page see it.
pub(crate) async fn clipboard() -> Option<String> {
    JsFuture::from(window().navigator().clipboard().read_text()).await.ok()?.as_string()
}

/// Offers a text as a file to keep.
pub(crate) fn save(name: &str, mime: &str, text: &str) {
    let properties = BlobPropertyBag::new();
    properties.set_type(mime);
    let parts = Array::of1(&Uint8Array::from(text.as_bytes()));
    if let Ok(blob) = Blob::new_with_u8_array_sequence_and_options(&parts, &properties) {
        save_blob(name, &blob);
    }
}

/// Offers what a browser holds as a file to keep.
pub(crate) fn save_blob(name: &str, blob: &Blob) {
    let _ = try_save(name, blob);
}

fn try_save(name: &str, blob: &Blob) -> Result<(), JsValue> {
    let address = Url::create_object_url_with_blob(blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&address)
}

/// The text at an address; `None` when it cannot be had.
pub(crate) async fn fetch(address: &str) -> Option<String> {
    let response: Response = JsFuture::from(window().fetch_with_str(address)).await.ok()?.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    JsFuture::from(response.text().ok()?).await.ok()?.as_string()
}

/// The parameters of the page's address, in their order.
pub(crate) fn parameters() -> Vec<(String, String)> {
    let query = window().location().search().unwrap_or_default();
    let Ok(parameters) = UrlSearchParams::new_with_str(&query) else { return Vec::new() };
    let pairs = parameters.entries().into_iter().flatten();
    let pair = |entry: JsValue| {
        let entry: Array = entry.dyn_into().ok()?;
        Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
    };
    pairs.filter_map(pair).collect()
}

/// What stands in the fragment of the page's address behind `name=`.
pub(crate) fn fragment(name: &str) -> Option<String> {
    let hash = window().location().hash().ok().filter(|hash| !hash.is_empty())?;
    // Few addresses have one.
    apart(|| Some(hash.strip_prefix('#')?.strip_prefix(name)?.strip_prefix('=')?.to_owned()))
}

/// The page's address with these parameters instead of its own.
pub(crate) fn address_with<N: AsRef<str>>(pairs: &[(N, String)]) -> Option<String> {
    let address = Url::new(&window().location().href().ok()?).ok()?;
    let parameters = UrlSearchParams::new().ok()?;
    for (name, value) in pairs {
        parameters.append(name.as_ref(), value);
    }
    address.set_search(&String::from(parameters.to_string()));
    address.set_hash("");
    Some(address.href())
}

/// Shows another address for the page that is here.
pub(crate) fn readdress(address: &str) {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(address));
    }
}

/// An address relative to the page, in full.
pub(crate) fn absolute(address: &str) -> String {
    let base = document().base_uri().ok().flatten().unwrap_or_default();
    Url::new_with_base(address, &base).map_or_else(|_| address.to_owned(), |url| url.href())
}

/// Where a pointer goes from here on, its events come to the element that it was pressed on, and the keys as well.
pub(crate) fn capture(event: &leptos::ev::PointerEvent) {
    if let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) {
        let _ = element.set_pointer_capture(event.pointer_id());
        // Not every browser gives it the focus, and so the keys.
        if let Some(element) = element.dyn_ref::<HtmlElement>() {
            let _ = element.focus();
        }
    }
}

/// Whether keys go into a text, a list or a slider there.
pub(crate) fn is_writing(target: Option<EventTarget>) -> bool {
    let element = target.and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| {
        element.closest("input, textarea, select, [contenteditable=true], [role=textbox]").ok().flatten().is_some()
    })
}

/// Whether Space presses what has the focus.
pub(crate) fn is_pressable(target: Option<EventTarget>) -> bool {
    let element = target.and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| element.closest("button, a, summary").ok().flatten().is_some())
}

/// Whether what has the focus is of a panel beside the picture, or of a menu.
pub(crate) fn is_beside(target: Option<EventTarget>) -> bool {
    let element = target.and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| element.closest("aside, [role=menu]").ok().flatten().is_some())
}

/// Gives the focus to the first element that the selector finds.
pub(crate) fn focus(selector: &str) {
    if let Some(element) = found(selector) {
        let _ = element.focus();
    }
}

/// Presses what is found.
pub(crate) fn click(selector: &str) {
    if let Some(element) = found(selector) {
        element.click();
    }
}

/// The first element that the selector finds.
pub(crate) fn found(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok().flatten()?.dyn_into().ok()
}

/// Scrolls the box around an element as far as it takes to see the element whole; and what the box is in, where too little of
/// the box is seen for it, but never past what `stays` finds there, and not at all without.
pub(crate) fn bring_into(selector: &str, element: &Element, stays: Option<&str>) {
    let Ok(Some(around)) = element.closest(selector) else { return };
    let (inner, outer) = (element.get_bounding_client_rect(), around.get_bounding_client_rect());
    // A table's head stays on top and hides what is below it.
    let head = around.query_selector("thead").ok().flatten();
    let top = outer.top() + head.map_or(0.0, |head| head.get_bounding_client_rect().height());
    let frame = around.parent_element().filter(|_| around.scroll_height() > around.client_height());
    let end = frame.as_ref().map_or(f64::MAX, |frame| frame.get_bounding_client_rect().bottom()).min(outer.bottom());
    let lead = inner.top() - top;
    let hidden = if lead < 0.0 { lead } else { (inner.bottom() - end).clamp(0.0, lead) };
    if hidden != 0.0 {
        around.set_scroll_top(around.scroll_top() + hidden.round() as i32);
    }
    let beyond = inner.bottom() - hidden - end;
    let (Some(frame), Some(stays), true) = (frame, stays, beyond > 0.0) else { return };
    if let Ok(Some(kept)) = frame.query_selector(stays) {
        let lead = kept.get_bounding_client_rect().top() - frame.get_bounding_client_rect().top();
        frame.set_scroll_top(frame.scroll_top() + beyond.min(lead).max(0.0) as i32);
    }
}

/// A small preference of earlier visits.
pub(crate) fn recall(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// Keeps a small preference for later visits. Where that is not allowed, nothing is kept.
pub(crate) fn remember(key: &str, value: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(key, value);
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}

/// A media query, now and whenever it changes.
pub(crate) fn watch_media(query: &str, mut seen: impl FnMut(bool) + 'static) {
    let Ok(Some(list)) = window().match_media(query) else { return };
    seen(list.matches());
    let changed = wasm_bindgen::closure::Closure::<dyn FnMut(web_sys::MediaQueryListEvent)>::new(
        move |event: web_sys::MediaQueryListEvent| seen(event.matches()),
    );
    let _ = list.add_event_listener_with_callback("change", changed.as_ref().unchecked_ref());
    // It listens as long as the page lives.
    changed.forget();
}
