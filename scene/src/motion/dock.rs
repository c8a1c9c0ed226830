//! Where a header card has its place: above its node's kernel, below its pod, beside a box outside, never over a label.

use crate::geometry::Area;
use crate::layout::{Column, Layout};
use crate::packet::Card;
use crate::pen::{SMALL, pill_area, text_area};
use crate::route::Routes;
use crate::shape::{Geometry, Point, Shape};
use crate::story::{Outsider, Spot, Story};

/// The cost of covering a label.
const LABEL: usize = 10;

/// Each wire and edge that a card lies over costs one, up to so many.
const MOST_CROSSED: usize = 3;
/// The cost of standing outside the node that has the packet.
const STRAY: usize = 4;

/// How far apart places in a lane are tried.
const STEP: f32 = 20.0;
/// From a pod down to its card.
const LOW: f32 = 14.0;
/// Up to here a card still belongs to its packet; each `FAR` beyond costs one more.
const NEAR: f32 = 200.0;
const FAR: f32 = 30.0;

pub(super) struct Placer<'a> {
    layout: &'a Layout,
    /// What nothing may cover.
    labels: Vec<Area>,
    /// What had better be seen.
    boxes: Vec<Area>,
    /// Wires and the edges of nodes, as thin areas.
    edges: Vec<Area>,
}

impl<'a> Placer<'a> {
    pub(super) fn new(layout: &'a Layout, routes: &Routes, still: &[Shape]) -> Self {
        // The way's own shares are drawn as it is told.
        let shares = routes.shares.iter().map(|(at, share)| pill_area(*at, share, SMALL));
        let labels = still.iter().filter_map(word).chain(shares).collect();
        let outside = layout.outside.iter().map(|place| place.area);
        let boxes = outside.chain(layout.boxes.iter().map(|pod| pod.area)).collect();
        let sides = layout.columns.iter().flat_map(|column| sides(column.area));
        let edges = still.iter().flat_map(wire).chain(sides).collect();
        Self { layout, labels, boxes, edges }
    }

    pub(super) fn labels(&self) -> &[Area] {
        &self.labels
    }

    /// The column in which a packet is at a step.
    fn column(&self, story: &Story<'_>, spot: &Spot, at: Point) -> Option<&Column> {
        match self.layout.column_of(story, spot) {
            Some(i) => self.layout.columns.get(i),
            // Its pod is in one, its rules are in none.
            None => self.layout.column_at(at).filter(|_| *spot == Spot::Controller),
        }
    }

    /// The card's place and the line that ties it to the packet.
    pub(super) fn place(&self, story: &Story<'_>, spot: &Spot, at: Point, card: &Card) -> (Area, Vec<Point>) {
        let (w, h) = (card.width, card.height);
        let candidates = self.candidates(story, spot, at, card);
        let tab = card.tab();
        let home = self.column(story, spot, at).map(|column| column.area);
        // A card of rules is read as a whole.
        let panel = self.layout.panel.filter(|_| *spot == Spot::Controller && home.is_none());
        let in_panel = |area: &Area| panel.is_some_and(|panel| panel.contains(area.centre()));
        // `None`: no less than `below`.
        let cost = |area: &Area, below: usize| {
            let whole = Area::new(area.x - 3.0, area.y - 1.0 - tab, area.width + 6.0, area.height + 4.0 + tab);
            let out = area.x < 2.0
                || area.y < self.layout.top + tab
                || area.right() > self.layout.width - 2.0
                || area.bottom() > self.layout.height - 2.0;
            let covers = if area.inset(-4.0).contains(at) { 30 } else { 0 };
            let alone = if home.is_some_and(|home| !home.overlaps(*area)) { STRAY } else { 0 }
                + if in_panel(area) { 0 } else { ((area.distance(at) - NEAR).max(0.0) / FAR) as usize }
                + if out { 1000 } else { 0 }
                + covers;
            if alone >= below {
                return None;
            }
            let over = self.labels.iter().filter(|label| label.overlaps(whole)).count();
            let boxes = self.boxes.iter().filter(|other| other.overlaps(whole)).count();
            let crossed = self.edges.iter().filter(|edge| edge.overlaps(*area)).count().min(MOST_CROSSED);
            Some(alone + LABEL * over + 3 * boxes + crossed).filter(|cost| *cost < below)
        };
        let mut best = None;
        for area in candidates {
            let below = best.map_or(usize::MAX, |(cost, _)| cost);
            best = cost(&area, below).map(|cost| (cost, area)).or(best);
        }
        let area = match best {
            Some((cost, area)) if cost < LABEL => area,
            Some((_, area)) => self.anywhere(at, w, h, |area| cost(area, LABEL).is_some()).unwrap_or(area),
            None => Area::new(at.0 - w / 2.0, at.1 - 20.0 - h, w, h),
        };
        let leader = self.leader(story, spot, at, area);
        (area, leader)
    }

