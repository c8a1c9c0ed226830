//! What can be added to the cluster: a button and a key for each kind. A button can be dragged to where its object belongs.

use leptos::ev;
use leptos::prelude::*;
use svcpath_core::edit::{NewKind, NewService};
use svcpath_core::text::{FileId, Files, Span};
use svcpath_core::wording;
use svcpath_scene::{Id, Scene};

use super::subject::{assumed_node, client, company};
use super::trial::{allows, show_at_rest};
use crate::browser;
use crate::canvas::Aim;
use crate::gesture::Gesture;
use crate::session::{Command, Tab};
use crate::store::{Same, Store, use_store};
use crate::ui::{Icon, Sign};

/// A press that moves farther than this drags.
const DRAG: f64 = 6.0;
/// The client's key.
const CLIENT: char = 'r';

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tool {
    Object(NewKind),
    /// Who asks.
    Client,
}

/// A tool on its way over the page.
#[derive(Debug, Clone, PartialEq)]
struct Carried {
    tool: Tool,
    from: (f64, f64),
    at: (f64, f64),
    /// The picture as it was when it was taken up: what letting go would do moves things.
    over: Same<Scene>,
    /// It has left its place.
    moves: bool,
    /// What letting go would do.
    gesture: Option<Gesture>,
}

/// The tools, while somebody draws.
#[component]
pub(crate) fn Palette() -> impl IntoView {
    let store = use_store();
    let carried = RwSignal::new(None::<Carried>);
    let tool = move |tool: Tool| view! { <Button tool carried /> };
    view! {
        <Show when=move || store.sight.with(|sight| sight.drawing)>
            <div class="palette" role="toolbar" aria-label=move || store.hands().add>
                {NewKind::ALL.map(|kind| tool(Tool::Object(kind))).collect_view()} {tool(Tool::Client)}
            </div>
        </Show>
        {move || {
            carried.get().filter(|carried| carried.moves).map(|Carried { tool, at: (x, y), gesture, .. }| {
                view! {
                    <div class="carried" class:leads=gesture.is_some() aria-hidden="true" style=format!("left:{x}px;top:{y}px")>
                        {name(store, tool)} {gesture.as_ref().and_then(aim_of).map(|at| format!(" → {at}"))}
                    </div>
                }
            })
        }}
    }
}

#[component]
fn Button(tool: Tool, carried: RwSignal<Option<Carried>>) -> impl IntoView {
    let store = use_store();
    let key = match tool {
        Tool::Object(kind) => key(kind),
        Tool::Client => CLIENT,
    };
    // A drag ends with a click on where it began.
    let dragged = StoredValue::new(false);
    let aim = StoredValue::new_local(None::<Aim>);
    let point = |event: &ev::PointerEvent| (f64::from(event.client_x()), f64::from(event.client_y()));
    let on_down = move |event: ev::PointerEvent| {
        dragged.set_value(false);
        browser::capture(&event);
        aim.set_value(store.under.aim());
        let at = point(&event);
        carried.set(Some(Carried {
            tool,
            from: at,
            at,
            over: store.picture.get_untracked(),
            moves: false,
            gesture: None,
        }));
    };
    let on_move = move |event: ev::PointerEvent| {
        let Some(mut now) = carried.get_untracked() else { return };
        now.at = point(&event);
        now.moves |= (now.at.0 - now.from.0).hypot(now.at.1 - now.from.1) > DRAG;
        if now.moves {
            dragged.set_value(true);
            let place = aim.with_value(|aim| aim.as_ref().and_then(|aim| aim(now.at)));
            let thing = place.map(|(x, y)| now.over.hit(x, y).cloned());
            let gesture = thing.as_ref().and_then(|thing| gesture(store, tool, thing.as_ref()));
            if gesture != now.gesture {
                store.dispatch(Command::Try(None));
                now.gesture = gesture.filter(|gesture| allows(store, gesture));
                let aimed = now.gesture.as_ref().and_then(aim_of).is_some();
                store.dispatch(Command::Highlight(thing.flatten().filter(|_| aimed)));
                carried.set(Some(now));
                show_at_rest(store, move || carried.with_untracked(|carried| carried.as_ref()?.gesture.clone()));
                return;
            }
        }
        carried.set(Some(now));
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && carried.with_untracked(Option::is_some) {
            event.prevent_default();
            event.stop_propagation();
            put_back(store, carried);
        }
    };
    let on_up = move |_| {
        let gesture = carried.with_untracked(|carried| carried.as_ref().and_then(|carried| carried.gesture.clone()));
        put_back(store, carried);
        if let Some(gesture) = gesture {
            store.dispatch(Command::Do(gesture));
        }
    };
    let on_click = move |_| {
        if !dragged.get_value() {
            take(store, tool);
        }
    };
    view! {
        <button
            type="button"
            class="btn"
            aria-keyshortcuts=key.to_string()
            on:pointerdown=on_down
            on:pointermove=on_move
            on:pointerup=on_up
            on:pointercancel=move |_| put_back(store, carried)
            on:keydown=on_key
            on:click=on_click
        >
            {move || name(store, tool)}
            <kbd>{key.to_ascii_uppercase()}</kbd>
        </button>
    }
}

