//! Inside a node: the chains of its kernel, by their real names, in the order in which the packet meets them. Read like text,
//! from left to right and line by line.

mod card;

use std::ops::Range;

use svcpath_core::lang::Lang;
use svcpath_core::reason::{PolicyReason, Reason};
use svcpath_core::route::chains::{Chain, Met, chains};
use svcpath_core::trace::{Decision, Explanation};

use crate::OutlineItem;
use crate::geometry::{Area, Track, distance};
use crate::packet::Card as Header;
use crate::pen::{CODE, Label, Pen, SMALL, TITLE};
use crate::route::Journey;
use crate::shape::{Id, Paint, Point, Role, Shape};
use crate::story::Story;
use crate::view::View;
use crate::wording;
use card::Card;

/// Between cards, and below the last line of them.
const GAP: f32 = 30.0;
const LINE_GAP: f32 = 40.0;
/// The wire's way in before the first card, and out behind the last.
const STUB: f32 = 22.0;
/// From a card to the header below it, whose stamp sticks out.
const HANG: f32 = 16.0;
const NARROWEST: f32 = 236.0;
const WIDEST: f32 = 340.0;
/// The height of a card's title from its top: there the wire comes in.
const DOOR: f32 = 18.0;

/// Where everything inside the node stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Plan {
    pub(crate) width: f32,
    pub(crate) height: f32,
    node: String,
    head: Point,
    /// Where the packet's header is read before that.
    dock: Point,
    /// Below each card that does something to the packet: where it is read there.
    docks: Vec<Option<Point>>,
    cards: Vec<Card>,
    pub(crate) journey: Journey,
    /// The steps that happen here.
    pub(crate) beats: Range<usize>,
    /// The card that a step of these acts in.
    at: Vec<usize>,
}

impl Plan {
    pub(crate) fn new(story: &Story<'_>, trace: &Explanation, view: &View, node: &str) -> Self {
        let of = |hop: usize| story.path.map(|path| chains(story.world, trace, path, hop)).unwrap_or_default();
        let hop = story.hop_at(node, view.step, |hop| !of(hop).is_empty());
        let (found, beats) = hop.map_or((Vec::new(), 0..0), |(hop, beats)| (of(hop), beats));
        let margin = if view.width < 560.0 { 16.0 } else { 24.0 };
        let top = view.top + margin;
        let headers = story.beats.iter().map(|beat| Header::new(story, beat));
        let (wide, high) = headers.fold((0.0_f32, 0.0_f32), |(w, h), card| (w.max(card.width), h.max(card.height)));
        // Beside the title where there is room, else below it.
        let beside = view.width - 2.0 * margin - wide > 300.0;
        let dock = if beside { (view.width - margin - wide, top + 11.0) } else { (margin, top + 58.0) };
        let start = if beside { (dock.1 + high).max(top + 48.0) + 18.0 } else { dock.1 + high + 24.0 };
        let mut plan = Self {
            width: view.width,
            height: view.height,
            node: node.to_owned(),
            head: (margin, top),
            dock,
            docks: Vec::new(),
            cards: Vec::new(),
            journey: Journey::default(),
            beats,
            at: Vec::new(),
        };
        plan.place(story, found, margin, start, high);
        plan.walk(story);
        let headers = plan.docks.iter().flatten().map(|dock| dock.1 + high);
        let bottom = plan.cards.iter().map(|card| card.area.bottom()).chain(headers).fold(start, f32::max);
        plan.height = plan.height.max(bottom + margin + view.bottom);
        plan
    }

