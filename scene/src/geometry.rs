//! Plane geometry of the layout: areas, and lines that can be measured, cut and laid beside each other.

use crate::shape::Point;

/// An upright rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Area {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) width: f32,
    pub(crate) height: f32,
}

impl Area {
    pub(crate) fn new(x: f32, y: f32, width: f32, height: f32) -> Self {
        Self { x, y, width, height }
    }

    pub(crate) fn moved(self, dx: f32, dy: f32) -> Self {
        Self { x: self.x + dx, y: self.y + dy, ..self }
    }

    /// The least one that holds all these points.
    pub(crate) fn around(points: &[Point]) -> Self {
        let low = points.iter().fold((f32::MAX, f32::MAX), |low, p| (low.0.min(p.0), low.1.min(p.1)));
        let high = points.iter().fold((f32::MIN, f32::MIN), |high, p| (high.0.max(p.0), high.1.max(p.1)));
        Self::new(low.0, low.1, high.0 - low.0, high.1 - low.1)
    }

    pub(crate) fn right(self) -> f32 {
        self.x + self.width
    }

    pub(crate) fn bottom(self) -> f32 {
        self.y + self.height
    }

    pub(crate) fn centre(self) -> Point {
        (self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    /// Smaller by `by` on every side.
    pub(crate) fn inset(self, by: f32) -> Self {
        Self::new(self.x + by, self.y + by, self.width - 2.0 * by, self.height - 2.0 * by)
    }

    pub(crate) fn contains(self, p: Point) -> bool {
        p.0 >= self.x && p.0 <= self.right() && p.1 >= self.y && p.1 <= self.bottom()
    }

    /// From the point to the nearest one of the area.
    pub(crate) fn distance(self, p: Point) -> f32 {
        distance(p, (p.0.clamp(self.x, self.right()), p.1.clamp(self.y, self.bottom())))
    }

    pub(crate) fn overlaps(self, other: Self) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }
}

pub(crate) fn distance(a: Point, b: Point) -> f32 {
    (b.0 - a.0).hypot(b.1 - a.1)
}

pub(crate) fn between(a: Point, b: Point, part: f32) -> Point {
    (a.0 + (b.0 - a.0) * part, a.1 + (b.1 - a.1) * part)
}

/// How far `p` is from the segment, and which part of it is nearest.
pub(crate) fn to_segment(p: Point, a: Point, b: Point) -> (f32, f32) {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let square = dx * dx + dy * dy;
    let part = if square == 0.0 { 0.0 } else { (((p.0 - a.0) * dx + (p.1 - a.1) * dy) / square).clamp(0.0, 1.0) };
    (distance(p, between(a, b, part)), part)
}

/// A line measured along its length.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Track {
    points: Vec<Point>,
    /// The distance of each point from the start.
    reach: Vec<f32>,
}

impl Track {
    /// Drops points that repeat or lie on a straight stretch.
    pub(crate) fn new(raw: &[Point]) -> Self {
        let mut points: Vec<Point> = Vec::with_capacity(raw.len());
        for p in raw {
            if points.last().is_some_and(|last| distance(*last, *p) < 0.01) {
                continue;
            }
            if let [.., a, b] = points.as_slice() {
                let cross = (b.0 - a.0) * (p.1 - b.1) - (b.1 - a.1) * (p.0 - b.0);
                let along = (b.0 - a.0) * (p.0 - b.0) + (b.1 - a.1) * (p.1 - b.1);
                if cross.abs() < 0.01 && along > 0.0 {
                    points.pop();
                }
            }
            points.push(*p);
        }
        let mut total = 0.0;
        let mut reach = Vec::with_capacity(points.len());
        for (i, p) in points.iter().enumerate() {
            if let Some(before) = i.checked_sub(1).and_then(|i| points.get(i)) {
                total += distance(*before, *p);
            }
            reach.push(total);
        }
        Self { points, reach }
    }

    pub(crate) fn points(&self) -> &[Point] {
        &self.points
    }

    pub(crate) fn length(&self) -> f32 {
        self.reach.last().copied().unwrap_or(0.0)
    }

    /// The point at a distance from the start.
    pub(crate) fn at(&self, along: f32) -> Point {
        let (segment, part) = self.segment(along);
        match (self.points.get(segment), self.points.get(segment + 1)) {
            (Some(a), Some(b)) => between(*a, *b, part),
            (Some(a), None) => *a,
            (None, _) => (0.0, 0.0),
        }
    }

    /// The stretch from one distance to another, its corners included.
    pub(crate) fn slice(&self, from: f32, to: f32) -> Vec<Point> {
        let mut out = vec![self.at(from)];
        let corners = self.points.iter().zip(&self.reach);
        out.extend(corners.filter(|(_, reach)| **reach > from + 0.01 && **reach < to - 0.01).map(|(p, _)| *p));
        out.push(self.at(to));
        out
    }

