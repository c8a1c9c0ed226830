//! The phone: whoever the packet meets, below each other in that order, along one wire. Ways not taken are chips at the foot.

use svcpath_core::apart::apart;
use svcpath_core::trace::Choice;
use svcpath_core::world::Pod;

use super::beside::{self, Places};
use super::boxes::{PodBox, Shelf, shelves};
use super::chips::{self, Chip};
use super::measures::{Measures, Stretch, solve};
use super::wide::{RULE, header_pad};
use super::{Column, Floor, Holder, Layout, OutsideBox, Part, outside};
use crate::draw::ROW;
use crate::geometry::Area;
use crate::shape::Id;
use crate::story::{Outsider, Spot, Story, address_in, key_of, per_cent, pod_in};
use crate::view::View;

const GUTTER: f32 = 28.0;
/// Less than this leaves no room beside a pod.
const NARROW: f32 = 376.0;

/// From a node's left edge to the words of its head, clear of the wire at its `gutter`.
pub(crate) fn head_lead(gutter: f32) -> f32 {
    gutter + 18.0
}

/// One block of the stack.
enum Block {
    Outside(Outsider),
    /// The cluster's DNS, with the names that are tried.
    Names,
    Panel,
    Node(usize),
}

pub(crate) fn layout(story: &Story<'_>, view: &View) -> Layout {
    let mut m = Measures::new(view);
    let (x, width) = (m.margin, view.width - 2.0 * m.margin);
    let blocks = blocks(story);
    let nodes: Vec<usize> = blocks
        .iter()
        .filter_map(|block| match block {
            Block::Node(node) => Some(*node),
            Block::Outside(_) | Block::Names | Block::Panel => None,
        })
        .collect();
    let mut known = nodes.iter().filter_map(|i| story.world.nodes.get(*i));
    if known.clone().any(|node| node.unschedulable) {
        m = apart(|| m.with_state_line(story, &mut known, width - head_lead(GUTTER) - header_pad(width), true));
    }
    let holders: Vec<Holder> = nodes.iter().copied().map(Holder::Node).collect();
    let shelves = shelves(story, &holders, usize::MAX);
    let stretches: Vec<Vec<Stretch>> =
        blocks.iter().map(|block| stretch(story, block, &nodes, &shelves, &m, view.width)).collect();
    let flat: Vec<Stretch> = stretches.iter().flatten().copied().collect();
    let mut chips = chips(story, &nodes, &shelves);
    let stands = |pod: &Pod| {
        let tiers = |shelf| (0..story.tiers.len()).flat_map(move |tier| shown(story, shelf, tier));
        let mut boxes = shelves.iter().flat_map(|shelf| shelf.caller.iter().chain(tiers(shelf)));
        boxes.any(|drawn| drawn.keys.contains(&key_of(&pod.reference)))
    };
    let mut unmet = beside::chips(story, &Places { holders: &holders, tiles: false, stands: &stands });
    chips::most(&mut unmet, 8, story.held());
    chips.extend(unmet);
    let chip_rows = chips::rows(&chips, width);
    let free = view.height - view.top - view.bottom - 2.0 * m.margin - chip_rows as f32 * chips::PITCH;
    let sizes = solve(&flat, free);
    let mut sizes = sizes.into_iter();
    let mut y = view.top + m.margin;

    let mut layout = Layout {
        width: view.width,
        height: view.height,
        top: view.top,
        tall: true,
        measures: m,
        lane: Area::new(x, y, width, 0.0),
        street: y,
        columns: Vec::new(),
        zones: Vec::new(),
        rest: Vec::new(),
        rest_area: Area::default(),
        boxes: Vec::new(),
        outside: Vec::new(),
        panel: None,
        ladder: None,
        chips: Vec::new(),
    };
    let gutter = x + GUTTER;
    for (block, stretches) in blocks.iter().zip(&stretches) {
        let mut take: Vec<f32> = sizes.by_ref().take(stretches.len()).collect();
        let gap = take.pop().unwrap_or(0.0);
        match block {
            Block::Outside(who) => {
                let height = take.iter().sum::<f32>();
                layout.outside.push(place_outside(story, who, x, y, height, width));
                y += height;
            }
            Block::Names => {
                let height = take.iter().sum::<f32>();
                let area = Area::new(x + width - 138.0, y, 112.0, 34.0);
                layout.outside.push(OutsideBox::plain(Outsider::Dns, area));
                y += height;
            }
            Block::Panel => {
                let height = take.iter().sum::<f32>();
                layout.panel = Some(Area::new(x, y, width, height));
                y += height;
            }
            Block::Node(node) => {
                let index = layout.columns.len();
                if let Some(shelf) = shelves.get(index) {
                    y = place_node(story, &mut layout, *node, shelf, &take, y, gutter);
                }
            }
        }
        y += gap;
    }
    layout.chips = chips::place(chips, x, y, width);
    let bottom = y + chip_rows as f32 * chips::PITCH + m.margin + view.bottom;
    layout.height = layout.height.max(bottom);
    layout
}

