//! From one picture to the next after an edit: what stays moves to its new place, what is new comes, what is gone goes.

use std::collections::BTreeMap;

use crate::Scene;
use crate::geometry::between;
use crate::shape::{Geometry, Id, Shape};

/// A change of the picture, to be painted while it happens.
#[derive(Debug, Clone, PartialEq)]
pub struct Morph {
    /// In the order of the picture they become.
    moves: Vec<Move>,
    /// The packet stands elsewhere afterwards.
    carries: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Move {
    Stays { from: Geometry, to: Shape },
    Comes(Shape),
    Goes(Shape),
}

/// What makes two shapes of two pictures the same one, but for their order among their like.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Likeness<'s> {
    id: &'s Id,
    kind: u8,
    /// The words of text, or how many points there are.
    text: &'s str,
    points: usize,
}

impl Morph {
    /// From one scene to another at a moment; `None` where nothing but words and colours changes, or where they show
    /// different things altogether.
    pub fn new(before: &Scene, after: &Scene, at: f64) -> Option<Self> {
        if before.inside != after.inside || before.shapes.is_empty() {
            return None;
        }
        let mut old = gather(&before.shapes);
        let new = gather(&after.shapes);
        // Among likes that are not as many as before, nobody knows which is which.
        old.retain(|likeness, shapes| new.get(likeness).is_some_and(|others| others.len() == shapes.len()));
        let mut left: BTreeMap<Likeness<'_>, std::vec::IntoIter<&Shape>> =
            old.into_iter().map(|(likeness, shapes)| (likeness, shapes.into_iter())).collect();
        let mut moves: Vec<Move> = Vec::with_capacity(after.shapes.len());
        for shape in &after.shapes {
            let known = left.get_mut(&likeness(shape)).and_then(Iterator::next);
            moves.push(match known {
                Some(known) => Move::Stays { from: known.geometry.clone(), to: shape.clone() },
                None => Move::Comes(shape.clone()),
            });
        }
        let gone = before.shapes.iter().filter(|shape| !left.contains_key(&likeness(shape)));
        moves.extend(gone.map(|shape| Move::Goes(shape.clone())));
        let carries = before.position(at) != after.position(at);
        (carries || moves.iter().any(Move::is_seen)).then_some(Self { moves, carries })
    }

    /// The shapes when `part` of the way is done, from 0 to 1.
    pub fn shapes(&self, part: f32) -> Vec<Shape> {
        let part = part.clamp(0.0, 1.0);
        let shown = |shape: &Shape, alpha: f32| {
            let mut shape = shape.clone();
            shape.paint.alpha *= alpha;
            shape
        };
        let shapes = self.moves.iter().map(|moved| match moved {
            Move::Stays { from, to } => Shape { geometry: blend(from, &to.geometry, part), ..to.clone() },
            Move::Comes(shape) => shown(shape, part),
            Move::Goes(shape) => shown(shape, 1.0 - part),
        });
        shapes.filter(|shape| shape.paint.alpha > 0.0).collect()
    }

    /// What moves by itself, at its new place: it comes with the picture.
    pub fn arriving(&self, mut moving: Vec<Shape>, part: f32) -> Vec<Shape> {
        for shape in moving.iter_mut().filter(|_| self.carries) {
            shape.paint.alpha *= part.clamp(0.0, 1.0);
        }
        moving
    }
}

impl Move {
    /// Words alone are exchanged at once.
    fn is_seen(&self) -> bool {
        match self {
            Move::Stays { from, to } => *from != to.geometry,
            Move::Comes(shape) | Move::Goes(shape) => !matches!(shape.geometry, Geometry::Text(_)),
        }
    }
}

fn gather(shapes: &[Shape]) -> BTreeMap<Likeness<'_>, Vec<&Shape>> {
    let mut found: BTreeMap<Likeness<'_>, Vec<&Shape>> = BTreeMap::new();
    for shape in shapes {
        found.entry(likeness(shape)).or_default().push(shape);
    }
    found
}

fn likeness(shape: &Shape) -> Likeness<'_> {
    let (kind, text, points) = match &shape.geometry {
        Geometry::Rect { .. } => (0, "", 0),
        Geometry::Circle { .. } => (1, "", 0),
        Geometry::Polygon { points } => (2, "", points.len()),
        Geometry::Line { points, .. } => (3, "", points.len()),
        Geometry::Text(text) => (4, text.full.as_deref().unwrap_or(&text.text), 0),
    };
    Likeness { id: &shape.id, kind, text, points }
}

fn blend(from: &Geometry, to: &Geometry, part: f32) -> Geometry {
    let mix = |a: f32, b: f32| a + (b - a) * part;
    let pairs = |a: &[(f32, f32)], b: &[(f32, f32)]| a.iter().zip(b).map(|(a, b)| between(*a, *b, part)).collect();
    match (from, to) {
        (
            Geometry::Rect { x: x1, y: y1, width: w1, height: h1, .. },
            Geometry::Rect { x, y, width, height, radius },
        ) => Geometry::Rect {
            x: mix(*x1, *x),
            y: mix(*y1, *y),
            width: mix(*w1, *width),
            height: mix(*h1, *height),
            radius: *radius,
        },
        (Geometry::Circle { x: x1, y: y1, radius: r1 }, Geometry::Circle { x, y, radius }) => {
            Geometry::Circle { x: mix(*x1, *x), y: mix(*y1, *y), radius: mix(*r1, *radius) }
        }
        (Geometry::Polygon { points: a }, Geometry::Polygon { points: b }) => Geometry::Polygon { points: pairs(a, b) },
        (Geometry::Line { points: a, .. }, Geometry::Line { points: b, radius, arrow }) => {
            Geometry::Line { points: pairs(a, b), radius: *radius, arrow: *arrow }
        }
        (Geometry::Text(a), Geometry::Text(b)) => {
            let mut text = b.clone();
            (text.x, text.y) = between((a.x, a.y), (b.x, b.y), part);
            Geometry::Text(text)
        }
        // Never of one likeness.
        (_, to) => to.clone(),
    }
}
