//! The story in time: transport at the left, a row a place, the playhead on the shown step.

use leptos::html;
use leptos::prelude::*;
use svcpath_core::decimal::number;
use svcpath_scene::{Bar, Mark, MarkKind, Timeline as Chart};

use crate::session::{Command, Stop};
use crate::store::{Store, use_store};
use crate::ui::{Icon, Sign};

const SPEEDS: [(&str, f64); 5] = [("0.25", 0.25), ("0.5", 0.5), ("1", 1.0), ("2", 2.0), ("4", 4.0)];

/// Whoever paints the picture moves the playhead: its custom property `--x` is the moment, in steps.
#[component]
pub(crate) fn Timeline(playhead: NodeRef<html::Div>) -> impl IntoView {
    let store = use_store();
    view! {
        <footer class="timeline" class:idle=move || store.steps.get() == 0>
            <Transport />
            <ChartView playhead />
        </footer>
    }
}

#[component]
pub(crate) fn Transport() -> impl IntoView {
    let store = use_store();
    let play = NodeRef::<html::Button>::new();
    // The first thing a reader does is press it; in somebody else's page the focus is theirs.
    play.on_load(move |button| {
        if !store.sight.with_untracked(|sight| sight.embed) {
            request_animation_frame(move || {
                let _ = button.focus();
            });
        }
    });
    let playing = move || store.sight.with(|sight| sight.playing);
    let count = move || store.steps.get();
    let words = move || if playing() { store.text().pause } else { store.text().play };
    let sign = Signal::derive(move || if playing() { Sign::Pause } else { Sign::Play });
    let speed = move || SPEEDS.iter().find(|(_, speed)| store.sight.with(|s| s.speed == *speed)).map_or("1", |s| s.0);
    let choose_speed = move |event| {
        let chosen = event_target_value(&event);
        if let Some((_, speed)) = SPEEDS.iter().find(|(name, _)| *name == chosen) {
            store.dispatch(Command::Speed(*speed));
        }
    };
    view! {
        <div class="transport">
            <div class="buttons">
                <button
                    type="button"
                    class="btn bare"
                    aria-label=move || store.text().previous
                    title=move || store.text().previous
                    disabled=move || store.step.get() == 0
                    on:click=move |_| store.step_by(-1)
                >
                    <Icon sign=Sign::Previous />
                </button>
                <button
                    type="button"
                    class="play"
                    node_ref=play
                    aria-label=words
                    title=words
                    disabled=move || count() < 2
                    on:click=move |_| store.toggle_play()
                >
                    <Icon sign />
                </button>
                <button
                    type="button"
                    class="btn bare"
                    aria-label=move || store.text().next
                    title=move || store.text().next
                    disabled=move || store.steps_end()
                    on:click=move |_| store.step_by(1)
                >
                    <Icon sign=Sign::Next />
                </button>
            </div>
            <div class="count">
                <span>{move || (store.text().step_of)((store.step.get() + 1).min(count()), count())} " · "</span>
                <select aria-label=move || store.text().speed prop:value=speed on:change=choose_speed>
                    {SPEEDS.map(|(name, _)| view! { <option value=name>{name} "×"</option> }).collect_view()}
                </select>
                {move || store.in_use(|| view! { <Linger /> }.into_any())}
            </div>
        </div>
    }
}

/// Whether playback stays longer where there is something to read.
#[component]
fn Linger() -> impl IntoView {
    let store = use_store();
    let lingers = move || store.sight.with(|sight| sight.lingers);
    view! {
        <button
            type="button"
            class="linger"
            aria-pressed=move || lingers().to_string()
            aria-label=move || store.text().lingers
            title=move || store.text().lingers
            on:click=move |_| store.dispatch(Command::Linger(!store.sight.with_untracked(|sight| sight.lingers)))
        >
            <Icon sign=Sign::Hourglass />
        </button>
    }
}