/// In the order in which the packet meets them; the cluster's nodes where nothing is asked.
fn blocks(story: &Story<'_>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    if story.asks_dns() {
        blocks.push(Block::Names);
    }
    let index = |name: &str| story.world.nodes.iter().position(|node| node.name == name);
    for stay in story.stays.iter().filter(|stay| !stay.reply) {
        match &stay.spot {
            Spot::Outside(who) => {
                if !blocks.iter().any(|block| matches!(block, Block::Outside(known) if known == who)) {
                    blocks.push(Block::Outside(who.clone()));
                }
            }
            Spot::Controller => {
                if !blocks.iter().any(|block| matches!(block, Block::Panel)) {
                    blocks.push(Block::Panel);
                    let home = story.world.nodes.iter().position(|node| story.controller_on(&node.name).is_some());
                    blocks.extend(home.map(Block::Node));
                }
            }
            // A node that only passes the packet on to a pod of its own is met with the pod.
            Spot::Pass(_) => {}
            Spot::Pod(_) | Spot::Process(_) | Spot::Kernel(_) => {
                let Some(node) = story.node_of(&stay.spot).and_then(|name| index(&name)) else { continue };
                if !blocks.iter().any(|block| matches!(block, Block::Node(known) if *known == node)) {
                    blocks.push(Block::Node(node));
                }
            }
            Spot::Network => {}
        }
    }
    for who in &story.outsiders {
        if !blocks.iter().any(|block| matches!(block, Block::Outside(known) if known == who)) {
            blocks.push(Block::Outside(who.clone()));
        }
    }
    if let Some(node) = story.held_node().and_then(|name| index(&name))
        && !blocks.iter().any(|block| matches!(block, Block::Node(known) if *known == node))
    {
        blocks.push(Block::Node(node));
    }
    if !blocks.iter().any(|block| matches!(block, Block::Node(_))) {
        let most = if story.trace.is_some() || story.world.pods.is_empty() { 1 } else { 3 };
        blocks.extend((0..story.world.nodes.len().min(most)).map(Block::Node));
    }
    blocks
}

