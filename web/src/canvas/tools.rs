//! Beside the picture: how it is looked at, and a search.

use leptos::prelude::*;
use svcpath_scene::Arrangement;
use svcpath_scene::view::TALL_BELOW;

use super::search::Search;
use crate::draw::draw;
use crate::session::Command;
use crate::store::use_store;
use crate::ui::{Icon, Menu, Sign};

#[component]
pub(crate) fn Tools() -> impl IntoView {
    let store = use_store();
    let inside = Memo::new(move |_| store.picture.with(|scene| scene.inside.clone()));
    let kernel = Memo::new(move |_| store.kernel());
    let label = Signal::derive(move || store.text().search.to_owned());
    let outside = move || inside.with(Option::is_none);
    let branches = Memo::new(move |_| {
        outside() && store.shown.with(|shown| shown.as_ref().is_some_and(|s| s.trace.paths.len() > 1))
    });
    // On the phone there are no columns.
    let columns = Memo::new(move |_| outside() && store.room.get().0 >= TALL_BELOW);
    let all = move || store.sight.with(|sight| sight.all);
    let apps = move || store.sight.with(|sight| sight.arrangement == Arrangement::Apps);
    let follow = move |()| store.dispatch(Command::Follow { all: !store.sight.with_untracked(|sight| sight.all) });
    let arrange = move |()| {
        let other = match store.sight.with_untracked(|sight| sight.arrangement) {
            Arrangement::Nodes => Arrangement::Apps,
            Arrangement::Apps => Arrangement::Nodes,
        };
        store.dispatch(Command::Arrange(other));
    };
    let go = move |_| {
        let node = if inside.with_untracked(Option::is_some) { None } else { kernel.get_untracked() };
        store.dispatch(Command::Enter(node));
    };
    let words = move || match (inside.get(), kernel.get()) {
        (Some(_), _) => store.text().outside.to_owned(),
        (None, Some(node)) => (store.text().inside)(&node),
        (None, None) => String::new(),
    };
    let drawing = move || store.sight.with(|sight| sight.drawing);
    let toggle = move |()| draw(store, !store.sight.with_untracked(|sight| sight.drawing));
    view! {
        <Switch on=Signal::derive(drawing) sign=Sign::Pen label=Signal::derive(move || store.hands().draw) press=toggle />
        <Show when=move || branches.get()>
            <Switch on=Signal::derive(all) sign=Sign::Part label=Signal::derive(move || store.text().all_branches) press=follow />
        </Show>
        <Show when=move || columns.get()>
            <Switch on=Signal::derive(apps) sign=Sign::Grid label=Signal::derive(move || store.text().by_workload) press=arrange />
        </Show>
        <Show when=move || inside.with(Option::is_some) || kernel.with(Option::is_some)>
            <button type="button" class="btn" aria-pressed=move || inside.with(Option::is_some).to_string() on:click=go>
                {words}
            </button>
        </Show>
        <Menu
            class="search"
            label
            button=|| view! { <Icon sign=Sign::Search /> }
            card=Box::new(|close| view! { <Search close /> }.into_any())
        />
    }
}

/// A way to look at the picture that is on or off.
#[component]
fn Switch(
    on: Signal<bool>,
    sign: Sign,
    label: Signal<&'static str>,
    #[prop(into)] press: Callback<()>,
) -> impl IntoView {
    view! {
        <button type="button" class="btn" aria-pressed=move || on.get().to_string() aria-label=move || label.get() title=move || label.get() on:click=move |_| press.run(())>
            <Icon sign />
        </button>
    }
}