    /// The nearest place that covers no label.
    fn anywhere(&self, at: Point, w: f32, h: f32, is_free: impl Fn(&Area) -> bool) -> Option<Area> {
        const PITCH: f32 = 12.0;
        let (columns, rows) = ((self.layout.width / PITCH) as usize, (self.layout.height / PITCH) as usize);
        let grid =
            (0..rows).flat_map(|row| (0..columns).map(move |column| (column as f32 * PITCH, row as f32 * PITCH)));
        let free = grid.map(|(x, y)| Area::new(x, y, w, h)).filter(is_free);
        free.min_by(|a, b| {
            let far = |area: &Area| crate::geometry::distance(area.centre(), at);
            far(a).total_cmp(&far(b))
        })
    }

    fn candidates(&self, story: &Story<'_>, spot: &Spot, at: Point, card: &Card) -> Vec<Area> {
        let (w, h) = (card.width, card.height);
        let mut places = Vec::new();
        let column = self.column(story, spot, at);
        let upper = |column: &Column| {
            let x = column.area.x + ((column.area.width - w) / 2.0).round();
            // Taller than its place, it may hang over the wire that comes in.
            let y = (column.dock.bottom() - 10.0 - h).max(column.dock.y + card.tab());
            Area::new(x, y, w, h)
        };
        if self.layout.tall {
            places.extend(self.upright(spot, column, w, h));
        }
        if let (Spot::Pod(key), Some(column)) = (spot, column) {
            let below =
                column.low_dock.zip(self.layout.pod(key)).filter(|(_, pod)| pod.part == crate::layout::Part::Member);
            if let Some((dock, pod)) = below {
                let x = (pod.area.centre().0 - w / 2.0).round();
                places.push(Area::new(x, dock.y + LOW, w, h));
            }
        }
        if let Some(column) = column {
            places.push(upper(column));
            // Where it is wider than the node, to either side.
            places.push(Area { x: column.area.right() - w - 4.0, ..upper(column) });
            places.push(Area { x: column.area.x + 4.0, ..upper(column) });
        }
        if let (Spot::Controller, Some(panel)) = (spot, self.layout.panel) {
            let middle = panel.y + (panel.height - h) / 2.0 + 4.0;
            let y = if self.layout.tall { panel.bottom() - h - 10.0 } else { middle };
            places.push(Area::new(panel.right() - 14.0 - w, y, w, h));
        }
        if let Spot::Outside(who) = spot
            && let Some(place) = self.layout.outsider(who)
        {
            let x = (place.area.x - 8.0).max(4.0);
            places.push(Area::new(x, place.area.y - 10.0 - h, w, h));
            // Before a balancer, over the client.
            if matches!(who, Outsider::LoadBalancer(_)) && at.0 < place.area.centre().0 {
                let left = (self.layout.lane.x - 8.0).max(4.0);
                places.push(Area::new(left, self.layout.lane.y - 10.0 - h, w, h));
                // Or in the lane below it.
                let room = (self.layout.lane.bottom() - h - place.area.bottom()).max(0.0);
                let down = (1..=(room / STEP) as usize).map(|i| place.area.bottom() + i as f32 * STEP);
                places.extend(down.map(|y| Area::new(left, y, w, h)));
            }
            // Beside a load balancer the lane is full; the first node's own place is free.
            if self.layout.outside.iter().any(|place| matches!(place.who, Outsider::LoadBalancer(_))) {
                places.extend(self.layout.columns.first().map(upper));
                places.extend(
                    self.layout.columns.first().map(|first| Area { x: first.area.right() - w - 4.0, ..upper(first) }),
                );
            }
            places.push(Area::new(x, place.area.bottom() + 16.0 + card.tab(), w, h));
        }
        // Around the packet itself.
        for gap in [20.0, 34.0, 56.0, 80.0, 108.0] {
            for x in [at.0 - w / 2.0, at.0 - 24.0, at.0 - w + 24.0, (self.layout.lane.x - 8.0).max(4.0)] {
                places.push(Area::new(x, at.1 - gap - h, w, h));
                places.push(Area::new(x, at.1 + gap, w, h));
            }
        }
        if let Some(first) = self.layout.columns.first() {
            places.push(upper(first));
        }
        for column in &self.layout.columns {
            places.push(upper(column));
        }
        places
    }

