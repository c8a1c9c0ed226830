//! Wires that leave one place for several: none crosses another, and the drawn one keeps room for its reply.

use crate::geometry::Area;
use crate::shape::Point;

/// Between the request's wire and its reply's.
pub(crate) const TWIN: f32 = 9.0;
const STEP: f32 = 12.0;
/// Below the lowest lane: a share and an arrow.
const DROP: f32 = 42.0;

/// Where a wire of a fan has to go.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Goal {
    /// Where it runs down.
    pub(crate) x: f32,
    pub(crate) drawn: bool,
}

/// The way of one wire: down at `exit`, along at `lane`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Lane {
    pub(crate) exit: f32,
    pub(crate) y: f32,
}

/// Between which heights wires run along a channel.
pub(crate) fn range(channel: Area) -> (f32, f32) {
    (channel.y + 10.0, channel.bottom() - DROP.min(channel.height * 0.6))
}

/// Lanes for wires that leave downwards around `origin`, in the order of `goals`. The drawn one leaves at `origin` itself.
///
/// Of those that go the same way, the farther runs higher and leaves farther out, so that no two cross.
pub(crate) fn fan(origin: Point, channel: Area, goals: &[Goal]) -> Vec<Lane> {
    let mut order: Vec<usize> = (0..goals.len()).collect();
    let goal = |i: usize| goals.get(i).copied().unwrap_or(Goal { x: origin.0, drawn: false });
    // Left-going from the farthest, then right-going from the nearest: the order of the exits.
    order.sort_by(|a, b| goal(*a).x.total_cmp(&goal(*b).x).then(a.cmp(b)));
    let drawn = order.iter().position(|i| goal(*i).drawn);
    let pivot = drawn.unwrap_or_else(|| order.iter().filter(|i| goal(**i).x < origin.0).count());
    let room_left = (origin.0 - channel.x - 8.0).max(0.0);
    let step = if pivot > 0 { (room_left / pivot as f32).min(10.0) } else { 10.0 };
    let (ceiling, floor) = range(channel);
    let mut lanes = vec![Lane { exit: origin.0, y: floor }; goals.len()];
    for (place, i) in order.iter().enumerate() {
        let offset = place as f32 - pivot as f32;
        // The reply comes back on the right.
        let twin = if drawn.is_some() && offset > 0.0 { TWIN } else { 0.0 };
        if let Some(lane) = lanes.get_mut(*i) {
            lane.exit = origin.0 + if offset < 0.0 { offset * step } else { offset * 10.0 + twin };
        }
    }
    for side in [false, true] {
        let mut going: Vec<usize> = order.iter().copied().filter(|i| (goal(*i).x >= origin.0) == side).collect();
        going.sort_by(|a, b| (goal(*a).x - origin.0).abs().total_cmp(&(goal(*b).x - origin.0).abs()));
        let twins = going.iter().any(|i| goal(*i).drawn) as usize as f32 * TWIN;
        let gaps = going.len().saturating_sub(1).max(1) as f32;
        let step = ((floor - ceiling - twins) / gaps).clamp(3.0, STEP);
        let mut y = floor;
        for i in going {
            let goal = goal(i);
            // Right-going, the reply runs above; left-going, below.
            if goal.drawn && !side {
                y -= TWIN;
            }
            if let Some(lane) = lanes.get_mut(i) {
                lane.y = y;
            }
            y -= step + if goal.drawn && side { TWIN } else { 0.0 };
        }
    }
    lanes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Track;

    fn wires(origin: Point, channel: Area, goals: &[Goal]) -> Vec<Vec<Point>> {
        fan(origin, channel, goals)
            .iter()
            .zip(goals)
            .map(|(lane, goal)| {
                let raw = [(lane.exit, origin.1), (lane.exit, lane.y), (goal.x, lane.y), (goal.x, channel.bottom())];
                Track::new(&raw).points().to_vec()
            })
            .collect()
    }

    fn cross(a: (Point, Point), b: (Point, Point)) -> bool {
        let span = |p: f32, q: f32| (p.min(q), p.max(q));
        let ((ax0, ax1), (ay0, ay1)) = (span(a.0.0, a.1.0), span(a.0.1, a.1.1));
        let ((bx0, bx1), (by0, by1)) = (span(b.0.0, b.1.0), span(b.0.1, b.1.1));
        ax0 <= bx1 && bx0 <= ax1 && ay0 <= by1 && by0 <= ay1
    }

    #[test]
    fn wires_of_a_fan_never_touch() {
        let channel = Area::new(300.0, 0.0, 190.0, 96.0);
        for drawn in 0..5 {
            let xs = [90.0, 250.0, 396.0, 612.0, 828.0];
            let goals: Vec<Goal> = xs.iter().enumerate().map(|(i, x)| Goal { x: *x, drawn: i == drawn }).collect();
            let wires = wires((340.0, 0.0), channel, &goals);
            for (i, a) in wires.iter().enumerate() {
                for b in wires.iter().skip(i + 1) {
                    for s in a.windows(2) {
                        for t in b.windows(2) {
                            assert!(!cross((s[0], s[1]), (t[0], t[1])), "drawn {drawn}: {a:?} and {b:?}");
                        }
                    }
                }
            }
        }
    }
}
