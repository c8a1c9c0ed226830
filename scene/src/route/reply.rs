//! The reply's way home: beside the request's, backwards.

use super::{Journey, TWIN};
use crate::story::{Spot, Story};

pub(super) fn journey(story: &Story<'_>, request: &Journey) -> Option<Journey> {
    let replies: Vec<_> = story.stays.iter().filter(|stay| stay.reply).collect();
    if replies.is_empty() || request.track.length() == 0.0 {
        return None;
    }
    let beside = request.track.beside(TWIN);
    let home = beside.reversed();
    let turned = |along: f32| beside.length() - request.track.transfer(along, &beside);
    let last = request.stops.last().copied().unwrap_or(0.0);
    // An entry answers for a connection that it lost: from where it stands.
    let answers = replies.first().filter(|first| story.stays.iter().any(|stay| stay.connection > first.connection));
    let from = answers.and_then(|first| place(story, request, &first.spot, first.connection)).unwrap_or(last);
    let start = turned(from);
    let mut at = start;
    let mut stops = Vec::new();
    for (i, stay) in replies.iter().enumerate() {
        let is_last = i + 1 == replies.len();
        let along =
            if is_last { request.stops.first().copied() } else { place(story, request, &stay.spot, stay.connection) };
        // Someone the request never met: on the way to the next.
        at = along.map_or(at, turned).clamp(at, home.length());
        stops.extend(stay.beats.clone().map(|_| at));
    }
    let hidden = request.hidden.iter().rev().map(|(from, to)| (turned(*to), turned(*from))).collect();
    Some(Journey { track: home, stops, hidden, start })
}

/// A way of its own: `out` leads from the client to the endpoint as the reply goes back.
pub(super) fn detour(story: &Story<'_>, out: &Journey) -> Option<Journey> {
    if out.track.length() == 0.0 {
        return None;
    }
    let beside = out.track.beside(TWIN);
    let turned = |along: f32| beside.length() - out.track.transfer(along, &beside);
    let mut at: f32 = 0.0;
    let back = (story.request_beats..story.beats.len()).map(|beat| {
        at = at.max(out.stops.get(beat).map_or(0.0, |along| turned(*along)));
        at
    });
    let stops = back.collect();
    let hidden = out.hidden.iter().rev().map(|(from, to)| (turned(*to), turned(*from))).collect();
    Some(Journey { track: beside.reversed(), stops, hidden, start: 0.0 })
}

/// Where the request met a place, as seen from behind: the last rule that acted there.
fn place(story: &Story<'_>, request: &Journey, spot: &Spot, connection: u8) -> Option<f32> {
    let node = |spot: &Spot| match spot {
        Spot::Kernel(node) | Spot::Pass(node) => Some(node.clone()),
        Spot::Outside(_) | Spot::Controller | Spot::Pod(_) | Spot::Process(_) | Spot::Network => None,
    };
    let same = |other: &Spot| other == spot || (node(other).is_some() && node(other) == node(spot));
    let stay = story.stays.iter().rfind(|stay| !stay.reply && stay.connection == connection && stay.spot == *spot);
    let stay = stay.or_else(|| story.stays.iter().rfind(|stay| !stay.reply && same(&stay.spot)))?;
    let stops = request.stops.get(stay.beats.clone())?;
    let (first, last) = (stops.first()?, stops.last()?);
    // In a kernel between what is undone, elsewhere at the end.
    if matches!(stay.spot, Spot::Kernel(_)) { Some((first + last) / 2.0 + (last - first) / 5.0) } else { Some(*last) }
}
