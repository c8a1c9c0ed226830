//! The canvas with its input: hover, click, drag, wheel and arrow keys become commands.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::{ev, html};
use svcpath_core::apart::apart;
use svcpath_scene::{Id, OutlineItem};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{IntersectionObserver, IntersectionObserverEntry, ResizeObserver};

use super::fingers::Fingers;
use super::outline::{Outline, outline};
use super::stage::Stage;
use super::steps::step_at;
use super::thread::{self, Thread, ThreadLine};
use crate::draw::{Handles, held, select};
use crate::session::{Command, Glance, Stop};
use crate::store::{Store, use_store};

/// From this much nearer than the whole a node is entered, and left when even the whole is this small.
const IN_ABOVE: f64 = 2.2;
const OUT_BELOW: f64 = 0.85;
/// A press that moves farther than this drags the picture.
const DRAG: f64 = 4.0;

/// What the stage shall show of its scene.
#[derive(Debug, Clone, PartialEq)]
struct Wish {
    step: usize,
    moving: bool,
    playing: bool,
    speed: f64,
    lingers: bool,
    glance: Option<Glance>,
}

/// The picture. `moved` is told every moment that is painted, in steps.
#[component]
pub(crate) fn Map(moved: Callback<f64>) -> impl IntoView {
    let store = use_store();
    let canvas = NodeRef::<html::Canvas>::new();
    let stage = StoredValue::new_local(None::<Stage>);
    let with_stage = move |act: &dyn Fn(&Stage)| stage.with_value(|stage| stage.iter().for_each(act));

    let (grip, thread) = (RwSignal::new(None::<Thread>), RwSignal::new(None::<Thread>));
    // Where the selected thing's handles belong, which moves with the picture: told whenever that is painted.
    let follow = move || {
        // A line is drawn to what they would hide.
        let thing = untrack(|| held(store)).filter(|_| thread.with_untracked(Option::is_none));
        let now = thing.and_then(|id| stage.with_value(|stage| stage.as_ref().and_then(|stage| stage.hold(&id))));
        if store.hold.get_untracked() != now {
            store.hold.set(now);
        }
    };
    let hold = move || {
        if store.sight.with_untracked(|sight| sight.drawing) {
            apart(follow);
        }
    };
    canvas.on_load(move |element| {
        let scene = store.picture.get_untracked();
        let onward = move || {
            let step = store.step.get_untracked();
            if step + 1 < store.steps.get_untracked() {
                store.dispatch(Command::Go { stop: Stop::Step(step + 1), moving: true });
            } else {
                store.dispatch(Command::Play(false));
            }
        };
        let painted = move |at| {
            moved.run(at);
            hold();
        };
        let Some(made) = Stage::new(element.clone(), scene, onward, painted) else { return };
        watch_room(&element, &made, store);
        watch_visibility(&element, &made);
        let (corner, drawing) = (element.clone(), made.clone());
        store.under.answer(move || {
            let (room, camera) = (corner.get_bounding_client_rect(), drawing.camera());
            Box::new(move |(x, y)| {
                let (x, y) = (x - room.left(), y - room.top());
                let within = (0.0..room.width()).contains(&x) && (0.0..room.height()).contains(&y);
                within.then(|| camera.to_drawing(x, y))
            })
        });
        stage.set_value(Some(made));
    });
    Effect::new(move |_| {
        let (scene, theme) = (store.picture.get(), store.theme.get());
        let _ = canvas.get();
        let at_once = store.prefers_still.get_untracked();
        with_stage(&|stage| {
            stage.hold_still(store.tries());
            stage.set_scene(scene.clone(), theme, at_once);
        });
    });
    let wish = Memo::new(move |_| {
        let (step, still, lingers) = (store.step.get(), store.prefers_still.get(), store.lingers());
        store.sight.with(|sight| Wish {
            step,
            moving: sight.moving && !still,
            playing: sight.playing,
            speed: sight.speed,
            lingers,
            glance: sight.glance.clone(),
        })
    });
    Effect::new(move |before: Option<Wish>| {
        let wish = wish.get();
        let _ = canvas.get();
        with_stage(&|stage| {
            stage.play(wish.playing, wish.speed);
            stage.go(wish.step, wish.moving, wish.lingers);
            let seen = before.as_ref().is_none_or(|before| before.glance == wish.glance);
            if let Some(glance) = wish.glance.as_ref().filter(|_| !seen) {
                stage.fly_to(&glance.id, store.prefers_still.get_untracked());
            }
        });
        wish
    });
    let is_inside = move || store.picture.with_untracked(|scene| scene.inside.is_some());

    let pressed = Rc::new(Cell::new(None::<(f64, f64)>));
    let dragging = Rc::new(Cell::new(false));
    let fingers = Fingers::default();
    let (gone, cancelled) = (fingers.clone(), fingers.clone());
    let on_cancel = move |event: ev::PointerEvent| cancelled.lift(event.pointer_id());
    let at = |event: &ev::PointerEvent| (f64::from(event.offset_x()), f64::from(event.offset_y()));
    let hit = move |(x, y): (f64, f64)| stage.with_value(|stage| stage.as_ref().and_then(|stage| stage.hit(x, y)));
    // Nearer and nearer leads into a node, farther and farther out of it.
    let zoom = move |factor: f64, at: (f64, f64)| {
        let Some(scale) = stage.with_value(|stage| stage.as_ref().map(|stage| stage.nearness() * factor)) else {
            return;
        };
        match (is_inside(), hit(at).as_ref().and_then(node_of)) {
            (true, _) if factor < 1.0 && scale < OUT_BELOW => store.dispatch(Command::Enter(None)),
            (false, Some(node)) if factor > 1.0 && scale > IN_ABOVE => store.dispatch(Command::Enter(Some(node))),
            _ => with_stage(&|stage| stage.zoom(factor, at.0, at.1)),
        }
    };
    let highlight = move |id: Option<Id>| {
        if store.sight.with_untracked(|sight| sight.highlight != id) {
            store.dispatch(Command::Highlight(id));
        }
    };
    let drop_thread = move || {
        grip.set(None);
        let taken = thread.try_update(Option::take).flatten();
        hold();
        taken
    };
    let on_down = {
        let (pressed, dragging, fingers) = (Rc::clone(&pressed), Rc::clone(&dragging), fingers.clone());
        move |event: ev::PointerEvent| {
            pressed.set(Some(at(&event)));
            dragging.set(false);
            fingers.put(event.pointer_id(), at(&event));
            // Where nothing leads from, a drag moves the picture.
            let camera = stage.with_value(|stage| stage.as_ref().map(Stage::camera));
            grip.set(hit(at(&event)).zip(camera).and_then(|(id, camera)| Thread::from(store, id, at(&event), camera)));
        }
    };
    let on_move = {
        let (pressed, dragging, fingers) = (Rc::clone(&pressed), Rc::clone(&dragging), fingers.clone());
        move |event: ev::PointerEvent| {
            let (x, y) = at(&event);
            // Let go elsewhere.
            if event.buttons() == 0 {
                pressed.set(None);
            }
            if let Some(pinch) = fingers.moved(event.pointer_id(), (x, y)) {
                dragging.set(true);
                with_stage(&|stage| stage.pan(pinch.by.0, pinch.by.1));
                zoom(pinch.factor, pinch.at);
                return;
            }
            match pressed.get() {
                Some((from_x, from_y))
                    if grip.with_untracked(Option::is_some)
                        && (dragging.get() || (x - from_x).hypot(y - from_y) > DRAG) =>
                {
                    dragging.set(true);
                    let Some(mut drawing) = thread.get_untracked().or_else(|| grip.get_untracked()) else { return };
                    let turns = drawing.to(store, (x, y));
                    thread.set(Some(drawing));
                    if turns {
                        thread::show(store, thread);
                    }
                    store.hold.set(None);
                }
                Some((from_x, from_y)) if dragging.get() || (x - from_x).hypot(y - from_y) > DRAG => {
                    if !dragging.replace(true)
                        && let Some(canvas) = canvas.get_untracked()
                    {
                        let _ = canvas.set_pointer_capture(event.pointer_id());
                    }
                    pressed.set(Some((x, y)));
                    with_stage(&|stage| stage.pan(x - from_x, y - from_y));
                }
                _ => {
                    let found = hit((x, y));
                    if let Some(canvas) = canvas.get_untracked() {
                        let canvas: &web_sys::HtmlElement = &canvas;
                        let clickable = matches!(found, Some(Id::Branch(_)));
                        let _ = canvas.style().set_property("cursor", if clickable { "pointer" } else { "default" });
                    }
                    highlight(found);
                }
            }
        }
    };
    let on_up = {
        let (pressed, dragging) = (Rc::clone(&pressed), Rc::clone(&dragging));
        move |event: ev::PointerEvent| {
            fingers.lift(event.pointer_id());
            if let Some(thread) = drop_thread() {
                thread.let_go(store);
            }
            let click = pressed.take().is_some() && !dragging.replace(false);
            if click && let Some(id) = hit(at(&event)) {
                activate(store, &id);
            }
        }
    };
    let cancel_thread = move || {
        let cancelled = drop_thread().is_some();
        if cancelled {
            store.dispatch(Command::Try(None));
        }
        cancelled
    };
    let on_leave = {
        let pressed = Rc::clone(&pressed);
        move |event: ev::PointerEvent| {
            gone.lift(event.pointer_id());
            // Back again with the button down, it does not go on as another drag.
            if cancel_thread() {
                pressed.set(None);
            }
            highlight(None);
        }
    };
    let on_wheel = move |event: ev::WheelEvent| {
        let zooms = event.ctrl_key() || event.meta_key();
        // Somebody else's page scrolls on over the picture, and so does this one where the window is too short for it.
        let scrolls =
            store.sight.with_untracked(|sight| sight.embed) || canvas.get_untracked().is_some_and(|c| lets_scroll(&c));
        if !zooms && scrolls {
            return;
        }
        event.prevent_default();
        let (x, y) = (f64::from(event.offset_x()), f64::from(event.offset_y()));
        if zooms {
            zoom((-event.delta_y() * 0.01).exp(), (x, y));
        } else {
            with_stage(&|stage| stage.pan(-event.delta_x(), -event.delta_y()));
        }
    };
    let middle = move || stage.with_value(|stage| stage.as_ref().map(Stage::middle)).unwrap_or_default();
    let on_double = move |event: ev::MouseEvent| {
        let at = (f64::from(event.offset_x()), f64::from(event.offset_y()));
        match hit(at) {
            Some(id) if !is_inside() && node_of(&id).is_some() => enter(store, &id),
            _ => with_stage(&Stage::fit),
        }
    };
    let choose = move |id: Option<Id>| {
        store.chosen.set(id.clone());
        highlight(id);
    };
    let on_key = move |event: ev::KeyboardEvent| {
        match event.key().as_str() {
            "ArrowRight" | "ArrowDown" => choose(neighbour(store, 1)),
            "ArrowLeft" | "ArrowUp" => choose(neighbour(store, -1)),
            "Enter" => {
                if let Some(id) = store.sight.with_untracked(|sight| sight.highlight.clone()) {
                    activate(store, &id);
                    enter(store, &id);
                }
            }
            // What is held on does not move the picture instead.
            "Escape" if cancel_thread() => pressed.set(None),
            "Escape" if is_inside() => store.dispatch(Command::Enter(None)),
            // Drawing has its own use for it.
            "Escape" if store.sight.with_untracked(|sight| sight.drawing) => return,
            "Escape" => choose(None),
            "+" | "=" => zoom(1.25, middle()),
            "-" => zoom(0.8, middle()),
            "0" => with_stage(&Stage::fit),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    view! {
        <canvas
            node_ref=canvas
            tabindex="0"
            role="img"
            aria-label=move || store.text().map
            on:pointerdown=on_down
            on:pointermove=on_move
            on:pointerup=on_up
            on:pointerleave=on_leave
            on:wheel=on_wheel
            on:keydown=on_key
            on:pointercancel=on_cancel
            on:dblclick=on_double
        ></canvas>
        <ThreadLine thread />
        {move || store.in_use(|| view! { <Handles /> <Chosen /> }.into_any())}
        <Outline activate=Callback::new(move |id: Id| activate(store, &id)) />
    }
}

/// Says what arrow keys chose on the canvas, which has no words of its own, and where in the outline it is.
#[component]
fn Chosen() -> impl IntoView {
    let store = use_store();
    let words = move || {
        let id = store.chosen.get()?;
        let items = untrack(|| things(store));
        let at = items.iter().position(|item| item.id == id)?;
        Some(format!("{}, {}/{}", items[at].text, at + 1, items.len()))
    };
    view! {
        <p class="unseen chosen" aria-live="polite">
            {words}
        </p>
    }
}

/// What a click or Enter on a shape does: another path is taken, a thing goes to the first step there.
fn activate(store: Store, id: &Id) {
    match id {
        Id::Branch(path) => store.dispatch(Command::TakePath(*path)),
        other => {
            select(store, other);
            store.dispatch(Command::Highlight(Some(other.clone())));
            let step = store.shown.with_untracked(|shown| step_at(shown.as_ref()?.path(), other));
            if let Some(step) = step {
                store.dispatch(Command::Go { stop: Stop::Step(step), moving: false });
            }
        }
    }
}

/// The node that a thing of the picture is, or whose rules it stands for.
fn node_of(id: &Id) -> Option<String> {
    match id {
        Id::Node(node) | Id::Kernel(node, ..) => Some(node.clone()),
        _ => None,
    }
}

/// Into a node's kernel.
fn enter(store: Store, id: &Id) {
    if let Some(node) = node_of(id) {
        store.dispatch(Command::Enter(Some(node)));
    }
}

/// The outline without its headings, which stand for nothing.
fn things(store: Store) -> Vec<OutlineItem> {
    outline(store).into_iter().filter(|item| item.id != Id::None).collect()
}

/// The thing after or before the highlighted one, in the order of the outline.
fn neighbour(store: Store, stride: isize) -> Option<Id> {
    let things = untrack(|| things(store));
    let current = store.sight.with_untracked(|sight| sight.highlight.clone());
    let index = current.and_then(|current| things.iter().position(|item| item.id == current));
    let next = match index {
        Some(index) => index as isize + stride,
        None if stride > 0 => 0,
        None => -1,
    };
    let next = next.checked_rem_euclid(things.len() as isize)?;
    things.into_iter().nth(next as usize).map(|item| item.id)
}

/// Whether a finger that goes up or down on the canvas scrolls the page (`web/styles/small.css`).
fn lets_scroll(canvas: &web_sys::HtmlCanvasElement) -> bool {
    let style = window().get_computed_style(canvas).ok().flatten();
    style.and_then(|style| style.get_property_value("touch-action").ok()).as_deref() == Some("pan-y")
}

/// Tells the store and the stage how much room there is, now and later.
fn watch_room(element: &web_sys::HtmlCanvasElement, stage: &Stage, store: Store) {
    let Some(parent) = element.parent_element() else { return };
    let stage = stage.clone();
    let measured = parent.clone();
    let measure = move || {
        let (width, height) = (measured.client_width(), measured.client_height());
        if width > 0 && height > 0 {
            store.room.set((width as f32, height as f32));
            stage.set_room(width.into(), height.into());
        }
    };
    measure();
    let changed = Closure::<dyn FnMut()>::new(measure);
    if let Ok(observer) = ResizeObserver::new(changed.as_ref().unchecked_ref()) {
        observer.observe(&parent);
    }
    // It observes as long as the page lives.
    changed.forget();
}

/// Nothing moves while nobody can see it.
fn watch_visibility(element: &web_sys::HtmlCanvasElement, stage: &Stage) {
    let stage = stage.clone();
    let seen = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
        let last = entries.iter().last().and_then(|entry| entry.dyn_into::<IntersectionObserverEntry>().ok());
        if let Some(entry) = last {
            stage.set_visible(entry.is_intersecting());
        }
    });
    if let Ok(observer) = IntersectionObserver::new(seen.as_ref().unchecked_ref()) {
        observer.observe(element);
    }
    seen.forget();
}
