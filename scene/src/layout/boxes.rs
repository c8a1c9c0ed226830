//! Which pods get a box of their own, which share a stack, and which stand in the crowd.

use std::collections::BTreeMap;

use svcpath_core::lang::Lang;
use svcpath_core::lean::gathered;
use svcpath_core::world::Pod;

use super::Holder;
use crate::geometry::Area;
use crate::story::{Key, Spot, Story, key_of};

/// One pod, or several that share a box.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PodBox {
    pub(crate) keys: Vec<Key>,
    pub(crate) title: String,
    /// The address; empty for stacks.
    pub(crate) address: String,
    /// Of each pod, in order.
    pub(crate) ready: Vec<bool>,
    pub(crate) part: Part,
    /// `None`: outside the columns, since no node takes it.
    pub(crate) column: Option<usize>,
    pub(crate) tier: usize,
    /// From the top of its tier.
    pub(crate) row: usize,
    pub(crate) area: Area,
}

/// What a box does in the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// Asks: stands above the kernel.
    Caller,
    /// An L7 entry that no manifest holds, where it asks on its own account: above the kernel too.
    Entry,
    /// Could be asked, or is.
    Member,
    /// Plays no part.
    Bystander,
}

/// The boxes of one column, from its top, before they have a place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shelf {
    pub(crate) caller: Option<PodBox>,
    /// One list a tier.
    pub(crate) tiers: Vec<Vec<PodBox>>,
}

impl PodBox {
    /// A process of a node, the one that asks.
    pub(crate) fn process(&self) -> bool {
        self.keys.is_empty() && self.part == Part::Caller
    }

    pub(crate) fn alone(&self) -> bool {
        self.keys.len() == 1
    }
}

fn named((namespace, name): &Key) -> (&str, &str) {
    (namespace, name)
}

/// Fills the shelf of every column, with at most `rows` boxes a tier; while somebody draws also with who plays no part.
pub(crate) fn shelves(story: &Story<'_>, holders: &[Holder], rows: usize) -> Vec<Shelf> {
    let members = story.tiers.iter().enumerate().flat_map(|(i, tier)| tier.pods.iter().map(move |key| (named(key), i)));
    let tier_of: BTreeMap<(&str, &str), usize> = gathered(members);
    let caller = match story.caller() {
        Some(Spot::Pod(key)) => Some(named(key)),
        Some(_) | None => None,
    };
    let on_path = story.stays.iter().filter_map(|stay| match &stay.spot {
        Spot::Pod(key) => Some(key.clone()),
        Spot::Outside(_) | Spot::Controller | Spot::Process(_) | Spot::Kernel(_) | Spot::Pass(_) | Spot::Network => {
            None
        }
    });
    let nobody_plays = tier_of.is_empty();
    let held = story.held_pod();
    let pulled: Vec<Key> = on_path.chain(held.clone()).collect();
    holders
        .iter()
        .enumerate()
        .map(|(column, holder)| {
            let mut shelf = Shelf { tiers: vec![Vec::new(); story.tiers.len().max(1)], ..Shelf::default() };
            let mut members: Vec<Vec<&Pod>> = vec![Vec::new(); story.tiers.len().max(1)];
            let mut others: Vec<&Pod> = Vec::new();
            for pod in story.world.pods.iter().filter(|pod| holder.holds(pod)) {
                let key = (pod.reference.namespace.as_str(), pod.reference.name.as_str());
                if caller == Some(key) {
                    shelf.caller = Some(single(story, pod, Part::Caller, column, 0));
                } else if let Some(tier) = tier_of.get(&key).copied() {
                    if let Some(list) = members.get_mut(tier) {
                        list.push(pod);
                    }
                } else {
                    others.push(pod);
                }
            }
            for (tier, list) in members.into_iter().enumerate() {
                let boxes = pack(story, list, &pulled, rows, Part::Member, column, tier);
                if let Some(slot) = shelf.tiers.get_mut(tier) {
                    *slot = boxes;
                }
            }
            if (nobody_plays || story.drawing.is_some())
                && let Some((tier, slot)) = shelf.tiers.iter_mut().enumerate().next_back()
            {
                // Below those that play, who have the first rows.
                let room = rows.saturating_sub(slot.len()).max(1);
                slot.extend(pack(story, others, held.as_slice(), room, Part::Bystander, column, tier));
            }
            let unknown = story.caller().filter(|spot| stands_in(story, spot, holder));
            match (unknown, holder.node()) {
                (Some(Spot::Pod(key)), _) if shelf.caller.is_none() => shelf.caller = Some(stranger(key, column)),
                (_, Some(node)) if works_on(story, node) => shelf.caller = Some(process(story, node, column)),
                (_, Some(node)) if shelf.caller.is_none() => shelf.caller = entry(story, node, column),
                _ => {}
            }
            shelf
        })
        .collect()
}

/// The pods of a tier that no node takes: one box.
pub(crate) fn waiting(story: &Story<'_>, tier: usize) -> Option<PodBox> {
    let keys = &story.tiers.get(tier)?.pods;
    let waits = |pod: &&Pod| pod.node.is_none() && keys.contains(&key_of(&pod.reference));
    let pods: Vec<&Pod> = story.world.each_pod().filter(waits).collect();
    let found = pack(story, pods, &[], 1, Part::Member, 0, tier).pop()?;
    Some(PodBox { column: None, ..found })
}

