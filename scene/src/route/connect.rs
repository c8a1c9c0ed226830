//! One wire from one place to another: over the nodes, down the gaps, through the kernel, along the pod network.

use svcpath_core::apart::apart;

use super::lanes::{self, Goal, Lane, TWIN, fan};
use crate::geometry::{Area, Track};
use crate::layout::{Layout, header_pad};
use crate::shape::Point;

/// An end of a wire.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Port {
    /// Someone outside, and the height at which wires arrive.
    Box(Area, f32),
    Panel(Area),
    /// A pod or process above the kernel.
    Caller {
        area: Area,
        column: usize,
    },
    Pod {
        area: Area,
        column: usize,
        floor: usize,
        row: usize,
    },
    Band {
        column: usize,
        floor: usize,
    },
    /// Nobody there: the wire just ends.
    Halt(Point),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Wire {
    pub(crate) points: Vec<Point>,
    /// Where its share stands.
    pub(crate) pill: Point,
}

pub(crate) struct Wires<'a> {
    pub(crate) layout: &'a Layout,
    /// Branches of other nodes are drawn too.
    pub(crate) all: bool,
}

impl Port {
    /// Where it touches wires when nothing else is known.
    pub(crate) fn side(&self) -> Point {
        match self {
            Port::Box(area, _) => (area.right(), area.centre().1),
            Port::Panel(area) => (area.x, area.centre().1),
            Port::Caller { area, .. } => (area.x, area.centre().1),
            Port::Pod { area, .. } => (area.centre().0, area.y),
            Port::Band { .. } => (0.0, 0.0),
            Port::Halt(point) => *point,
        }
    }
}

impl Port {
    /// Where it begins, from above.
    fn top(&self, wires: &Wires<'_>) -> f32 {
        match self {
            Port::Box(area, _) | Port::Panel(area) | Port::Caller { area, .. } | Port::Pod { area, .. } => area.y,
            Port::Band { column, floor } => wires.band_top(*column, *floor).first().map_or(0.0, |top| top.1),
            Port::Halt(p) => p.1,
        }
    }
}

