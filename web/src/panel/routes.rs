//! The likely routes, traced at once, the worst first: a click asks one and shows where it ends.

use leptos::prelude::*;
use svcpath_core::wording;

use super::verdict::look;
use crate::routes::{Route, fails};
use crate::session::{Command, Stop};
use crate::store::use_store;
use crate::ui::Icon;

#[component]
pub(super) fn Routes() -> impl IntoView {
    let store = use_store();
    let summary = move || {
        let count = store.routes.with(|routes| routes.len());
        if count == 0 {
            store.text().no_routes.to_owned()
        } else {
            (store.text().routes_found)(count, store.failing_routes(), store.unknown_routes())
        }
    };
    let rows = move || {
        let routes = store.routes.get();
        routes.iter().cloned().map(|route| view! { <RouteRow route /> }).collect_view()
    };
    view! {
        <p class="summary">{summary}</p>
        <ul class="routes" role="list" aria-label=move || store.text().routes>
            {rows}
        </ul>
    }
}

#[component]
fn RouteRow(route: Route) -> impl IntoView {
    let store = use_store();
    let failing = route.fails();
    let Route { request, verdict, reason, differences, question } = route;
    let halts = fails(verdict);
    let (sign, tone) = look(verdict);
    let written = request.written();
    let asked = written.clone();
    let is_current = move || store.document.with(|document| document.written == asked);
    let ask = move |_| {
        let stop = if halts { Stop::Halt } else { Stop::Step(0) };
        store.dispatch(Command::Ask { written: written.clone(), stop });
    };
    let why = move || {
        let lang = store.lang.get();
        let difference = differences.first().map(|difference| wording::difference(difference, lang));
        let reason = || reason.as_ref().map(|reason| wording::reason(reason, lang));
        difference.or_else(reason).filter(|_| failing)
    };
    view! {
        <li>
            <button type="button" class=format!("route {tone}") aria-current=move || is_current().then_some("true") on:click=ask>
                <span class="sign">
                    <Icon sign />
                </span>
                <span class="to">{request.to.to_string()}</span>
                <span class="from">
                    {request.from.to_string()} {request.via.as_ref().map(|via| format!(" · via {via}"))}
                </span>
                <b>{move || wording::verdict(&verdict, store.lang.get())}</b>
                {question.map(|question| view! { <span class="reason">{question.name}</span> })}
                {move || why().map(|why| view! { <span class="reason">{why}</span> })}
            </button>
        </li>
    }
}