/// Boxes for `pods`: each its own while they fit, else one stack a workload with those `pulled` out.
fn pack(
    story: &Story<'_>,
    pods: Vec<&Pod>,
    pulled: &[Key],
    rows: usize,
    part: Part,
    column: usize,
    tier: usize,
) -> Vec<PodBox> {
    if pods.len() <= rows {
        return pods.into_iter().map(|pod| single(story, pod, part, column, tier)).collect();
    }
    let (out, rest): (Vec<&Pod>, Vec<&Pod>) =
        pods.into_iter().partition(|pod| pulled.contains(&key_of(&pod.reference)));
    let mut boxes: Vec<PodBox> = out.into_iter().map(|pod| single(story, pod, part, column, tier)).collect();
    let mut groups: Vec<(String, Vec<&Pod>)> = Vec::new();
    for pod in rest {
        let owner = pod.owned_by().name.clone();
        match groups.iter_mut().find(|(name, _)| *name == owner) {
            Some((_, list)) => list.push(pod),
            None => groups.push((owner, vec![pod])),
        }
    }
    let room = rows.saturating_sub(boxes.len()).max(1);
    if groups.len() > room {
        // The last box takes all that is left.
        let tail: Vec<&Pod> = groups.split_off(room - 1).into_iter().flat_map(|(_, list)| list).collect();
        groups.push((String::new(), tail));
    }
    boxes.extend(groups.into_iter().map(|(owner, list)| match list.as_slice() {
        [pod] => single(story, pod, part, column, tier),
        list => stack(story.lang, &owner, list, part, column, tier),
    }));
    boxes
}

fn single(story: &Story<'_>, pod: &Pod, part: Part, column: usize, tier: usize) -> PodBox {
    PodBox {
        keys: vec![key_of(&pod.reference)],
        title: pod.reference.name.clone(),
        address: story.shown(&pod.ips),
        ready: vec![pod.ready],
        part,
        column: Some(column),
        tier,
        row: 0,
        area: Area::default(),
    }
}

fn stack(lang: Lang, owner: &str, pods: &[&Pod], part: Part, column: usize, tier: usize) -> PodBox {
    PodBox {
        keys: pods.iter().map(|pod| key_of(&pod.reference)).collect(),
        title: if owner.is_empty() {
            crate::wording::pods(pods.len(), lang)
        } else {
            format!("{owner} ×{}", pods.len())
        },
        address: String::new(),
        ready: pods.iter().map(|pod| pod.ready && pod.node.is_some()).collect(),
        part,
        column: Some(column),
        tier,
        row: 0,
        area: Area::default(),
    }
}

/// A pod that only the request knows.
fn stranger(key: &Key, column: usize) -> PodBox {
    PodBox {
        keys: vec![key.clone()],
        title: key.1.clone(),
        address: String::new(),
        ready: vec![true],
        part: Part::Caller,
        column: Some(column),
        tier: 0,
        row: 0,
        area: Area::default(),
    }
}

/// The controller that is assumed there.
fn entry(story: &Story<'_>, node: usize, column: usize) -> Option<PodBox> {
    let address = story.controller_on(&story.world.nodes.get(node)?.name)?;
    Some(PodBox {
        keys: Vec::new(),
        title: story.title_of_entry().to_owned(),
        address: address.to_string(),
        ready: Vec::new(),
        part: Part::Entry,
        column: Some(column),
        tier: 0,
        row: 0,
        area: Area::default(),
    })
}

/// Whether a process of the node itself takes part.
fn works_on(story: &Story<'_>, node: usize) -> bool {
    let name = story.world.nodes.get(node).map(|node| node.name.as_str());
    story.stays.iter().any(|stay| matches!(&stay.spot, Spot::Process(on) if Some(on.as_str()) == name))
}

/// A process of the node itself.
fn process(story: &Story<'_>, node: usize, column: usize) -> PodBox {
    let address = story.world.nodes.get(node).map(|node| story.shown(&node.addresses));
    PodBox {
        keys: Vec::new(),
        title: if story.hands_over() { "kubelet" } else { crate::wording::process(story.lang) }.to_owned(),
        address: address.unwrap_or_default(),
        ready: Vec::new(),
        part: Part::Caller,
        column: Some(column),
        tier: 0,
        row: 0,
        area: Area::default(),
    }
}

/// Whether someone whom no world holds has a place there.
fn stands_in(story: &Story<'_>, spot: &Spot, holder: &Holder) -> bool {
    match (spot, holder) {
        (Spot::Pod(key), Holder::Workload(workload, _)) => {
            workload.kind == "Pod" && *key == key_of(workload) && story.world.find_pod(&key.0, &key.1).is_none()
        }
        (Spot::Pod(_), Holder::Entry(_)) => false,
        (_, holder) => {
            let node = holder.node().and_then(|node| story.world.nodes.get(node));
            node.is_some_and(|node| story.node_of(spot).as_deref() == Some(&node.name))
        }
    }
}