    /// On the phone, to the right of the wire or of whoever has the packet.
    fn upright(&self, spot: &Spot, column: Option<&Column>, w: f32, h: f32) -> Vec<Area> {
        let beside = |area: Area| Area::new(area.right() + 14.0, (area.centre().1 - h / 2.0).round().max(11.0), w, h);
        let below = |area: Area| Area::new(area.x, area.bottom() + 16.0, w, h);
        let own = match spot {
            Spot::Outside(who) => self.layout.outsider(who).map(|place| beside(place.area)),
            Spot::Pod(key) => self.layout.pod(key).map(|pod| beside(pod.area)),
            Spot::Process(_) => self.process().map(beside),
            Spot::Kernel(_) | Spot::Pass(_) | Spot::Controller | Spot::Network => None,
        };
        // Beside the first node's wire there is room for those before it.
        let docked = column.or_else(|| self.layout.columns.first().filter(|_| matches!(spot, Spot::Outside(_))));
        let dock = docked.filter(|column| column.dock.height > 0.0).map(|column| {
            let x = (column.dock.x + 12.0).min(column.area.right() - w - 8.0);
            Area::new(x, column.dock.y + (column.dock.height - h) / 2.0, w, h)
        });
        let pods = self
            .layout
            .boxes
            .iter()
            .filter(|pod| pod.column.and_then(|i| self.layout.columns.get(i)) == column && column.is_some());
        let near = pods.flat_map(|pod| [beside(pod.area), below(pod.area)]);
        let outside =
            self.layout.outside.iter().filter(|_| matches!(spot, Spot::Outside(_))).map(|place| beside(place.area));
        own.into_iter().chain(dock).chain(near).chain(outside).collect()
    }

    fn process(&self) -> Option<Area> {
        self.layout.boxes.iter().find(|pod| pod.process()).map(|pod| pod.area)
    }

    /// Straight if no label is in the way, else down the edge of the node.
    fn leader(&self, story: &Story<'_>, spot: &Spot, at: Point, card: Area) -> Vec<Point> {
        let column = self.column(story, spot, at);
        let own = match spot {
            // Beside the rules that it is read by, in the same card.
            Spot::Controller if self.layout.panel.is_some_and(|panel| panel.overlaps(card)) => return Vec::new(),
            // A balancer has two sides: the packet says on which it is.
            Spot::Outside(Outsider::LoadBalancer(_)) => None,
            Spot::Outside(who) => self.layout.outsider(who).map(|place| place.area),
            Spot::Pod(key) if self.layout.tall => self.layout.pod(key).map(|pod| pod.area),
            Spot::Process(_) if self.layout.tall => self.process(),
            Spot::Pod(_) | Spot::Process(_) | Spot::Kernel(_) | Spot::Pass(_) | Spot::Network | Spot::Controller => {
                None
            }
        };
        if let Some(own) = own {
            return nearest(card, own).into();
        }
        let edge = (at.0.clamp(card.x + 12.0, card.right() - 12.0), at.1.clamp(card.y + 10.0, card.bottom() - 10.0));
        let from = if at.1 > card.bottom() {
            (edge.0, card.bottom())
        } else if at.1 < card.y {
            (edge.0, card.y)
        } else if at.0 < card.x {
            (card.x, edge.1)
        } else {
            (card.right(), edge.1)
        };
        // From below, it is enough to touch the pod that has the packet.
        let own = self.boxes.iter().find(|other| other.inset(-3.0).contains(at) && other.bottom() <= card.y);
        if let Some(own) = own.filter(|own| own.centre().0 > card.x && own.centre().0 < card.right()) {
            let x = own.centre().0;
            return vec![(x, card.y), (x, own.bottom())];
        }
        let others: Vec<Area> = self.boxes.iter().filter(|other| !other.inset(-3.0).contains(at)).copied().collect();
        let straight = vec![from, at];
        let mut ways = vec![straight.clone()];
        if matches!(spot, Spot::Outside(_)) {
            // Along the edge of the lane, before its words.
            let x = self.layout.lane.x - 4.0;
            ways.push(vec![(x, if at.1 < card.y { card.y } else { card.bottom() }), (x, at.1), at]);
        }
        if let Some(column) = column {
            for x in [column.area.x + 7.0, column.area.right() - 7.0] {
                let middle = card.centre().1;
                let start = (x.clamp(card.x, card.right()), middle);
                ways.push(vec![start, (x, middle), (x, at.1), at]);
            }
        }
        ways.push(vec![from, (at.0, from.1), at]);
        ways.push(vec![from, (from.0, at.1), at]);
        // Better through a box than through a word.
        let clear = ways.iter().find(|way| free(way, &self.labels) && free(way, &others));
        clear.or_else(|| ways.iter().find(|way| free(way, &self.labels))).unwrap_or(&straight).clone()
    }
}

