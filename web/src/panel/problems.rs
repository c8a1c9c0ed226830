//! What is wrong or surprising, each with its line and, where there is one, its mending.

use leptos::ev;
use leptos::prelude::*;
use svcpath_core::diagnostic::{Diagnostic, Severity};
use svcpath_core::lang::Lang;
use svcpath_core::problem::Problem;
use svcpath_core::wording;

use crate::address::Notice;
use crate::session::Command;
use crate::store::{Issue, Store, use_store};
use crate::text::{Hands, Text};
use crate::ui::{Icon, Sign};

/// Beyond this nobody reads on.
const MOST: usize = 200;

#[component]
pub(crate) fn Problems(
    /// Without those that are told as causes of a failure.
    #[prop(optional)]
    untold: bool,
) -> impl IntoView {
    let store = use_store();
    let items = move || {
        let issues = if untold { store.untold() } else { store.issues.with(|issues| issues.to_vec()) };
        issues.into_iter().take(MOST).map(|issue| view! { <Item issue /> }).collect_view()
    };
    view! {
        <ul class="problems" role="list" aria-label=move || store.text().problems>
            {items}
        </ul>
    }
}

/// What the address asks for in vain, where there is no room for more: other issues take a look at all of the cluster, for which
/// a widget has no use.
#[component]
pub(crate) fn Refused() -> impl IntoView {
    let store = use_store();
    let item = |notice| view! { <Item issue=Issue::Notice(notice) /> };
    view! {
        <ul class="problems" role="list" aria-label=move || store.text().problems>
            {move || store.notices.get().into_iter().map(item).collect_view()}
        </ul>
    }
}

#[component]
fn Item(issue: Issue) -> impl IntoView {
    let store = use_store();
    let lang = store.lang.get();
    let (severity, code) = match &issue {
        Issue::Found(found) => (found.severity(), Some(found.code())),
        Issue::Notice(notice) => match problem(notice, lang) {
            Ok(problem) => (problem.severity(), Some(problem.code())),
            Err(_) => (Severity::Info, None),
        },
    };
    let message = message(&issue, lang);
    let place = match &issue {
        Issue::Found(found) => place(store, found),
        Issue::Notice(_) => None,
    };
    let (sign, word) = severity_look(severity, store.text());
    let fixes = match &issue {
        Issue::Found(found) => found.fixes.clone(),
        Issue::Notice(_) => Vec::new(),
    };
    let span = match &issue {
        Issue::Found(found) => found.span,
        Issue::Notice(_) => None,
    };
    let jump = move || {
        if let Some(span) = span {
            store.dispatch(Command::JumpTo(span));
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        // Buttons inside answer Enter themselves.
        if event.key() == "Enter" && event.target() == event.current_target() {
            event.prevent_default();
            jump();
        }
    };
    let fix_button = move |fix: svcpath_core::diagnostic::Fix| {
        let title = wording::fix_title(&fix.title, lang);
        view! {
            <button
                type="button"
                class="btn"
                on:click=move |event: ev::MouseEvent| {
                    event.stop_propagation();
                    store.dispatch(Command::Apply(fix.edits.clone()));
                }
            >
                {(store.text().apply)(&title)}
            </button>
        }
    };
    view! {
        <li class=severity.as_str() tabindex="0" on:click=move |_| jump() on:keydown=on_key>
            <span class="sign" title=word>
                <Icon sign />
                <span class="unseen">{word}</span>
            </span>
            <div>
                <p>{message}</p>
                {code.map(|code| view! {
                    <p class="where">
                        {place.map(|place| view! { <span class="line">{place}</span> " · " })} <code>{code}</code>
                    </p>
                })}
                {fixes.into_iter().map(fix_button).collect_view()}
            </div>
        </li>
    }
}

/// `line 23`, or `shop.yaml, line 23` where there are several files.
fn place(store: Store, found: &Diagnostic) -> Option<String> {
    let span = found.span?;
    store.reading.with(|reading| {
        let line = (store.text().line)(reading.files.position(span).line);
        Some(if reading.files.len() > 1 { format!("{}, {line}", reading.files.get(span.file).name) } else { line })
    })
}

fn severity_look(severity: Severity, text: &Text) -> (Sign, &'static str) {
    let [error, warning, info] = text.severities;
    match severity {
        Severity::Error => (Sign::Cross, error),
        Severity::Warning => (Sign::Warning, warning),
        Severity::Info => (Sign::Info, info),
    }
}

/// Why there is nothing to show: the first thing that could not be read or loaded.
pub(super) fn unread(store: Store) -> Option<String> {
    let notice = store.notices.with(|notices| notices.first().cloned().map(Issue::Notice));
    notice.map(|notice| message(&notice, store.lang.get())).or_else(|| broken(store))
}

/// Why nothing can be read of the manifests.
pub(crate) fn broken(store: Store) -> Option<String> {
    store.reading.with(|reading| Some(reading.broken()?.message(store.lang.get())))
}

fn message(issue: &Issue, lang: Lang) -> String {
    match issue {
        Issue::Found(found) => found.message(lang),
        Issue::Notice(notice) => match problem(notice, lang) {
            Ok(problem) => wording::problem(&problem, lang),
            Err(words) => words.to_owned(),
        },
    }
}

/// A notice as the problem that it is; `Err`: it is none, and only told.
fn problem(notice: &Notice, lang: Lang) -> Result<Problem, &'static str> {
    let text = Text::of(lang);
    let (name, detail) = match notice {
        Notice::Value { name, value, takes } => (*name, (text.bad_value)(value, takes)),
        Notice::Request { name, error } => (*name, wording::request_error(error, lang)),
        Notice::Link(why) => ("#z", Hands::of(lang).broken(*why).to_owned()),
        Notice::NotKept => ("storage", text.not_kept.to_owned()),
        Notice::Source { address } => ("src", (text.bad_source)(address)),
        Notice::Masked => return Err(Hands::of(lang).kept_masked),
    };
    Ok(Problem::BadParameter { name: name.into(), detail })
}