impl Wires<'_> {
    /// A wire between anything but to a pod. `nodes` is how many nodes the place it leaves chooses among.
    pub(crate) fn connect(&self, from: &Port, to: &Port, nodes: usize) -> Vec<Point> {
        if self.layout.tall {
            return self.upright(from, to);
        }
        match (from, to) {
            (Port::Caller { area, column }, Port::Band { column: to, floor }) if column == to => {
                let mut points = self.down_from(*area, *column);
                points.extend(self.band_top(*to, *floor));
                points
            }
            (Port::Caller { area, column } | Port::Pod { area, column, .. }, Port::Box(b, _)) => {
                // Down through the kernel of its node, and out.
                let mut points = self.down_from(*area, *column);
                let (x, y) = self.band_bottom(*column, 0);
                let lane = self.channel(*column, 0).map_or(y, |channel| channel.y + channel.height * 0.4);
                let gap = self.gap(0);
                points.extend([(x, lane), (gap, lane), (gap, b.centre().1), (b.right(), b.centre().1)]);
                points
            }
            (from, to) => apart(|| self.seldom(from, to, nodes)),
        }
    }

    fn seldom(&self, from: &Port, to: &Port, nodes: usize) -> Vec<Point> {
        match (from, to) {
            (Port::Box(a, _), Port::Box(b, arrive)) => outside(*a, *b, *arrive),
            (Port::Box(a, _), Port::Panel(panel)) => level((a.right(), a.centre().1), panel.x, *panel),
            (Port::Box(a, _), Port::Band { column, floor }) => {
                let mut points = self.to_entry(*a, *column, nodes);
                points.extend(self.band_from_entry(*column, *floor));
                points
            }
            (Port::Box(a, _), Port::Halt(p)) => self.to_halt(*a, *p),
            // Down the edge of its node, clear of its words and of what leaves it.
            (Port::Box(a, _), Port::Caller { area, column }) => {
                let node = self.layout.columns.get(*column).map_or(*area, |column| column.area);
                let x = node.right() - header_pad(node.width) + 4.0;
                let (gap, street) = (self.gap(0), self.layout.street);
                let (from, to) = (a.centre().1, area.centre().1);
                vec![(a.right(), from), (gap, from), (gap, street), (x, street), (x, to), (area.right(), to)]
            }
            (Port::Caller { area, column }, Port::Band { column: to, floor }) => {
                let mut points = self.leave(*area, *column, self.layout.street);
                points.extend(self.enter(*to));
                points.extend(self.band_from_entry(*to, *floor));
                points
            }
            (Port::Band { column, floor }, Port::Box(b, _)) => {
                let (x, y) = self.band_bottom(*column, *floor);
                let lane = self.channel(*column, *floor).map_or(y, |channel| channel.y + channel.height * 0.4);
                let gap = self.gap(0);
                vec![(x, y), (x, lane), (gap, lane), (gap, b.centre().1), (b.right(), b.centre().1)]
            }
            (Port::Band { column, floor }, Port::Band { column: to, floor: next }) => {
                let (x, y) = self.band_bottom(*column, *floor);
                let lane = self.channel(*column, *floor).map_or(y, |channel| channel.y + channel.height * 0.4);
                let gap = self.gap(*to);
                let mut points = vec![(x, y), (x, lane), (gap, lane)];
                points.push((gap, self.entry(*to)));
                points.extend(self.band_from_entry(*to, *next));
                points
            }
            (Port::Pod { area, .. }, Port::Band { column, floor }) => {
                let (x, y) = (area.centre().0, area.bottom());
                let top = self.band_top(*column, *floor);
                let lane = top.first().map_or(y, |top| y + (top.1 - y) * 0.5);
                let gutter = top.first().map_or(x, |top| top.0);
                let mut points = vec![(x, y), (x, lane), (gutter, lane)];
                points.extend(top);
                points
            }
            (Port::Panel(panel), Port::Band { column, floor }) => {
                let gap = self.gap(*column);
                let mut points = vec![(gap, panel.bottom()), (gap, self.entry(*column))];
                points.extend(self.band_from_entry(*column, *floor));
                points
            }
            (Port::Panel(panel), Port::Box(b, _)) => {
                let y = panel.bottom() - 14.0;
                vec![(panel.x, y), (b.centre().0, y), (b.centre().0, b.y)]
            }
            (Port::Halt(p), Port::Band { column, floor }) => {
                let mut points = vec![*p];
                if *column > 0 && self.column_at(*p) != Some(*column) {
                    points.extend([(p.0, self.layout.street), (self.gap(*column), self.layout.street)]);
                    points.push((self.gap(*column), self.entry(*column)));
                }
                points.extend(self.band_from_entry(*column, *floor));
                points
            }
            (Port::Band { column, floor }, Port::Caller { area, .. }) => {
                self.back_up(self.band_bottom(*column, *floor), *area, 24.0)
            }
            (Port::Caller { area, column }, Port::Halt(p)) => {
                let mut points = self.down_from(*area, *column);
                points.push((points.last().map_or(p.0, |last| last.0), p.1));
                points.push(*p);
                points
            }
            (from, to) => elbow(from.side(), to.side()),
        }
    }

    /// From a process of a node into a pod there, past the kernel's rules: down the node's edge.
    pub(crate) fn inside(&self, from: &Port, to: &Port) -> Option<Vec<Point>> {
        let (Port::Caller { area, column }, Port::Pod { area: pod, column: there, .. }) = (from, to) else {
            return None;
        };
        let node = self.layout.columns.get(*column).filter(|_| column == there)?;
        let (x, from, level) = (node.area.x + PAST, area.centre().1, pod.centre().1);
        Some(vec![(area.x, from), (x, from), (x, level), (pod.x, level)])
    }

    /// The way of a question for a name: over the nodes, apart from the ways of packets.
    pub(crate) fn question(&self, from: &Port, to: &Port) -> Vec<Point> {
        match (from, to) {
            (Port::Caller { area, column } | Port::Pod { area, column, .. }, Port::Box(b, _)) if !self.layout.tall => {
                let mut points = self.leave(*area, *column, self.layout.street);
                let gap = self.gap(0);
                if *column == 0 {
                    points.truncate(2);
                }
                points.extend([(gap, points.last().map_or(0.0, |p| p.1)), (gap, b.centre().1)]);
                points.push((b.right(), b.centre().1));
                points
            }
            (from, to) => self.connect(from, to, 0),
        }
    }

    /// Wires from one place to several pods, in their order; one of them may be the drawn one.
    pub(crate) fn to_pods(&self, from: &Port, goals: &[(Port, bool)]) -> Vec<Wire> {
        if self.layout.tall {
            return goals.iter().map(|(goal, drawn)| self.plain(from, goal, *drawn)).collect();
        }
        let Some(floor) = goals.iter().find_map(|(goal, _)| match goal {
            Port::Pod { floor, .. } => Some(*floor),
            Port::Box(..) | Port::Panel(_) | Port::Caller { .. } | Port::Band { .. } | Port::Halt(_) => None,
        }) else {
            return goals.iter().map(|(goal, drawn)| self.plain(from, goal, *drawn)).collect();
        };
        let (lead, origin, column) = self.origin(from, floor);
        let Some(channel) = self.channel(column, floor) else {
            return goals.iter().map(|(goal, drawn)| self.plain(from, goal, *drawn)).collect();
        };
        let ends: Vec<Option<(Goal, Vec<Point>, Point)>> =
            goals.iter().map(|(goal, drawn)| self.goal(goal, *drawn)).collect();
        let known: Vec<Goal> = ends.iter().flatten().map(|(goal, ..)| *goal).collect();
        let mut lanes = fan(origin, channel, &known).into_iter();
        goals
            .iter()
            .zip(ends)
            .map(|((port, drawn), end)| {
                let Some((goal, tail, pill)) = end else { return self.plain(from, port, *drawn) };
                let Some(lane) = lanes.next() else { return self.plain(from, port, *drawn) };
                let lane = match from {
                    Port::Band { column, .. } if self.all => {
                        street(origin, channel, *column, self.layout.columns.len())
                    }
                    _ => lane,
                };
                let mut points: Vec<Point> = Vec::new();
                match from {
                    // Between the nodes, so that it is seen to pass their kernels by.
                    Port::Panel(panel) => {
                        let gap = match port {
                            Port::Pod { column, .. } => self.gap(*column),
                            Port::Box(..)
                            | Port::Panel(_)
                            | Port::Caller { .. }
                            | Port::Band { .. }
                            | Port::Halt(_) => lane.exit,
                        };
                        points.extend([(gap, panel.bottom()), (gap, lane.y)]);
                    }
                    Port::Box(..) | Port::Caller { .. } | Port::Pod { .. } | Port::Band { .. } | Port::Halt(_) => {
                        match from {
                            _ if goal.drawn => points.extend(lead.iter().copied()),
                            // Who chooses among them sends all of them: along the drawn one, until they part.
                            Port::Caller { .. } => {
                                points.extend(lead.iter().copied());
                                points.extend([(origin.0, origin.1 + PARTING), (lane.exit, origin.1 + PARTING)]);
                            }
                            _ => {}
                        }
                        points.extend([
                            (lane.exit, points.last().map_or(origin.1, |last| last.1.max(origin.1))),
                            (lane.exit, lane.y),
                        ]);
                    }
                }
                points.push((goal.x, lane.y));
                points.extend(tail);
                Wire { points: Track::new(&points).points().to_vec(), pill }
            })
            .collect()
    }

    /// Where wires to the pods of a floor start to spread: the way there, the point, and the column whose channel it is.
    fn origin(&self, from: &Port, floor: usize) -> (Vec<Point>, Point, usize) {
        match from {
            Port::Band { column, floor } => (Vec::new(), self.band_bottom(*column, *floor), *column),
            Port::Caller { area, column } => {
                let lead = self.down_from(*area, *column);
                let bottom = self.channel(*column, floor).map_or(area.bottom(), |channel| channel.y);
                let x = lead.last().map_or(area.x, |p| p.0);
                (lead, (x, bottom), *column)
            }
            Port::Pod { area, column, .. } => {
                let x = area.centre().0;
                let y = self
                    .layout
                    .ladder
                    .filter(|ladder| ladder.contains((x, ladder.y + 1.0)))
                    .map_or(area.bottom(), Area::bottom);
                (Vec::new(), (x, y), *column)
            }
            Port::Box(area, _) => {
                let gap = self.gap(0);
                let y = area.centre().1;
                (vec![(area.right(), y)], (gap, y), 0)
            }
            Port::Panel(panel) => (Vec::new(), (panel.x, panel.bottom()), 0),
            Port::Halt(p) => (vec![*p], *p, 0),
        }
    }

    /// The end of a wire at a pod: where it runs down, its last points, and where its share stands.
    fn goal(&self, port: &Port, drawn: bool) -> Option<(Goal, Vec<Point>, Point)> {
        let Port::Pod { area, column, row, .. } = port else { return None };
        let column = self.layout.columns.get(*column)?;
        let centre = area.centre();
        if *row == 0 {
            let pill = (centre.0, area.y - 25.0);
            return Some((Goal { x: centre.0, drawn }, vec![(centre.0, area.y)], pill));
        }
        // Past the pods above: on the left the drawn one, on the right the others.
        let (x, side) = if drawn { (column.area.x + 12.0, area.x) } else { (column.area.right() - 12.0, area.right()) };
        let pill = badge(*area);
        Some((Goal { x, drawn }, vec![(x, centre.1), (side, centre.1)], pill))
    }

    /// Back up to a pod that answers itself: around its kernel's words, into its right side.
    fn back_up(&self, from: Point, area: Area, depth: f32) -> Vec<Point> {
        let turn = from.1 + depth;
        let (edge, middle) = (area.right() + 14.0, area.centre().1);
        vec![from, (from.0, turn), (edge, turn), (edge, middle), (area.right(), middle)]
    }

    /// On the phone: down the one wire, and aside to pods.
    fn upright(&self, from: &Port, to: &Port) -> Vec<Point> {
        let x = self.layout.columns.first().map_or(40.0, |column| column.gutter);
        let mut points = match from {
            // The wire runs beside a load balancer.
            Port::Box(area, _) if area.x > x => {
                let out = area.x + 62.0;
                vec![(out, area.bottom()), (out, area.bottom() + 8.0), (x, area.bottom() + 8.0)]
            }
            Port::Box(area, _) | Port::Panel(area) => vec![(x, area.bottom())],
            // To names, above the caller.
            Port::Caller { area, .. } if matches!(to, Port::Box(b, _) if b.x > area.right() && b.y < area.y) => {
                let Port::Box(b, _) = to else { return Vec::new() };
                let (from, level) = (area.centre().1, b.centre().1);
                let side = self.layout.lane.right() - EDGE;
                return vec![(area.right(), from), (side, from), (side, level), (b.right(), level)];
            }
            Port::Caller { area, .. } => vec![(area.x, area.centre().1), (x, area.centre().1)],
            Port::Pod { area, .. } => {
                let lane = area.bottom() + 8.0;
                vec![(area.centre().0, area.bottom()), (area.centre().0, lane), (x, lane)]
            }
            Port::Band { column, floor } => vec![self.band_bottom(*column, *floor)],
            Port::Halt(p) => vec![*p],
        };
        let back = points.last().is_some_and(|last| last.1 > to.top(self));
        // Against the stream, beside the wire.
        let x = if back { x - 14.0 } else { x };
        if let (true, Some(last)) = (back, points.last().copied()) {
            points.extend([(last.0, last.1 + 8.0), (x, last.1 + 8.0)]);
        }
        match to {
            // A load balancer stands beside the wire, and its tabs in between.
            Port::Box(area, arrive) if area.x > x => points.extend([(x, *arrive), (area.x, *arrive)]),
            Port::Box(area, _) | Port::Panel(area) => points.push((x, area.y)),
            Port::Caller { area, .. } | Port::Pod { area, .. } => {
                points.extend([(x, area.centre().1), (area.x, area.centre().1)])
            }
            Port::Band { column, floor } => points.extend(self.band_top(*column, *floor)),
            Port::Halt(p) => points.push((x, p.1)),
        }
        points
    }

    /// A wire to something that is no pod below the kernel.
    fn plain(&self, from: &Port, to: &Port, drawn: bool) -> Wire {
        let points = match (from, to) {
            // Beside the drawn wire, and its reply's.
            (Port::Band { column, floor }, Port::Caller { area, .. }) if !drawn && !self.layout.tall => {
                let (x, y) = self.band_bottom(*column, *floor);
                self.back_up((x + 2.0 * TWIN + 12.0, y), *area, 10.0)
            }
            (from, to) => self.connect(from, to, 0),
        };
        let pill = match to {
            Port::Pod { area, .. } => badge(*area),
            Port::Caller { .. } => match points.as_slice() {
                [_, turn, edge, ..] => crate::geometry::between(*turn, *edge, 0.6),
                _ => to.side(),
            },
            Port::Box(..) | Port::Panel(_) | Port::Band { .. } | Port::Halt(_) => {
                points.last().map_or((0.0, 0.0), |p| (p.0 + 14.0, p.1 + 34.0))
            }
        };
        Wire { points, pill }
    }

    /// From outside to a node's edge, at the height of its entry.
    fn to_entry(&self, area: Area, column: usize, nodes: usize) -> Vec<Point> {
        // A load balancer has a dot for every node, the first at the bottom.
        let y = if nodes > 0 { balancer_dot(area, column, nodes) } else { area.centre().1 };
        let start = (area.right(), y);
        if column == 0 {
            let gap = self.gap(0);
            return vec![start, (gap, y), (gap, self.entry(0))];
        }
        let far = nodes.saturating_sub(1).saturating_sub(column) as f32;
        let avenue = if nodes > 0 { area.right() + 10.0 + far * 12.0 } else { self.gap(0) };
        let above = self.layout.columns.first().map_or(0.0, |first| first.area.y) - STREET_NEAREST;
        let street = if nodes > 0 { above - (column as f32 - 1.0) * STREET_STEP } else { self.layout.street };
        let gap = self.gap(column);
        vec![start, (avenue, y), (avenue, street), (gap, street), (gap, self.entry(column))]
    }

    fn to_halt(&self, area: Area, p: Point) -> Vec<Point> {
        if let Some(column) = self.column_at(p) {
            let mut points = self.to_entry(area, column, 0);
            points.push(p);
            return points;
        }
        let start = (area.right(), area.centre().1);
        vec![start, (start.0.max(p.0.min(self.gap(0))), start.1), (p.0.min(self.gap(0)), p.1), p]
    }

    fn column_at(&self, p: Point) -> Option<usize> {
        self.layout.columns.iter().position(|column| column.area.contains(p))
    }

    fn enter(&self, column: usize) -> Vec<Point> {
        let gap = self.gap(column);
        vec![(gap, self.layout.street), (gap, self.entry(column))]
    }

    fn band_from_entry(&self, column: usize, floor: usize) -> Vec<Point> {
        let mut points: Vec<Point> = Vec::new();
        if let Some(column) = self.layout.columns.get(column) {
            points.push((column.gutter, column.entry));
        }
        points.extend(self.band_top(column, floor));
        points
    }

    fn band_top(&self, column: usize, floor: usize) -> Vec<Point> {
        let place = self.layout.columns.get(column);
        let band = place.and_then(|place| place.floors.get(floor)).and_then(|floor| floor.band);
        place.zip(band).map(|(place, band)| (place.gutter, band.y)).into_iter().collect()
    }

    fn band_bottom(&self, column: usize, floor: usize) -> Point {
        let Some(place) = self.layout.columns.get(column) else { return (0.0, 0.0) };
        let floor = place.floors.get(floor);
        let y = floor.map_or(place.entry, |floor| floor.band.map_or(floor.channel.y, Area::bottom));
        (place.gutter, y)
    }

    /// From a caller to the wire that runs down its node.
    fn down_from(&self, area: Area, column: usize) -> Vec<Point> {
        let y = area.centre().1;
        let gutter = self.layout.columns.get(column).map_or(area.x, |column| column.gutter);
        vec![(area.x, y), (gutter, y)]
    }

    /// From a caller to the outside, up to a height between the nodes.
    fn leave(&self, area: Area, column: usize, to: f32) -> Vec<Point> {
        let gap = self.gap(column);
        vec![(area.x, area.centre().1), (gap, area.centre().1), (gap, to)]
    }

    fn gap(&self, column: usize) -> f32 {
        self.layout.columns.get(column).map_or(0.0, |column| column.gap)
    }

    fn entry(&self, column: usize) -> f32 {
        self.layout.columns.get(column).map_or(0.0, |column| column.entry)
    }

    fn channel(&self, column: usize, floor: usize) -> Option<Area> {
        Some(self.layout.columns.get(column)?.floors.get(floor)?.channel)
    }
}

