//! Wires: the drawn path as one line through everything it visits, with a stop for every step; the ways not taken; the
//! reply beside the request.

mod beyond;
mod connect;
mod ghosts;
mod lanes;
mod reply;

pub(crate) use connect::{DOT, STREET_NEAREST, STREET_STEP, balancer_dot};
pub(crate) use lanes::TWIN;

use svcpath_core::trace::Path;

use crate::geometry::{Area, Track};
use crate::layout::{Layout, OutsideBox, Part, PodBox};
use crate::shape::Point;
use crate::story::{Elsewhere, End, Outsider, Spot, Stay, Story, per_cent, pod_in};
use connect::{Port, Wires};

/// How far from its edge a packet stops that a pod's policies do not let in: the bracket, 8 px, and half an envelope.
const SHUT_OUT: f32 = 8.0 + 8.0 + 8.0;
/// How far under the rules of its node stands the bracket of the policies that a packet from there meets.
pub(crate) const BELOW_BAND: f32 = 9.0;
/// How far before that bracket a packet stops that they do not let out: 8 px, and half an envelope.
const HELD_BACK: f32 = 8.0 + 7.0;
/// How far from its side a packet stops at a pod: half an envelope, and 1 px.
const AT_SIDE: f32 = 11.0;
/// How far a share stands beside its wire where the packet stops on it.
const BESIDE: f32 = 34.0;

/// A line with the places on it where steps happen.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Journey {
    pub(crate) track: Track,
    /// The distance from the start at which each step happens, never falling.
    pub(crate) stops: Vec<f32>,
    /// Stretches inside boxes, not drawn.
    pub(crate) hidden: Vec<(f32, f32)>,
    /// Where it begins to be walked.
    pub(crate) start: f32,
}

/// A way not taken, or not to be had.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ghost {
    pub(crate) points: Vec<Point>,
    /// Where its share stands.
    pub(crate) pill: Point,
    /// How many of how many would go this way.
    pub(crate) share: Option<String>,
    pub(crate) branch: Option<usize>,
    /// Intended, but never to be reached.
    pub(crate) hollow: bool,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Routes {
    pub(crate) request: Journey,
    pub(crate) reply: Option<Journey>,
    pub(crate) ghosts: Vec<Ghost>,
    /// From who asks for a name to the cluster's DNS.
    pub(crate) question: Option<Track>,
    /// The drawn path's own shares, where it was chosen among several.
    pub(crate) shares: Vec<(Point, String)>,
}

impl Routes {
    /// `all`: other branches are drawn too.
    pub(crate) fn new(story: &Story<'_>, layout: &Layout, all: bool) -> Self {
        let mut builder = Builder { all, ..Builder::new(story, layout) };
        builder.request();
        builder.ghosts_to_nodes();
        if story.end != End::Arrived {
            builder.beyond_the_end();
        }
        builder.routes.question = builder.question();
        let (journey, mut routes) = builder.finish();
        routes.reply = if story.returns_elsewhere() {
            let mut builder = Builder::new(story, layout);
            builder.way(&places(story.stays.iter().rev().filter(|stay| stay.reply)));
            reply::detour(story, &builder.finish().0)
        } else {
            reply::journey(story, &journey)
        };
        routes.request = journey;
        routes
    }
}

impl Routes {
    /// The way of a request alone, with its shares; `None` where somebody on it is not drawn.
    pub(crate) fn of_request(story: &Story<'_>, layout: &Layout) -> Option<Self> {
        let mut builder = Builder { all: true, ..Builder::new(story, layout) };
        let mut stays = story.stays.iter().filter(|stay| !stay.reply && !matches!(stay.spot, Spot::Pass(_)));
        if !stays.all(|stay| builder.port(&Place { spot: &stay.spot, stays: vec![stay] }).is_some()) {
            return None;
        }
        builder.request();
        builder.ghosts_to_nodes();
        let (request, routes) = builder.finish();
        Some(Self { request, ghosts: Vec::new(), ..routes })
    }

    /// Leaves out ghosts to whom the way of another branch is drawn.
    pub(crate) fn without_ghosts_of(&mut self, story: &Story<'_>, others: &[(Story<'_>, Routes)]) {
        let end = |path: &Path| path.endpoint.as_ref().map(|endpoint| endpoint.address);
        let drawn: Vec<_> = others.iter().filter_map(|(other, _)| other.path.and_then(end)).collect();
        let paths = story.trace.map(|trace| trace.paths.as_slice()).unwrap_or_default();
        let goes_there = |branch: usize| paths.get(branch).and_then(end).is_some_and(|end| drawn.contains(&end));
        self.ghosts.retain(|ghost| !ghost.branch.is_some_and(goes_there));
    }
}