fn free(way: &[Point], of: &[Area]) -> bool {
    let hits = |label: &Area| {
        way.windows(2).any(|pair| {
            let [a, b] = pair else { return false };
            let steps = (crate::geometry::distance(*a, *b) / 3.0).ceil().max(1.0) as usize;
            (0..=steps).any(|i| label.contains(crate::geometry::between(*a, *b, i as f32 / steps as f32)))
        })
    };
    !of.iter().any(hits)
}

/// What text and signs cover.
fn word(shape: &Shape) -> Option<Area> {
    const SIGN: f32 = 12.0;
    match &shape.geometry {
        Geometry::Text(text) => Some(text_area(text)),
        Geometry::Line { points, .. } => Some(Area::around(points)).filter(|area| area.width.max(area.height) <= SIGN),
        Geometry::Rect { .. } | Geometry::Circle { .. } | Geometry::Polygon { .. } => None,
    }
}

/// The stretches of a wire.
fn wire(shape: &Shape) -> Vec<Area> {
    match &shape.geometry {
        Geometry::Line { points, .. } if word(shape).is_none() => points.windows(2).map(Area::around).collect(),
        Geometry::Line { .. }
        | Geometry::Text(_)
        | Geometry::Rect { .. }
        | Geometry::Circle { .. }
        | Geometry::Polygon { .. } => Vec::new(),
    }
}

fn sides(area: Area) -> [Area; 4] {
    let Area { x, y, width, height } = area;
    let (across, down) = ((width, 0.0), (0.0, height));
    [(x, y, across), (x, area.bottom(), across), (x, y, down), (area.right(), y, down)]
        .map(|(x, y, (width, height))| Area::new(x, y, width, height))
}

/// The shortest line between two areas that do not overlap, clear of their corners.
fn nearest(a: Area, b: Area) -> [Point; 2] {
    let axis = |a: (f32, f32), b: (f32, f32)| {
        if a.0 > b.1 {
            (a.0, b.1)
        } else if b.0 > a.1 {
            (a.1, b.0)
        } else {
            let middle = (a.0.max(b.0) + a.1.min(b.1)) / 2.0;
            (middle, middle)
        }
    };
    let (ax, bx) = axis((a.x, a.right()), (b.x, b.right()));
    let (ay, by) = axis((a.y, a.bottom()), (b.y, b.bottom()));
    // From corner to corner it would look torn off.
    let clear = |v: f32, low: f32, high: f32| v.clamp(low + 10.0, (high - 10.0).max(low + 10.0));
    if ax != bx && ay != by {
        return [(ax, clear(ay, a.y, a.bottom())), (bx, clear(by, b.y, b.bottom()))];
    }
    [(ax, ay), (bx, by)]
}
