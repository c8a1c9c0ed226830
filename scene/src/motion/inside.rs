//! What moves inside a node: the packet from chain to chain, its header read in one place.

use super::{Ending, Kind, Moment, Motion};
use crate::geometry::Area;
use crate::inside::Plan;
use crate::packet::Card;
use crate::story::{End, Story};

impl Motion {
    pub(crate) fn inside(story: &Story<'_>, plan: &Plan, reduced: bool) -> Self {
        let moments: Vec<Moment> = story
            .beats
            .iter()
            .enumerate()
            .map(|(i, beat)| {
                let card = Card::new(story, beat);
                let dock = plan.dock_of(i);
                let place = Area::new(dock.0, dock.1, card.width, card.height);
                let mark = super::mark(beat.step.visible()).filter(|_| plan.beats.contains(&i));
                let outline = plan.card_of(i).map(|area| (area, 8.0));
                Moment { card, place, leader: Vec::new(), outline, band: None, reply: beat.reply, mark }
            })
            .collect();
        // What breaks elsewhere is no matter of this kernel.
        let last = story.request_beats.saturating_sub(1);
        let kind = match story.end {
            _ if !plan.beats.contains(&last) => Kind::Well,
            End::Refused => Kind::Refused,
            End::Lost => Kind::Lost,
            End::Answered(_) => Kind::Answered,
            End::Unknown => Kind::Unknown,
            End::None | End::Arrived | End::Left => Kind::Well,
        };
        Self {
            request: plan.journey.clone(),
            request_count: moments.len(),
            broke: last,
            ending: Ending { kind, ..Ending::default() },
            still: reduced,
            moments,
            ..Self::default()
        }
    }
}
