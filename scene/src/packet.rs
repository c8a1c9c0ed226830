//! The header card: what the packet's header says at a step, and what the step changed.

use svcpath_core::trace::{Decision, Stage};

use crate::geometry::Area;
use crate::pen::{CODE, CODE_STRONG, Label, Pen, SMALL, SMALL_STRONG};
use crate::shape::{Id, Paint, Role};
use crate::story::{Beat, Story};
use crate::wording;

const ROW: f32 = 16.0;
const PAD: f32 = 9.0;
/// From the card's edge to the values.
const VALUES: f32 = 40.0;
const WIDEST: f32 = 206.0;

/// A card before it has a place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Card {
    pub(crate) rows: Vec<Row>,
    pub(crate) stamp: Option<Stamp>,
    /// Which connection, where there are several.
    pub(crate) note: Option<String>,
    pub(crate) width: f32,
    pub(crate) height: f32,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) field: &'static str,
    pub(crate) text: String,
    pub(crate) state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Same,
    /// Struck through: what it said before.
    Old,
    NewSource,
    NewDestination,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stamp {
    pub(crate) text: String,
    pub(crate) kind: StampKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StampKind {
    Source,
    Destination,
    Plain,
}

impl Card {
    /// How far its tabs stand out above it.
    pub(crate) fn tab(&self) -> f32 {
        if self.stamp.is_some() || self.note.is_some() { 11.0 } else { 2.0 }
    }

    pub(crate) fn new(story: &Story<'_>, beat: &Beat<'_>) -> Self {
        let (before, after) = (&beat.step.before, &beat.step.after);
        // A proxy's new connection is another packet: nothing of the old one is struck.
        let fresh = beat.step.decision == Decision::Send && beat.step.stage != Stage::Client;
        let mut rows = Vec::new();
        field(&mut rows, "src", &before.source(), &after.source(), fresh, State::NewSource);
        field(&mut rows, "dst", &before.dst.to_string(), &after.dst.to_string(), fresh, State::NewDestination);
        // Beyond a proxy only a header still tells who asked.
        let carried = after.http.iter().flat_map(|http| &http.headers);
        let mut told = carried.filter(|(name, _)| name.eq_ignore_ascii_case("x-forwarded-for")).map(|(_, value)| value);
        if let Some(value) = told.next_back() {
            rows.push(Row { field: "xff", text: value.clone(), state: State::Same });
        }
        let stamp = stamp(story, beat.step.visible(), &rows);
        let connections = story.stays.iter().map(|stay| stay.connection).max().unwrap_or(1);
        let note = (connections > 1).then(|| wording::connection(beat.hop.connection, story.lang));
        let tags = note.as_ref().map_or(0.0, |note| SMALL.width(note) + 22.0)
            + stamp.as_ref().map_or(0.0, |stamp| SMALL_STRONG.width(&stamp.text) + 22.0)
            + 8.0;
        let text = |row: &Row| VALUES + face(row.state).width(&row.text) + 12.0;
        let width = rows.iter().map(text).fold(132.0, f32::max).max(tags).min(WIDEST).ceil();
        let height = rows.len() as f32 * ROW + 2.0 * PAD - 2.0;
        Self { rows, stamp, note, width, height }
    }

    /// Draws it, its changes shown when `settled`.
    pub(crate) fn draw(&self, pen: &mut Pen, area: Area, edge: Role) {
        let id = Id::Packet;
        pen.rect(&id, area, 8.0, Paint::fill(Role::Surface).and_stroke(edge, 1.6).lifted());
        let mut baseline = area.y + PAD + 10.5;
        let mut field = "";
        for row in &self.rows {
            if row.field != field {
                pen.free_text(&id, (area.x + 11.0, baseline), row.field, Label::new(CODE, Role::Ink3));
            }
            field = row.field;
            let label = match row.state {
                State::Same => Label::new(CODE, Role::Ink),
                State::Old => Label::new(CODE, Role::Ink3).struck(),
                State::NewSource => Label::new(CODE_STRONG, Role::Src),
                State::NewDestination => Label::new(CODE_STRONG, Role::Dst),
            };
            let tab = match row.state {
                State::NewSource => Some(Role::Src),
                State::NewDestination => Some(Role::Dst),
                State::Same | State::Old => None,
            };
            if let Some(role) = tab {
                pen.rect(&id, Area::new(area.x + VALUES - 7.0, baseline - 9.0, 3.0, 11.0), 1.5, Paint::fill(role));
            }
            pen.text(&id, (area.x + VALUES, baseline), &row.text, label, area.width - VALUES - 10.0);
            baseline += ROW;
        }
        if let Some(note) = &self.note {
            let at = Area::new(area.x + 8.0, area.y - 9.0, SMALL.width(note) + 14.0, 18.0);
            pen.rect(&id, at, 5.0, Paint::fill(Role::Surface).and_stroke(edge, 1.2));
            pen.free_text(&id, (at.centre().0, at.y + 13.0), note, Label::new(SMALL, Role::Ink2).middle());
        }
        if let Some(stamp) = &self.stamp {
            let (back, ink) = match stamp.kind {
                StampKind::Source => (Role::SrcBack, Role::Src),
                StampKind::Destination => (Role::DstBack, Role::Dst),
                StampKind::Plain => (Role::Node, Role::Ink2),
            };
            let width = SMALL_STRONG.width(&stamp.text) + 14.0;
            let at = Area::new(area.right() - width - 8.0, area.y - 9.0, width, 18.0);
            pen.rect(&id, at, 5.0, Paint::fill(back).and_stroke(ink, 1.2));
            let label = Label::new(SMALL_STRONG, ink).middle();
            pen.free_text(&id, (at.centre().0, at.y + 13.0), &stamp.text, label);
        }
    }
}

fn field(rows: &mut Vec<Row>, name: &'static str, old: &str, new: &str, fresh: bool, state: State) {
    if old == new || fresh {
        rows.push(Row { field: name, text: new.to_owned(), state: State::Same });
        return;
    }
    rows.push(Row { field: name, text: old.to_owned(), state: State::Old });
    rows.push(Row { field: name, text: new.to_owned(), state });
}

fn stamp(story: &Story<'_>, decision: Decision, rows: &[Row]) -> Option<Stamp> {
    let source = rows.iter().any(|row| row.state == State::NewSource);
    let destination = rows.iter().any(|row| row.state == State::NewDestination);
    let (text, kind) = match decision {
        Decision::Dnat => ("DNAT".to_owned(), StampKind::Destination),
        Decision::Snat => ("SNAT".to_owned(), StampKind::Source),
        Decision::Unnat => {
            let text =
                if source && destination { wording::both_undone(story.lang) } else { wording::undone(story.lang) };
            (text.to_owned(), if destination { StampKind::Destination } else { StampKind::Source })
        }
        Decision::Resolve => ("DNS".to_owned(), StampKind::Plain),
        Decision::Send
        | Decision::Match
        | Decision::Forward
        | Decision::Deliver
        | Decision::Receive
        | Decision::Reject
        | Decision::Drop
        | Decision::Unmatched
        | Decision::Respond
        | Decision::Redirect
        | Decision::Leave
        | Decision::Unknown => return None,
    };
    Some(Stamp { text, kind })
}

fn face(state: State) -> crate::metrics::Face {
    match state {
        State::Same | State::Old => CODE,
        State::NewSource | State::NewDestination => CODE_STRONG,
    }
}
