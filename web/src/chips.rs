//! What the model assumes, where it can be changed: one chip a knob.

use leptos::html;
use leptos::prelude::*;
use svcpath_core::assumption::Assumption;
use svcpath_core::knobs::{Knob, KnobValue};
use svcpath_core::lean::listed;
use svcpath_core::wording;

use crate::store::{Store, use_store};
use crate::ui::Menu;

/// As many as fit above the picture; all of them stand beside the answer.
const MOST: usize = 3;

#[component]
pub(crate) fn Chips() -> impl IntoView {
    let store = use_store();
    let assumptions = Memo::new(move |_| assumptions(store, MOST));
    view! {
        <ul class="chips" aria-label=move || store.text().assumptions>
            <Each assumptions />
            <li>
                <Settings />
            </li>
        </ul>
    }
}

/// All that the shown answer rests on, beside it.
#[component]
pub(crate) fn Assumed() -> impl IntoView {
    let store = use_store();
    let assumptions = Memo::new(move |_| assumptions(store, usize::MAX));
    view! {
        <Show when=move || assumptions.with(|chips| !chips.is_empty())>
            <h2>{move || store.text().assumed}</h2>
            <ul class="chips">
                <Each assumptions />
            </ul>
        </Show>
    }
}

#[component]
fn Each(assumptions: Memo<Vec<(Knob, Assumption)>>) -> impl IntoView {
    view! {
        <For each=move || assumptions.get() key=|(knob, assumption)| (*knob, wording::assumption(assumption, svcpath_core::lang::Lang::En)) let((knob, assumption))>
            <li>
                <Chip knob assumption />
            </li>
        </For>
    }
}

/// One a knob: those that the reader set, then those asked about first.
fn assumptions(store: Store, most: usize) -> Vec<(Knob, Assumption)> {
    let of_trace = store.shown.with(|shown| shown.as_ref().map(|s| s.trace.assumptions.clone()));
    let all = of_trace.unwrap_or_else(|| store.world.with(|world| world.assumptions.clone()));
    let mut knobs = Vec::new();
    let mut chips: Vec<(Knob, Assumption)> = Vec::new();
    for assumption in all {
        let Some(knob) = assumption.knob().and_then(Knob::named) else { continue };
        if !knobs.contains(&knob) {
            knobs.push(knob);
            chips.push((knob, assumption));
        }
    }
    let set = |knob: &Knob| store.document.with(|document| document.setting.knobs.contains_key(knob));
    chips.sort_by_key(|(knob, _)| if set(knob) { 0 } else { rank(*knob) });
    chips.truncate(most);
    chips
}

/// What readers ask about first.
fn rank(knob: Knob) -> u8 {
    match knob {
        Knob::Nodes => 0,
        Knob::ProxyMode => 1,
        Knob::LoadBalancer => 2,
        Knob::IngressController => 3,
        Knob::NodePortAddresses | Knob::LocalhostNodePorts => 4,
        Knob::PodCidr => 5,
        Knob::ServiceCidr => 6,
        Knob::MasqueradeAll => 7,
        Knob::ServiceNodePortRange
        | Knob::ClusterDomain
        | Knob::DnsPodMode
        | Knob::DnsIgnoreEmptyService
        | Knob::IngressNginxWatchWithoutClass
        | Knob::Mesh
        | Knob::LoadBalancerMixedProtocols => 8,
    }
}

#[component]
fn Chip(knob: Knob, assumption: Assumption) -> impl IntoView {
    let store = use_store();
    let words = Signal::derive(move || wording::assumption(&assumption, store.lang.get()));
    view! {
        <Menu
            class="chip"
            label=words
            button=move || view! { {move || words.get()} }
            card=Box::new(move |close| view! { <KnobForm knob close /> }.into_any())
        />
    }
}