    /// Cards in lines, as wide as they all can be.
    fn place(&mut self, story: &Story<'_>, chains: Vec<Chain>, margin: f32, start: f32, header: f32) {
        let room = self.width - 2.0 * (margin + STUB);
        let columns = (((room + GAP) / (NARROWEST + GAP)).floor() as usize).clamp(1, chains.len().max(1));
        let width = ((room - (columns - 1) as f32 * GAP) / columns as f32).clamp(NARROWEST.min(room), WIDEST).floor();
        let total = columns as f32 * width + (columns - 1) as f32 * GAP;
        let left = ((self.width - total) / 2.0).round();
        let mut y = start;
        let cards: Vec<Card> = chains.into_iter().map(|chain| Card::new(story, chain, width)).collect();
        for line in cards.chunks(columns) {
            let mut bottom = y;
            for (i, card) in line.iter().enumerate() {
                let mut card = card.clone();
                card.area.x = left + i as f32 * (width + GAP);
                card.area.y = y;
                let acts = card.taken().is_some_and(|rule| rule.act.is_some());
                let dock = acts.then_some((card.area.x, card.area.bottom() + HANG));
                bottom = bottom.max(dock.map_or(card.area.bottom(), |dock| dock.1 + header));
                self.docks.push(dock);
                self.cards.push(card);
            }
            y = bottom + LINE_GAP;
        }
    }

    /// The packet's way: in at a card's title, down to the rule that takes it, out on its level.
    fn walk(&mut self, story: &Story<'_>) {
        let mut way = Way::default();
        let mut acts: Vec<(Decision, usize, f32)> = Vec::new();
        for (i, card) in self.cards.iter().enumerate() {
            let (x, door) = (card.area.x + card::LANE, card.area.y + DOOR);
            match i.checked_sub(1).and_then(|before| self.cards.get(before)) {
                None => way.go((card.area.x - STUB, door)),
                Some(before) => way.cross(before, card),
            }
            way.go((card.area.x, door));
            way.arrive();
            way.go((x, door));
            let mut last = door;
            for (rule, y) in card.lines() {
                if rule.met == Met::Taken {
                    way.go((x, y));
                    last = y;
                    acts.extend(rule.act.map(|act| (act, i, way.length)));
                    way.go((card.area.x + card::TURN, y));
                }
            }
            let ends = i + 1 == self.cards.len();
            match card.taken() {
                // Refused here: it goes no further.
                Some(rule) if ends && refuses(rule.act) => {}
                Some(_) => way.jump((card.area.right(), last)),
                None => way.go((x, card.area.bottom())),
            }
            if ends && !card.taken().is_some_and(|rule| refuses(rule.act)) {
                way.go((card.area.right() + STUB, last));
            }
        }
        let mut stops = Vec::with_capacity(story.beats.len());
        let (mut along, mut at, mut next) = (0.0, 0, 0);
        for (i, beat) in story.beats.iter().enumerate() {
            if i >= self.beats.end {
                along = way.length;
            } else if self.beats.contains(&i)
                && let Some(n) = acts.iter().skip(next).position(|(act, ..)| *act == beat.step.decision)
            {
                next += n + 1;
                (at, along) = acts.get(next - 1).map_or((at, along), |(_, card, length)| (*card, *length));
            }
            stops.push(along);
            self.at.push(at);
        }
        self.journey = Journey { track: Track::new(&way.points), stops, hidden: way.hidden, start: 0.0 };
    }

    /// The card that a step happens in.
    pub(crate) fn card_of(&self, beat: usize) -> Option<Area> {
        if !self.beats.contains(&beat) {
            return None;
        }
        self.at.get(beat).and_then(|card| self.cards.get(*card)).map(|card| card.area)
    }

    /// Where the packet's header is read at a step.
    pub(crate) fn dock_of(&self, beat: usize) -> Point {
        let here = self.at.get(beat).filter(|_| self.beats.contains(&beat));
        here.and_then(|card| *self.docks.get(*card)?).unwrap_or(self.dock)
    }

