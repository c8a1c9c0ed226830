//! Files and folders that are dropped on the page or chosen.

use js_sys::{Array, Promise};
use leptos::ev;
use leptos::prelude::*;
use svcpath_core::scenario;
use svcpath_core::text::{File, Files};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DataTransfer, FileList, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry};

use crate::session::Command;
use crate::store::{Store, use_store};

/// More files than these are no set of manifests that somebody looks at.
const MOST: usize = 1_000;

/// Seen while files are dragged over the page.
#[component]
pub(crate) fn DropZone() -> impl IntoView {
    let store = use_store();
    let over = RwSignal::new(false);
    let dragover = window_event_listener(ev::dragover, move |event| {
        let files = event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0));
        if files {
            event.prevent_default();
            over.set(true);
        }
    });
    let leave = window_event_listener(ev::dragleave, move |event| {
        if event.related_target().is_none() {
            over.set(false);
        }
    });
    let drop = window_event_listener(ev::drop, move |event| {
        over.set(false);
        let Some(data) = event.data_transfer() else { return };
        let entries = entries(&data);
        if entries.is_empty() {
            return;
        }
        event.prevent_default();
        spawn_local(async move { show(store, all(entries).await) });
    });
    on_cleanup(move || {
        dragover.remove();
        leave.remove();
        drop.remove();
    });
    view! {
        <Show when=move || over.get()>
            <div class="dropzone">{move || store.hands().drop_here}</div>
        </Show>
    }
}

/// Shows the files of a list.
pub(crate) fn take(store: Store, list: FileList) {
    let chosen: Vec<web_sys::File> = (0..list.length()).filter_map(|index| list.get(index)).collect();
    spawn_local(async move {
        let mut files = Vec::new();
        for file in chosen {
            files.extend(text(file.name(), &file).await);
        }
        show(store, files);
    });
}

/// Beside what is there while somebody draws, else instead of it.
fn show(store: Store, files: Vec<File>) {
    if files.is_empty() {
        return;
    }
    let files = Files::new(files);
    // A scenario is a cluster with its question, and takes the place of another.
    let joins = store.sight.with_untracked(|sight| sight.drawing) && scenario::read(&files).0.is_empty();
    if joins {
        store.dispatch(Command::AddFiles(files));
    } else {
        store.load_files(files);
    }
}

/// What was dropped. It must be asked for at once: later the browser does not tell.
fn entries(data: &DataTransfer) -> Vec<FileSystemEntry> {
    let items = data.items();
    (0..items.length()).filter_map(|index| items.get(index)?.webkit_get_as_entry().ok()?).collect()
}

/// Every file of these, and of folders those that may be manifests, in the order of their paths.
async fn all(entries: Vec<FileSystemEntry>) -> Vec<File> {
    let mut files = Vec::new();
    let mut waiting: Vec<(FileSystemEntry, bool)> = entries.into_iter().rev().map(|entry| (entry, true)).collect();
    while let Some((entry, chosen)) = waiting.pop() {
        if files.len() >= MOST {
            break;
        }
        if entry.is_directory() {
            let mut children = children(entry.unchecked_into()).await;
            children.sort_by_key(FileSystemEntry::name);
            waiting.extend(children.into_iter().rev().map(|child| (child, false)));
        } else if chosen || is_manifest(&entry.name()) {
            let path = entry.full_path();
            let entry: FileSystemFileEntry = entry.unchecked_into();
            let promise = Promise::new(&mut |done, failed| {
                entry.file_with_callback_and_callback(&done, &failed);
            });
            if let Some(file) =
                JsFuture::from(promise).await.ok().and_then(|file| file.dyn_into::<web_sys::File>().ok())
            {
                files.extend(text(path.trim_start_matches('/').to_owned(), &file).await);
            }
        }
    }
    files
}

async fn children(folder: FileSystemDirectoryEntry) -> Vec<FileSystemEntry> {
    let reader = folder.create_reader();
    let mut children = Vec::new();
    // A reader gives some at a time, and none at the end.
    loop {
        let promise = Promise::new(&mut |done, failed| {
            let _ = reader.read_entries_with_callback_and_callback(&done, &failed);
        });
        let some = JsFuture::from(promise).await.ok().and_then(|some| some.dyn_into::<Array>().ok());
        match some.filter(|some| some.length() > 0) {
            Some(some) => children.extend(some.iter().map(|entry| entry.unchecked_into::<FileSystemEntry>())),
            None => return children,
        }
    }
}

fn is_manifest(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| matches!(end, "yaml" | "yml" | "json"))
}

async fn text(name: String, file: &web_sys::File) -> Option<File> {
    let text = JsFuture::from(file.text()).await.ok()?.as_string()?;
    Some(File { name, text })
}
