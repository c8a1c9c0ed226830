//! The shapes of one moment.

use std::ops::RangeInclusive;

use svcpath_core::apart::apart;

use super::{Kind, Motion, ease};
use crate::draw::{Look, pod_box};
use crate::geometry::{Area, Track};
use crate::glyph;
use crate::pen::{Label, Pen, SMALL_STRONG, pill_area};
use crate::route::Journey;
use crate::shape::{Dash, Geometry, Id, Paint, Point, Role, Shape};

/// What a resolver sends to the cluster's DNS; the name stands beside it.
const QUESTION: &str = "?";
/// The walked way.
const WALKED: f32 = 2.8;

impl Motion {
    pub(crate) fn shapes(&self, t: f64) -> Vec<Shape> {
        let mut pen = Pen::default();
        if self.moments.is_empty() {
            return pen.shapes;
        }
        let last = (self.moments.len() - 1) as f64;
        let t = if self.still { t.round() } else { t }.clamp(0.0, last);
        let step = t.floor() as usize;
        let raw = (t - t.floor()) as f32;
        let part = ease(raw);
        // The nearer step is the one that is told.
        let told = if raw < 0.5 { step } else { step + 1 };
        self.outline(&mut pen, told);
        self.leader(&mut pen, step, told, part);
        self.companions.iter().for_each(|other| other.draw_way(&mut pen, t));
        self.trail(&mut pen, step, part);
        self.question(&mut pen, step, raw);
        self.names(&mut pen, told);
        self.marks(&mut pen, step);
        for visited in self.pods.iter().filter(|visited| told >= visited.from) {
            pod_box(&mut pen, &visited.pod, if visited.arrives { Look::Arrived } else { Look::Visited });
        }
        if !self.companions.is_empty() {
            self.draw_other_shares(&mut pen);
        }
        self.draw_shares(&mut pen, step, part);
        if self.still {
            self.badges(&mut pen, told);
        }
        self.parked(&mut pen, told);
        self.end(&mut pen, told);
        for other in &self.companions {
            other.draw_packet(&mut pen, t, self.position(t));
        }
        self.packet(&mut pen, step, told, part);
        pen.shapes
    }

    fn outline(&self, pen: &mut Pen, told: usize) {
        let Some(moment) = self.moments.get(told) else { return };
        if let Some(band) = moment.band {
            pen.rect(&Id::None, band, 0.0, Paint::stroke(self.tone(moment.reply).0, 1.6));
        }
        let Some((area, radius)) = moment.outline else { return };
        let paint = Paint::stroke(self.tone(moment.reply).0, 1.6);
        // A card that opens over the node's edges interrupts them.
        let Some(over) =
            self.over.filter(|over| over.overlaps(area) && (over.x < area.x || over.right() > area.right()))
        else {
            pen.rect(&Id::None, area, radius, paint);
            return;
        };
        let (left, right) = (area.x, area.right());
        for (from, to) in [(over.y, area.y), (over.bottom(), area.bottom())] {
            let points = vec![(left, from), (left, to), (right, to), (right, from)];
            pen.push(&Id::None, Geometry::Line { points, radius, arrow: false }, paint);
        }
    }

    /// Full and quiet roles of a direction.
    fn tone(&self, reply: bool) -> (Role, Role) {
        match (reply, self.ending.kind) {
            (true, Kind::Refused) => (Role::Bad, Role::BadBack),
            (true, _) => (Role::Reply, Role::ReplyBack),
            (false, _) => (Role::Request, Role::RequestBack),
        }
    }

    fn trail(&self, pen: &mut Pen, step: usize, part: f32) {
        let (_, along) = self.along(step, part);
        let arrived = step + 1 >= self.request_count;
        let end = self.request.stops.last().copied().unwrap_or(0.0);
        let walked = if arrived { end } else { along };
        walk(
            pen,
            &self.request,
            0.0,
            walked,
            arrived && end >= self.request.track.length() - 0.5,
            self.tone(false).0,
            WALKED,
        );
        let Some(reply) = self.reply.as_ref().filter(|_| arrived) else { return };
        let (full, quiet) = self.tone(true);
        let returning = step >= self.request_count || part > 0.0;
        let at = if returning { along } else { reply.start };
        let length = reply.track.length();
        walk(pen, reply, at, length, true, quiet, 2.0);
        walk(pen, reply, reply.start, at, at >= length - 0.5, full, WALKED);
    }

    fn question(&self, pen: &mut Pen, step: usize, raw: f32) {
        let Some(question) = self.questions.iter().find(|question| question.beat == step) else { return };
        let back = ease((raw * 1.6).min(1.0));
        let length = question.track.length();
        if back < 1.0 {
            pen.wire(&Id::Dns, question.track.points().to_vec(), false, Paint::stroke(Role::Ink3, 1.4));
            let area = pill_area((0.0, 0.0), QUESTION, SMALL_STRONG);
            let reach = (length - area.width / 2.0 - 4.0).max(0.0);
            let at = question.track.at(reach * (1.0 - back));
            let paint = Paint::fill(Role::Ink2).and_stroke(Role::Surface, 1.5);
            pen.pill(&Id::Dns, at, QUESTION, Label::new(SMALL_STRONG, Role::Surface), paint);
        }
    }

