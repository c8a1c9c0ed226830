//! The half of our own code that a first visit does not need. `xtask/src/split.rs` cuts it off, `web/rest.js` brings it.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = svcpathRest)]
    fn svcpath_rest(exports: &JsValue);
}

/// Hands over what the second half builds on. From then on it comes by itself when it is needed.
pub(crate) fn expect() {
    svcpath_rest(&wasm_bindgen::exports());
}