impl Journey {
    /// The stretches between boxes from one distance to another.
    pub(crate) fn visible(&self, from: f32, to: f32) -> Vec<Vec<Point>> {
        let mut pieces = Vec::new();
        let mut at = from;
        for (start, end) in &self.hidden {
            if *start > to {
                break;
            }
            if *start > at {
                pieces.push(self.track.slice(at, *start));
            }
            if *end > at {
                at = *end;
            }
        }
        if to > at + 0.01 {
            pieces.push(self.track.slice(at, to));
        }
        pieces
    }
}

struct Builder<'a, 'b> {
    story: &'b Story<'a>,
    layout: &'b Layout,
    /// One branch of several that are drawn.
    all: bool,
    points: Vec<Point>,
    length: f32,
    journey: Journey,
    routes: Routes,
}

/// Consecutive stays at one spot.
struct Place<'b> {
    spot: &'b Spot,
    stays: Vec<&'b Stay>,
}

impl Place<'_> {
    fn beats(&self) -> impl Iterator<Item = (usize, u8)> + '_ {
        self.stays.iter().flat_map(|stay| stay.beats.clone().map(|beat| (beat, stay.connection)))
    }
}

/// Stays one after the other, joined where they are at one spot.
fn places<'b>(stays: impl Iterator<Item = &'b Stay>) -> Vec<Place<'b>> {
    let mut places: Vec<Place<'_>> = Vec::new();
    for stay in stays {
        match places.last_mut() {
            Some(last) if *last.spot == stay.spot => last.stays.push(stay),
            _ => places.push(Place { spot: &stay.spot, stays: vec![stay] }),
        }
    }
    places
}

impl<'a, 'b> Builder<'a, 'b> {
    fn new(story: &'b Story<'a>, layout: &'b Layout) -> Self {
        Self {
            story,
            layout,
            all: false,
            points: Vec::new(),
            length: 0.0,
            journey: Journey::default(),
            routes: Routes::default(),
        }
    }

    fn finish(self) -> (Journey, Routes) {
        let Builder { layout, mut points, mut journey, routes, .. } = self;
        // Who never leaves a pod stands before it all the time.
        if Track::new(&points).length() < AT_SIDE && points.first().is_some_and(|at| is_at_pod(layout, *at)) {
            points.iter_mut().for_each(|(x, _)| *x -= AT_SIDE);
        }
        let track = Track::new(&points);
        let mut floor: f32 = 0.0;
        for stop in &mut journey.stops {
            floor = floor.max(clear_of_words(layout, &track, *stop));
            *stop = floor;
        }
        journey.track = track;
        (journey, routes)
    }

    fn request(&mut self) {
        let story = self.story;
        self.way(&places(story.stays.iter().filter(|stay| !stay.reply)));
        let beats = story.request_beats;
        let end = self.length;
        self.journey.stops.resize(beats, end);
        // Before the bracket at the edge of the pod that does not let it in.
        if story.shut_out().is_some()
            && let Some(last) = self.journey.stops.last_mut()
        {
            *last -= SHUT_OUT;
        }
    }

    /// From place to place, with a stop for every beat.
    fn way(&mut self, places: &[Place<'_>]) {
        let last = places.len().saturating_sub(1);
        // Nodes that only pass the packet on lie along a wire; everyone else is an end of one.
        let hard: Vec<usize> = (0..places.len())
            .filter(|i| *i == last || places.get(*i).is_some_and(|place| !matches!(place.spot, Spot::Pass(_))))
            .collect();
        let mut arrived: Option<Point> = None;
        for (n, i) in hard.iter().enumerate() {
            let Some(place) = places.get(*i) else { continue };
            let Some(from) = self.port(place) else { continue };
            let next = hard.get(n + 1).and_then(|j| places.get(*j));
            let soft: Vec<&Place<'_>> = match hard.get(n + 1) {
                Some(j) => places.get(i + 1..*j).unwrap_or_default().iter().collect(),
                None => Vec::new(),
            };
            // A controller sends its own packets from its pod.
            let sender = self.layout.entry().filter(|_| *place.spot == Spot::Controller);
            let sender = sender.map_or_else(|| from.clone(), |entry| self.pod_port(entry));
            let leg = next.and_then(|next| self.leg(place, &sender, next));
            let departure = leg.as_ref().and_then(|leg| leg.first().copied());
            self.stay(place, &from, arrived, departure);
            if let Some(leg) = leg {
                self.walk(&leg, &soft, next);
                arrived = leg.last().copied();
            }
        }
        // A path that never leaves its first place.
        if let ([place], true) = (places, self.points.is_empty()) {
            let at = self.port(place).map_or((0.0, 0.0), |port| port.side());
            self.stay_at(place, at);
        }
    }

