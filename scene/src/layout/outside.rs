//! The left: clients, load balancers, names, the API server, foreign hosts.

use svcpath_core::trace::{Choice, Stage};

use crate::geometry::Area;
use crate::layout::{Column, Measures};
use crate::pen::CODE;
use crate::route::DOT;
use crate::story::{Fork, Key, Outsider, Spot, Story, address_in};

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OutsideBox {
    pub(crate) who: Outsider,
    pub(crate) area: Area,
    /// The height at which the wire arrives.
    pub(crate) arrive: f32,
    /// A load balancer's.
    pub(crate) listeners: Vec<Listener>,
}

/// A port that a load balancer listens on: a tab at its left wall.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Listener {
    pub(crate) text: String,
    pub(crate) matches: bool,
    pub(crate) area: Area,
}

const TAB: f32 = 18.0;
const TAB_PITCH: f32 = 22.0;
/// How wide at least, with how much room around its words, and how much of it lies inside the box.
const TAB_WIDTH: f32 = 54.0;
const TAB_PADDING: f32 = 4.0;
const TAB_INSIDE: f32 = 20.0;

impl OutsideBox {
    pub(crate) fn plain(who: Outsider, area: Area) -> Self {
        Self { who, area, arrive: area.centre().1, listeners: Vec::new() }
    }

    /// Where a load balancer's own words may begin.
    pub(crate) fn tab_right(&self) -> f32 {
        self.listeners.iter().map(|listener| listener.area.right()).fold(self.area.x, f32::max)
    }
}

/// Puts everyone into the lane: whoever reaches for the nodes at the height of the wire in, the others above and below.
pub(crate) fn place(
    story: &Story<'_>,
    lane: Area,
    columns: &[Column],
    panel: Option<Area>,
    m: &Measures,
) -> Vec<OutsideBox> {
    let Some(first) = columns.first() else { return Vec::new() };
    // A load balancer has a dot for every node, that of the first at the height of its entry.
    let dots = columns.len() as f32 * DOT;
    let top = lane.y + m.outside / 2.0;
    let channel = first.floors.first().map_or(lane.bottom(), |floor| floor.channel.centre().1);
    let pods = first.floors.first().map_or(lane.bottom(), |floor| floor.pods.y + m.pod / 2.0);
    let balanced = story.outsiders.iter().any(|who| matches!(who, Outsider::LoadBalancer(_)));
    let client = if balanced && !m.roomy { 36.0 } else { m.outside };
    let named = story.asks_dns();
    let kernel_first = story.stays.iter().any(|stay| matches!(stay.spot, Spot::Kernel(_)));
    let mut everyone = story.outsiders.clone();
    if named {
        everyone.push(Outsider::Dns);
    }
    let slots = everyone.into_iter().map(|who| {
        let (centre, height) = match &who {
            Outsider::Client(_) => match panel {
                Some(panel) if !balanced => (panel.centre().1, m.outside),
                Some(_) | None if balanced => (lane.y + client / 2.0, client),
                Some(_) | None => (first.entry, m.outside),
            },
            Outsider::LoadBalancer(_) => {
                (first.entry - (dots - DOT) / 2.0, (dots + if m.roomy { 24.0 } else { 8.0 }).max(60.0))
            }
            Outsider::Dns => (top, 40.0),
            Outsider::ApiServer => (channel, m.outside),
            Outsider::External(_) if named || kernel_first => (pods, m.outside),
            Outsider::External(_) => (first.entry, m.outside),
        };
        let (inset, width) = match &who {
            Outsider::LoadBalancer(_) => (46.0, lane.width - 46.0),
            Outsider::External(_) => (0.0, lane.width.min(132.0)),
            Outsider::Client(_) | Outsider::Dns | Outsider::ApiServer => {
                (0.0, lane.width.min(132.0) - if m.broad { 20.0 } else { 14.0 })
            }
        };
        OutsideBox::plain(who, Area::new(lane.x + inset, centre - height / 2.0, width, height))
    });
    let mut places: Vec<OutsideBox> = Vec::new();
    for mut place in slots {
        while let Some(other) = places.iter().find(|other| other.area.inset(-6.0).overlaps(place.area)) {
            place.area.y = other.area.bottom() + 16.0;
        }
        places.push(match &place.who {
            Outsider::LoadBalancer(key) => balancer(story, place.who.clone(), key, place.area),
            Outsider::Client(_) | Outsider::Dns | Outsider::ApiServer | Outsider::External(_) => place,
        });
    }
    places
}

/// A load balancer with its listeners.
pub(super) fn balancer(story: &Story<'_>, who: Outsider, key: &Key, area: Area) -> OutsideBox {
    let listeners = listeners(story, key, area);
    let met = listeners.iter().find(|listener| listener.matches);
    let below = listeners.last().map_or(area.centre().1, |last| last.area.bottom() + 10.0);
    // Where nobody listens there is only wall.
    let arrive = met.map_or(below.min(area.bottom() - 8.0), |met| met.area.centre().1);
    OutsideBox { who, area, arrive, listeners }
}

fn listeners(story: &Story<'_>, key: &Key, area: Area) -> Vec<Listener> {
    // A Gateway has listeners too.
    let of_balancer = |fork: &&Fork<'_>| story.stage_of(fork) == Some(Stage::LoadBalancer);
    let options = story.forks.iter().filter(of_balancer).flat_map(|fork| &fork.options);
    let asked: Vec<(String, bool)> = options
        .filter(|option| matches!(option.candidate.what, Choice::Listener { .. }))
        .map(|option| (address_in(&option.candidate.what), option.chosen))
        .collect();
    let declared = || {
        let service = story.service(key);
        let ports = service.into_iter().flat_map(|service| &service.ports);
        ports.map(|port| (format!("{} {}", port.spec.protocol, port.spec.port), false)).collect()
    };
    let mut list: Vec<(String, bool)> = if asked.is_empty() { declared() } else { asked };
    let most = ((area.height / TAB_PITCH).floor() as usize).max(1);
    if list.len() > most {
        // The one that is met stays; the others are counted.
        list.sort_by_key(|(_, matches)| !matches);
        let hidden = list.len() - (most - 1);
        list.truncate(most - 1);
        list.push((format!("+{hidden}"), false));
    }
    let top = area.centre().1 - list.len() as f32 * TAB_PITCH / 2.0;
    // A long number makes all of them longer, away from what stands in the box.
    let longest = list.iter().map(|(text, _)| CODE.width(text)).fold(0.0, f32::max);
    let width = (longest + TAB_PADDING).max(TAB_WIDTH);
    let left = (area.x + TAB_INSIDE - width).max(0.0);
    let tab = |(i, (text, matches)): (usize, (String, bool))| Listener {
        text,
        matches,
        area: Area::new(left, top + i as f32 * TAB_PITCH + (TAB_PITCH - TAB) / 2.0, area.x + TAB_INSIDE - left, TAB),
    };
    list.into_iter().enumerate().map(tab).collect()
}
