//! While somebody draws: objects without a place on the picture, a chip each, so that all that was made is seen and can be taken
//! hold of.

use std::collections::BTreeSet;

use svcpath_core::apart::apart;
use svcpath_core::object::ObjectRef;
use svcpath_core::world::Pod;

use super::{Chip, Holder};
use crate::story::{Key, Outsider, Story, key_of};
use crate::view::Drawing;

/// The one that is held comes first. `stands`: which pods have a box; `nodes`: whether those without a column are tiles.
pub(super) fn chips(story: &Story<'_>, holders: &[Holder], nodes: bool, stands: &dyn Fn(&Pod) -> bool) -> Vec<Chip> {
    // Nobody draws on a first visit.
    story.drawing.map_or_else(Vec::new, |drawing| apart(|| of(story, drawing, holders, nodes, stands)))
}

fn of(
    story: &Story<'_>,
    drawing: &Drawing,
    holders: &[Holder],
    nodes: bool,
    stands: &dyn Fn(&Pod) -> bool,
) -> Vec<Chip> {
    let owners: BTreeSet<&ObjectRef> = story.world.pods.iter().filter(|pod| stands(pod)).map(Pod::owned_by).collect();
    let services = story.tiers.iter().filter_map(|tier| story.rules_of(tier));
    let services: BTreeSet<Key> = services.map(|service| key_of(&service.spec.meta.reference)).collect();
    let balances = |key: &Key| story.outsiders.iter().any(|who| matches!(who, Outsider::LoadBalancer(of) if of == key));
    let column = |name: &str| {
        let mut shown = holders.iter().filter_map(Holder::node).filter_map(|node| story.world.nodes.get(node));
        shown.any(|node| node.name == name)
    };
    let has_place = |object: &&ObjectRef| match object.kind.as_str() {
        "Node" => nodes || column(&object.name),
        "Service" => services.contains(&key_of(object)) || balances(&key_of(object)),
        _ => owners.contains(object),
    };
    let mut chips: Vec<Chip> = drawing.objects.iter().filter(|object| !has_place(object)).map(Chip::object).collect();
    chips.sort_by_key(|chip| drawing.held.as_ref() != Some(&chip.id));
    chips
}
