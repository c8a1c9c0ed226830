//! The answer: verdict, who sees what, what would mend it, the step in detail, the whole path.

use leptos::ev;
use leptos::prelude::*;
use svcpath_core::diagnostic::{Diagnostic, Fix};
use svcpath_core::trace::WayRound;
use svcpath_core::wording;

use super::card::Card;
use super::hops::{Hops, LineLink};
use super::nodes::Nodes;
use super::verdict::Verdict;
use crate::chips::Assumed;
use crate::draw::Selected;
use crate::session::{Command, Stop};
use crate::store::use_store;
use crate::ui::{Icon, Sign};

#[component]
pub(crate) fn Answer() -> impl IntoView {
    let store = use_store();
    let sheet = RwSignal::new(Sheet::Peek);
    let has_trace = Memo::new(move |_| store.shown.with(Option::is_some));
    view! {
        <aside class="answer" aria-label=move || store.text().answer>
            <Verdict />
            <div class="scroll" tabindex="-1" data-sheet=move || sheet.get().as_str()>
                <Grip sheet />
                {move || store.in_use(|| view! { <Selected /> }.into_any())}
                <Show when=move || has_trace.get()>
                    <Sees />
                    <Nodes />
                    <Mending />
                    <Card />
                    <div class="way">
                        <Hops />
                        {move || store.in_use(|| view! { <Assumed /> }.into_any())}
                    </div>
                </Show>
            </div>
        </aside>
    }
}

/// How far the answer is pulled up on a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sheet {
    Peek,
    Half,
    Full,
}

impl Sheet {
    fn as_str(self) -> &'static str {
        match self {
            Sheet::Peek => "peek",
            Sheet::Half => "half",
            Sheet::Full => "full",
        }
    }

    fn up(self) -> Self {
        match self {
            Sheet::Peek => Sheet::Half,
            Sheet::Half | Sheet::Full => Sheet::Full,
        }
    }

    fn down(self) -> Self {
        match self {
            Sheet::Full => Sheet::Half,
            Sheet::Half | Sheet::Peek => Sheet::Peek,
        }
    }
}

/// What a phone's reader pulls the answer up by; a tap goes one farther, and from the top down again.
#[component]
fn Grip(sheet: RwSignal<Sheet>) -> impl IntoView {
    const PULL: i32 = 12;
    let store = use_store();
    let from = RwSignal::new(0);
    let release = move |event: ev::PointerEvent| {
        let pulled = from.get_untracked() - event.client_y();
        sheet.update(|sheet| {
            *sheet = match pulled {
                PULL.. => sheet.up(),
                ..=-12 => sheet.down(),
                _ => *sheet,
            }
        });
        // A pull is no tap.
        from.set(if pulled.abs() < PULL { i32::MIN } else { 0 });
    };
    let tap = move |event: ev::MouseEvent| {
        if from.get_untracked() == i32::MIN || event.detail() == 0 {
            sheet.update(|sheet| *sheet = if *sheet == Sheet::Full { Sheet::Peek } else { sheet.up() });
        }
    };
    view! {
        <button
            type="button"
            class="grip"
            aria-label=move || store.text().answer
            aria-expanded=move || (sheet.get() != Sheet::Peek).to_string()
            on:pointerdown=move |event| from.set(event.client_y())
            on:pointerup=release
            on:click=tap
        ></button>
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
            let shown = shown.as_ref()?;
            let path = shown.trace.arriving(shown.path())?;
            let end = path.endpoint.as_ref()?;
            Some((end.pod_sees.to_string(), path.hides_client()))
        })
    });
    view! {
        <dl class="sees">
            <dt>{move || store.text().client_sees}</dt>
            <dd>{client}</dd>
            {move || pod.get().map(|(address, hides_client)| view! {
                <dt>{move || store.text().pod_sees}</dt>
                <dd>
                    <code>{move || (store.text().source)(&address)}</code>
                    <Show when=move || hides_client>
                        " "
                        <span class="stamp src">{move || store.text().not_the_client}</span>
                    </Show>
                </dd>
            })}
        </dl>
    }
}

/// Under a failed verdict: every cause with its fixes, and other ways in.
#[component]
fn Mending() -> impl IntoView {
    let store = use_store();
    let has_causes = move || store.causes.with(|causes| !causes.is_empty());
    let causes = move || store.causes.get().into_iter().map(|cause| view! { <Cause cause /> }).collect_view();
    let ways = move || store.shown.with(|shown| shown.as_ref().map(|s| s.trace.ways_round.clone()).unwrap_or_default());
    let way_button = move |way: WayRound| {
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
        <Show when=has_causes>
            <h2>{move || store.text().causes}</h2>
            <ul class="causes">{causes}</ul>
        </Show>
        <Show when=move || !ways().is_empty()>
            <h2>{move || store.text().ways_round}</h2>
            <div class="ways">{move || ways().into_iter().map(way_button).collect_view()}</div>
        </Show>
    }
}

#[component]
fn Cause(cause: Diagnostic) -> impl IntoView {
    let store = use_store();
    let lang = store.lang.get();
    let message = cause.message(lang);
    let fix_button = move |fix: Fix| {
        let title = wording::fix_title(&fix.title, lang);
        view! {
            <button type="button" class="btn" on:click=move |_| store.dispatch(Command::Apply(fix.edits.clone()))>
                {(store.text().apply)(&title)}
            </button>
        }
    };
    view! {
        <li>
            <p>{message} " " {cause.span.map(|span| view! { <LineLink span /> })}</p>
            {cause.fixes.into_iter().map(fix_button).collect_view()}
        </li>
    }
}
