//! The binding to CodeMirror: bytes here, its own units there. The bundle is loaded when the panel first opens.

use leptos::html;
use leptos::prelude::*;
use svcpath_core::text::{FileId, Span, TextEdit};
use svcpath_core::wording;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::assist::{completions, explanation};
use super::units::{broken_alike, byte, units};
use crate::bundle;
use crate::session::{Command, Document, Tab};
use crate::store::{Issue, Same, Store, use_store};
use crate::text::Text;

#[wasm_bindgen]
extern "C" {
    type Bundle;
    #[wasm_bindgen(method)]
    fn open(this: &Bundle, parent: &web_sys::Element, options: &JsValue, on: &JsValue) -> Handle;

    #[derive(Debug, Clone)]
    type Handle;
    #[wasm_bindgen(method, js_name = setText)]
    fn set_text(this: &Handle, text: &str);
    #[wasm_bindgen(method, js_name = setProblems)]
    fn set_problems(this: &Handle, problems: js_sys::Array);
    #[wasm_bindgen(method, js_name = setMarks)]
    fn set_marks(this: &Handle, marks: js_sys::Array);
    #[wasm_bindgen(method)]
    fn reveal(this: &Handle, from: u32);
    #[wasm_bindgen(method)]
    fn jump(this: &Handle, from: u32);
    #[wasm_bindgen(method, js_name = setWords)]
    fn set_words(this: &Handle, lang: &str, label: &str);
}

/// The text that an editor shows: the document's, and which of its files.
type Version = (Same<Document>, FileId);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Loading {
    Waiting,
    Ready,
    Failed,
}

#[component]
pub(super) fn Editor() -> impl IntoView {
    let store = use_store();
    let parent = NodeRef::<html::Div>::new();
    let handle = RwSignal::new_local(None::<Handle>);
    let loading = RwSignal::new(Loading::Waiting);
    // What stands in the editor already: what was typed there, or what was put there last.
    let shown = StoredValue::new(None);
    parent.on_load(move |element| {
        spawn_local(async move {
            match bundle::load("editor.js").await {
                // The panel may have been folded meanwhile.
                Ok(bundle) if element.is_connected() => {
                    let bundle: Bundle = bundle.unchecked_into();
                    handle.set(Some(open(&bundle, &element, store, shown)));
                    loading.set(Loading::Ready);
                }
                Ok(_) => {}
                Err(_) => {
                    let _ = loading.try_set(Loading::Failed);
                }
            }
        });
    });
    keep_in_step(store, handle, shown);
    view! {
        <div class="editor" node_ref=parent>
            {move || match loading.get() {
                Loading::Waiting => Some(view! { <p class="note" role="status">{store.text().loading_editor}</p> }.into_any()),
                Loading::Failed => Some(view! { <p class="note" role="alert">{store.text().editor_failed}</p> }.into_any()),
                Loading::Ready => None,
            }}
        </div>
    }
}

fn open(bundle: &Bundle, element: &web_sys::Element, store: Store, shown: StoredValue<Option<Version>>) -> Handle {
    let lang = store.lang.get_untracked();
    let options = object(&[
        ("text", JsValue::from_str(&current_text(store))),
        ("label", JsValue::from_str(Text::of(lang).manifests)),
        ("lang", JsValue::from_str(lang.tag())),
    ]);
    let change = Closure::<dyn FnMut(js_sys::Array)>::new(move |changes: js_sys::Array| {
        let edits = edits(store, &changes);
        store.dispatch(Command::Type { edits, at: js_sys::Date::now() });
        shown.set_value(Some((store.document.get_untracked(), file(store))));
    });
    let replace = Closure::<dyn FnMut(String)>::new(move |text| store.load_pasted(text));
    let undo = Closure::<dyn FnMut()>::new(move || store.dispatch(Command::Undo));
    let redo = Closure::<dyn FnMut()>::new(move || store.dispatch(Command::Redo));
    let apply = Closure::<dyn FnMut(usize, usize)>::new(move |problem: usize, fix: usize| {
        let found = in_file(store);
        let fix = found.get(problem).and_then(|(found, _)| found.fixes.get(fix));
        if let Some(fix) = fix {
            store.dispatch(Command::Apply(fix.edits.clone()));
        }
    });
    let complete = Closure::<dyn Fn(usize) -> JsValue>::new(move |at| completions(store, at));
    let explain = Closure::<dyn Fn(usize) -> JsValue>::new(move |at| explanation(store, at));
    let on = object(&[
        ("change", change.into_js_value()),
        ("replace", replace.into_js_value()),
        ("undo", undo.into_js_value()),
        ("redo", redo.into_js_value()),
        ("apply", apply.into_js_value()),
        ("complete", complete.into_js_value()),
        ("explain", explain.into_js_value()),
    ]);
    bundle.open(element, &options, &on)
}