/// A block's stretches, the gap below it last.
fn stretch(
    story: &Story<'_>,
    block: &Block,
    nodes: &[usize],
    shelves: &[Shelf],
    m: &Measures,
    width: f32,
) -> Vec<Stretch> {
    let gap = Stretch::new(14.0, 22.0, 36.0);
    match block {
        Block::Outside(Outsider::LoadBalancer(_)) => vec![Stretch::fixed(64.0), gap],
        Block::Outside(_) => vec![Stretch::fixed(m.outside), gap],
        Block::Names => {
            let rows = story.names_tried().count() as f32;
            vec![Stretch::fixed((rows * ROW + 6.0).max(36.0)), Stretch::new(8.0, 12.0, 16.0)]
        }
        Block::Panel => {
            let rules = story.rules(5).max(1);
            // Below the rules, a header card.
            vec![Stretch::fixed(132.0 + RULE * rules as f32), gap]
        }
        Block::Node(node) => {
            let column = nodes.iter().position(|known| known == node);
            let shelf = column.and_then(|i| shelves.get(i));
            let caller = shelf.and_then(|shelf| shelf.caller.as_ref()).map(|caller| caller.part);
            let kernel = has_kernel(story, *node);
            let mut stretches = vec![
                Stretch::fixed(m.header),
                match caller {
                    // The card of a resolved name has a line more, and a stamp.
                    Some(Part::Caller) if story.asks_dns() => Stretch::new(78.0, 82.0, 90.0),
                    // A card has its place beside it.
                    Some(Part::Entry) if !kernel && width >= NARROW => Stretch::fixed(18.0),
                    // Or above it, with X-Forwarded-For.
                    Some(Part::Entry) => Stretch::new(92.0, 94.0, 98.0),
                    None if !kernel => Stretch::fixed(0.0),
                    Some(_) | None => Stretch::new(60.0, 76.0, 90.0),
                },
                Stretch::fixed(if caller.is_some() { m.pod + 8.0 } else { 0.0 }),
            ];
            for (i, _) in story.tiers.iter().enumerate() {
                let members = shelf.map_or(0, |shelf| shown(story, shelf, i).count()) as f32;
                let band = if i == 0 && (kernel || story.trace.is_none()) { 48.0 } else { 0.0 };
                stretches.push(Stretch::fixed(band));
                stretches.push(if members > 0.0 { Stretch::new(14.0, 22.0, 40.0) } else { Stretch::fixed(12.0) });
                // A card that does not fit beside a pod has its place below.
                let card = if members > 0.0 && width < NARROW { 72.0 } else { 0.0 };
                stretches.push(Stretch::fixed(members * (m.pod + 12.0) + card));
            }
            stretches.push(gap);
            stretches
        }
    }
}

fn has_kernel(story: &Story<'_>, node: usize) -> bool {
    let name = story.world.nodes.get(node).map(|node| node.name.as_str());
    story.stays.iter().any(|stay| matches!(&stay.spot, Spot::Kernel(known) if Some(known.as_str()) == name))
}

/// The boxes of a tier that are drawn: those on the way, and the pod that is held; before any question all.
fn shown<'a>(story: &'a Story<'_>, shelf: &'a Shelf, tier: usize) -> impl Iterator<Item = &'a PodBox> {
    const MOST: usize = 4;
    let held = story.held_pod();
    let visited = |pod: &PodBox| {
        let key = pod.keys.first();
        story.trace.is_none()
            || story.stays.iter().any(|stay| matches!(&stay.spot, Spot::Pod(known) if Some(known) == key))
    };
    let mut room = MOST;
    shelf.tiers.get(tier).into_iter().flatten().filter(move |pod| {
        let taken = room > 0 && visited(pod);
        room -= usize::from(taken);
        taken || held.as_ref().is_some_and(|held| pod.keys.first() == Some(held))
    })
}

fn place_outside(story: &Story<'_>, who: &Outsider, x: f32, y: f32, height: f32, width: f32) -> OutsideBox {
    match who {
        Outsider::LoadBalancer(key) => {
            let area = Area::new(x + 72.0, y, width.min(260.0) - 72.0, height);
            outside::balancer(story, who.clone(), key, area)
        }
        Outsider::Client(_) | Outsider::Dns | Outsider::ApiServer | Outsider::External(_) => {
            let wide = if width < NARROW { 108.0 } else { 128.0 };
            OutsideBox::plain(who.clone(), Area::new(x, y, wide, height))
        }
    }
}