    /// What was tried so far, and which name it is now.
    fn names(&self, pen: &mut Pen, told: usize) {
        for name in &self.names {
            match (name.beat <= told, name.good) {
                (true, true) => glyph::tick(pen, &Id::Dns, name.sign, 8.0, Role::Ok),
                (true, false) => glyph::cross(pen, &Id::Dns, name.sign, 8.0, Role::Bad),
                (false, _) => pen.circle(&Id::Dns, name.sign, 2.0, Paint::fill(Role::Line2)),
            }
        }
    }

    fn marks(&self, pen: &mut Pen, step: usize) {
        for (i, moment) in self.moments.iter().enumerate() {
            let Some(role) = moment.mark else { continue };
            // The reply's are shown once it is on its way.
            if moment.reply && step + 1 < self.request_count {
                continue;
            }
            let at = self.stop(i);
            diamond(pen, at, role, i <= step);
        }
    }

    fn stop(&self, i: usize) -> Point {
        let (journey, along) = self.along(i, 0.0);
        journey.track.at(along)
    }

    fn draw_shares(&self, pen: &mut Pen, step: usize, part: f32) {
        let (_, along) = self.along(step, part);
        for (at, text, reach) in &self.shares {
            let passed = step + 1 >= self.request_count || along >= reach - 1.0;
            let (ink, paint) = if passed {
                (Role::On, Paint::fill(Role::Request))
            } else {
                (Role::Ink, Paint::fill(Role::Surface).and_stroke(Role::Request, 1.2))
            };
            pen.pill(&Id::Packet, *at, text, Label::new(SMALL_STRONG, ink), paint);
        }
    }

    fn parked(&self, pen: &mut Pen, told: usize) {
        if let Some((from, at)) = self.parked
            && told >= from
            && told < self.request_count
        {
            glyph::envelope(pen, &Id::Packet, at, Role::Ink3, Role::Surface, 1.0);
        }
    }

    /// Those of other branches, without what they have in common with the drawn one.
    fn draw_other_shares(&self, pen: &mut Pen) {
        let mut told: Vec<(Point, String)> = self.shares.iter().map(|(at, text, _)| (*at, text.clone())).collect();
        self.companions.iter().for_each(|other| other.draw_shares(pen, &mut told));
    }

    /// What became of it: a sign where it stopped, a word at the caller.
    fn end(&self, pen: &mut Pen, told: usize) {
        if self.ending.kind != Kind::Well && told >= self.broke {
            apart(|| self.tell_end(pen, told));
        }
    }

    fn tell_end(&self, pen: &mut Pen, told: usize) {
        let broke = self.broke;
        let at = self.stop(broke);
        let sign = (at.0, at.1);
        match self.ending.kind {
            Kind::Refused => {
                pen.circle(&Id::Packet, sign, 9.0, Paint::fill(Role::Bad).and_stroke(Role::Surface, 2.0));
                glyph::cross(pen, &Id::Packet, sign, 9.0, Role::On);
            }
            Kind::Lost | Kind::Unknown | Kind::Answered | Kind::Well => {}
        }
        let told_at_home = told + 1 >= self.moments.len();
        let Some(text) = self.ending.text.as_ref().filter(|_| told_at_home) else { return };
        let (ink, back, edge) = if self.ending.bad {
            (Role::Bad, Role::BadBack, Role::Bad)
        } else {
            (Role::Ink2, Role::Surface, Role::Line2)
        };
        let lost = self.ending.kind == Kind::Lost;
        let mut area = pill_area(self.ending.at, text, SMALL_STRONG);
        if lost {
            area = Area::new(area.x - 7.0, area.y, area.width + 14.0, area.height);
        }
        pen.rect(&Id::Client, area, area.height / 2.0, Paint::fill(back).and_stroke(edge, 1.0));
        let shift = if lost { 7.0 } else { 0.0 };
        if lost {
            glyph::hourglass(pen, &Id::Client, (area.x + 12.0, area.centre().1), 11.0, ink);
        }
        let label = Label::new(SMALL_STRONG, ink).middle();
        pen.free_text(&Id::Client, (self.ending.at.0 + shift, self.ending.at.1 + 4.0), text, label);
    }

    fn packet(&self, pen: &mut Pen, step: usize, told: usize, part: f32) {
        let Some(moment) = self.moments.get(told) else { return };
        let (journey, along) = self.along(step, part);
        let at = journey.track.at(along);
        let broke = self.broke;
        let lost = self.ending.kind == Kind::Lost && told == broke;
        let refused = self.ending.kind == Kind::Refused && told == broke;
        let edge = if lost || refused { Role::Bad } else { self.tone(moment.reply).0 };
        let place = self.place(step, part);
        let nowhere = journey.track.points().is_empty();
        if nowhere {
            // Only the header is told.
        } else if lost {
            glyph::lost_envelope(pen, &Id::Packet, at, Role::Bad, 1.0);
        } else if !refused && !self.still {
            glyph::envelope(pen, &Id::Packet, at, edge, Role::On, 1.0);
        }
        let card_edge = if lost { Role::Bad } else { edge };
        let area = Area::new(place.x, place.y, moment.card.width, moment.card.height);
        moment.card.draw(pen, area, card_edge);
    }