fn put_back(store: Store, carried: RwSignal<Option<Carried>>) {
    if carried.with_untracked(|carried| carried.as_ref().is_some_and(|carried| carried.moves)) {
        store.dispatch(Command::Try(None));
        store.dispatch(Command::Highlight(None));
    }
    carried.set(None);
}

/// What letting a tool go over a thing, or over none, means.
fn gesture(store: Store, tool: Tool, thing: Option<&Id>) -> Option<Gesture> {
    match tool {
        Tool::Object(kind) => {
            let (near, node) = thing.map(|thing| company(store, thing)).unwrap_or_default();
            // A DaemonSet's pods run on every node, whichever it is let go over.
            let runs = matches!(kind, NewKind::Pod | NewKind::Deployment | NewKind::StatefulSet);
            Some(Gesture::Add { kind, near, node: node.filter(|_| runs) })
        }
        Tool::Client => Some(Gesture::AskFrom(client(thing?)?)),
    }
}

/// What a tool is held over, in words.
fn aim_of(gesture: &Gesture) -> Option<String> {
    match gesture {
        Gesture::Add { near, node, .. } => node.clone().or_else(|| near.as_ref().map(|near| near.key())),
        Gesture::AskFrom(source) => Some(source.clone()),
        Gesture::Edit(_)
        | Gesture::Moment(_)
        | Gesture::Arrange { .. }
        | Gesture::Open { .. }
        | Gesture::Drain { .. }
        | Gesture::Uncordon { .. }
        | Gesture::Remove { .. } => None,
    }
}

/// Kubernetes' own words; but for who asks.
fn name(store: Store, tool: Tool) -> &'static str {
    match tool {
        Tool::Object(kind) => kind.as_str(),
        Tool::Client => store.hands().client,
    }
}

/// Why the last gesture changed nothing.
#[component]
pub(crate) fn Declined() -> impl IntoView {
    let store = use_store();
    let place = move |(file, line): (FileId, u32)| {
        let jump = move |_| {
            let lines = store.document.with_untracked(|document| line_of(&document.files, file, line));
            if let Some(line) = lines {
                store.dispatch(Command::JumpTo(line));
            }
        };
        view! {
            <button type="button" class="link" on:click=jump>
                {move || (store.text().line)(line)}
            </button>
        }
    };
    move || {
        store.declined().map(|why| {
            view! {
                <p class="declined" role="alert">
                    <Icon sign=Sign::Info />
                    <span>{wording::refusal(&why, store.lang.get())}</span>
                    {why.line().map(place)}
                </p>
            }
        })
    }
}