    /// The chains in words, top down.
    pub(crate) fn outline(&self, lang: Lang) -> Vec<OutlineItem> {
        let id = Id::Node(self.node.clone());
        let mut items = vec![OutlineItem { id, depth: 0, text: wording::kernel_of(&self.node, lang) }];
        if self.cards.is_empty() {
            items.push(OutlineItem { id: Id::None, depth: 1, text: wording::no_chains(lang).to_owned() });
        }
        items.extend(self.cards.iter().flat_map(|card| card.outline(lang)));
        items
    }

    pub(crate) fn draw(&self, story: &Story<'_>) -> Vec<Shape> {
        let mut pen = Pen::default();
        let id = Id::Node(self.node.clone());
        let right = if self.dock.0 > self.head.0 { self.dock.0 - 16.0 } else { self.width - self.head.0 };
        let room = right - self.head.0;
        let title = wording::kernel_of(&self.node, story.lang);
        pen.text(&id, (self.head.0, self.head.1 + 20.0), &title, Label::new(TITLE, Role::Ink), room);
        let words = if self.cards.is_empty() {
            empty(story).to_owned()
        } else {
            wording::rules_of_proxy(story.world.knobs.proxy_mode.as_str(), story.lang)
        };
        pen.text(&id, (self.head.0, self.head.1 + 40.0), &words, Label::new(SMALL, Role::Ink2), room);
        for card in &self.cards {
            card.draw_box(&mut pen);
        }
        let track = &self.journey.track;
        for piece in self.journey.visible(0.0, track.length()) {
            pen.wire(&Id::None, piece, true, Paint::stroke(Role::RequestBack, 2.0));
        }
        for card in &self.cards {
            card.draw(&mut pen, story);
        }
        pen.shapes
    }
}

/// Why there is nothing to see.
fn empty(story: &Story<'_>) -> &'static str {
    let asks = story.beats.iter().any(|beat| {
        matches!(&*beat.step.reason, Reason::DnsForwarded { .. } | Reason::Policy(PolicyReason::NameAsked { .. }))
    });
    if asks { wording::no_dns_chains(story.lang) } else { wording::no_chains(story.lang) }
}

fn refuses(act: Option<Decision>) -> bool {
    matches!(act, Some(Decision::Reject | Decision::Drop))
}

/// The wire as it grows.
#[derive(Debug, Default)]
struct Way {
    points: Vec<Point>,
    length: f32,
    hidden: Vec<(f32, f32)>,
}

impl Way {
    fn go(&mut self, to: Point) {
        if let Some(last) = self.points.last() {
            self.length += distance(*last, to);
        }
        self.points.push(to);
    }

    /// A wire ends here, and another one begins.
    fn arrive(&mut self) {
        self.hidden.push((self.length, self.length));
    }

    /// Unseen, under words.
    fn jump(&mut self, to: Point) {
        let from = self.length;
        self.go(to);
        self.hidden.push((from, self.length));
    }

    /// From one card to the next.
    fn cross(&mut self, before: &Card, card: &Card) {
        let Some(from) = self.points.last().copied() else { return };
        let door = card.area.y + DOOR;
        let beside = card.area.y == before.area.y;
        let left_below = from.1 >= before.area.bottom() - 0.5;
        let lane = before.area.bottom() + 14.0;
        match (beside, left_below) {
            (true, false) => {
                let x = before.area.right() + GAP / 2.0;
                self.go((x, from.1));
                self.go((x, door));
            }
            (true, true) => {
                let x = before.area.right() + GAP / 2.0;
                self.go((from.0, lane));
                self.go((x, lane));
                self.go((x, door));
            }
            (false, below) => {
                if !below {
                    self.go((before.area.right() + GAP / 2.0, from.1));
                }
                let (out, lane) = (self.points.last().map_or(from.0, |p| p.0), card.area.y - LINE_GAP / 2.0);
                let x = card.area.x - STUB / 2.0 - 3.0;
                self.go((out, lane));
                self.go((x, lane));
                self.go((x, door));
            }
        }
    }
}

/// The face in which rules are set.
pub(super) const RULE: crate::metrics::Face = CODE;
