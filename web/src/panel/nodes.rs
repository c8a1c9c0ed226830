//! Which of the nodes answer, where a request comes in over nodes: a click asks one.

use leptos::prelude::*;
use svcpath_core::route::{NodeAnswer, NodeOutcome, node_answers};
use svcpath_core::trace::Place;
use svcpath_core::wording;

use super::verdict::look;
use crate::routes::fails;
use crate::session::{Command, Stop};
use crate::store::use_store;
use crate::ui::{Icon, Sign};

/// More than these are shown when they are asked for.
const FOLDED: usize = 6;

#[component]
pub(super) fn Nodes() -> impl IntoView {
    let store = use_store();
    let from_outside = move || {
        store.shown.with(|shown| {
            let first = shown.as_ref().and_then(|s| s.path().hops.first());
            matches!(first.map(|hop| &hop.at), Some(Place::Internet(_)))
        })
    };
    view! {
        <Show when=from_outside>
            <NodeTable />
        </Show>
    }
}

#[component]
fn NodeTable() -> impl IntoView {
    let store = use_store();
    let answers = Memo::new(move |_| {
        let shown = store.shown.get();
        store.world.with(|world| shown.map(|s| node_answers(world, &s.trace)).unwrap_or_default())
    });
    let columns =
        move || store.text().node_columns.map(|column| view! { <th scope="col">{column}</th> }).collect_view();
    // Every node has the same one.
    let port = move || {
        let port = answers.with(|answers| answers.iter().find_map(|answer| answer.address)).map(|at| at.port());
        port.map(|port| view! { " " <code>{format!(":{port}")}</code> })
    };
    // Of many, those that do not answer come first.
    let all = RwSignal::new(false);
    let many = move || answers.with(Vec::len) > FOLDED;
    let rows = move || {
        let mut answers = answers.get();
        if many() && !all.get() {
            answers.sort_by_key(answering);
            answers.truncate(FOLDED);
        }
        answers.into_iter().map(|answer| view! { <NodeRow answer /> }).collect_view()
    };
    view! {
        <Show when=move || !answers.with(Vec::is_empty)>
            <section class="which">
                <h2>{move || store.text().nodes} {port}</h2>
                <table aria-label=move || store.text().nodes>
                    <thead class="unseen">
                        <tr>{columns}</tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
                <Show when=many>
                    <button
                        type="button"
                        class="link"
                        aria-expanded=move || all.get().to_string()
                        on:click=move |_| all.update(|all| *all = !*all)
                    >
                        {move || (store.text().nodes_in_all)(answers.with(Vec::len))}
                    </button>
                </Show>
            </section>
        </Show>
    }
}

fn answering(answer: &NodeAnswer) -> bool {
    matches!(&answer.outcome, NodeOutcome::Asked { verdict, discarded: false, .. } if !fails(*verdict))
}

#[component]
fn NodeRow(answer: NodeAnswer) -> impl IntoView {
    let store = use_store();
    let (sign, tone, halts) = match &answer.outcome {
        NodeOutcome::Asked { discarded: true, .. } => (Sign::Warning, "part", false),
        NodeOutcome::Asked { verdict, .. } => {
            let (sign, tone) = look(*verdict);
            (sign, tone, fails(*verdict))
        }
        NodeOutcome::LeftOut(_) => (Sign::Nobody, "plain", false),
    };
    let NodeAnswer { node, address, request, outcome } = answer;
    let answers = matches!(outcome, NodeOutcome::Asked { discarded: false, .. }) && !halts;
    // Why it fails stands below, where there is room for a sentence.
    let words = move || match &outcome {
        NodeOutcome::Asked { verdict, .. } if halts => wording::verdict(verdict, store.lang.get()),
        other => wording::node_outcome(other, store.lang.get()),
    };
    let spoken = move || if answers { store.text().answers } else { "" };
    let name = match request {
        Some(request) => {
            let ask = move |_| {
                let stop = if halts { Stop::Halt } else { Stop::Step(0) };
                store.dispatch(Command::Ask { written: request.written(), stop });
            };
            view! {
                <button type="button" class="link" title=node.clone() on:click=ask>
                    {node.clone()}
                </button>
            }
            .into_any()
        }
        None => view! { <b>{node}</b> }.into_any(),
    };
    view! {
        <tr class=tone>
            <th scope="row">
                <Icon sign />
                {name}
            </th>
            <td>
                <code>{address.map(|address| address.ip().to_string())}</code>
            </td>
            <td>
                <span class="unseen">{spoken} " "</span>
                {words}
            </td>
        </tr>
    }
}