/// Gives the bottom of the node.
fn place_node(
    story: &Story<'_>,
    layout: &mut Layout,
    node: usize,
    shelf: &Shelf,
    sizes: &[f32],
    top: f32,
    gutter: f32,
) -> f32 {
    let m = layout.measures;
    let (x, width) = (layout.lane.x, layout.lane.width);
    let index = layout.columns.len();
    let mut sizes = sizes.iter().copied();
    let mut y = top;
    let mut take = |y: &mut f32| {
        let from = *y;
        *y += sizes.next().unwrap_or(0.0);
        (from, *y - from)
    };
    take(&mut y);
    let (dock_y, dock) = take(&mut y);
    let (entry_y, entry) = take(&mut y);
    let wide = if width < NARROW { 108.0 } else { 136.0 };
    let left = gutter + 26.0;
    if let Some(caller) = &shelf.caller {
        let mut caller = caller.clone();
        caller.column = Some(index);
        caller.area = Area::new(left, entry_y, wide, m.pod);
        layout.boxes.push(caller);
    }
    let mut floors = Vec::new();
    for tier in 0..story.tiers.len().max(1) {
        let (band_y, band) = take(&mut y);
        let (channel_y, channel) = take(&mut y);
        let (pods_y, pods) = take(&mut y);
        for (row, pod) in shown(story, shelf, tier).enumerate() {
            let mut pod = pod.clone();
            pod.column = Some(index);
            pod.row = row;
            pod.area = Area::new(left, pods_y + row as f32 * (m.pod + 12.0), wide, m.pod);
            layout.boxes.push(pod);
        }
        floors.push(Floor {
            top: band_y,
            band: (band > 0.0).then(|| Area::new(x, band_y, width, band)),
            channel: Area::new(x, channel_y, width, channel),
            pods: Area::new(x, pods_y, width, pods),
        });
    }
    layout.columns.push(Column {
        holder: Holder::Node(node),
        name: story.world.nodes.get(node).map(|node| node.name.clone()).unwrap_or_default(),
        area: Area::new(x, top, width, y - top),
        gutter,
        gap: gutter,
        entry: entry_y + entry / 2.0,
        dock: Area::new(gutter + 18.0, dock_y, width - GUTTER - 18.0, dock),
        low_dock: None,
        floors,
        crowd: None,
    });
    y
}

/// The ways not taken: candidates and nodes that have no block.
fn chips(story: &Story<'_>, nodes: &[usize], shelves: &[Shelf]) -> Vec<Chip> {
    let mut chips: Vec<Chip> = Vec::new();
    let drawn: Vec<_> =
        shelves.iter().flat_map(|shelf| (0..story.tiers.len()).flat_map(|tier| shown(story, shelf, tier))).collect();
    for option in story.forks.iter().flat_map(|fork| &fork.options).filter(|option| !option.chosen) {
        let label = match &option.candidate.what {
            Choice::Endpoint { .. } | Choice::Pod(_) => {
                let key = pod_in(&option.candidate.what);
                if drawn.iter().any(|pod| pod.keys.first() == key.as_ref()) {
                    continue;
                }
                let name = key.map_or_else(|| address_in(&option.candidate.what), |(_, name)| name);
                option.candidate.node.as_ref().map_or(name.clone(), |node| format!("{name} · {node}"))
            }
            Choice::Node { name } => {
                let shown = nodes.iter().filter_map(|i| story.world.nodes.get(*i)).any(|node| node.name == *name);
                if shown {
                    continue;
                }
                name.clone()
            }
            Choice::Rule { .. } | Choice::Name { .. } | Choice::Listener { .. } => continue,
        };
        let lead = match (option.of, &option.candidate.why_not) {
            (Some(of), _) => format!("1/{of}"),
            (None, Some(why)) => svcpath_core::wording::why_not(why, story.lang),
            (None, None) => String::new(),
        };
        let id = option.branch.map_or(Id::None, Id::Branch);
        let text = format!("{lead}  {label}");
        chips.push(Chip { id, text, out: option.of.is_none(), area: Area::default() });
    }
    for other in &story.elsewhere {
        if drawn.iter().all(|pod| pod.keys.first() != Some(&other.pod)) {
            let text = format!("{}  {}", per_cent(other.share), other.pod.1);
            chips.push(Chip { id: Id::Branch(other.branch), text, out: false, area: Area::default() });
        }
    }
    chips::most(&mut chips, 6, None);
    chips
}
