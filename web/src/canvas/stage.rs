//! The canvas and its clock: one animation frame loop, that runs only while something moves and somebody can see it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;
use svcpath_scene::theme::Theme;
use svcpath_scene::view::TALL_BELOW;
use svcpath_scene::{Id, Morph, Scene};
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::camera::Camera;
use super::painter::{Surface, paint};
use crate::player::{Player, Tick};
use crate::store::Same;

/// Words of a scene that is made smaller than this cannot be read.
const READABLE: f64 = 0.85;
/// How long the camera flies, and how near it comes at least.
const FLIGHT_MS: f64 = 420.0;
const NEAR: f64 = 1.3;
/// How long things take to their new places after an edit.
const MORPH_MS: f64 = 260.0;
/// After a pause longer than this the clock has not run, but slept.
const LONGEST_FRAME_MS: f64 = 100.0;

/// Where it is looked for what stands above or below a thing: at so many points on either side of its middle, so far apart, and
/// so far from the thing, in CSS pixels.
const BESIDE: i32 = 4;
const APART: f64 = 28.0;
const AWAY: f64 = 24.0;

/// A thing on the canvas, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Hold {
    /// Its middle.
    pub(crate) x: f64,
    pub(crate) top: f64,
    pub(crate) bottom: f64,
    /// More stands below it than above.
    pub(crate) crowded_below: bool,
}

/// Cheap to clone: all clones are the same stage.
#[derive(Clone)]
pub(super) struct Stage(Rc<Inner>);

struct Inner {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    shown: RefCell<Shown>,
    /// An animation frame is under way.
    scheduled: Cell<bool>,
    /// What is painted is not what is shown.
    stale: Cell<bool>,
    /// The canvas is on screen.
    visible: Cell<bool>,
    last: Cell<f64>,
    onward: Box<dyn Fn()>,
    moved: Box<dyn Fn(f64)>,
}

struct Shown {
    scene: Same<Scene>,
    theme: Theme,
    room: (f64, f64),
    player: Player,
    /// Set once the reader moved the picture by hand.
    camera: Option<Camera>,
    /// It stays where it is while something is tried out, and goes back to all of the picture then.
    stays: bool,
    /// Where the camera is going, and how much of the way is left, from 1 to 0.
    flight: Option<(Camera, Camera, f64)>,
    /// How the picture becomes this one, and how much of the way is left, from 1 to 0.
    morph: Option<(Morph, f64)>,
    /// When it became another one last.
    changed: f64,
    /// The room is another than that of the scene: the next one is for it.
    resized: bool,
}

impl Stage {
    /// `onward` is called when playback wants the next step, `moved` with every moment that is painted.
    pub(super) fn new(
        canvas: HtmlCanvasElement,
        scene: Same<Scene>,
        onward: impl Fn() + 'static,
        moved: impl Fn(f64) + 'static,
    ) -> Option<Self> {
        let context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        let shown = Shown {
            scene,
            theme: Theme::Light,
            room: (0.0, 0.0),
            player: Player::default(),
            camera: None,
            stays: false,
            flight: None,
            morph: None,
            changed: 0.0,
            resized: true,
        };
        Some(Self(Rc::new(Inner {
            canvas,
            context,
            shown: RefCell::new(shown),
            scheduled: Cell::new(false),
            stale: Cell::new(false),
            visible: Cell::new(true),
            last: Cell::new(0.0),
            onward: Box::new(onward),
            moved: Box::new(moved),
        })))
    }

    /// Another picture; where movement is wanted, the one becomes the other. Not while somebody types on: of words that are not
    /// finished nobody wants to see how they come about, and every frame is one that the next key waits for.
    pub(super) fn set_scene(&self, scene: Same<Scene>, theme: Theme, at_once: bool) {
        {
            let mut shown = self.0.shown.borrow_mut();
            if shown.scene != scene {
                let now = js_sys::Date::now();
                let types_on = now - std::mem::replace(&mut shown.changed, now) < MORPH_MS;
                let at_once = at_once || types_on || shown.resized || shown.player.playing;
                shown.morph = if at_once { None } else { shown.morph_to(&scene) };
                shown.resized = false;
            }
            // Another level is looked at as a whole.
            if shown.scene.inside != scene.inside {
                shown.camera = None;
                shown.flight = None;
            }
            shown.scene = scene;
            shown.theme = theme;
        }
        self.refresh();
    }

