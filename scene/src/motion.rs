//! What moves: prepared once for a scene, so that a moment costs no layout.

mod companions;
mod dock;
mod ending;
mod inside;
mod moment;

use svcpath_core::apart::apart;
use svcpath_core::reason::{PolicyReason, Reason};
use svcpath_core::trace::Decision;

use companions::Companion;
use ending::{Ending, Kind, ending};

use crate::draw::{Asked, asked, look_of};
use crate::geometry::{Area, Track};
use crate::layout::{Layout, Part, PodBox};
use crate::packet::Card;
use crate::route::{Journey, Routes};
use crate::shape::{Point, Role, Shape};
use crate::story::{End, Spot, Story};

/// Over a card there is its tab, and some air.
const ABOVE: f32 = 24.0;

#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Motion {
    request: Journey,
    reply: Option<Journey>,
    moments: Vec<Moment>,
    request_count: usize,
    /// The last step of the request: where it breaks, if it does.
    broke: usize,
    shares: Vec<(Point, String, f32)>,
    pods: Vec<Visited>,
    parked: Option<(usize, Point)>,
    questions: Vec<Question>,
    names: Vec<Asked>,
    ending: Ending,
    /// The other branches, where all are shown.
    companions: Vec<Companion>,
    /// A card that lies over several nodes.
    over: Option<Area>,
    /// Numbers instead of movement.
    still: bool,
}

/// A step at rest.
#[derive(Debug, Clone, PartialEq)]
struct Moment {
    card: Card,
    place: Area,
    leader: Vec<Point>,
    /// The node or other outline that has the packet, with its corner radius.
    outline: Option<(Area, f32)>,
    /// The rules that look at it.
    band: Option<Area>,
    reply: bool,
    /// What the step rewrote.
    mark: Option<Role>,
}

/// A pod on the way, with the steps from which it has been visited.
#[derive(Debug, Clone, PartialEq)]
struct Visited {
    pod: PodBox,
    from: usize,
    arrives: bool,
}

/// A name on its way to the cluster's DNS and back.
#[derive(Debug, Clone, PartialEq)]
struct Question {
    beat: usize,
    track: Track,
}

impl Motion {
    pub(crate) fn new(story: &Story<'_>, layout: &Layout, routes: &Routes, still: &[Shape], reduced: bool) -> Self {
        if story.beats.is_empty() {
            return Self::default();
        }
        let placer = dock::Placer::new(layout, routes, still);
        let mut moments: Vec<Moment> = Vec::new();
        for (i, beat) in story.beats.iter().enumerate() {
            let card = Card::new(story, beat);
            let spot = beat.spot();
            let at = position(routes, story.request_beats, i);
            let (place, leader) = placer.place(story, &spot, at, &card);
            moments.push(Moment {
                card,
                place,
                leader,
                outline: outline(story, layout, &spot, at),
                band: band(story, layout, &spot, beat.hop.connection),
                reply: beat.reply,
                mark: mark(beat.step.visible()),
            });
        }
        Self {
            request: routes.request.clone(),
            reply: routes.reply.clone(),
            request_count: story.request_beats,
            broke: story.request_beats.saturating_sub(1),
            shares: shares(routes),
            pods: visited(story, layout),
            parked: parked(story, routes),
            questions: questions(story, routes),
            names: asked(story, layout),
            ending: match story.end {
                End::None | End::Arrived | End::Left => Ending::default(),
                End::Answered(_) | End::Refused | End::Lost | End::Unknown => {
                    let stopped = position(routes, story.request_beats, story.request_beats.saturating_sub(1));
                    apart(|| ending(story, layout, placer.labels(), stopped))
                }
            },
            companions: Vec::new(),
            over: layout.ladder,
            still: reduced,
            moments,
        }
    }

