//! The answer: verdict, who sees what, what would mend it, the step in detail, the whole path.

use leptos::prelude::*;
use svcpath_core::diagnostic::{Diagnostic, Fix};
use svcpath_core::wording;

use super::card::Card;
use super::hops::Hops;
use super::verdict::Verdict;
use crate::routes::fails;
use crate::session::{Command, Stop};
use crate::store::{Issue, Store, use_store};
use crate::ui::{Icon, Sign};

#[component]
pub(crate) fn Answer() -> impl IntoView {
    let store = use_store();
    let has_trace = Memo::new(move |_| store.shown.with(Option::is_some));
    view! {
        <aside class="answer" aria-label=move || store.text().answer>
            <Verdict />
            <div class="scroll" tabindex="-1">
                <Show when=move || has_trace.get()>
                    <Sees />
                    <Mending />
                    <Card />
                    <Hops />
                </Show>
            </div>
        </aside>
    }
}

/// What client and pod see.
#[component]
fn Sees() -> impl IntoView {
    let store = use_store();
    let client = move || {
        let lang = store.lang.get();
        store.shown.with(|shown| shown.as_ref().map(|s| wording::client_sees(&s.trace, lang)))
    };
    let pod = Memo::new(move |_| {
        store.shown.with(|shown| {
            let end = shown.as_ref()?.path().endpoint.as_ref()?;
            Some((end.pod_sees.to_string(), end.masquerade))
        })
    });
    let reached = move || {
        let delivered = store.shown.with(|shown| shown.as_ref().is_some_and(|s| !fails(s.path().verdict)));
        pod.get().filter(|_| delivered)
    };
    view! {
        <dl class="sees">
            <dt>{move || store.text().client_sees}</dt>
            <dd>{client}</dd>
            {move || reached().map(|(address, masquerade)| view! {
                <dt>{move || store.text().pod_sees}</dt>
                <dd>
                    <code>{move || (store.text().source)(&address)}</code>
                    <Show when=move || masquerade>
                        " "
                        <span class="stamp src">{move || store.text().not_the_client}</span>
                    </Show>
                </dd>
            })}
        </dl>
    }
}

/// Under a failed verdict: fixes of the text that it failed by, and other ways in.
#[component]
fn Mending() -> impl IntoView {
    let store = use_store();
    let failed = Memo::new(move |_| store.shown.with(|shown| shown.as_ref().is_some_and(|s| fails(s.trace.verdict))));
    let fixes = move || if failed.get() { fixes(store) } else { Vec::new() };
    let fix_button = move |(problem, fix): (Diagnostic, Fix)| {
        let message = problem.message(store.lang.get());
        let title = wording::fix_title(&fix.title, store.lang.get());
        let edits = fix.edits;
        view! {
            <li>
                <p>{message}</p>
                <button type="button" class="btn" on:click=move |_| store.dispatch(Command::Apply(edits.clone()))>
                    <Icon sign=Sign::Check />
                    {(store.text().apply)(&title)}
                </button>
            </li>
        }
    };
    let ways = move || store.shown.with(|shown| shown.as_ref().map(|s| s.trace.ways_round.clone()).unwrap_or_default());
    let way_button = move |way: svcpath_core::trace::WayRound| {
        let words = wording::way(&way.kind, store.lang.get());
        let written = way.request.written();
        let go = move |_| {
            store.dispatch(Command::Ask { written: written.clone(), stop: Stop::Step(0) });
            store.dispatch(Command::Play(true));
        };
        view! {
            <button type="button" class="btn" on:click=go>
                <Icon sign=Sign::Play />
                {words}
            </button>
        }
    };
    view! {
        <Show when=move || !fixes().is_empty()>
            <h3>{move || store.text().fixes}</h3>
            <ul class="fixes">{move || fixes().into_iter().map(fix_button).collect_view()}</ul>
        </Show>
        <Show when=move || !ways().is_empty()>
            <h3>{move || store.text().ways_round}</h3>
            <div class="ways">{move || ways().into_iter().map(way_button).collect_view()}</div>
        </Show>
    }
}

/// The first fix of each problem of an object that the shown path names as evidence, or whose Service it is about.
fn fixes(store: Store) -> Vec<(Diagnostic, Fix)> {
    let Some(shown) = store.shown.get() else { return Vec::new() };
    let path = shown.path();
    let evidence = path.steps().flat_map(|(_, step)| &step.evidence).map(|evidence| evidence.object.clone());
    let objects: Vec<_> = evidence.chain(store.subject()).collect();
    store.issues.with(|issues| {
        let found = issues.iter().filter_map(|issue| match issue {
            Issue::Found(found) => Some(found),
            Issue::Notice(_) => None,
        });
        let concerned = found.filter(|found| found.object.as_ref().is_some_and(|object| objects.contains(object)));
        concerned.filter_map(|found| Some((found.clone(), found.fixes.first()?.clone()))).collect()
    })
}