    /// While something is held over the picture, what it would do makes nothing larger or smaller.
    pub(super) fn hold_still(&self, still: bool) {
        let mut shown = self.0.shown.borrow_mut();
        if still && shown.camera.is_none() {
            shown.camera = Some(shown.camera());
            shown.stays = true;
        }
        if !still && std::mem::take(&mut shown.stays) {
            shown.camera = None;
        }
    }

    pub(super) fn set_room(&self, width: f64, height: f64) {
        {
            let mut shown = self.0.shown.borrow_mut();
            shown.room = (width, height);
            shown.camera = None;
            shown.resized = true;
        }
        let ratio = window().device_pixel_ratio();
        self.0.canvas.set_width((width * ratio).round() as u32);
        self.0.canvas.set_height((height * ratio).round() as u32);
        // At once: a canvas whose size is set is empty.
        self.paint();
    }

    pub(super) fn set_visible(&self, visible: bool) {
        self.0.visible.set(visible);
        self.wake();
    }

    /// Goes to a step, moving if it is a neighbour and movement is wanted.
    pub(super) fn go(&self, step: usize, moving: bool, lingers: bool) {
        {
            let mut shown = self.0.shown.borrow_mut();
            shown.player.go(step, moving);
            shown.player.lingers = lingers;
        }
        self.refresh();
    }

    pub(super) fn play(&self, playing: bool, speed: f64) {
        {
            let mut shown = self.0.shown.borrow_mut();
            shown.player.playing = playing;
            shown.player.speed = speed;
        }
        self.wake();
    }

    pub(super) fn pan(&self, dx: f64, dy: f64) {
        self.steer(|camera| camera.panned(dx, dy));
    }

    pub(super) fn zoom(&self, factor: f64, x: f64, y: f64) {
        self.steer(|camera| camera.zoomed(factor, x, y));
    }

    /// How near the picture is, the whole of it being 1.
    pub(super) fn nearness(&self) -> f64 {
        let shown = self.0.shown.borrow();
        shown.camera().scale / shown.whole().scale
    }

    pub(super) fn middle(&self) -> (f64, f64) {
        let (width, height) = self.0.shown.borrow().room;
        (width / 2.0, height / 2.0)
    }

    pub(super) fn fit(&self) {
        {
            let mut shown = self.0.shown.borrow_mut();
            shown.camera = None;
            shown.flight = None;
        }
        self.refresh();
    }

    /// To a thing of the picture, at once where movement is not wanted.
    pub(super) fn fly_to(&self, id: &Id, at_once: bool) {
        {
            let mut shown = self.0.shown.borrow_mut();
            let Some((x, y)) = shown.scene.place(id) else { return };
            let from = shown.camera();
            let to = Camera::over((x.into(), y.into()), from.scale.max(NEAR), shown.room);
            let drawing = (shown.scene.width.into(), shown.scene.height.into());
            let to = to.kept(drawing, shown.room);
            shown.camera = Some(if at_once { to } else { from });
            shown.flight = (!at_once).then_some((from, to, 1.0));
        }
        self.refresh();
    }

    pub(super) fn camera(&self) -> Camera {
        self.0.shown.borrow().camera()
    }

    /// Where what stands for `id` is on the canvas.
    pub(super) fn hold(&self, id: &Id) -> Option<Hold> {
        let shown = self.0.shown.borrow();
        let [top, bottom] = shown.scene.edges(id)?.map(|(x, y)| shown.camera().to_canvas(x, y));
        let things = |y: f64| {
            let points = (-BESIDE..=BESIDE).map(|part| (top.0 + f64::from(part) * APART, y));
            let hit = points.filter_map(|(x, y)| {
                let (x, y) = shown.camera().to_drawing(x, y);
                shown
                    .scene
                    .hit(x, y)
                    .filter(|hit| *hit != id && !matches!(hit, Id::None | Id::Node(_) | Id::Kernel(..)))
            });
            hit.count()
        };
        let crowded_below = things(top.1 - AWAY) < things(bottom.1 + AWAY);
        Some(Hold { x: top.0, top: top.1, bottom: bottom.1, crowded_below })
    }

    /// What lies under a point of the canvas.
    pub(super) fn hit(&self, x: f64, y: f64) -> Option<Id> {
        let shown = self.0.shown.borrow();
        let (x, y) = shown.camera().to_drawing(x, y);
        shown.scene.hit(x, y).filter(|id| **id != Id::None).cloned()
    }