/// The height of a load balancer's dot for a column.
pub(crate) fn balancer_dot(area: Area, column: usize, nodes: usize) -> f32 {
    let middle = nodes.saturating_sub(1) as f32 / 2.0;
    area.centre().1 + (middle - column as f32) * DOT
}

/// Where a share stands that has no wire from above: on the pod's shoulder, beside its name.
fn badge(area: Area) -> Point {
    (area.right() - 12.0, area.y - 2.0)
}

/// How far from a node's left edge a wire passes its rules, and how far it leads into a pod.
const PAST: f32 = 12.0;
/// How far below a kernel wires part that came through it together.
const PARTING: f32 = 6.0;
/// On the phone, how far inside a node a wire runs along its right edge, where no word stands.
const EDGE: f32 = 7.0;
/// How near to the nodes, and to each other, wires run over them.
pub(crate) const STREET_NEAREST: f32 = 5.0;
pub(crate) const STREET_STEP: f32 = 11.0;

/// Between the dots of a load balancer: room for a reply.
pub(crate) const DOT: f32 = 2.0 * TWIN;

fn outside(a: Area, b: Area, arrive: f32) -> Vec<Point> {
    if b.y >= a.bottom() {
        // Down, and into its left side.
        let x = a.x + 8.0;
        if x < b.x - 2.0 {
            return vec![(x, a.bottom()), (x, arrive), (b.x, arrive)];
        }
        let x = a.right().min(b.right()) - 18.0;
        return vec![(x, a.bottom()), (x, b.y)];
    }
    if b.bottom() <= a.y {
        let x = a.right().min(b.right()) - 18.0;
        return vec![(x, a.y), (x, b.bottom())];
    }
    vec![(a.right(), a.centre().1), (b.x, b.centre().1)]
}

/// Level with its start as long as that hits the target.
fn level(from: Point, x: f32, target: Area) -> Vec<Point> {
    let y = from.1.clamp(target.y + 12.0, target.bottom() - 12.0);
    let middle = (from.0 + x) / 2.0;
    vec![from, (middle, from.1), (middle, y), (x, y)]
}

/// Where all that leaves the kernel of a column runs, apart from what leaves the others'.
fn street(origin: Point, channel: Area, column: usize, columns: usize) -> Lane {
    let (top, bottom) = lanes::range(channel);
    let part = column as f32 / columns.saturating_sub(1).max(1) as f32;
    Lane { exit: origin.0, y: bottom + (top - bottom) * part }
}

fn elbow(a: Point, b: Point) -> Vec<Point> {
    vec![a, (b.0, a.1), b]
}