    fn push(&mut self, point: Point) {
        if let Some(last) = self.points.last() {
            self.length += crate::geometry::distance(*last, point);
        }
        self.points.push(point);
    }

    fn stop(&mut self, beat: usize, along: f32) {
        if self.journey.stops.len() <= beat {
            self.journey.stops.resize(beat + 1, along);
        }
        if let Some(stop) = self.journey.stops.get_mut(beat) {
            *stop = along;
        }
    }

    fn stay_at(&mut self, place: &Place<'_>, at: Point) {
        self.push(at);
        for (beat, _) in place.beats().collect::<Vec<_>>() {
            self.stop(beat, self.length);
        }
    }

    /// Walks through the inside of a place, from where the wire arrives to where it leaves.
    fn stay(&mut self, place: &Place<'_>, port: &Port, arrived: Option<Point>, departure: Option<Point>) {
        let beats: Vec<(usize, u8)> = place.beats().collect();
        let start = self.length;
        match (arrived, departure) {
            (None, None) => {}
            (None, Some(departure)) => {
                self.push(departure);
                for (beat, _) in beats {
                    self.stop(beat, self.length);
                }
            }
            (Some(_), None) => match port {
                Port::Band { floor, column } => self.through_band(&beats, *column, *floor, false),
                Port::Box(..) | Port::Pod { .. } | Port::Caller { .. } | Port::Panel(_) | Port::Halt(_) => {
                    for (beat, _) in beats {
                        self.stop(beat, start);
                    }
                }
            },
            (Some(arrived), Some(departure)) => match port {
                Port::Band { floor, column } => self.through_band(&beats, *column, *floor, true),
                Port::Box(..) | Port::Pod { .. } | Port::Caller { .. } | Port::Panel(_) | Port::Halt(_) => {
                    if let Port::Panel(_) = port {
                        let neck = self.layout.neck().unwrap_or_default();
                        neck.first()
                            .map(|top| (top.0, arrived.1))
                            .into_iter()
                            .chain(neck)
                            .for_each(|point| self.push(point));
                    }
                    self.push(departure);
                    let end = self.length;
                    if end > start {
                        self.journey.hidden.push((start, end));
                    }
                    // Before a load balancer's tab, not over it.
                    let tab = matches!(place.spot, Spot::Outside(Outsider::LoadBalancer(_)));
                    let arrival = if tab { (start - 12.0).max(0.0) } else { start };
                    let first = beats.first().map(|(_, connection)| *connection);
                    let count = beats.iter().filter(|(_, connection)| Some(*connection) == first).count();
                    for (i, (beat, connection)) in beats.iter().enumerate() {
                        let leaves = Some(*connection) != first || (count == beats.len() && i > 0 && i + 1 == count);
                        self.stop(*beat, if leaves { end } else { arrival });
                    }
                }
            },
        }
    }

    /// Down through a kernel, a stop for every rule that acts.
    fn through_band(&mut self, beats: &[(usize, u8)], column: usize, floor: usize, leaves: bool) {
        let Some(band) = self.band(column, floor) else { return };
        let start = self.length;
        let steps = beats.len().saturating_sub(1) as f32;
        // The last rule acts before the packet leaves.
        let pitch = if leaves || steps > 0.0 { band.height / (steps + 0.6).max(1.0) } else { 0.0 };
        let halt = if !leaves && self.story.held_back() { band.height + BELOW_BAND - HELD_BACK } else { pitch * steps };
        for (i, (beat, _)) in beats.iter().enumerate() {
            let last = i + 1 == beats.len() && !leaves;
            self.stop(*beat, start + if last { halt } else { pitch * i as f32 });
        }
        let x = self.points.last().map_or(band.x, |point| point.0);
        let to = if leaves { band.height } else { halt };
        if to > 0.0 {
            self.push((x, band.y + to));
        }
    }

    /// Along a wire, with stops at the nodes that pass the packet on.
    fn walk(&mut self, leg: &[Point], soft: &[&Place<'_>], next: Option<&Place<'_>>) {
        let start = self.length;
        for point in leg.iter().skip(1) {
            self.push(*point);
        }
        let track = Track::new(leg);
        let mut at: f32 = 0.0;
        for place in soft {
            let Spot::Pass(node) = place.spot else { continue };
            // Among workloads, into the column of whom it comes to.
            let column = self.layout.column(node).or_else(|| self.layout.column_of(self.story, next?.spot));
            let area = column.and_then(|i| self.layout.columns.get(i)).map(|column| column.area);
            let found = area.map_or(at, |area| pass(&track, area, at));
            at = found.clamp(at, track.length());
            for (beat, _) in place.beats().collect::<Vec<_>>() {
                self.stop(beat, start + at);
            }
        }
        if let Some(next) = next {
            for (beat, _) in next.beats().collect::<Vec<_>>() {
                self.stop(beat, self.length);
            }
        }
    }

    fn wires(&self) -> Wires<'b> {
        Wires { layout: self.layout, all: self.all }
    }

