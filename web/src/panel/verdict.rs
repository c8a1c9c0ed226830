//! How it ends: sign, word and colour.

use leptos::prelude::*;
use svcpath_core::apart::apart;
use svcpath_core::trace::{Path, Place, Verdict as Outcome};
use svcpath_core::wording;

use super::problems::unread;
use crate::session::Command;
use crate::store::{Store, use_store};
use crate::ui::{Icon, Sign};

/// Sign and tone of a verdict. The tone is a class name.
pub(super) fn look(verdict: Outcome) -> (Sign, &'static str) {
    match verdict {
        Outcome::Delivered | Outcome::Resolved => (Sign::Check, "ok"),
        Outcome::Partial => (Sign::Part, "part"),
        Outcome::Rejected => (Sign::Cross, "bad"),
        Outcome::Dropped => (Sign::Hourglass, "bad"),
        Outcome::Unmatched | Outcome::Nxdomain => (Sign::Nobody, "bad"),
        Outcome::Responded => (Sign::Warning, "bad"),
        Outcome::Redirected | Outcome::External => (Sign::Leave, "plain"),
        Outcome::Unknown => (Sign::Question, "plain"),
    }
}

#[component]
pub(crate) fn Verdict() -> impl IntoView {
    let store = use_store();
    let verdict = Memo::new(move |_| store.shown.with(|shown| shown.as_ref().map(|s| s.trace.verdict)));
    // What is delivered and yet does not come back is no good news.
    let lost = move || store.shown.with(|shown| shown.as_ref().is_some_and(|s| s.path().returns_elsewhere()));
    let tone = move || match verdict.get() {
        Some(_) if lost() => "part",
        Some(verdict) => look(verdict).1,
        None => "plain",
    };
    let words = move || match verdict.get() {
        Some(verdict) => wording::verdict(&verdict, store.lang.get()),
        None if store.sight.with(|sight| sight.embed) => store.text().nothing_asked.to_owned(),
        None => apart(|| nothing(store)),
    };
    let status = move || store.shown.with(|shown| shown.as_ref().and_then(|s| s.trace.status));
    let sign = Signal::derive(move || verdict.get().map_or(Sign::Question, |verdict| look(verdict).0));
    view! {
        <div class=move || format!("verdict {}", tone())>
            <p
                role="status"
                aria-label=move || store.text().verdict
                data-verdict=move || verdict.get().map(|verdict| verdict.as_str())
            >
                <Icon sign />
                <b>{words}</b>
                {move || status().map(|status| view! { <code>{status}</code> })}
            </p>
            <PathChoice />
        </div>
    }
}

/// Which of the request's paths is shown, and a way to another.
#[component]
fn PathChoice() -> impl IntoView {
    let store = use_store();
    let count = move || store.shown.with(|shown| shown.as_ref().map_or(0, |s| s.trace.paths.len()));
    let branch = move || store.shown.with(|shown| shown.as_ref().map_or(0, |s| s.branch));
    let options = move || {
        let Some(shown) = store.shown.get() else { return Vec::new() };
        let lang = store.lang.get();
        let several = shown.trace.paths.iter().any(|path| entered(path) != entered(shown.path()));
        let option = |(index, path): (usize, &Path)| {
            let mut words = (store.text().path_of)(index + 1, count());
            words.push_str(" · ");
            if let Some(end) = &path.endpoint {
                if let Some(by) = entered(path).filter(|_| several) {
                    words.push_str(by);
                    words.push_str(" → ");
                }
                match &end.pod {
                    Some(pod) => words.push_str(&pod.name),
                    None => words.push_str(&end.address.to_string()),
                }
                if let Some(node) = &end.node {
                    words.push_str(", ");
                    words.push_str(node);
                }
                words.push_str(" · ");
            }
            words.push_str(&wording::verdict(&path.verdict, lang));
            view! {
                <option value=index.to_string() selected=index == shown.branch>
                    {words}
                </option>
            }
        };
        shown.trace.paths.iter().enumerate().map(option).collect()
    };
    let choose = move |event| {
        if let Ok(path) = event_target_value(&event).parse() {
            store.dispatch(Command::TakePath(path));
        }
    };
    view! {
        <Show when=move || 1 < count()>
            <label class="paths">
                <span aria-hidden="true">{move || (store.text().path_of)(branch() + 1, count())} <Icon sign=Sign::Down /></span>
                <select aria-label=move || store.text().which_path on:change=choose>
                    {options}
                </select>
            </label>
        </Show>
    }
}

/// The first node on a path.
fn entered(path: &Path) -> Option<&str> {
    path.hops.iter().find_map(|hop| match &hop.at {
        Place::Node(node) => Some(node.as_str()),
        _ => None,
    })
}

/// What is there to do where nothing is asked, or why there is nothing to ask.
fn nothing(store: Store) -> String {
    let empty = store.reading.with(|reading| reading.manifests.objects().is_empty());
    empty.then(|| unread(store)).flatten().unwrap_or_else(|| store.text().ask_first.to_owned())
}