    fn steer(&self, steer: impl FnOnce(Camera) -> Camera) {
        {
            let mut shown = self.0.shown.borrow_mut();
            let drawing = (shown.scene.width.into(), shown.scene.height.into());
            shown.camera = Some(steer(shown.camera()).kept(drawing, shown.room));
            shown.flight = None;
        }
        self.refresh();
    }

    /// Has the picture painted in the next frame, however much changes until then.
    fn refresh(&self) {
        self.0.stale.set(true);
        self.wake();
    }

    fn paint(&self) {
        let shown = self.0.shown.borrow();
        let canvas = &self.0.canvas;
        let surface = Surface {
            context: &self.0.context,
            width: canvas.width().into(),
            height: canvas.height().into(),
            ratio: if shown.room.0 > 0.0 { f64::from(canvas.width()) / shown.room.0 } else { 1.0 },
        };
        let at = shown.player.at();
        let moving = shown.scene.frame(at).shapes;
        match &shown.morph {
            Some((morph, left)) => {
                let part = (1.0 - left * left * left) as f32;
                let (still, moving) = (morph.shapes(part), morph.arriving(moving, part));
                paint(&surface, &still, &moving, shown.camera(), shown.theme);
            }
            None => paint(&surface, &shown.scene.shapes, &moving, shown.camera(), shown.theme),
        }
        drop(shown);
        (self.0.moved)(at);
    }

    /// Starts the loop unless it runs already.
    fn wake(&self) {
        if self.0.scheduled.get() || !self.0.visible.get() {
            return;
        }
        self.0.scheduled.set(true);
        self.0.last.set(f64::NAN);
        self.schedule();
    }

    fn schedule(&self) {
        let stage = self.clone();
        request_animation_frame(move || stage.tick());
    }

    fn tick(&self) {
        if !self.0.visible.get() {
            self.0.scheduled.set(false);
            return;
        }
        let now = js_sys::Date::now();
        let last = self.0.last.replace(now);
        let elapsed = if last.is_nan() { 0.0 } else { (now - last).clamp(0.0, LONGEST_FRAME_MS) };
        let (tick, changing) = {
            let mut shown = self.0.shown.borrow_mut();
            let flying = shown.fly(elapsed);
            (shown.player.tick(elapsed), shown.change(elapsed) || flying)
        };
        if self.0.stale.take() || changing || matches!(tick, Tick::Moving) {
            self.paint();
        }
        match tick {
            Tick::Still if !changing => self.0.scheduled.set(false),
            Tick::Still | Tick::Moving | Tick::Resting => self.schedule(),
            Tick::Onward => {
                self.schedule();
                (self.0.onward)();
            }
        }
    }
}

impl Shown {
    fn camera(&self) -> Camera {
        self.camera.unwrap_or_else(|| self.whole())
    }

    /// All of the scene; of one that is too long to be read at once, a kernel's or a phone's, what is around the packet and its card.
    fn whole(&self) -> Camera {
        let drawing = (self.scene.width.into(), self.scene.height.into());
        let whole = Camera::fit(drawing, self.room);
        let is_long = self.scene.inside.is_some() || self.scene.width < TALL_BELOW;
        match self.scene.height_at(self.player.at()) {
            Some(y) if is_long && whole.scale < READABLE => Camera::along(drawing, self.room, y.into()),
            _ => whole,
        }
    }

    fn morph_to(&self, scene: &Scene) -> Option<(Morph, f64)> {
        Some((Morph::new(&self.scene, scene, self.player.at())?, 1.0))
    }

    /// Lets the picture go on to become what it will be; says whether it does.
    fn change(&mut self, elapsed: f64) -> bool {
        let Some((morph, left)) = self.morph.take() else { return false };
        let left = (left - elapsed / MORPH_MS).max(0.0);
        if left > 0.0 {
            self.morph = Some((morph, left));
        }
        true
    }

    /// Lets the camera fly on; says whether it does.
    fn fly(&mut self, elapsed: f64) -> bool {
        let Some((from, to, left)) = self.flight.take() else { return false };
        let left = (left - elapsed / FLIGHT_MS).max(0.0);
        self.camera = Some(from.towards(to, 1.0 - left * left * left));
        if left > 0.0 {
            self.flight = Some((from, to, left));
        }
        true
    }
}
