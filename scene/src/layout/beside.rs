//! While somebody draws: objects without a place on the picture, a chip each, so that all that was made is seen and can be taken
//! hold of.

use std::collections::BTreeSet;

use svcpath_core::apart::apart;
use svcpath_core::object::ObjectRef;
use svcpath_core::world::Pod;

use super::{Chip, Holder};
use crate::shape::Id;
use crate::story::{Key, Outsider, Story, key_of};
use crate::view::Drawing;

/// What stands without a chip.
pub(super) struct Places<'a> {
    pub(super) holders: &'a [Holder],
    /// Nodes without a column are tiles, and other pods of them are counted there.
    pub(super) tiles: bool,
    /// Which pods have a box.
    pub(super) stands: &'a dyn Fn(&Pod) -> bool,
}

/// In the order of the drawing's objects, so that none moves when it is taken hold of.
pub(super) fn chips(story: &Story<'_>, places: &Places<'_>) -> Vec<Chip> {
    // Nobody draws on a first visit.
    story.drawing.map_or_else(Vec::new, |drawing| apart(|| of(story, drawing, places)))
}

fn of(story: &Story<'_>, drawing: &Drawing, places: &Places<'_>) -> Vec<Chip> {
    let Places { holders, tiles, stands } = *places;
    let (seen, unseen): (Vec<&Pod>, Vec<&Pod>) = story.world.each_pod().partition(|pod| stands(pod));
    let mut owners: BTreeSet<&ObjectRef> = seen.into_iter().map(Pod::owned_by).collect();
    if !tiles {
        unseen.into_iter().for_each(|pod| _ = owners.remove(pod.owned_by()));
    }
    let services = story.tiers.iter().filter_map(|tier| story.rules_of(tier));
    let services: BTreeSet<Key> = services.map(|service| key_of(&service.spec.meta.reference)).collect();
    let balances = |key: &Key| story.outsiders.iter().any(|who| matches!(who, Outsider::LoadBalancer(of) if of == key));
    let column = |name: &str| {
        let mut shown = holders.iter().filter_map(Holder::node).filter_map(|node| story.world.nodes.get(node));
        shown.any(|node| node.name == name)
    };
    let has_place = |object: &&ObjectRef| match object.kind.as_str() {
        "Node" => tiles || column(&object.name),
        "Service" => services.contains(&key_of(object)) || balances(&key_of(object)),
        _ => owners.contains(object),
    };
    // Nodes that no manifest holds are no objects.
    let assumed = story.world.nodes.iter().map(|node| Chip::node(&node.name));
    let assumed = assumed.filter(|node| !tiles && drawing.objects.iter().all(|object| Id::of(object) != node.id));
    let assumed = assumed.filter(|node| !matches!(&node.id, Id::Node(name) if column(name)));
    let objects = drawing.objects.iter().filter(|object| !has_place(object)).map(Chip::object);
    objects.chain(assumed).collect()
}