#[component]
fn ChartView(playhead: NodeRef<html::Div>) -> impl IntoView {
    let store = use_store();
    let chart = Memo::new(move |_| store.scene.with(|scene| scene.timeline.clone()));
    let steps = move || chart.with(|chart| chart.steps.max(1));
    let rows = move || chart.with(|chart| chart.rows.len().max(1));
    view! {
        <div class="chart" style:--rows=move || rows().to_string() style:--steps=move || steps().to_string()>
            <div class="labels" aria-hidden="true">
                {move || chart.with(|chart| chart.rows.clone()).into_iter().map(|row| view! { <span title=row.clone()>{row.clone()}</span> }).collect_view()}
            </div>
            <div class="plot">
                <div aria-hidden="true">{move || chart.with(|chart| drawing(store, chart))}</div>
                <div class="playhead" aria-hidden="true" node_ref=playhead></div>
                <Scrubber />
            </div>
        </div>
    }
}

/// The slider over the chart: whoever drags it sees exact states.
#[component]
pub(crate) fn Scrubber() -> impl IntoView {
    let store = use_store();
    let last = move || store.steps.get().saturating_sub(1);
    let value_text = move || {
        let step = (store.text().step_of)(store.step.get() + 1, store.steps.get());
        let place = store.shown.with(|shown| {
            let (hop, _) = shown.as_ref()?.path().steps().nth(store.step.get())?;
            Some((store.text().place)(&hop.at))
        });
        place.map_or_else(|| step.clone(), |place| format!("{step}, {place}"))
    };
    let scrub = move |event| {
        if let Ok(step) = event_target_value(&event).parse() {
            store.dispatch(Command::Play(false));
            store.dispatch(Command::Go { stop: Stop::Step(step), moving: false });
        }
    };
    view! {
        <input
            type="range"
            class="scrubber"
            min="0"
            max=move || last().to_string()
            step="1"
            prop:value=move || store.step.get().to_string()
            aria-label=move || store.text().timeline
            aria-valuetext=value_text
            on:input=scrub
        />
    }
}

fn drawing(store: Store, chart: &Chart) -> impl IntoView + use<> {
    let text = store.text();
    let lines =
        (0..chart.rows.len()).map(|row| view! { <i class="row" style=format!("--row:{row}")></i> }).collect_view();
    let bars = chart.bars.iter().map(bar).collect_view();
    let wires = chart.bars.windows(2).map(wire).collect_view();
    let marks = chart.marks.iter().map(mark).collect_view();
    let word = if chart.steps > 1 { text.request } else { "" };
    let request = view! { <span class="act request">{word}</span> };
    let reply = if chart.reply_from < chart.steps {
        let from = chart.reply_from;
        Some(view! { <span class="act reply" style=format!("--x:{from}")>{text.reply}</span> }.into_any())
    } else if chart.silent {
        Some(view! { <span class="act none">{text.no_reply}</span> }.into_any())
    } else {
        None
    };
    view! { {lines} {wires} {bars} {marks} {request} {reply} }
}

fn tone(bar: &Bar) -> &'static str {
    match (bar.failed, bar.reply) {
        (true, _) => "failed",
        (false, true) => "reply",
        (false, false) => "request",
    }
}

fn bar(bar: &Bar) -> impl IntoView + use<> {
    let style = format!("--row:{};--x:{};--to:{}", bar.row, number(bar.from.into(), 3), number(bar.to.into(), 3));
    view! { <i class=format!("bar {}", tone(bar)) style=style></i> }
}

/// The way from one place to the next.
fn wire(pair: &[Bar]) -> Option<impl IntoView + use<>> {
    let [from, to] = pair else { return None };
    let x = (from.to + to.from) / 2.0;
    let (top, bottom) = (from.row.min(to.row), from.row.max(to.row));
    let style = format!("--row:{top};--down:{bottom};--x:{}", number(x.into(), 3));
    // A request that fails got there all the same.
    let tone = if to.reply { tone(to) } else { "request" };
    (top != bottom).then(|| view! { <i class=format!("wire {tone}") style=style></i> })
}

fn mark(mark: &Mark) -> impl IntoView + use<> {
    let kind = match mark.kind {
        MarkKind::Decision => "decision",
        MarkKind::Dnat => "dst",
        MarkKind::Snat => "src",
        MarkKind::Undone => "undone",
        MarkKind::Fail => "fail",
        MarkKind::Arrive => "arrive",
    };
    let style = format!("--row:{};--x:{}", mark.row, mark.step);
    let label = Some(mark.label.clone()).filter(|label| !label.is_empty());
    view! {
        <i class=format!("mark {kind}") style=style>
            {label.map(|label| view! { <span class="stamp">{label}</span> })}
        </i>
    }
}
