//! Nodes of one zone stand side by side, with a bracket below them.

use super::{Column, Holder};
use crate::geometry::Area;
use crate::story::Story;

/// The bracket and its word.
const HEIGHT: f32 = 22.0;

/// Columns of one zone.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Zone {
    pub(crate) name: String,
    pub(crate) area: Area,
}

/// Puts nodes of a zone beside each other, else in the order of the world; gives the height that their brackets need.
pub(super) fn group(story: &Story<'_>, nodes: &mut [Holder]) -> f32 {
    let zone = |holder: &Holder| zone_of(story, holder).map(String::as_str);
    if nodes.iter().all(|node| zone(node).is_none()) {
        return 0.0;
    }
    // Those without a zone come last.
    nodes.sort_by(|a, b| (zone(a).is_none(), zone(a)).cmp(&(zone(b).is_none(), zone(b))));
    HEIGHT
}

pub(super) fn brackets(story: &Story<'_>, columns: &[Column]) -> Vec<Zone> {
    let mut zones: Vec<Zone> = Vec::new();
    for column in columns {
        let Some(name) = zone_of(story, &column.holder) else { continue };
        let area = column.area;
        match zones.last_mut().filter(|zone| zone.name == *name) {
            Some(zone) => zone.area.width = area.right() - zone.area.x,
            None => zones.push(Zone {
                name: name.clone(),
                area: Area::new(area.x, area.bottom() + 4.0, area.width, HEIGHT - 4.0),
            }),
        }
    }
    zones
}

fn zone_of<'s>(story: &Story<'s>, holder: &Holder) -> Option<&'s String> {
    match holder {
        Holder::Node(node) => story.world.nodes.get(*node)?.zone.as_ref(),
        // Workloads stand in the order of the path.
        Holder::Entry(_) | Holder::Workload(..) => None,
    }
}
