//! Outlines as any painter draws them, so that the canvas and the SVG writer make the very same marks.

use crate::shape::{Dash, Geometry, Point};

/// One stroke of a pen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PathOp {
    Move(Point),
    Line(Point),
    /// A quadratic curve: control point, then end.
    Curve(Point, Point),
    Close,
}

/// The outline of any geometry but circles and text, which painters draw themselves.
pub fn outline(geometry: &Geometry) -> Vec<PathOp> {
    match geometry {
        Geometry::Rect { x, y, width, height, radius } => rect(*x, *y, *width, *height, *radius),
        Geometry::Polygon { points } => {
            let mut ops = open(points, 0.0);
            ops.push(PathOp::Close);
            ops
        }
        Geometry::Line { points, radius, .. } => open(points, *radius),
        Geometry::Circle { .. } | Geometry::Text(_) => Vec::new(),
    }
}

/// The head of an arrow whose line has this width: a filled triangle whose tip is the line's end. `None` for a line
/// without length or without `arrow`.
pub fn arrow_head(geometry: &Geometry, width: f32) -> Option<[Point; 3]> {
    let Geometry::Line { points, arrow: true, .. } = geometry else { return None };
    let tip = *points.last()?;
    let before = points.iter().rev().find(|p| **p != tip)?;
    let (dx, dy) = (tip.0 - before.0, tip.1 - before.1);
    let length = dx.hypot(dy);
    let (ux, uy) = (dx / length, dy / length);
    let reach = 5.0 + 2.2 * width;
    let half = reach * 0.46;
    let base = (tip.0 - ux * reach, tip.1 - uy * reach);
    Some([tip, (base.0 - uy * half, base.1 + ux * half), (base.0 + uy * half, base.1 - ux * half)])
}

impl Dash {
    /// Lengths of dashes and gaps; dots are dashes without length under a round cap.
    pub fn pattern(self, width: f32) -> &'static [f32] {
        match self {
            Dash::Solid => &[],
            Dash::Dashed => &[4.0, 4.0],
            Dash::Dotted if width > 1.8 => &[0.01, 6.5],
            Dash::Dotted => &[0.01, 5.0],
        }
    }
}

fn rect(x: f32, y: f32, width: f32, height: f32, radius: f32) -> Vec<PathOp> {
    let r = radius.min(width / 2.0).min(height / 2.0).max(0.0);
    let (right, bottom) = (x + width, y + height);
    if r == 0.0 {
        return vec![
            PathOp::Move((x, y)),
            PathOp::Line((right, y)),
            PathOp::Line((right, bottom)),
            PathOp::Line((x, bottom)),
            PathOp::Close,
        ];
    }
    vec![
        PathOp::Move((x + r, y)),
        PathOp::Line((right - r, y)),
        PathOp::Curve((right, y), (right, y + r)),
        PathOp::Line((right, bottom - r)),
        PathOp::Curve((right, bottom), (right - r, bottom)),
        PathOp::Line((x + r, bottom)),
        PathOp::Curve((x, bottom), (x, bottom - r)),
        PathOp::Line((x, y + r)),
        PathOp::Curve((x, y), (x + r, y)),
        PathOp::Close,
    ]
}

fn open(points: &[Point], radius: f32) -> Vec<PathOp> {
    let mut ops = Vec::with_capacity(points.len() * 2);
    let Some((first, rest)) = points.split_first() else { return ops };
    ops.push(PathOp::Move(*first));
    let mut from = *first;
    for (i, corner) in rest.iter().enumerate() {
        match rest.get(i + 1) {
            Some(next) if radius > 0.0 => {
                // Half a side at most, so that two corners never overlap.
                let r = radius.min(distance(from, *corner) / 2.0).min(distance(*corner, *next) / 2.0);
                ops.push(PathOp::Line(toward(*corner, from, r)));
                ops.push(PathOp::Curve(*corner, toward(*corner, *next, r)));
            }
            _ => ops.push(PathOp::Line(*corner)),
        }
        from = *corner;
    }
    ops
}

fn distance(a: Point, b: Point) -> f32 {
    (b.0 - a.0).hypot(b.1 - a.1)
}

fn toward(from: Point, to: Point, by: f32) -> Point {
    let length = distance(from, to);
    if length == 0.0 {
        return from;
    }
    (from.0 + (to.0 - from.0) / length * by, from.1 + (to.1 - from.1) / length * by)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrow_ends_at_its_tip() {
        let line = Geometry::Line { points: vec![(0.0, 0.0), (10.0, 0.0)], radius: 0.0, arrow: true };
        let [tip, left, right] = arrow_head(&line, 2.0).unwrap();
        assert_eq!(tip, (10.0, 0.0));
        assert!(left.0 < 10.0 && left.1 == -right.1);
    }

    #[test]
    fn corners_never_eat_more_than_half_a_side() {
        let line = Geometry::Line { points: vec![(0.0, 0.0), (4.0, 0.0), (4.0, 4.0)], radius: 16.0, arrow: false };
        assert_eq!(
            outline(&line),
            [
                PathOp::Move((0.0, 0.0)),
                PathOp::Line((2.0, 0.0)),
                PathOp::Curve((4.0, 0.0), (4.0, 2.0)),
                PathOp::Line((4.0, 4.0))
            ]
        );
    }

    #[test]
    fn a_line_without_length_has_no_head() {
        let line = Geometry::Line { points: vec![(1.0, 1.0), (1.0, 1.0)], radius: 0.0, arrow: true };
        assert_eq!(arrow_head(&line, 2.0), None);
    }
}
