//! Nodes of one zone stand side by side, with a bracket below them.

use super::Column;
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
pub(super) fn group(story: &Story<'_>, nodes: &mut [usize]) -> f32 {
    let zone = |node: &usize| story.world.nodes.get(*node).and_then(|node| node.zone.as_deref());
    if nodes.iter().all(|node| zone(node).is_none()) {
        return 0.0;
    }
    // Those without a zone come last.
    nodes.sort_by_key(|node| (zone(node).is_none(), zone(node)));
    HEIGHT
}

pub(super) fn brackets(story: &Story<'_>, columns: &[Column]) -> Vec<Zone> {
    let mut zones: Vec<Zone> = Vec::new();
    for column in columns {
        let Some(name) = story.world.nodes.get(column.node).and_then(|node| node.zone.as_ref()) else { continue };
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