    fn band(&self, column: usize, floor: usize) -> Option<Area> {
        self.layout.columns.get(column)?.floors.get(floor)?.band
    }

    fn port(&self, place: &Place<'_>) -> Option<Port> {
        let connection = place.stays.first().map_or(1, |stay| stay.connection);
        match place.spot {
            Spot::Outside(who) => self.layout.outsider(who).map(box_port),
            Spot::Controller => self.layout.panel.map(Port::Panel),
            Spot::Pod(key) => {
                let pod = self.layout.pod(key)?;
                Some(self.pod_port(pod))
            }
            Spot::Process(node) => {
                let column = self.layout.column(node)?;
                let pod = self.layout.boxes.iter().find(|pod| pod.column == Some(column) && pod.process())?;
                Some(self.pod_port(pod))
            }
            Spot::Kernel(node) => {
                let column = self.layout.column(node)?;
                Some(Port::Band { column, floor: self.floor(connection) })
            }
            Spot::Pass(node) => {
                let column = self.layout.columns.get(self.layout.column(node)?)?;
                Some(Port::Halt((column.gutter, column.entry)))
            }
            Spot::Network => {
                let column = self.layout.columns.first()?;
                Some(Port::Halt((column.gap, column.entry)))
            }
        }
    }

    fn pod_port(&self, pod: &PodBox) -> Port {
        let column = pod.column.unwrap_or(0);
        match pod.part {
            // Where connections run from top to bottom, who ends one opens the next below.
            Part::Caller | Part::Entry if self.layout.tall && self.ends(pod) => {
                Port::Pod { area: pod.area, column, floor: pod.tier, row: pod.row }
            }
            Part::Caller | Part::Entry => Port::Caller { area: pod.area, column },
            Part::Member | Part::Bystander => Port::Pod { area: pod.area, column, floor: pod.tier, row: pod.row },
        }
    }

    /// Whether it ends a connection and opens another.
    fn ends(&self, pod: &PodBox) -> bool {
        pod.part == Part::Entry || (pod.process() && self.story.hands_over())
    }

    fn floor(&self, connection: u8) -> usize {
        self.story.tier_of(connection)
    }

    fn leg(&mut self, from_place: &Place<'_>, from: &Port, to_place: &Place<'_>) -> Option<Vec<Point>> {
        let to = self.port(to_place)?;
        if self.story.dials_inside()
            && let Some(points) = self.wires().inside(from, &to)
        {
            return Some(points);
        }
        let wires = self.wires();
        let beats = from_place.beats().map(|(beat, _)| beat);
        let fork = beats
            .filter_map(|beat| self.story.forks.iter().find(|fork| fork.beat == beat))
            .find(|fork| fork.options.iter().any(|option| pod_in(&option.candidate.what).is_some()));
        if !matches!(to, Port::Pod { .. }) && fork.is_none() {
            let nodes = self.node_ranks(from_place);
            return Some(wires.connect(from, &to, nodes));
        }
        // Pods that others of these requests go to, from where they part.
        let parts = from_place.beats().any(|(beat, _)| self.story.parts_at() == Some(beat));
        let elsewhere: &[Elsewhere] = if parts { &self.story.elsewhere } else { &[] };
        if fork.is_none() && elsewhere.is_empty() {
            return Some(wires.to_pods(from, &[(to, true)]).pop()?.points);
        }
        // Every box that the fork could reach, once, with how many of its pods are in.
        let mut goals: Vec<(Port, bool, usize, Option<usize>)> = vec![(to.clone(), true, 0, None)];
        let mut of = 0;
        for option in fork.iter().flat_map(|fork| &fork.options).filter(|option| option.of.is_some()) {
            of = option.of.unwrap_or(0);
            let Some(pod) = pod_in(&option.candidate.what).and_then(|key| self.layout.pod(&key)) else { continue };
            let port = self.pod_port(pod);
            match goals.iter_mut().find(|(known, ..)| *known == port) {
                Some((_, _, count, _)) => *count += 1,
                None => goals.push((port, false, 1, option.branch)),
            }
        }
        let ends: Vec<_> = goals.iter().map(|(port, drawn, ..)| (port.clone(), *drawn)).collect();
        let wires =
            if elsewhere.is_empty() { wires.to_pods(from, &ends) } else { self.beside_others(from, ends, elsewhere) };
        let mut drawn = None;
        for (wire, (_, is_drawn, count, branch)) in wires.into_iter().zip(&goals) {
            let share = (of > 1 || !elsewhere.is_empty()).then(|| self.story.share((*count).max(1), of));
            if *is_drawn {
                if let Some(share) = share {
                    let beside = if self.story.shut_out().is_some() && !self.layout.tall { BESIDE } else { 0.0 };
                    self.routes.shares.push(((wire.pill.0 + beside, wire.pill.1), share));
                }
                drawn = Some(wire.points);
            } else {
                let connect::Wire { points, pill } = wire;
                self.routes.ghosts.push(Ghost { points, pill, share, branch: *branch, hollow: false });
            }
        }
        drawn
    }

