//! What stands as a column: a node with its pods or, where workloads are looked at, a workload with its pods on any node.

use std::collections::{BTreeMap, BTreeSet};

use svcpath_core::object::ObjectRef;
use svcpath_core::world::{Pod, World};

use super::Layout;
use crate::shape::Point;
use crate::story::{Key, Spot, Story};

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Holder {
    /// Index into the world's nodes.
    Node(usize),
    /// A node whose kernel takes part, among workloads: its pods stand with theirs.
    Entry(usize),
    /// A workload, or a pod that none owns; and the node whose kernel it has above its pods, if one takes part there.
    Workload(ObjectRef, Option<usize>),
}

impl Holder {
    /// The node whose kernel is in it.
    pub(crate) fn kernel(&self) -> Option<usize> {
        match self {
            Holder::Node(node) | Holder::Entry(node) => Some(*node),
            Holder::Workload(_, kernel) => *kernel,
        }
    }

    /// The node that it stands for.
    pub(crate) fn node(&self) -> Option<usize> {
        match self {
            Holder::Node(node) | Holder::Entry(node) => Some(*node),
            Holder::Workload(..) => None,
        }
    }

    /// As in a scenario's `layout`.
    pub(crate) fn called(&self, world: &World) -> String {
        match self {
            Holder::Node(node) | Holder::Entry(node) => {
                format!("node/{}", world.nodes.get(*node).map(|node| node.name.as_str()).unwrap_or_default())
            }
            Holder::Workload(workload, _) => format!("{}/{}", workload.kind.to_ascii_lowercase(), workload.key()),
        }
    }

    pub(crate) fn holds(&self, pod: &Pod) -> bool {
        match self {
            Holder::Node(node) => pod.node.is_some_and(|id| id.0 == *node),
            Holder::Entry(_) => false,
            Holder::Workload(workload, _) => pod.owned_by() == workload,
        }
    }
}

/// Puts columns where they were put by hand.
pub(super) fn arrange(holders: &mut [Holder], world: &World, layout: &BTreeMap<String, Point>) {
    let place = |holder: &Holder| layout.get(&holder.called(world)).map_or(f32::INFINITY, |(x, _)| *x);
    holders.sort_by(|a, b| place(a).total_cmp(&place(b)));
}

/// Who stands as a column, and which workloads do not.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Cast {
    pub(super) holders: Vec<Holder>,
    pub(super) rest: Vec<ObjectRef>,
}

/// The workloads of the path in its order, the nodes whose kernels nobody of them has before them, then the others; at most
/// `most` in all.
pub(super) fn cast(story: &Story<'_>, most: usize) -> Cast {
    let mut workloads: Vec<ObjectRef> = Vec::new();
    let on_path: Vec<ObjectRef> = playing(story).iter().map(|key| workload_of(story.world, key)).collect();
    let mut count = 0;
    for (i, workload) in on_path.iter().chain(story.world.each_pod().map(Pod::owned_by)).enumerate() {
        if !workloads.contains(workload) {
            workloads.push(workload.clone());
        }
        if i + 1 == on_path.len() {
            count = workloads.len();
        }
    }
    let mut holders: Vec<Holder> = workloads.iter().cloned().map(|workload| Holder::Workload(workload, None)).collect();
    let mut entries: Vec<Holder> = Vec::new();
    for (i, stay) in story.stays.iter().enumerate().filter(|(_, stay)| !stay.reply) {
        let (Spot::Kernel(name) | Spot::Process(name) | Spot::Pass(name)) = &stay.spot else { continue };
        let Some(node) = story.world.nodes.iter().position(|node| node.name == *name) else { continue };
        let taken = holders.iter().chain(&entries).any(|holder| holder.kernel() == Some(node));
        let acts = matches!(stay.spot, Spot::Kernel(_) | Spot::Process(_)) || stay.beats.end == story.request_beats;
        if taken || !acts {
            continue;
        }
        // The kernel below whoever sends the packet, or above whom it comes to next on this node.
        let before = story.stays.get(..i).and_then(|stays| stays.last());
        let after = story.stays.get(i + 1..).unwrap_or_default().iter().find(|stay| matches!(stay.spot, Spot::Pod(_)));
        let home = before.into_iter().chain(after).find_map(|stay| match &stay.spot {
            Spot::Pod(key) if !stay.reply && story.pod_node(key).as_deref() == Some(name) => Some(key),
            _ => None,
        });
        let wanted = home.map(|key| workload_of(story.world, key));
        let free = holders.iter_mut().find_map(|holder| match holder {
            Holder::Workload(workload, kernel @ None) if Some(&*workload) == wanted.as_ref() => Some(kernel),
            _ => None,
        });
        match free {
            Some(kernel) => *kernel = Some(node),
            None => entries.push(Holder::Entry(node)),
        }
    }
    let shown = most.max(count + entries.len()).saturating_sub(entries.len());
    let rest = workloads.into_iter().skip(shown).collect();
    holders.truncate(shown);
    entries.extend(holders);
    Cast { holders: entries, rest }
}

/// How many nodes whose kernels take part on `others`, the branches beside the drawn one, have no column.
pub(super) fn unseen(world: &World, holders: &[Holder], others: &[Story<'_>]) -> usize {
    let stays = others.iter().flat_map(|other| &other.stays).filter(|stay| !stay.reply);
    let acting: BTreeSet<&str> = stays
        .filter_map(|stay| match &stay.spot {
            Spot::Kernel(name) | Spot::Process(name) => Some(name.as_str()),
            Spot::Outside(_) | Spot::Controller | Spot::Pod(_) | Spot::Pass(_) | Spot::Network => None,
        })
        .collect();
    let shown = |name: &&str| {
        let mut kernels = holders.iter().filter_map(Holder::kernel).filter_map(|node| world.nodes.get(node));
        kernels.any(|node| node.name == *name)
    };
    acting.iter().filter(|name| !shown(name)).count()
}

impl Layout {
    /// The column in which something happens.
    pub(crate) fn column_of(&self, story: &Story<'_>, spot: &Spot) -> Option<usize> {
        let own = match spot {
            Spot::Pod(key) => self.pod(key).and_then(|pod| pod.column),
            _ => None,
        };
        own.or_else(|| self.column(&story.node_of(spot)?))
    }
}

/// Pods of the path, then those that could take their place.
fn playing(story: &Story<'_>) -> Vec<Key> {
    let on_path = story.stays.iter().filter_map(|stay| match &stay.spot {
        Spot::Pod(key) => Some(key.clone()),
        _ => None,
    });
    on_path.chain(story.tiers.iter().flat_map(|tier| tier.pods.iter().cloned())).collect()
}

fn workload_of(world: &World, key: &Key) -> ObjectRef {
    match world.find_pod(&key.0, &key.1) {
        Some(id) => world.pod(id).owned_by().clone(),
        // A pod that only the request knows.
        None => ObjectRef::new("v1", "Pod", &key.0, &key.1),
    }
}