    /// Where the card is: on its way from one place to the next.
    pub(super) fn place(&self, step: usize, part: f32) -> Area {
        let here = self.moments.get(step).map(|moment| moment.place).unwrap_or_default();
        let next = self.moments.get(step + 1).map_or(here, |moment| moment.place);
        let blend = |a: f32, b: f32| a + (b - a) * part;
        Area::new(
            blend(here.x, next.x),
            blend(here.y, next.y),
            blend(here.width, next.width),
            blend(here.height, next.height),
        )
    }

    /// What ties the card to the packet; under the wires, which it may run along, and in another colour: it is no way.
    fn leader(&self, pen: &mut Pen, step: usize, told: usize, part: f32) {
        let Some(moment) = self.moments.get(told) else { return };
        let points = if part == 0.0 {
            moment.leader.clone()
        } else {
            let (journey, along) = self.along(step, part);
            let (at, place) = (journey.track.at(along), self.place(step, part));
            let x = at.0.clamp(place.x + 12.0, (place.right() - 12.0).max(place.x + 12.0));
            vec![(x, if at.1 < place.y { place.y } else { place.bottom() }), at]
        };
        let paint = Paint::stroke(Role::Ink3, 1.0);
        for piece in outside(&points, self.over).into_iter().filter(|piece| piece.len() > 1) {
            pen.line(&Id::Packet, piece, paint);
        }
    }

    /// The steps' numbers, where movement is not wanted: those of the way that is told, there or back, since both stop at the same
    /// places. Steps at one place share a badge.
    fn badges(&self, pen: &mut Pen, told: usize) {
        const HIGH: f32 = 18.0;
        let is_reply = |i: usize| self.moments.get(i).is_some_and(|moment| moment.reply);
        let mut badges: Vec<(Point, RangeInclusive<usize>)> = Vec::new();
        for i in (0..self.moments.len()).filter(|i| is_reply(*i) == is_reply(told)) {
            let at = self.stop(i);
            match badges.last_mut() {
                Some((last, steps)) if crate::geometry::distance(*last, at) <= HIGH => *steps = *steps.start()..=i,
                Some(_) | None => badges.push((at, i..=i)),
            }
        }
        for (at, steps) in badges {
            let (first, last) = (steps.start() + 1, steps.end() + 1);
            let words = if first == last { first.to_string() } else { format!("{first}–{last}") };
            let role = self.tone(is_reply(*steps.start())).0;
            let (ink, paint) = if *steps.start() <= told {
                (Role::On, Paint::fill(role))
            } else {
                (Role::Ink2, Paint::fill(Role::Surface).and_stroke(Role::Line2, 1.0))
            };
            let label = Label::new(SMALL_STRONG, ink).middle();
            let wide = (SMALL_STRONG.width(&words) + 8.0).max(HIGH);
            let area = Area::new(at.0 - wide / 2.0, at.1 - HIGH / 2.0, wide, HIGH);
            pen.rect(&Id::Packet, area, HIGH / 2.0, paint.dash(Dash::Solid));
            pen.free_text(&Id::Packet, (at.0, at.1 + 4.0), &words, label);
        }
    }
}

/// Where something is rewritten: full once it has been.
pub(super) fn diamond(pen: &mut Pen, at: Point, role: Role, done: bool) {
    let paint = if done {
        Paint::fill(role).and_stroke(Role::Surface, 1.5)
    } else {
        Paint::fill(Role::Surface).and_stroke(role, 1.5)
    };
    glyph::diamond(pen, &Id::Packet, at, 5.5, paint);
}

/// The parts of a line that run outside an area: it passes under.
fn outside(line: &[Point], over: Option<Area>) -> Vec<Vec<Point>> {
    let Some(over) = over else { return vec![line.to_vec()] };
    let track = Track::new(line);
    let (mut pieces, mut from): (Vec<Vec<Point>>, Option<f32>) = (Vec::new(), None);
    let count = track.length().ceil() as usize;
    for i in 0..=count {
        let along = (i as f32).min(track.length());
        match (over.contains(track.at(along)), from) {
            (false, None) => from = Some(along),
            (true, Some(start)) => {
                pieces.push(track.slice(start, along));
                from = None;
            }
            (true, None) | (false, Some(_)) => {}
        }
    }
    pieces.extend(from.map(|start| track.slice(start, track.length())));
    pieces
}

pub(super) fn walk(pen: &mut Pen, journey: &Journey, from: f32, to: f32, arrived: bool, role: Role, width: f32) {
    let pieces = journey.visible(from, to);
    let count = pieces.len();
    for (i, piece) in pieces.into_iter().enumerate() {
        let arrow = i + 1 < count || arrived;
        pen.wire(&Id::Packet, piece, arrow, Paint::stroke(role, width));
    }
}
