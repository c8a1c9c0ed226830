//! Small signs: each a few strokes, so that no font has to have them.

use crate::geometry::Area;
use crate::pen::Pen;
use crate::shape::{Id, Paint, Point, Role};

/// Right: a tick of this size around a point.
pub(crate) fn tick(pen: &mut Pen, id: &Id, at: Point, size: f32, role: Role) {
    let half = size / 2.0;
    let points = vec![(at.0 - half, at.1), (at.0 - half * 0.25, at.1 + half * 0.75), (at.0 + half, at.1 - half * 0.8)];
    pen.line(id, points, Paint::stroke(role, 1.8));
}

/// Wrong.
pub(crate) fn cross(pen: &mut Pen, id: &Id, at: Point, size: f32, role: Role) {
    let half = size / 2.0 * 0.8;
    pen.line(id, vec![(at.0 - half, at.1 - half), (at.0 + half, at.1 + half)], Paint::stroke(role, 1.8));
    pen.line(id, vec![(at.0 - half, at.1 + half), (at.0 + half, at.1 - half)], Paint::stroke(role, 1.8));
}

/// The world outside: a globe.
pub(crate) fn globe(pen: &mut Pen, id: &Id, at: Point, radius: f32, role: Role) {
    let paint = Paint::stroke(role, 1.2);
    pen.circle(id, at, radius, paint);
    pen.line(id, vec![(at.0 - radius, at.1), (at.0 + radius, at.1)], paint);
    let bow = |side: f32| {
        let x = at.0 + side * radius * 0.48;
        vec![(at.0, at.1 - radius), (x, at.1 - radius * 0.55), (x, at.1 + radius * 0.55), (at.0, at.1 + radius)]
    };
    for side in [-1.0, 1.0] {
        let geometry = crate::shape::Geometry::Line { points: bow(side), radius: radius * 0.5, arrow: false };
        pen.push(id, geometry, paint);
    }
}

/// Waiting in vain.
pub(crate) fn hourglass(pen: &mut Pen, id: &Id, at: Point, size: f32, role: Role) {
    let (w, h) = (size * 0.36, size / 2.0);
    let outline = vec![
        (at.0 - w, at.1 - h),
        (at.0 + w, at.1 - h),
        (at.0 + 0.8, at.1),
        (at.0 + w, at.1 + h),
        (at.0 - w, at.1 + h),
        (at.0 - 0.8, at.1),
    ];
    pen.polygon(id, outline, Paint::stroke(role, 1.4));
    let sand = vec![(at.0, at.1 + h * 0.3), (at.0 + w * 0.7, at.1 + h - 0.8), (at.0 - w * 0.7, at.1 + h - 0.8)];
    pen.polygon(id, sand, Paint::fill(role));
}

/// A packet on its way.
pub(crate) fn envelope(pen: &mut Pen, id: &Id, at: Point, fill: Role, flap: Role, alpha: f32) {
    let area = Area::new(at.0 - 10.0, at.1 - 7.0, 20.0, 14.0);
    pen.rect(id, area.inset(-1.5), 4.5, Paint::fill(Role::Surface).alpha(alpha));
    pen.rect(id, area, 3.0, Paint::fill(fill).alpha(alpha));
    let flap_line = vec![(area.x + 2.5, area.y + 3.0), (at.0, at.1 + 1.5), (area.right() - 2.5, area.y + 3.0)];
    pen.line(id, flap_line, Paint::stroke(flap, 1.4).alpha(alpha));
}

/// A packet that is no more: only its outline.
pub(crate) fn lost_envelope(pen: &mut Pen, id: &Id, at: Point, role: Role, alpha: f32) {
    let area = Area::new(at.0 - 10.0, at.1 - 7.0, 20.0, 14.0);
    let paint = Paint::stroke(role, 1.4).dash(crate::shape::Dash::Dashed).alpha(alpha);
    pen.rect(id, area, 3.0, Paint { fill: Some(Role::Surface), ..paint });
}

/// A decision that rewrote something.
pub(crate) fn diamond(pen: &mut Pen, id: &Id, at: Point, size: f32, paint: Paint) {
    let points = vec![(at.0, at.1 - size), (at.0 + size, at.1), (at.0, at.1 + size), (at.0 - size, at.1)];
    pen.polygon(id, points, paint);
}

/// The outline of a pod.
pub(crate) fn hexagon(area: Area) -> Vec<Point> {
    let slant = slant(area);
    let middle = area.centre().1;
    vec![
        (area.x + slant, area.y),
        (area.right() - slant, area.y),
        (area.right(), middle),
        (area.right() - slant, area.bottom()),
        (area.x + slant, area.bottom()),
        (area.x, middle),
    ]
}

pub(crate) fn slant(area: Area) -> f32 {
    (area.height * 0.3).min(area.width * 0.3)
}

/// Oblique lines across a convex outline.
pub(crate) fn hatch(pen: &mut Pen, id: &Id, outline: &[Point], role: Role) {
    let (low, high) = outline.iter().fold((f32::MAX, f32::MIN), |(low, high), p| {
        let offset = p.0 + p.1;
        (low.min(offset), high.max(offset))
    });
    let mut offset = (low / 7.0).ceil() * 7.0;
    while offset < high {
        // The line x + y = offset meets a convex outline twice.
        let next = outline.iter().cycle().skip(1);
        let hits: Vec<Point> = outline
            .iter()
            .zip(next)
            .filter_map(|(a, b)| {
                let (u, v) = (a.0 + a.1 - offset, b.0 + b.1 - offset);
                let crosses = (u < 0.0) != (v < 0.0);
                crosses.then(|| crate::geometry::between(*a, *b, u / (u - v)))
            })
            .collect();
        if let [a, b] = hits.as_slice() {
            pen.line(id, vec![*a, *b], Paint::stroke(role, 1.0));
        }
        offset += 7.0;
    }
}