/// What CodeMirror says of a change: in threes, from where to where what stands instead.
fn edits(store: Store, changes: &js_sys::Array) -> Vec<TextEdit> {
    let (text, file) = (current_text(store), file(store));
    let changes: Vec<JsValue> = changes.iter().collect();
    let edit = |change: &[JsValue]| {
        let [from, to, typed] = change else { return None };
        let place = |at: &JsValue| Some(byte(&text, at.as_f64()? as usize));
        let span = Span::new(file, place(from)?, place(to)?);
        Some(TextEdit { span, text: broken_alike(&text, &typed.as_string()?) })
    };
    changes.chunks(3).filter_map(edit).collect()
}

/// From here to CodeMirror: text, problems, marks, jumps, words.
fn keep_in_step(store: Store, handle: RwSignal<Option<Handle>, LocalStorage>, shown: StoredValue<Option<Version>>) {
    let file = Memo::new(move |_| store.sight.with(|sight| sight.file));
    Effect::new(move |_| {
        let wanted = (store.document.get(), file.get());
        if let Some(handle) = handle.get()
            && shown.with_value(|shown| shown.as_ref() != Some(&wanted))
        {
            handle.set_text(&current_text(store));
            shown.set_value(Some(wanted));
        }
    });
    Effect::new(move |_| {
        let _ = (store.issues.get(), file.get());
        let lang = store.lang.get();
        if let Some(handle) = handle.get() {
            let problem = |(found, span): &(svcpath_core::diagnostic::Diagnostic, Span)| {
                let (from, to) = utf16(store, *span);
                let fixes = found.fixes.iter().map(|fix| JsValue::from_str(&wording::fix_title(&fix.title, lang)));
                object(&[
                    ("from", from.into()),
                    ("to", to.into()),
                    ("severity", found.severity().as_str().into()),
                    ("message", found.message(lang).into()),
                    ("fixes", fixes.collect::<js_sys::Array>().into()),
                ])
            };
            handle.set_problems(in_file(store).iter().map(problem).collect());
        }
    });
    Effect::new(move |_| {
        let file = file.get();
        let marks: Vec<_> = store.marks.get().into_iter().filter(|(span, _)| span.file == file).collect();
        if let Some(handle) = handle.get() {
            let mark = |(span, tint): &(Span, crate::tint::Tint)| {
                let (from, to) = utf16(store, *span);
                object(&[("from", from.into()), ("to", to.into()), ("tint", tint.as_str().into())])
            };
            handle.set_marks(marks.iter().map(mark).collect());
            if let Some((span, _)) = marks.first() {
                handle.reveal(utf16(store, *span).0);
            }
        }
    });
    let jump = Memo::new(move |_| store.sight.with(|sight| sight.jump));
    Effect::new(move |done: Option<Option<u32>>| {
        let jump = jump.get();
        let handle = handle.get();
        let done = done.flatten();
        match (jump, handle) {
            (Some(jump), Some(handle)) if done != Some(jump.serial) => {
                // The panel shows and the text changes first.
                request_animation_frame(move || {
                    let at = utf16(store, jump.span).0;
                    if jump.enters { handle.jump(at) } else { handle.reveal(at) }
                });
                Some(jump.serial)
            }
            _ => done,
        }
    });
    Effect::new(move |_| {
        let lang = store.lang.get();
        if let Some(handle) = handle.get() {
            handle.set_words(lang.tag(), Text::of(lang).manifests);
        }
    });
    // A jump opens the manifests, wherever the reader was.
    Effect::new(move |before: Option<Option<u32>>| {
        let serial = jump.get().map(|jump| jump.serial);
        if before.is_some_and(|before| before != serial) && store.panel.get_untracked() != Some(Tab::Manifests) {
            store.dispatch(Command::Show(Some(Tab::Manifests)));
        }
        serial
    });
}

pub(super) fn current_text(store: Store) -> String {
    let file = file(store);
    store.document.with_untracked(|document| {
        if document.files.is_empty() { String::new() } else { document.files.get(file).text.clone() }
    })
}

/// The file that is edited.
fn file(store: Store) -> FileId {
    store.sight.with_untracked(|sight| sight.file)
}

/// The problems of the file that is edited, with their places.
fn in_file(store: Store) -> Vec<(svcpath_core::diagnostic::Diagnostic, Span)> {
    let file = file(store);
    store.issues.with_untracked(|issues| {
        let found = issues.iter().filter_map(|issue| match issue {
            Issue::Found(found) => Some((found.clone(), found.span?)),
            Issue::Notice(_) => None,
        });
        found.filter(|(_, span)| span.file == file).collect()
    })
}

/// A span as CodeMirror counts it.
fn utf16(store: Store, span: Span) -> (u32, u32) {
    store.reading.with_untracked(|reading| {
        let text = if reading.files.is_empty() { "" } else { reading.files.get(span.file).text.as_str() };
        let range = span.range();
        (units(text, range.start), units(text, range.end))
    })
}

pub(super) fn object(entries: &[(&str, JsValue)]) -> JsValue {
    let object = js_sys::Object::new();
    for (key, value) in entries {
        let _ = js_sys::Reflect::set(&object, &JsValue::from_str(key), value);
    }
    object.into()
}
