//! Pods: hexagons inside their nodes.

use svcpath_core::trace::WhyNot;

use crate::geometry::Area;
use crate::glyph;
use crate::layout::{Layout, Part, PodBox};
use crate::pen::{CODE, Label, NAME, Pen};
use crate::shape::{Dash, Id, Paint, Role};
use crate::story::{Key, Spot, Story, pod_in};

/// How a pod looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    Plain,
    /// Plays no part.
    Quiet,
    /// Out of the question.
    Out,
    /// Asks.
    Asking,
    /// No manifest holds it.
    Assumed,
    /// Has the packet, or had it.
    Visited,
    Arrived,
}

pub(super) fn draw(pen: &mut Pen, story: &Story<'_>, layout: &Layout) {
    for pod in &layout.boxes {
        pod_box(pen, pod, look_of(story, pod));
    }
}

/// How it looks before the packet comes.
pub(crate) fn look_of(story: &Story<'_>, pod: &PodBox) -> Look {
    match pod.part {
        Part::Caller => Look::Asking,
        Part::Entry => Look::Assumed,
        Part::Bystander if story.trace.is_none() => Look::Plain,
        Part::Bystander => Look::Quiet,
        Part::Member if reason_of(story, pod).is_some() => Look::Out,
        Part::Member => Look::Plain,
    }
}

/// Why nobody in a box is in question, if so.
pub(super) fn reason_of<'a>(story: &'a Story<'_>, pod: &PodBox) -> Option<&'a WhyNot> {
    let mut reasons = pod.keys.iter().map(|key| reason_of_one(story, key));
    let first = reasons.next()??;
    reasons.all(|reason| reason.is_some()).then_some(first)
}

fn reason_of_one<'a>(story: &'a Story<'_>, key: &Key) -> Option<&'a WhyNot> {
    if story.stays.iter().any(|stay| stay.spot == Spot::Pod(key.clone())) {
        return None;
    }
    let options = story.forks.iter().flat_map(|fork| &fork.options);
    let mut about = options.filter(|option| pod_in(&option.candidate.what).as_ref() == Some(key));
    about.find_map(|option| option.candidate.why_not.as_ref())
}

pub(crate) fn id_of(pod: &PodBox) -> Id {
    match pod.keys.first() {
        Some((namespace, name)) => Id::Pod(namespace.clone(), name.clone()),
        None if pod.part == Part::Entry => Id::Controller(pod.title.clone()),
        None => Id::Client,
    }
}

/// How far the plain ground behind a hatched pod's words stays inside its edges.
const PLATE: f32 = 12.0;

pub(crate) fn pod_box(pen: &mut Pen, pod: &PodBox, look: Look) {
    let id = id_of(pod);
    let paint = match look {
        Look::Plain => Paint::fill(Role::Surface).and_stroke(Role::Ink3, 1.0),
        Look::Quiet => Paint::fill(Role::Node).and_stroke(Role::Line2, 1.0),
        Look::Out => Paint::fill(Role::Node).and_stroke(Role::Line2, 1.0),
        Look::Asking => Paint::fill(Role::Surface).and_stroke(Role::Request, 1.6),
        Look::Assumed => Paint::fill(Role::Surface).and_stroke(Role::Ink3, 1.2).dash(Dash::Dashed),
        Look::Visited => Paint::fill(Role::Surface).and_stroke(Role::Request, 2.0),
        Look::Arrived => Paint::fill(Role::OkBack).and_stroke(Role::Ok, 2.0),
    };
    let area = pod.area;
    if pod.keys.len() > 1 {
        for by in [6.0, 3.0] {
            let behind = Area::new(area.x + by, area.y + by, area.width, area.height);
            pen.polygon(&id, glyph::hexagon(behind), paint);
        }
    }
    if pod.process() {
        pen.rect(&id, area, 8.0, paint);
    } else {
        pen.polygon(&id, glyph::hexagon(area), paint);
    }
    if look == Look::Out {
        glyph::hatch(pen, &id, &glyph::hexagon(area), Role::Line2);
        // Words stay readable on plain ground.
        let plate = Area::new(area.x + PLATE, area.centre().1 - 17.0, area.width - 2.0 * PLATE, 34.0);
        pen.rect(&id, plate, 6.0, Paint::fill(Role::Node));
    }
    let name = match look {
        Look::Quiet | Look::Out => Role::Ink2,
        Look::Plain | Look::Asking | Look::Assumed | Look::Visited | Look::Arrived => Role::Ink,
    };
    let address = match look {
        Look::Quiet | Look::Out => Role::Ink3,
        Look::Plain | Look::Asking | Look::Assumed | Look::Visited | Look::Arrived => Role::Ink2,
    };
    let (x, middle) = area.centre();
    // At the height of the words the slanted sides leave this much.
    let room = area.width - glyph::slant(area) - 4.0;
    let room = if look == Look::Out { room.min(area.width - 2.0 * PLATE) } else { room };
    let single = pod.address.is_empty() && pod.alone();
    let first = if single { middle + 4.0 } else { middle - 3.0 };
    pen.text(&id, (x, first), &pod.title, Label::new(NAME, name).middle(), room);
    if !pod.address.is_empty() {
        pen.text(&id, (x, middle + 13.0), &pod.address, Label::new(CODE, address).middle(), room);
    } else if pod.keys.len() > 1 {
        ticks(pen, &id, pod, (x, middle + 10.0), room);
    }
}

/// One tick a pod: full when ready.
fn ticks(pen: &mut Pen, id: &Id, pod: &PodBox, centre: (f32, f32), room: f32) {
    let pitch = (room / pod.ready.len() as f32).clamp(2.0, 7.0);
    let shown = pod.ready.len().min((room / pitch) as usize);
    let start = centre.0 - shown as f32 * pitch / 2.0;
    let width = (pitch - 2.0).max(1.0);
    for (i, ready) in pod.ready.iter().take(shown).enumerate() {
        let area = Area::new(start + i as f32 * pitch, centre.1 - 4.0, width, 8.0);
        let paint = if *ready { Paint::fill(Role::Ok) } else { Paint::fill(Role::BadBack).and_stroke(Role::Bad, 1.0) };
        pen.rect(id, area, 1.0, paint);
    }
}
