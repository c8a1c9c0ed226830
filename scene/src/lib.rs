//! From a world and a trace to a picture: shapes with roles, a timeline, and where the packet is at any moment.
//! Pure arithmetic: no DOM, no canvas, no YAML, no colours (those are a [`theme`]'s).
//!
//! [`Scene`] is everything that stands still for one step of one path; [`Scene::frame`] adds what moves.
//! The painter on screen and the SVG writer draw the very same list of shapes.

mod draw;
mod geometry;
mod glyph;
mod inside;
mod layout;
mod motion;
mod outline;
mod packet;
mod pen;
mod route;
mod story;
mod wording;

pub mod export;
pub mod metrics;
pub mod morph;
pub mod moving;
pub mod path;
pub mod shape;
pub mod still;
pub mod svg;
pub mod theme;
pub mod timeline;
pub mod view;

pub use export::{Export, picture};
pub use morph::Morph;
pub use moving::moving;
pub use shape::{Anchor, Dash, Geometry, Id, Paint, Point, Role, Shape, Text};
pub use still::{still, still_on_ground};
pub use svg::svg;
pub use theme::Theme;
pub use timeline::{Bar, Mark, MarkKind, Timeline};
pub use view::{Arrangement, Drawing, View};

use svcpath_core::apart::apart;
use svcpath_core::lang::Lang;
use svcpath_core::trace::Explanation;
use svcpath_core::world::World;

/// The picture of one path.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scene {
    /// The size of the drawing in CSS pixels at 100 %; the canvas fits or pans it.
    pub width: f32,
    pub height: f32,
    /// What the picture shows, in one line.
    pub title: Option<String>,
    /// The node whose kernel it shows; `None`: nodes and pods.
    pub inside: Option<String>,
    /// From back to front.
    pub shapes: Vec<Shape>,
    pub timeline: Timeline,
    /// What can be put elsewhere by hand, from left to right; none where there is but one way down.
    pub columns: Vec<Column>,
    /// What it shows beside Services, nodes and pods: objects with a place or a chip of their own.
    objects: Vec<Id>,
    /// A node's kernel in words.
    kernel: Vec<OutlineItem>,
    motion: motion::Motion,
    /// What could have been chosen instead, with the path of the trace that takes it.
    branches: Vec<(Id, usize)>,
}

/// What stands beside others of its kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// As in [`View::layout`].
    pub name: String,
    pub id: Id,
    /// The middle of its head.
    pub at: Point,
}

/// What moves: drawn over the scene.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Frame {
    pub shapes: Vec<Shape>,
    /// The step that is shown at this moment (index into the drawn path's steps, the reply's after the request's).
    pub step: usize,
    /// Where the packet is; `None` where nothing is asked.
    pub packet: Option<Point>,
}

/// A line of the cluster outline.
#[derive(Debug, Clone, PartialEq)]
pub struct OutlineItem {
    pub id: Id,
    pub depth: u8,
    pub text: String,
}

/// What a thing of the picture is, and what selects it or what it selects: a line each; empty where the picture says all.
pub fn about(world: &World, id: &Id, lang: Lang) -> Vec<String> {
    outline::about(world, id, lang)
}

impl Scene {
    /// Lays the picture out. `trace` is `None` before any question: the cluster alone.
    pub fn new(world: &World, trace: Option<&Explanation>, view: &View) -> Scene {
        // Where nobody asks, the cluster stands alone.
        let trace = trace.filter(|trace| trace.drawn_path().steps().all(|(_, step)| step.has_packet()));
        let story = story::Story::new(world, trace, view.branch, view.lang).drawn_on(view.drawing.as_ref());
        // A node that is gone has nothing inside.
        let inside = view.inside.as_ref().filter(|node| world.find_node(node).is_some());
        if let (Some(node), Some(trace)) = (inside, trace) {
            return Self::inside(&story, trace, view, node);
        }
        let layout = layout::Layout::new(&story, view);
        let mut routes = route::Routes::new(&story, &layout, view.all);
        let others = if view.all { Self::others(&story, &layout, &mut routes) } else { Vec::new() };
        let mut shapes = draw::draw(&story, &layout, &routes);
        let mut motion = motion::Motion::new(&story, &layout, &routes, &shapes, view.reduced_motion);
        if !others.is_empty() {
            shapes.extend(draw::draw_others(&others, &layout));
            motion = motion.beside(&others, &layout);
        }
        if let Some(id) = &view.highlight {
            highlight(&mut shapes, id);
        }
        if let Some(drawing) = &view.drawing {
            apart(|| {
                drawing
                    .held
                    .iter()
                    .filter(|held| view.highlight.as_ref() != Some(*held))
                    .for_each(|id| highlight(&mut shapes, id))
            });
        }
        Scene {
            width: layout.width,
            height: layout.height,
            inside: None,
            title: trace
                .map(|trace| wording::title(&trace.request.from.to_string(), &trace.request.to.to_string(), view.lang)),
            shapes,
            timeline: Timeline::new(&story),
            columns: if view.drawing.is_some() { apart(|| columns(world, &layout)) } else { Vec::new() },
            objects: if view.drawing.is_some() || view.arrangement == Arrangement::Apps {
                apart(|| objects(world, &layout, view.drawing.as_ref()))
            } else {
                Vec::new()
            },
            kernel: Vec::new(),
            motion,
            branches: story.branches(),
        }
    }

