//! What draws: one call a shape, text always measured and shortened to its room.

use crate::geometry::Area;
use crate::metrics::Face;
use crate::shape::{Anchor, Dash, Geometry, Id, Paint, Point, Role, Shape, Text};

/// The type sizes there are: 11, 12, 13, 15 and 20.
pub(crate) const SMALL: Face = Face::sans(11.0, 400);
pub(crate) const SMALL_STRONG: Face = Face::sans(11.0, 600);
pub(crate) const NAME: Face = Face::sans(12.0, 650);
pub(crate) const HEAD: Face = Face::sans(13.0, 650);
pub(crate) const TITLE: Face = Face::sans(15.0, 650);
pub(crate) const BODY: Face = Face::sans(13.0, 400);
pub(crate) const CODE: Face = Face::mono(11.0);
pub(crate) const CODE_STRONG: Face = Face { size: 11.0, weight: 700, mono: true };

impl Paint {
    pub const fn fill(role: Role) -> Self {
        Self { fill: Some(role), stroke: None, width: 0.0, dash: Dash::Solid, shadow: false, alpha: 1.0 }
    }

    pub const fn stroke(role: Role, width: f32) -> Self {
        Self { fill: None, stroke: Some(role), width, dash: Dash::Solid, shadow: false, alpha: 1.0 }
    }

    #[must_use]
    pub const fn and_stroke(self, role: Role, width: f32) -> Self {
        Self { stroke: Some(role), width, ..self }
    }

    #[must_use]
    pub const fn dash(self, dash: Dash) -> Self {
        Self { dash, ..self }
    }

    #[must_use]
    pub const fn lifted(self) -> Self {
        Self { shadow: true, ..self }
    }

    #[must_use]
    pub const fn alpha(self, alpha: f32) -> Self {
        Self { alpha, ..self }
    }
}

/// A line of text to be set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Label {
    pub(crate) face: Face,
    pub(crate) role: Role,
    pub(crate) anchor: Anchor,
    pub(crate) struck: bool,
}

impl Label {
    pub(crate) const fn new(face: Face, role: Role) -> Self {
        Self { face, role, anchor: Anchor::Start, struck: false }
    }

    pub(crate) const fn middle(self) -> Self {
        Self { anchor: Anchor::Middle, ..self }
    }

    pub(crate) const fn end(self) -> Self {
        Self { anchor: Anchor::End, ..self }
    }

    pub(crate) const fn struck(self) -> Self {
        Self { struck: true, ..self }
    }
}

/// Collects shapes from back to front.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pen {
    pub(crate) shapes: Vec<Shape>,
}

impl Pen {
    pub(crate) fn push(&mut self, id: &Id, geometry: Geometry, paint: Paint) {
        self.shapes.push(Shape { id: id.clone(), geometry, paint });
    }

    pub(crate) fn rect(&mut self, id: &Id, area: Area, radius: f32, paint: Paint) {
        let Area { x, y, width, height } = area;
        self.push(id, Geometry::Rect { x, y, width, height, radius }, paint);
    }

    pub(crate) fn circle(&mut self, id: &Id, at: Point, radius: f32, paint: Paint) {
        self.push(id, Geometry::Circle { x: at.0, y: at.1, radius }, paint);
    }

    pub(crate) fn polygon(&mut self, id: &Id, points: Vec<Point>, paint: Paint) {
        self.push(id, Geometry::Polygon { points }, paint);
    }

    pub(crate) fn line(&mut self, id: &Id, points: Vec<Point>, paint: Paint) {
        self.push(id, Geometry::Line { points, radius: 0.0, arrow: false }, paint);
    }

    /// A wire: a line with rounded corners.
    pub(crate) fn wire(&mut self, id: &Id, points: Vec<Point>, arrow: bool, paint: Paint) {
        self.push(id, Geometry::Line { points, radius: CORNER, arrow }, paint);
    }

    /// Sets `text` with its baseline at `at`, shortened to `room`.
    pub(crate) fn text(&mut self, id: &Id, at: Point, text: &str, label: Label, room: f32) {
        let (shown, full) = label.face.fit(text, room);
        self.set(id, at, shown, full, label);
    }

    /// Sets text that was shortened already.
    pub(crate) fn text_as(&mut self, id: &Id, at: Point, shown: String, full: Option<String>, label: Label) {
        self.set(id, at, shown, full, label);
    }

    /// Sets text that is known to fit, or whose room is the open picture.
    pub(crate) fn free_text(&mut self, id: &Id, at: Point, text: &str, label: Label) {
        self.set(id, at, text.to_owned(), None, label);
    }

    /// A small rounded label centred on a point. Gives its area.
    pub(crate) fn pill(&mut self, id: &Id, at: Point, text: &str, label: Label, paint: Paint) -> Area {
        let area = pill_area(at, text, label.face);
        self.rect(id, area, PILL_HEIGHT / 2.0, paint);
        self.free_text(id, (at.0, at.1 + 4.0), text, label.middle());
        area
    }

    fn set(&mut self, id: &Id, at: Point, text: String, full: Option<String>, label: Label) {
        let Label { face, role, anchor, struck } = label;
        let text = Text {
            x: at.0,
            y: at.1,
            text,
            full,
            size: face.size,
            weight: face.weight,
            mono: face.mono,
            anchor,
            struck,
        };
        self.push(id, Geometry::Text(text), Paint::fill(role));
    }
}

/// The radius of a wire's corners.
pub(crate) const CORNER: f32 = 12.0;
pub(crate) const PILL_HEIGHT: f32 = 18.0;

pub(crate) fn pill_area(at: Point, text: &str, face: Face) -> Area {
    let width = (face.width(text) + 14.0).max(30.0).ceil();
    Area::new(at.0 - width / 2.0, at.1 - PILL_HEIGHT / 2.0, width, PILL_HEIGHT)
}

impl Text {
    pub fn face(&self) -> Face {
        Face { size: self.size, weight: self.weight, mono: self.mono }
    }
}

/// The area that text covers, by the estimates of [`crate::metrics`].
pub(crate) fn text_area(text: &Text) -> Area {
    let width = text.face().width(&text.text);
    let x = match text.anchor {
        Anchor::Start => text.x,
        Anchor::Middle => text.x - width / 2.0,
        Anchor::End => text.x - width,
    };
    Area::new(x, text.y - text.size * 0.8, width, text.size)
}