    /// Walks other branches beside the drawn one.
    #[must_use]
    pub(crate) fn beside(self, others: &[(Story<'_>, Routes)], layout: &Layout) -> Self {
        let companions = others.iter().map(|(story, routes)| Companion::new(story, layout, routes)).collect();
        Self { companions, ..self }
    }

    pub(crate) fn steps(&self) -> usize {
        self.moments.len()
    }

    /// Where the packet is at a time, in steps.
    pub(crate) fn position(&self, t: f64) -> Option<Point> {
        if self.moments.is_empty() {
            return None;
        }
        let last = (self.moments.len() - 1) as f64;
        let t = t.clamp(0.0, last);
        let step = t.floor() as usize;
        let part = ease((t - t.floor()) as f32);
        let (journey, along) = self.along(step, part);
        (!journey.track.points().is_empty()).then(|| journey.track.at(along))
    }

    /// The height in the middle of the packet and its card.
    pub(crate) fn height(&self, t: f64) -> Option<f32> {
        let (_, y) = self.position(t)?;
        let t = t.clamp(0.0, (self.moments.len() - 1) as f64);
        let card = self.place(t.floor() as usize, ease((t - t.floor()) as f32));
        Some(((card.y - ABOVE).min(y) + card.bottom().max(y)) / 2.0)
    }

    /// The line that is walked at a time, and how far.
    fn along(&self, step: usize, part: f32) -> (&Journey, f32) {
        let stop = |journey: &Journey, i: usize| journey.stops.get(i).copied().unwrap_or(journey.start);
        let next = step + 1;
        match &self.reply {
            Some(reply) if step >= self.request_count => {
                let from = stop(reply, step - self.request_count);
                let to = if next < self.moments.len() { stop(reply, next - self.request_count) } else { from };
                (reply, from + (to - from) * part)
            }
            Some(reply) if next >= self.request_count && part > 0.0 => {
                let to = stop(reply, 0);
                (reply, reply.start + (to - reply.start) * part)
            }
            _ => {
                let from = stop(&self.request, step);
                let to = if next < self.request_count { stop(&self.request, next) } else { from };
                (&self.request, from + (to - from) * part)
            }
        }
    }
}

/// What a step rewrote.
fn mark(decision: Decision) -> Option<Role> {
    match decision {
        Decision::Dnat => Some(Role::Dst),
        Decision::Snat | Decision::Unnat => Some(Role::Src),
        _ => None,
    }
}

/// Slow, fast, slow.
fn ease(x: f32) -> f32 {
    if x < 0.5 { 4.0 * x * x * x } else { 1.0 - (-2.0 * x + 2.0).powi(3) / 2.0 }
}

fn position(routes: &Routes, request: usize, beat: usize) -> Point {
    let (journey, i) = match &routes.reply {
        Some(reply) if beat >= request => (reply, beat - request),
        _ => (&routes.request, beat),
    };
    journey.track.at(journey.stops.get(i).copied().unwrap_or(0.0))
}

fn shares(routes: &Routes) -> Vec<(Point, String, f32)> {
    let track = &routes.request.track;
    routes.shares.iter().map(|(at, share)| (*at, share.clone(), track.locate(*at))).collect()
}

fn outline(story: &Story<'_>, layout: &Layout, spot: &Spot, at: Point) -> Option<(Area, f32)> {
    match spot {
        Spot::Outside(who) => layout.outsider(who).map(|place| (place.area, 10.0)).filter(|_| {
            matches!(
                who,
                crate::story::Outsider::Client(_)
                    | crate::story::Outsider::External(_)
                    | crate::story::Outsider::ApiServer
            )
        }),
        // What it sends itself leaves from its pod.
        Spot::Controller => layout.column_at(at).map(|column| column.area).or(layout.panel).map(|area| (area, 14.0)),
        Spot::Pod(_) | Spot::Process(_) | Spot::Kernel(_) | Spot::Pass(_) => {
            layout.columns.get(layout.column_of(story, spot)?).map(|column| (column.area, 14.0))
        }
        Spot::Network => None,
    }
}

fn band(story: &Story<'_>, layout: &Layout, spot: &Spot, connection: u8) -> Option<Area> {
    let Spot::Kernel(node) = spot else { return None };
    layout.band(story, node, connection)
}

fn visited(story: &Story<'_>, layout: &Layout) -> Vec<Visited> {
    let mut found: Vec<Visited> = Vec::new();
    for stay in story.stays.iter().filter(|stay| !stay.reply) {
        let Spot::Pod(key) = &stay.spot else { continue };
        let Some(pod) = layout.pod(key) else { continue };
        if pod.part == Part::Caller
            || story.shut_out().as_ref() == Some(key)
            || found.iter().any(|known| known.pod == *pod)
            || look_of(story, pod) == crate::draw::Look::Out
        {
            continue;
        }
        let last = stay.beats.end == story.request_beats;
        let arrives = last && matches!(story.end, End::Arrived);
        found.push(Visited { pod: pod.clone(), from: stay.beats.start, arrives });
    }
    found
}

/// Where an L7 proxy keeps the client's packet while its own is on the way.
fn parked(story: &Story<'_>, routes: &Routes) -> Option<(usize, Point)> {
    let first = story.stays.first()?.connection;
    let next = story.stays.iter().position(|stay| !stay.reply && stay.connection > first)?;
    let beat = story.stays.get(next)?.beats.start;
    let before = beat.checked_sub(1)?;
    let kept = story.beats.get(before)?.spot() == story.beats.get(beat)?.spot();
    kept.then(|| (beat, position(routes, story.request_beats, before)))
}

fn questions(story: &Story<'_>, routes: &Routes) -> Vec<Question> {
    let Some(track) = &routes.question else { return Vec::new() };
    let asked = story.dns_beats().filter_map(|beat| {
        let step = &story.beats.get(beat)?.step;
        // One that is lost is followed as a packet of its own.
        if matches!(&*step.reason, Reason::Policy(PolicyReason::NameAsked { .. })) {
            return None;
        }
        Some(Question { beat, track: track.clone() })
    });
    asked.collect()
}
