//! What a picture is made of.

use svcpath_core::object::ObjectRef;

use crate::geometry::{Area, distance, to_segment};
use crate::pen::text_area;

/// A place in the scene's own pixels, y downwards.
pub type Point = (f32, f32);

/// What a shape stands for. Stable under edits elsewhere; the picture's focus, hover and selection speak in these.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Id {
    /// Decoration: not focusable.
    None,
    Client,
    Node(String),
    /// Namespace and name.
    Pod(String, String),
    Service(String, String),
    /// Of any other kind, such as a workload: kind, namespace and name.
    Object(String, String, String),
    Ingress(String, String),
    Gateway(String, String),
    LoadBalancer(String, String),
    /// A rewrite point on a Service's band: node, then the Service.
    Kernel(String, String, String),
    /// A chain of a node's kernel.
    Chain(String),
    /// Another path, by its index in the trace: a click takes it.
    Branch(usize),
    Controller(String),
    Dns,
    Packet,
    External(String),
}

impl Id {
    /// What stands for an object itself, and not for what comes of it.
    pub fn of(object: &ObjectRef) -> Self {
        let (namespace, name) = (object.namespace.clone(), object.name.clone());
        match object.kind.as_str() {
            "Node" => Id::Node(name),
            "Pod" => Id::Pod(namespace, name),
            "Service" => Id::Service(namespace, name),
            "Ingress" => Id::Ingress(namespace, name),
            "Gateway" => Id::Gateway(namespace, name),
            kind => Id::Object(kind.to_owned(), namespace, name),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    pub id: Id,
    pub geometry: Geometry,
    pub paint: Paint,
}

/// Coordinates in the scene's own pixels, y downwards.
#[derive(Debug, Clone, PartialEq)]
pub enum Geometry {
    Rect {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        radius: f32,
    },
    Circle {
        x: f32,
        y: f32,
        radius: f32,
    },
    /// A closed outline.
    Polygon {
        points: Vec<Point>,
    },
    /// An open line whose corners are rounded by `radius`; `arrow` puts a head at its end.
    Line {
        points: Vec<Point>,
        radius: f32,
        arrow: bool,
    },
    Text(Text),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    pub x: f32,
    /// The baseline.
    pub y: f32,
    /// As shown, already shortened to fit.
    pub text: String,
    /// The whole text where `text` is shortened; for hover, focus and SVG titles.
    pub full: Option<String>,
    pub size: f32,
    pub weight: u16,
    pub mono: bool,
    pub anchor: Anchor,
    pub struck: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// How a shape is painted, by role. Text is painted with `fill`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paint {
    pub fill: Option<Role>,
    pub stroke: Option<Role>,
    pub width: f32,
    pub dash: Dash,
    /// Lifts the shape off the picture.
    pub shadow: bool,
    /// 1 unless fading in or out.
    pub alpha: f32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dash {
    Solid,
    /// Virtual only.
    Dashed,
    /// A way not taken.
    Dotted,
}

/// A colour by what it means. A theme gives each its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    Background,
    Surface,
    Ink,
    Ink2,
    Ink3,
    Line,
    Line2,
    Node,
    Request,
    /// The request's way still to come.
    RequestBack,
    Reply,
    ReplyBack,
    Dst,
    DstBack,
    Src,
    SrcBack,
    Ok,
    OkBack,
    Bad,
    BadBack,
    Band,
    BandLine,
    /// Text on a filled role.
    On,
    /// Under what [`Paint::shadow`] lifts.
    Shadow,
}

impl Shape {
    pub(crate) fn middle(&self) -> Point {
        self.area().centre()
    }

    /// The box around it.
    pub(crate) fn area(&self) -> Area {
        match &self.geometry {
            Geometry::Rect { x, y, width, height, .. } => Area::new(*x, *y, *width, *height),
            Geometry::Circle { x, y, radius } => Area::new(x - radius, y - radius, radius * 2.0, radius * 2.0),
            Geometry::Polygon { points } | Geometry::Line { points, .. } => Area::around(points),
            Geometry::Text(text) => text_area(text),
        }
    }

    /// Whether a point is on it. Lines are as wide as a finger's tip.
    pub fn covers(&self, p: Point) -> bool {
        const NEAR: f32 = 6.0;
        match &self.geometry {
            Geometry::Rect { x, y, width, height, .. } => Area::new(*x, *y, *width, *height).contains(p),
            Geometry::Circle { x, y, radius } => distance((*x, *y), p) <= radius.max(NEAR),
            Geometry::Polygon { points } => inside(points, p),
            Geometry::Line { points, .. } => points.windows(2).any(|pair| match pair {
                [a, b] => to_segment(p, *a, *b).0 <= NEAR,
                _ => false,
            }),
            Geometry::Text(text) => text_area(text).contains(p),
        }
    }
}

/// By the parity of crossings of a ray to the right.
fn inside(outline: &[Point], p: Point) -> bool {
    let next = outline.iter().cycle().skip(1);
    let crossings = outline
        .iter()
        .zip(next)
        .filter(|(a, b)| (a.1 > p.1) != (b.1 > p.1) && p.0 < a.0 + (p.1 - a.1) / (b.1 - a.1) * (b.0 - a.0));
    crossings.count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_of_a_hexagon_are_outside() {
        let points = vec![(4.0, 0.0), (12.0, 0.0), (16.0, 6.0), (12.0, 12.0), (4.0, 12.0), (0.0, 6.0)];
        let shape = Shape { id: Id::Client, geometry: Geometry::Polygon { points }, paint: Paint::fill(Role::Ink) };
        assert!(shape.covers((8.0, 6.0)));
        assert!(!shape.covers((1.0, 1.0)));
    }
}