    /// The other branches with their ways, in the same layout; they need no ghosts.
    fn others<'a>(
        story: &story::Story<'a>,
        layout: &layout::Layout,
        routes: &mut route::Routes,
    ) -> Vec<(story::Story<'a>, route::Routes)> {
        let others = story.others(view::MOST_BRANCHES);
        let ways = others.into_iter().filter_map(|story| {
            let routes = route::Routes::of_request(&story, layout)?;
            Some((story, routes))
        });
        let others: Vec<_> = ways.collect();
        routes.without_ghosts_of(story, &others);
        others
    }

    /// The kernel of one node.
    fn inside(story: &story::Story<'_>, trace: &Explanation, view: &View, node: &str) -> Scene {
        let plan = inside::Plan::new(story, trace, view, node);
        let mut shapes = plan.draw(story);
        if let Some(id) = &view.highlight {
            highlight(&mut shapes, id);
        }
        Scene {
            width: plan.width,
            height: plan.height,
            inside: Some(node.to_owned()),
            title: Some(wording::title(&trace.request.from.to_string(), &trace.request.to.to_string(), view.lang)),
            shapes,
            timeline: Timeline::new(story),
            columns: Vec::new(),
            objects: view.drawing.as_ref().map_or_else(Vec::new, |drawing| {
                apart(|| outline::objects(story.world, std::iter::empty(), &drawing.objects))
            }),
            kernel: plan.outline(view.lang),
            motion: motion::Motion::inside(story, &plan, view.reduced_motion),
            branches: story.branches(),
        }
    }

    /// What assistive technology reads instead, top down: the kernel's rules, or the whole of the `world` that the scene shows.
    pub fn outline(&self, world: &World, lang: Lang) -> Vec<OutlineItem> {
        if self.inside.is_some() { self.kernel.clone() } else { outline::outline(world, &self.objects, lang) }
    }

    /// What is called so, or has such an address: at most `most` of the world's Services, nodes and pods, and of what other
    /// objects the scene shows.
    pub fn find(&self, world: &World, wanted: &str, lang: Lang, most: usize) -> Vec<OutlineItem> {
        outline::find(world, &self.objects, wanted, lang, most)
    }

    /// The moving shapes at time `t`, in steps: 2.0 is the third step at rest, 2.5 half-way to the fourth.
    pub fn frame(&self, t: f64) -> Frame {
        let last = self.motion.steps().saturating_sub(1);
        let step = (t.max(0.0).round() as usize).min(last);
        Frame { shapes: self.motion.shapes(t), step, packet: self.motion.position(t) }
    }

    /// The path of the trace that goes by what was clicked: a way not taken, or the pod or node at its end.
    pub fn branch(&self, id: &Id) -> Option<usize> {
        match id {
            Id::Branch(path) => Some(*path),
            other => self.branches.iter().find(|(known, _)| known == other).map(|(_, path)| *path),
        }
    }

    /// Where the packet is at time `t`, in steps.
    pub fn position(&self, t: f64) -> Option<Point> {
        self.motion.position(t)
    }

    /// The height that has to be in sight at time `t`: that of the packet and its card.
    pub fn height_at(&self, t: f64) -> Option<f32> {
        self.motion.height(t)
    }

    /// The middle of what stands for `id`, where it is drawn.
    pub fn place(&self, id: &Id) -> Option<Point> {
        let found = self.shapes.iter().find(|shape| stands_for(shape, id))?;
        Some(found.middle())
    }

    /// The middles of the upper and the lower edge of what stands for `id`, where it is drawn.
    pub fn edges(&self, id: &Id) -> Option<[Point; 2]> {
        let area = self.shapes.iter().find(|shape| stands_for(shape, id))?.area();
        Some([area.y, area.bottom()].map(|y| (area.centre().0, y)))
    }

    /// The topmost shape at a point, for hover and click.
    pub fn hit(&self, x: f32, y: f32) -> Option<&Id> {
        self.shapes.iter().rev().find(|shape| shape.id != Id::None && shape.covers((x, y))).map(|shape| &shape.id)
    }
}

fn columns(world: &World, layout: &layout::Layout) -> Vec<Column> {
    let columns = layout.columns.iter().filter(|_| !layout.tall);
    let column = |column: &layout::Column| {
        let at = (column.area.centre().0, column.area.y + layout.measures.header / 2.0);
        Column { name: column.holder.called(world), id: draw::id_of_column(column), at }
    };
    columns.map(column).collect()
}

fn objects(world: &World, layout: &layout::Layout, drawing: Option<&Drawing>) -> Vec<Id> {
    let at_hand = drawing.map_or(&[][..], |drawing| &drawing.objects);
    let chips = layout.chips.iter().map(|chip| chip.id.clone());
    outline::objects(world, layout.columns.iter().map(draw::id_of_column).chain(chips), at_hand)
}

/// Draws everything that stands for `id` with a stronger edge.
fn highlight(shapes: &mut [Shape], id: &Id) {
    for shape in shapes.iter_mut().filter(|shape| stands_for(shape, id)) {
        // Signs and words in a box stay as they are; a way is all line.
        let inner = match shape.geometry {
            Geometry::Text(_) => true,
            Geometry::Line { .. } => !matches!(shape.id, Id::Branch(_)),
            Geometry::Rect { .. } | Geometry::Circle { .. } | Geometry::Polygon { .. } => false,
        };
        if let (Some(role), false) = (&mut shape.paint.stroke, inner) {
            *role = Role::Ink;
            shape.paint.width += 0.8;
        }
    }
}

fn stands_for(shape: &Shape, id: &Id) -> bool {
    match (&shape.id, id) {
        (Id::None, _) => false,
        // A Service is its rules on every node.
        (Id::Kernel(_, namespace, name), Id::Service(ns, service)) => namespace == ns && name == service,
        (known, id) => known == id,
    }
}
