//! The other branches of a request, walked beside the drawn one: a small packet each, without a header card.

use super::{Visited, mark, moment, visited};
use crate::draw::{Look, pod_box};
use crate::glyph;
use crate::layout::Layout;
use crate::pen::{Label, Pen, SMALL_STRONG};
use crate::route::{Journey, Routes};
use crate::shape::{Id, Paint, Point, Role};
use crate::story::{End, Story};

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Companion {
    journey: Journey,
    pods: Vec<Visited>,
    end: End,
    /// The steps that rewrite, with what they rewrite.
    marks: Vec<(usize, Role)>,
    branch: Option<usize>,
    shares: Vec<(Point, String)>,
}

impl Companion {
    pub(super) fn new(story: &Story<'_>, layout: &Layout, routes: &Routes) -> Self {
        let requests = story.beats.iter().take(story.request_beats).enumerate();
        Self {
            marks: requests.filter_map(|(i, beat)| Some((i, mark(beat.step.visible())?))).collect(),
            journey: routes.request.clone(),
            pods: visited(story, layout),
            end: story.end,
            branch: story.branch,
            shares: routes.shares.clone(),
        }
    }

    fn last(&self) -> usize {
        self.journey.stops.len().saturating_sub(1)
    }

    /// What has been walked, and whom it reached. `t` counts steps as for the drawn branch.
    pub(super) fn draw_way(&self, pen: &mut Pen, t: f64) {
        let reached = self.last() as f64 <= t;
        let whole = reached && self.along(t) >= self.journey.track.length() - 0.5;
        moment::walk(pen, &self.journey, 0.0, self.along(t), whole, Role::Request, 2.0);
        for (step, role) in &self.marks {
            moment::diamond(pen, self.journey.track.at(self.stop(*step)), *role, *step as f64 <= t);
        }
        for pod in self.pods.iter().filter(|pod| pod.from as f64 <= t) {
            pod_box(pen, &pod.pod, if pod.arrives { Look::Arrived } else { Look::Visited });
        }
    }

    /// How many of all go this way; what several of them have in common once.
    pub(super) fn draw_shares(&self, pen: &mut Pen, told: &mut Vec<(Point, String)>) {
        let id = self.branch.map_or(Id::None, Id::Branch);
        for share in &self.shares {
            if !told.contains(share) {
                told.push(share.clone());
                let paint = Paint::fill(Role::Surface).and_stroke(Role::Request, 1.0);
                pen.pill(&id, share.0, &share.1, Label::new(SMALL_STRONG, Role::Ink).middle(), paint);
            }
        }
    }

    /// The packet, unless it is where the drawn one is.
    pub(super) fn draw_packet(&self, pen: &mut Pen, t: f64, drawn: Option<Point>) {
        let at = self.journey.track.at(self.along(t));
        if drawn.is_some_and(|drawn| crate::geometry::distance(drawn, at) < 2.0) {
            return;
        }
        let over = self.last() as f64 <= t;
        match self.end {
            End::Lost if over => glyph::lost_envelope(pen, &Id::Packet, at, Role::Bad, 1.0),
            End::Refused if over => {
                pen.circle(&Id::Packet, at, 9.0, Paint::fill(Role::Bad).and_stroke(Role::Surface, 2.0));
                glyph::cross(pen, &Id::Packet, at, 9.0, Role::On);
            }
            End::None | End::Arrived | End::Answered(_) | End::Refused | End::Lost | End::Left | End::Unknown => {
                glyph::envelope(pen, &Id::Packet, at, Role::Request, Role::Surface, 1.0)
            }
        }
    }

    /// How far it has come.
    fn along(&self, t: f64) -> f32 {
        let t = t.clamp(0.0, self.last() as f64);
        let step = t.floor() as usize;
        let part = super::ease((t - t.floor()) as f32);
        self.stop(step) + (self.stop(step + 1) - self.stop(step)) * part
    }

    fn stop(&self, step: usize) -> f32 {
        self.journey.stops.get(step.min(self.last())).copied().unwrap_or(0.0)
    }
}
