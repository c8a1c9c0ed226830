//! The whole path as a table: one row a step, the current one marked, each with the line that decided it.

use leptos::prelude::*;
use leptos::{ev, html};
use svcpath_core::object::Evidence;
use svcpath_core::text::Span;
use svcpath_core::trace::{Path, Place, Step};
use svcpath_core::wording;

use crate::browser;
use crate::session::{Command, Stop};
use crate::store::use_store;
use crate::tint::Tint;

#[component]
pub(super) fn Hops() -> impl IntoView {
    let store = use_store();
    let rows = Memo::new(move |_| store.shown.with(|shown| shown.as_ref().map(|s| rows(s.path())).unwrap_or_default()));
    let columns = move || store.text().hop_columns.map(|column| view! { <th scope="col">{column}</th> }).collect_view();
    view! {
        <table class="hops" aria-label=move || store.text().hops>
            <thead>
                <tr>{columns}</tr>
            </thead>
            <tbody>{move || rows.get().into_iter().map(|line| view! { <HopRow line /> }).collect_view()}</tbody>
        </table>
    }
}

fn rows(path: &Path) -> Vec<Row> {
    let hops = path.hops.iter().map(|hop| (hop, false)).chain(path.reply.iter().map(|hop| (hop, true)));
    let steps = hops.flat_map(|(hop, reply)| {
        let steps = hop.steps.iter().enumerate();
        steps.map(move |(nth, step)| (Some(hop.at.clone()).filter(|_| nth == 0), step.clone(), reply))
    });
    steps.enumerate().map(|(index, (arrives, step, reply))| Row { index, arrives, step, reply }).collect()
}

#[derive(Debug, Clone, PartialEq)]
struct Row {
    index: usize,
    /// Where the packet arrives with this step.
    arrives: Option<Place>,
    step: Step,
    reply: bool,
}

#[component]
fn HopRow(line: Row) -> impl IntoView {
    let store = use_store();
    let Row { index, arrives, step, reply } = line;
    let is_current = Memo::new(move |_| store.step.get() == index);
    let go = move |step| store.dispatch(Command::Go { stop: Stop::Step(step), moving: false });
    // Up and down go through the rows, and the focus with them.
    let on_key = move |event: ev::KeyboardEvent| {
        match event.key().as_str() {
            "ArrowDown" => go(index + 1),
            "ArrowUp" => go(index.saturating_sub(1)),
            _ => return,
        }
        event.prevent_default();
        browser::focus("tr[aria-current=step]");
    };
    // The current row stays in sight while the story goes on, and the answer above the table where it is. At first all that stands
    // above has its say: only the table scrolls.
    let row = NodeRef::<html::Tr>::new();
    let mut known = false;
    Effect::new(move |_| {
        let is_current = is_current.get();
        let Some(row) = row.get() else { return };
        if is_current {
            browser::bring_into(".way", &row, known.then_some(".step"));
        }
        known = true;
    });
    let place = move || arrives.as_ref().map(|place| view! { <b>{(store.text().place)(place)}</b> });
    let decision = step.visible();
    let reason = step.reason;
    let sentence = move || wording::reason(&reason, store.lang.get());
    let tint = Tint::of(decision).as_str();
    let stamp = move || {
        let stamp = (store.text().stamp)(decision);
        stamp.map(|stamp| view! { " " <span class=format!("stamp {tint}")>{stamp}</span> })
    };
    let evidence = step.evidence.into_iter().next();
    view! {
        <tr
            class:reply=reply
            aria-current=move || is_current.get().then_some("step")
            tabindex=move || if is_current.get() { "0" } else { "-1" }
            node_ref=row
            on:click=move |_| go(index)
            on:keydown=on_key
        >
            <td class="number">{index + 1}</td>
            <td>
                <div class="hop">
                    {place}
                    <span>{sentence}</span>
                    {stamp}
                </div>
            </td>
            <td>{evidence.map(|evidence| view! { <EvidenceLink evidence /> })}</td>
        </tr>
    }
}

/// A link to what decided. Nothing where no manifest says it.
#[component]
pub(super) fn EvidenceLink(evidence: Evidence) -> impl IntoView {
    let store = use_store();
    let span = Memo::new(move |_| store.reading.with(|reading| reading.manifests.locate(&evidence)));
    move || span.get().map(|span| view! { <LineLink span /> })
}

/// `L30`: opens the editor there. In a row of the table the click goes on to the row, which shows its step as well.
#[component]
pub(super) fn LineLink(span: Span) -> impl IntoView {
    let store = use_store();
    let line = Memo::new(move |_| store.reading.with(|reading| reading.files.position(span).line));
    view! {
        <button
            type="button"
            class="link"
            aria-label=move || (store.text().evidence)(line.get())
            on:click=move |_| store.dispatch(Command::JumpTo(span))
        >
            {move || (store.text().line_short)(line.get())}
        </button>
    }
}
