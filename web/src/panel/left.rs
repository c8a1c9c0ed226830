//! The left panel: manifests, problems, routes. Folded on a first visit.

use leptos::ev;
use leptos::prelude::*;

use super::editor::Editor;
use super::files::FileTabs;
use super::problems::Problems;
use super::routes::Routes;
use crate::browser;
use crate::session::{Command, Tab};
use crate::store::{Store, use_store};
use crate::ui::{Icon, Sign, SignButton};

const TABS: [Tab; 3] = [Tab::Manifests, Tab::Problems, Tab::Routes];

#[component]
pub(crate) fn Left() -> impl IntoView {
    let store = use_store();
    let is = move |tab: Tab| store.panel.get() == Some(tab);
    let tab_button = move |tab: Tab| {
        view! {
            <button
                type="button"
                role="tab"
                id=id(tab)
                aria-selected=move || is(tab).to_string()
                aria-controls="left-content"
                tabindex=move || if is(tab) { "0" } else { "-1" }
                on:click=move |_| store.dispatch(Command::Show(Some(tab)))
            >
                {move || title(store, tab)}
                {move || count(store, tab).filter(|(count, _)| *count > 0).map(|(count, tone)| view! { " " <span class=format!("count {tone}")>{count}</span> })}
            </button>
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let stride = match event.key().as_str() {
            "ArrowRight" => 1,
            "ArrowLeft" => TABS.len() - 1,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        let current = TABS.iter().position(|tab| store.panel.get_untracked() == Some(*tab)).unwrap_or(0);
        let Some(next) = TABS.get((current + stride) % TABS.len()) else { return };
        store.dispatch(Command::Show(Some(*next)));
        browser::focus(&format!("#{}", id(*next)));
    };
    view! {
        <aside class="left" aria-label=move || store.text().manifests>
            <div class="tabs">
                <div role="tablist" aria-label=move || store.text().manifests on:keydown=on_key>
                    {TABS.map(tab_button).collect_view()}
                </div>
                <SignButton sign=Sign::Fold label=Signal::derive(move || store.text().fold) press=move |()| store.dispatch(Command::Show(None)) />
            </div>
            <div
                class="content"
                id="left-content"
                role="tabpanel"
                aria-labelledby=move || store.panel.get().map(id)
                class:editing=move || is(Tab::Manifests)
            >
                <Show when=move || is(Tab::Manifests)>
                    <FileTabs />
                </Show>
                <Editor />
                <Show when=move || is(Tab::Routes) fallback=move || view! { <ProblemsPane /> }>
                    <Routes />
                </Show>
            </div>
        </aside>
    }
}

/// The problems, in full on their own tab and below the editor on its tab.
#[component]
fn ProblemsPane() -> impl IntoView {
    let store = use_store();
    let none = move || store.issues.with(|issues| issues.is_empty());
    let alone = move || store.panel.get() == Some(Tab::Problems);
    view! {
        <Show when=move || none() && alone()>
            <p class="summary">{move || store.text().no_problems}</p>
        </Show>
        <Problems />
    }
}

/// Unfolds the panel.
#[component]
pub(crate) fn LeftButton() -> impl IntoView {
    let store = use_store();
    let trouble = move || Some(store.trouble()).filter(|count| *count > 0);
    view! {
        <button type="button" class="btn unfold" on:click=move |_| store.dispatch(Command::Show(Some(Tab::Manifests)))>
            <Icon sign=Sign::Lines />
            {move || store.text().manifests}
            {move || trouble().map(|count| view! { <span class="count bad" aria-hidden="true">{count}</span> })}
        </button>
    }
}

fn id(tab: Tab) -> &'static str {
    match tab {
        Tab::Manifests => "tab-manifests",
        Tab::Problems => "tab-problems",
        Tab::Routes => "tab-routes",
    }
}

fn title(store: Store, tab: Tab) -> &'static str {
    let text = store.text();
    match tab {
        Tab::Manifests => text.manifests,
        Tab::Problems => text.problems,
        Tab::Routes => text.routes,
    }
}

/// The number beside a tab's title, and its tone.
fn count(store: Store, tab: Tab) -> Option<(usize, &'static str)> {
    match tab {
        Tab::Manifests => None,
        Tab::Problems => Some((store.issues.with(|issues| issues.len()), if store.trouble() > 0 { "bad" } else { "" })),
        Tab::Routes => {
            Some((store.routes.with(|routes| routes.len()), if store.failing_routes() > 0 { "bad" } else { "" }))
        }
    }
}
