//! Parts of the page that few need: JavaScript of its own beside it, loaded when it is wanted.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/load.js")]
extern "C" {
    /// The module of that name; the same again where it was loaded before.
    #[wasm_bindgen(catch)]
    pub(crate) async fn load(name: &str) -> Result<JsValue, JsValue>;
}