/// A line (from 1) without its end.
fn line_of(files: &Files, file: FileId, line: u32) -> Option<Span> {
    let text = &files.iter().find(|(id, _)| *id == file)?.1.text;
    let before = text.split_inclusive('\n').take(line.saturating_sub(1) as usize).map(str::len).sum::<usize>();
    let length = text.get(before..)?.lines().next().unwrap_or_default().len();
    Some(Span::new(file, before, before + length))
}

/// Which pods are other ones than before, and where.
#[component]
pub(crate) fn Told() -> impl IntoView {
    const MOST: usize = 3;
    let store = use_store();
    let lines = move || {
        let moved = store.moved();
        let (told, more) = (moved.iter().take(MOST), moved.len().saturating_sub(MOST));
        let words = store.hands();
        let lines = told.map(|moved| match &moved.to {
            Some((node, address)) => (words.new_pod)(&moved.pod, &moved.from, address, node),
            None => (words.no_node)(&moved.pod, &moved.from),
        });
        let more = (more > 0).then(|| (words.more_pods)(more));
        lines.chain(more).map(|line| view! { <p>{line}</p> }).collect_view()
    };
    // It is there before there is anything to say: a region that comes with its words is not read out.
    view! {
        <div class="declined told" role="status">
            {lines}
        </div>
    }
}

/// Brings the tools, or puts them away. Where there is room for both, the text that they write stays in sight.
pub(crate) fn draw(store: Store, drawing: bool) {
    const ROOM: f32 = 900.0;
    store.dispatch(Command::Draw(drawing));
    let open = store.panel.get_untracked().is_some();
    if drawing && (open || store.room.get_untracked().0 >= ROOM) {
        store.dispatch(Command::Show(Some(Tab::Manifests)));
    }
}

/// A key that draws: says whether it is one.
pub(crate) fn press(store: Store, pressed: &str) -> bool {
    let (drawing, selected) = store.sight.with_untracked(|sight| (sight.drawing, sight.selected.clone()));
    if let ("Delete" | "Backspace", true, None, Some(node)) = (pressed, drawing, &selected, assumed_node(store)) {
        store.dispatch(Command::Do(Gesture::Remove { node }));
        return true;
    }
    match (pressed, drawing, selected) {
        ("d", false, _) => draw(store, true),
        ("Escape", true, Some(_)) => store.dispatch(Command::Select { object: None, thing: None }),
        ("Escape", true, None) => draw(store, false),
        ("Delete" | "Backspace", true, Some(object)) => super::object::delete(store, object),
        (_, true, _) => match tools().find(|(_, key)| pressed.chars().eq([*key])) {
            Some((tool, _)) => take(store, tool),
            None => return false,
        },
        (_, false, _) => return false,
    }
    true
}

fn tools() -> impl Iterator<Item = (Tool, char)> {
    NewKind::ALL.into_iter().map(|kind| (Tool::Object(kind), key(kind))).chain([(Tool::Client, CLIENT)])
}

/// A new object near what is selected; who asks is said in the form.
fn take(store: Store, tool: Tool) {
    match tool {
        Tool::Object(kind) => {
            let near = store.sight.with_untracked(|sight| sight.selected.clone());
            store.dispatch(Command::Do(Gesture::Add { kind, near, node: None }));
        }
        Tool::Client => browser::focus(".ask .from input"),
    }
}

fn key(kind: NewKind) -> char {
    match kind {
        NewKind::Namespace => 'm',
        NewKind::Node => 'n',
        NewKind::Deployment => 'd',
        NewKind::StatefulSet => 's',
        NewKind::DaemonSet => 'a',
        NewKind::Pod => 'p',
        NewKind::Service(NewService::ClusterIp) => 'c',
        NewKind::Service(NewService::Headless) => 'h',
        NewKind::Service(NewService::NodePort) => 'o',
        NewKind::Service(NewService::LoadBalancer) => 'l',
        NewKind::Service(NewService::ExternalName) => 'e',
        NewKind::Ingress => 'i',
        NewKind::Gateway => 'g',
        NewKind::NetworkPolicy => 'k',
    }
}