    /// Wires to these ends, with ghosts to other backends beside them.
    fn beside_others(
        &mut self,
        from: &Port,
        mut ends: Vec<(Port, bool)>,
        elsewhere: &[Elsewhere],
    ) -> Vec<connect::Wire> {
        let own = ends.len();
        // Pods that share a box share a wire.
        let mut others: Vec<(Port, f64, usize)> = Vec::new();
        for other in elsewhere {
            let Some(port) = self.layout.pod(&other.pod).map(|pod| self.pod_port(pod)) else { continue };
            match others.iter_mut().find(|(known, ..)| *known == port) {
                Some((_, share, _)) => *share += other.share,
                None => others.push((port, other.share, other.branch)),
            }
        }
        ends.extend(others.iter().map(|(port, ..)| (port.clone(), false)));
        let mut wires = self.wires().to_pods(from, &ends);
        let aside = wires.split_off(own.min(wires.len()));
        for (wire, (_, share, branch)) in aside.into_iter().zip(&others) {
            let connect::Wire { points, pill } = wire;
            let share = Some(per_cent(*share));
            self.routes.ghosts.push(Ghost { points, pill, share, branch: Some(*branch), hollow: false });
        }
        wires
    }

    fn question(&self) -> Option<Track> {
        let beat = self.story.dns_beats().next()?;
        let stay = self.story.stays.iter().find(|stay| stay.beats.contains(&beat))?;
        let from = self.port(&Place { spot: &stay.spot, stays: vec![stay] })?;
        let to = self.layout.outsider(&Outsider::Dns).map(box_port)?;
        Some(Track::new(&self.wires().question(&from, &to)))
    }
}

/// At its side, or inside it where its words stand.
fn is_at_pod(layout: &Layout, (x, y): Point) -> bool {
    let level = |area: Area| (area.centre().1 - y).abs() < 1.0 && area.inset(-0.5).contains((x, y));
    layout.boxes.iter().any(|pod| level(pod.area))
}

/// A packet at a pod's side stands before it, not over the words in it.
fn clear_of_words(layout: &Layout, track: &Track, stop: f32) -> f32 {
    let in_pod = |along: f32| is_at_pod(layout, track.at(along));
    let ways = [stop - AT_SIDE, stop + AT_SIDE];
    let before = ways.into_iter().find(|way| *way >= 0.0 && *way <= track.length() && !in_pod(*way));
    before.filter(|_| in_pod(stop)).unwrap_or(stop)
}

fn box_port(place: &OutsideBox) -> Port {
    // A load balancer's tabs stand out of its wall.
    let out =
        place.listeners.iter().find(|listener| listener.matches).map_or(0.0, |listener| place.area.x - listener.area.x);
    let area = Area::new(place.area.x - out, place.area.y, place.area.width + out, place.area.height);
    Port::Box(area, place.arrive)
}

/// Where a wire passes through a node after `from`: just inside the edge that it crosses.
fn pass(track: &Track, area: Area, from: f32) -> f32 {
    const INSIDE: f32 = 22.0;
    let step = 2.0;
    let inside = |along: f32| area.contains(track.at(along));
    let length = track.length();
    let count = ((length - from) / step).ceil().max(0.0) as usize;
    let samples = (0..=count).map(|i| (from + i as f32 * step).min(length));
    if inside(from) {
        // Out again, or the middle of the first stretch.
        let out = samples.clone().find(|along| !inside(*along));
        return out.map_or((from + 26.0).min(length), |out| (out - INSIDE).max(from));
    }
    let entered = samples.clone().find(|along| inside(*along));
    entered.map_or(from, |entered| (entered + INSIDE).min(length))
}
