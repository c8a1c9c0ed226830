//! The names that a resolver tries, beside the cluster's DNS: each is told with the step that asks for it.

use svcpath_core::wording::why_not;

use crate::layout::Layout;
use crate::pen::{Label, Pen, SMALL};
use crate::shape::{Id, Point, Role};
use crate::story::{Outsider, Story, address_in};

pub(crate) const ROW: f32 = 16.0;

/// A name on the list.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Asked {
    /// The step at which the answer is known.
    pub(crate) beat: usize,
    pub(crate) good: bool,
    /// Where its sign stands.
    pub(crate) sign: Point,
}

pub(super) fn draw(pen: &mut Pen, story: &Story<'_>, layout: &Layout) {
    let Some((left, room)) = column(layout) else { return };
    for (asked, option) in asked(story, layout).iter().zip(story.names_tried()) {
        let name = address_in(&option.candidate.what);
        let full = (SMALL.width(&name) > room).then(|| name.clone());
        let (shown, _) = SMALL.fit(&name, room);
        let role = if asked.good { Role::Ink } else { Role::Ink2 };
        pen.text_as(&Id::Dns, (left + 18.0, asked.sign.1 + 4.0), shown, full, Label::new(SMALL, role));
    }
    if let Some(why) = story.names_tried().find_map(|option| option.candidate.why_not.as_ref())
        && story.names_tried().all(|option| option.candidate.why_not.is_some())
        && let Some(last) = asked(story, layout).last()
    {
        let at = (left + 18.0, last.sign.1 + 4.0 + ROW);
        pen.text(&Id::Dns, at, &why_not(why, story.lang), Label::new(SMALL, Role::Bad), room);
    }
}

/// The names in the order in which they are tried.
pub(crate) fn asked(story: &Story<'_>, layout: &Layout) -> Vec<Asked> {
    let Some(place) = layout.outsider(&Outsider::Dns) else { return Vec::new() };
    let Some((left, _)) = column(layout) else { return Vec::new() };
    let top = if layout.tall { place.area.y + 11.0 } else { place.area.bottom() + 14.0 };
    let beats: Vec<usize> = story.dns_beats().collect();
    let beat = |i: usize| beats.get(i).or(beats.last()).copied().unwrap_or(0);
    let row = |(i, good): (usize, bool)| Asked { beat: beat(i), good, sign: (left + 7.0, top + ROW * i as f32) };
    story.names_tried().map(|option| option.candidate.why_not.is_none()).enumerate().map(row).collect()
}

/// The left edge of the list, and how wide a name may be: below the DNS, on the phone beside it.
fn column(layout: &Layout) -> Option<(f32, f32)> {
    let area = layout.outsider(&Outsider::Dns)?.area;
    if layout.tall {
        return Some((layout.lane.x, area.x - layout.lane.x - 18.0 - 12.0));
    }
    Some((area.x, layout.lane.right().min(layout.width - layout.measures.margin) - area.x - 22.0))
}