    /// The distance of the nearest point of the line from its start; of several the last.
    pub(crate) fn locate(&self, p: Point) -> f32 {
        let mut best = (f32::INFINITY, 0.0);
        for ((a, b), (from, to)) in
            self.points.iter().zip(self.points.iter().skip(1)).zip(self.reach.iter().zip(self.reach.iter().skip(1)))
        {
            let (off, part) = to_segment(p, *a, *b);
            if off <= best.0 + 0.01 {
                best = (off, from + (to - from) * part);
            }
        }
        best.1
    }

    /// The line beside this one: `by` to its left as one walks it.
    pub(crate) fn beside(&self, by: f32) -> Self {
        let directions: Vec<Point> = self
            .points
            .iter()
            .zip(self.points.iter().skip(1))
            .map(|(a, b)| {
                let length = distance(*a, *b).max(0.01);
                ((b.0 - a.0) / length, (b.1 - a.1) / length)
            })
            .collect();
        let shifted = self.points.iter().enumerate().map(|(i, p)| {
            let after = directions.get(i).or(directions.last());
            let before = i.checked_sub(1).and_then(|i| directions.get(i)).or(after);
            let (Some(u), Some(v)) = (before, after) else { return *p };
            // y points downwards: left of (ux, uy) is (uy, -ux).
            let (nu, nv) = ((u.1, -u.0), (v.1, -v.0));
            let dot = nu.0 * nv.0 + nu.1 * nv.1;
            let scale = if dot > -0.9 { by / (1.0 + dot) } else { by / 2.0 };
            (p.0 + (nu.0 + nv.0) * scale, p.1 + (nu.1 + nv.1) * scale)
        });
        let points: Vec<Point> = shifted.collect();
        let mut total = 0.0;
        let mut reach = vec![0.0; points.len().min(1)];
        for (a, b) in points.iter().zip(points.iter().skip(1)) {
            total += distance(*a, *b);
            reach.push(total);
        }
        Self { points, reach }
    }

    /// Where `along` falls on a line that has the same corners, such as the one beside.
    pub(crate) fn transfer(&self, along: f32, other: &Track) -> f32 {
        let (segment, part) = self.segment(along);
        let from = other.reach.get(segment).copied().unwrap_or(0.0);
        let to = other.reach.get(segment + 1).copied().unwrap_or(from);
        from + (to - from) * part
    }

    pub(crate) fn reversed(&self) -> Self {
        let points: Vec<Point> = self.points.iter().rev().copied().collect();
        let length = self.length();
        let reach = self.reach.iter().rev().map(|reach| length - reach).collect();
        Self { points, reach }
    }

    fn segment(&self, along: f32) -> (usize, f32) {
        let last = self.points.len().saturating_sub(2);
        let index = self.reach.iter().skip(1).position(|reach| *reach >= along).unwrap_or(last).min(last);
        let from = self.reach.get(index).copied().unwrap_or(0.0);
        let to = self.reach.get(index + 1).copied().unwrap_or(from);
        let part = if to > from { ((along - from) / (to - from)).clamp(0.0, 1.0) } else { 0.0 };
        (index, part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stairs() -> Track {
        Track::new(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (20.0, 10.0)])
    }

    #[test]
    fn points_on_a_straight_stretch_go() {
        let track = Track::new(&[(0.0, 0.0), (5.0, 0.0), (5.0, 0.0), (10.0, 0.0), (10.0, 5.0)]);
        assert_eq!(track.points(), [(0.0, 0.0), (10.0, 0.0), (10.0, 5.0)]);
    }

    #[test]
    fn a_stretch_keeps_its_corners() {
        assert_eq!(stairs().slice(5.0, 25.0), [(5.0, 0.0), (10.0, 0.0), (10.0, 10.0), (15.0, 10.0)]);
        assert_eq!(stairs().at(12.0), (10.0, 2.0));
        assert_eq!(stairs().length(), 30.0);
    }

    #[test]
    fn a_point_is_found_again() {
        let track = stairs();
        for along in [0.0, 3.0, 14.0, 30.0] {
            assert!((track.locate(track.at(along)) - along).abs() < 0.01);
        }
    }

    #[test]
    fn the_line_beside_never_crosses() {
        let beside = stairs().beside(2.0);
        assert_eq!(beside.points(), [(0.0, -2.0), (12.0, -2.0), (12.0, 8.0), (20.0, 8.0)]);
        let along = stairs().transfer(15.0, &beside);
        assert_eq!(beside.at(along), (12.0, 3.0));
    }
}
