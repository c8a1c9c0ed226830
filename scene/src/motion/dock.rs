//! Where a header card has its place: above its node's kernel, below its pod, beside a box outside, never over a label.

use crate::geometry::Area;
use crate::layout::{Column, Layout};
use crate::packet::Card;
use crate::pen::text_area;
use crate::shape::{Geometry, Point, Shape};
use crate::story::{Spot, Story};

pub(super) struct Placer<'a> {
    layout: &'a Layout,
    /// What nothing may cover.
    labels: Vec<Area>,
}

impl<'a> Placer<'a> {
    pub(super) fn new(layout: &'a Layout, still: &[Shape]) -> Self {
        let labels = still
            .iter()
            .filter_map(|shape| match &shape.geometry {
                Geometry::Text(text) => Some(text_area(text)),
                Geometry::Rect { .. } | Geometry::Circle { .. } | Geometry::Polygon { .. } | Geometry::Line { .. } => {
                    None
                }
            })
            .collect();
        Self { layout, labels }
    }

    /// The card's place and the line that ties it to the packet.
    pub(super) fn place(&self, story: &Story<'_>, spot: &Spot, at: Point, card: &Card) -> (Area, Vec<Point>) {
        let (w, h) = (card.width, card.height);
        let candidates = self.candidates(story, spot, at, w, h);
        let cost = |area: &Area| {
            let over = self.labels.iter().filter(|label| label.overlaps(area.inset(-3.0))).count();
            let out = area.x < 2.0
                || area.y < 2.0
                || area.right() > self.layout.width - 2.0
                || area.bottom() > self.layout.height - 2.0;
            over + if out { 100 } else { 0 } + if area.inset(-4.0).contains(at) { 50 } else { 0 }
        };
        let best = candidates.into_iter().enumerate().min_by_key(|(i, area)| cost(area) * 100 + i);
        let area = best.map_or_else(|| Area::new(at.0 - w / 2.0, at.1 - 20.0 - h, w, h), |(_, area)| area);
        let leader = self.leader(story, spot, at, area);
        (area, leader)
    }

    fn candidates(&self, story: &Story<'_>, spot: &Spot, at: Point, w: f32, h: f32) -> Vec<Area> {
        let mut places = Vec::new();
        let column =
            story.node_of(spot).and_then(|node| self.layout.column(&node)).and_then(|i| self.layout.columns.get(i));
        let upper = |column: &Column| {
            let x = column.area.x + ((column.area.width - w) / 2.0).round();
            Area::new(x, column.dock.bottom() - 10.0 - h, w, h)
        };
        if let (Spot::Pod(key), Some(column)) = (spot, column) {
            let below =
                column.low_dock.zip(self.layout.pod(key)).filter(|(_, pod)| pod.part != crate::layout::Part::Caller);
            if let Some((dock, pod)) = below {
                let x = (pod.area.centre().0 - w / 2.0).round();
                places.push(Area::new(x, dock.y + 22.0, w, h));
            }
        }
        if let Some(column) = column {
            places.push(upper(column));
        }
        if let (Spot::Controller, Some(panel)) = (spot, self.layout.panel) {
            places.push(Area::new(panel.right() - 14.0 - w, panel.y + (panel.height - h) / 2.0 + 4.0, w, h));
        }
        // Around the packet itself.
        for gap in [20.0, 34.0, 56.0] {
            for x in [at.0 - w / 2.0, at.0 - 24.0, at.0 - w + 24.0, self.layout.lane.x - 8.0] {
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

    /// Straight if no label is in the way, else down the edge of the node.
    fn leader(&self, story: &Story<'_>, spot: &Spot, at: Point, card: Area) -> Vec<Point> {
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
        let straight = vec![from, at];
        if self.free(&straight) {
            return straight;
        }
        let node =
            story.node_of(spot).and_then(|node| self.layout.column(&node)).and_then(|i| self.layout.columns.get(i));
        let mut ways = Vec::new();
        if let Some(column) = node {
            for x in [column.area.x + 7.0, column.area.right() - 7.0] {
                ways.push(vec![(x, from.1), (x, at.1), at]);
                ways.push(vec![(card.x, card.centre().1), (x, card.centre().1), (x, at.1), at]);
            }
        }
        ways.push(vec![from, (at.0, from.1), at]);
        ways.push(vec![from, (from.0, at.1), at]);
        ways.into_iter().find(|way| self.free(way)).unwrap_or(straight)
    }

    fn free(&self, way: &[Point]) -> bool {
        let hits = |label: &Area| {
            way.windows(2).any(|pair| {
                let [a, b] = pair else { return false };
                let steps = (crate::geometry::distance(*a, *b) / 3.0).ceil().max(1.0) as usize;
                (0..=steps).any(|i| label.contains(crate::geometry::between(*a, *b, i as f32 / steps as f32)))
            })
        };
        !self.labels.iter().any(hits)
    }
}
