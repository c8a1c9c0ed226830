//! What became of a request that does not arrive.

use svcpath_core::reason::Reason;

use crate::geometry::Area;
use crate::layout::Layout;
use crate::pen::{SMALL_STRONG, pill_area};
use crate::shape::Point;
use crate::story::{End, Spot, Story, pending};
use crate::wording;

#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Ending {
    pub(super) kind: Kind,
    /// Said at the caller.
    pub(super) text: Option<String>,
    pub(super) bad: bool,
    /// Where it is said.
    pub(super) at: Point,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Kind {
    #[default]
    Well,
    Refused,
    Lost,
    Answered,
    Unknown,
}

pub(super) fn ending(story: &Story<'_>, layout: &Layout, still: &[Area], stopped: Point) -> Ending {
    let caller = story.caller();
    let area = match caller {
        Some(Spot::Outside(who)) => layout.outsider(who).map(|place| place.area),
        Some(Spot::Pod(key)) => layout.pod(key).map(|pod| pod.area),
        Some(Spot::Process(_)) => layout.boxes.iter().find(|pod| pod.process()).map(|pod| pod.area),
        Some(Spot::Controller | Spot::Kernel(_) | Spot::Pass(_) | Spot::Network) | None => None,
    };
    let at = |text: &str| {
        // Nobody to say it to: where it stopped.
        let area = area.unwrap_or(Area::new(stopped.0 - 40.0, stopped.1 - 14.0, 80.0, 28.0));
        let room = |at: &Point| {
            let pill = pill_area(*at, text, SMALL_STRONG);
            !still.iter().any(|label| label.overlaps(pill) && !area.overlaps(*label))
        };
        let below = (area.centre().0, area.bottom() + 6.0);
        let above = (area.centre().0, area.y - 1.0);
        [below, above].into_iter().find(room).unwrap_or(below)
    };
    let nxdomain = story.path.is_some_and(|path| path.verdict == svcpath_core::trace::Verdict::Nxdomain);
    // An entry answers for the connection that it lost.
    let told = story.beats.last().filter(|beat| beat.reply).and_then(|beat| match &*beat.step.reason {
        Reason::HttpAnswerReceived { status } => Some(format!("HTTP {status}")),
        _ => None,
    });
    let (kind, text, bad) = match story.end {
        End::None | End::Arrived | End::Left => (Kind::Well, None, false),
        End::Refused if told.is_some() => (Kind::Refused, told, true),
        End::Lost if told.is_some() => (Kind::Lost, told, true),
        End::Refused if nxdomain => (Kind::Refused, Some(wording::name_not_found(story.lang).to_owned()), true),
        End::Refused if pending(story.path).is_some() => {
            (Kind::Refused, Some(wording::no_address(story.lang).to_owned()), true)
        }
        End::Refused => (Kind::Refused, Some(wording::refused(story.lang).to_owned()), true),
        End::Lost => (Kind::Lost, Some(wording::time_out(story.lang).to_owned()), true),
        End::Answered(Some(status)) => (Kind::Answered, Some(format!("HTTP {status}")), status >= 400),
        End::Answered(None) => (Kind::Answered, None, true),
        End::Unknown => (Kind::Unknown, Some(wording::not_covered(story.lang).to_owned()), false),
    };
    let at = text.as_deref().map_or((0.0, 0.0), |text| {
        let (x, y) = at(text);
        let half = pill_area((0.0, 0.0), text, SMALL_STRONG).width / 2.0 + 10.0;
        (x.clamp(half, (layout.width - half).max(half)), y)
    });
    Ending { kind, text, bad, at }
}