/// Every knob with its value, whether or not it took part in the answer; one at a time is set.
#[component]
fn Settings() -> impl IntoView {
    let store = use_store();
    view! {
        <Menu
            class="chip settings"
            label=Signal::derive(move || store.text().settings.to_owned())
            button=move || view! { {move || store.text().settings} "…" }
            card=Box::new(move |close| view! { <AllKnobs close /> }.into_any())
        />
    }
}

#[component]
fn AllKnobs(close: Callback<()>) -> impl IntoView {
    let store = use_store();
    let open = RwSignal::new(None::<Knob>);
    let lang = store.lang.get_untracked();
    let row = move |knob: Knob| {
        let value = match (knob, store.knob(knob)) {
            (Knob::PodCidr, value) if value.is_empty() => store.world.with_untracked(|world| listed(&world.pod_cidrs)),
            (Knob::ServiceCidr, value) if value.is_empty() => {
                store.world.with_untracked(|world| listed(&world.service_cidrs))
            }
            (_, value) => value,
        };
        let shown = if value.is_empty() { store.hands().by_default.to_owned() } else { value };
        view! {
            <button type="button" class="item setting" on:click=move |_| open.set(Some(knob))>
                <span>
                    <code>{knob.as_str()}</code>
                    <small>{wording::knob(&knob, lang)}</small>
                </span>
                <code class="value">{shown}</code>
            </button>
        }
    };
    move || match open.get() {
        Some(knob) => view! {
            <button type="button" class="item back" on:click=move |_| open.set(None)>
                "‹ " {store.text().settings}
            </button>
            <KnobForm knob close />
        }
        .into_any(),
        None => Knob::ALL.map(row).collect_view().into_any(),
    }
}

/// Sets one knob: a choice where it takes few values, a field else.
#[component]
fn KnobForm(knob: Knob, close: Callback<()>) -> impl IntoView {
    let store = use_store();
    let error = RwSignal::new(None::<String>);
    let value = store.knob(knob);
    let set = move |value: String| match store.set_knob(knob, &value) {
        Ok(()) => close.run(()),
        Err(told) => error.set(Some(told)),
    };
    let field = match knob.takes() {
        KnobValue::OneOf(choices) => {
            // The card may have held something else before: the focus follows.
            let current = NodeRef::<html::Button>::new();
            current.on_load(|button| {
                let _ = button.focus();
            });
            let option = |choice: &&'static str| {
                let choice = *choice;
                let chosen = choice == value;
                let node_ref = if chosen { current } else { NodeRef::new() };
                view! {
                    <button
                        type="button"
                        class="item"
                        node_ref=node_ref
                        aria-pressed=chosen.to_string()
                        on:click=move |_| set(choice.to_owned())
                    >
                        <code>{choice}</code>
                    </button>
                }
            };
            choices.iter().map(option).collect_view().into_any()
        }
        KnobValue::KnownKey
        | KnobValue::KeyAndValue
        | KnobValue::Cidrs
        | KnobValue::CidrsOrNone
        | KnobValue::CidrsOrPrimary
        | KnobValue::PortRange
        | KnobValue::Domain
        | KnobValue::CountTo(_) => {
            let input = NodeRef::<html::Input>::new();
            let submit = move |event: leptos::ev::SubmitEvent| {
                event.prevent_default();
                set(input.get_untracked().map(|input| input.value()).unwrap_or_default());
            };
            input.on_load(|input| {
                let _ = input.focus();
                input.select();
            });
            let number = matches!(knob.takes(), KnobValue::CountTo(_));
            view! {
                <form on:submit=submit>
                    <input
                        node_ref=input
                        value=value
                        aria-label=knob.as_str()
                        inputmode=if number { "numeric" } else { "text" }
                        spellcheck="false"
                        autocomplete="off"
                    />
                    <button type="submit" class="btn">
                        {store.text().set}
                    </button>
                </form>
            }
            .into_any()
        }
    };
    view! {
        <p class="knob">
            <code>{knob.as_str()}</code>
        </p>
        {field}
        {move || error.get().map(|error| view! { <p class="error" role="alert">{error}</p> })}
    }
}
