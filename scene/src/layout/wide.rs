//! Nodes, or workloads, as equal columns beside the outside world.

use super::beside::{self, Places};
use super::boxes::{self, PodBox, Shelf, shelves};
use super::chips::{self, Chip};
use super::holders::{self, Cast, cast, unseen};
use super::measures::{HEAD_LINE, Measures, Stretch, solve};
use super::{Column, Floor, Holder, Layout, OutsideBox, Part, outside, zones};
use svcpath_core::apart::apart;
use svcpath_core::world::Pod;

use crate::geometry::Area;
use crate::pen::{CODE, HEAD};
use crate::route::{STREET_NEAREST, STREET_STEP, TWIN};
use crate::story::{Outsider, Story};
use crate::view::{Arrangement, MOST_BRANCHES, View};
use crate::wording;

/// More pods than this below each other become a stack.
const ROWS: usize = 4;
/// Rules of an L7 entry that are shown, and where there is little room.
pub(crate) const RULES: usize = 5;
const FEW_RULES: usize = 2;
/// A request line, a rule, and the space around them.
pub(crate) const RULE: f32 = 18.0;
const TILE_ROW: f32 = 20.0;
/// The lane in which a header card has its place, where there is room for it beside columns so much wider than they must be.
const LANE: f32 = 172.0;
const SPARE: f32 = 10.0;
/// A card of two lines and its leader.
const CARD_ABOVE: f32 = 60.0;

pub(crate) fn layout(story: &Story<'_>, view: &View) -> Layout {
    let mut m = Measures::new(view);
    let balanced = balanced(story);
    if balanced {
        m.lane += if m.broad { 36.0 } else { 48.0 };
    }
    let lane_gap = if balanced { m.gap + 16.0 } else { m.gap };
    let most = fit(view, &m, lane_gap);
    // Where nobody runs anything there are only nodes to be shown.
    let by_workload = view.arrangement == Arrangement::Apps;
    let (mut holders, rest, mut chips): (_, _, Vec<Chip>) = match by_workload.then(|| cast(story, most)) {
        Some(Cast { holders, rest }) if !holders.is_empty() => {
            let others = if view.all { story.others(MOST_BRANCHES) } else { Vec::new() };
            let nodes = Some(unseen(story.world, &holders, &others)).filter(|count| *count > 0);
            let nodes = nodes.map(|count| Chip::word(&wording::through_nodes(count, story.lang)));
            // Somebody who draws gets them with all else that has no place.
            let rest = rest.iter().filter(|_| story.drawing.is_none()).map(|workload| Chip::word(&workload.name));
            (holders, Vec::new(), nodes.into_iter().chain(rest).collect())
        }
        Some(_) | None => {
            let (nodes, rest) = choose_nodes(story, most);
            (nodes.into_iter().map(Holder::Node).collect(), rest, Vec::new())
        }
    };
    let stands = |pod: &Pod| holders.iter().any(|holder| holder.holds(pod));
    chips.extend(beside::chips(story, &Places { holders: &holders, tiles: !by_workload, stands: &stands }));
    if !view.layout.is_empty() {
        apart(|| holders::arrange(&mut holders, story.world, &view.layout));
    }
    let zone_height = zones::group(story, &mut holders);
    let count = holders.len().max(1) as f32;
    let room = view.width - 2.0 * m.margin - m.lane - lane_gap - (count - 1.0) * m.gap;
    let more = (room - count * (m.column_min + SPARE)).min(LANE - m.lane).max(0.0).floor();
    m.lane += more;
    let room = room - more;
    let width = (room / count).floor().clamp(m.column_min, m.column_max);
    let total = m.lane + lane_gap + count * width + (count - 1.0) * m.gap;
    let left = ((view.width - total) / 2.0).floor().max(m.margin);

    let nodes = || holders.iter().filter_map(Holder::node).filter_map(|i| story.world.nodes.get(i));
    if nodes().any(|node| node.unschedulable) {
        m = apart(|| m.with_state_line(story, nodes(), width - 2.0 * header_pad(width), false));
    }
    let is_long = nodes().any(|node| !one_line(story, &m, node, width));
    if m.roomy && is_long {
        m = m.with_address_line();
    }
    let top = view.top + m.margin;
    let free = view.height - view.bottom - m.margin - top - zone_height;
    let chips =
        if chips.is_empty() { chips } else { chips::few(chips, count * width + (count - 1.0) * m.gap, story.held()) };
    let chip_height = chips.last().map_or(0.0, |chip| chip.area.y + chips::PITCH + 8.0);
    let room = free - chip_height;
    let mut plan = Plan::new(story, &holders, &rest, &m, room);
    // Replies pass beside a workload's pods, which stand below each other and need the room between them.
    if m.roomy && !by_workload && plan.least() > room {
        let low = Plan::new(story, &holders, &rest, &m.low(), room);
        if low.least() <= room {
            (m, plan) = (m.low(), low);
        }
    }
    if !m.roomy && is_long && plan.wish() + HEAD_LINE <= room {
        m = m.with_address_line();
        plan = Plan::new(story, &holders, &rest, &m, room);
    }
    // Over a client that stands above a load balancer, its header card.
    let wish = plan.wish();
    let above = if balanced { (free - chip_height - wish).clamp(0.0, CARD_ABOVE).round() } else { 0.0 };
    let sizes = solve(&plan.stretches, free - chip_height - above);
    let used: f32 = sizes.iter().sum();
    let start = top + above + ((free - used - above) / 2.0).clamp(0.0, 24.0 - above.min(24.0)).round();

    let first_x = left + m.lane + lane_gap;
    let mut cursor = Cursor { y: start, sizes: sizes.iter() };
    let panel_height = cursor.take();
    let street_height = cursor.take();
    let panel = (panel_height > 0.0).then(|| {
        let right = first_x + count * width + (count - 1.0) * m.gap;
        let x = first_x - m.gap / 2.0 - 8.0;
        Area::new(x, start, right - x, panel_height - 8.0)
    });
    let node_top = cursor.y;
    let columns: Vec<Column> = holders
        .iter()
        .enumerate()
        .map(|(i, holder)| {
            let mut cursor = cursor.clone();
            let x = first_x + i as f32 * (width + m.gap);
            column(story, holder, x, width, node_top, &plan, &mut cursor, &m)
        })
        .collect();
    let bottom = columns.first().map_or(node_top, |column| column.area.bottom());
    let below = bottom + zone_height;
    let rest_height = *sizes.last().unwrap_or(&0.0);
    let under = below + rest_height + 8.0;
    let chips = chips.into_iter().map(|chip| Chip { area: chip.area.moved(first_x, under), ..chip }).collect();
    let rest_area =
        Area::new(first_x, below + 8.0, count * width + (count - 1.0) * m.gap, (rest_height - 8.0).max(0.0));
    let lane = Area::new(left, start, m.lane, bottom - start);
    let outside = outside::place(story, lane, &columns, panel, &m);
    let mut outside = outside;
    let mut boxes = place_boxes(story, &plan.shelves, &columns, &m);
    place_strays(story, &mut boxes, &mut outside, &columns, lane, &m);
    let ladder = ladder_area(story, &boxes, &columns, &plan);
    Layout {
        width: view.width,
        height: view.height.max(below + rest_height + chip_height + m.margin + view.bottom),
        top: view.top,
        tall: false,
        measures: m,
        lane,
        street: node_top - street_height / 2.0,
        zones: if zone_height > 0.0 { zones::brackets(story, &columns) } else { Vec::new() },
        columns,
        rest,
        rest_area,
        boxes,
        outside,
        panel,
        ladder,
        chips,
    }
}

/// Whether a node's name and address fit beside each other. Of a cordoned one something else stands beside the name, where that
/// has no line of its own.
pub(crate) fn one_line(story: &Story<'_>, m: &Measures, node: &svcpath_core::world::Node, width: f32) -> bool {
    let address = story.shown(&node.addresses);
    (m.state_line || !node.unschedulable)
        && HEAD.width(&node.name).min(width * 0.5) + CODE.width(&address) + 8.0 <= width - 2.0 * header_pad(width)
}

pub(crate) fn header_pad(width: f32) -> f32 {
    if width >= 184.0 { 16.0 } else { 11.0 }
}

/// How many columns there is room for.
fn fit(view: &View, m: &Measures, lane_gap: f32) -> usize {
    let room = view.width - 2.0 * m.margin - m.lane - lane_gap;
    ((room + m.gap) / (m.column_min + m.gap)).floor().max(1.0) as usize
}

/// Which nodes stand as columns, in the order of the world, and which do not.
fn choose_nodes(story: &Story<'_>, most: usize) -> (Vec<usize>, Vec<usize>) {
    let all = story.world.nodes.len();
    if all <= most {
        return ((0..all).collect(), Vec::new());
    }
    // So many tell what a request meets; somebody who draws works with each.
    let most = if story.drawing.is_some() { most } else { most.min(3) };
    let mut chosen: Vec<usize> = story.nodes_by_rank().into_iter().take(most).collect();
    chosen.sort_unstable();
    let rest = (0..all).filter(|node| !chosen.contains(node)).collect();
    (chosen, rest)
}

/// How much of what could be shown.
#[derive(Clone, Copy)]
struct Shown {
    rows: usize,
    rules: usize,
    /// Of kernels that the packet only passes, in a small picture.
    bands: bool,
}

/// What the height must hold, from the top.
struct Plan {
    shelves: Vec<Shelf>,
    rows: Vec<usize>,
    ladder: f32,
    stretches: Vec<Stretch>,
}

impl Plan {
    fn least(&self) -> f32 {
        self.stretches.iter().map(|stretch| stretch.least).sum()
    }

    fn wish(&self) -> f32 {
        self.stretches.iter().map(|stretch| stretch.wish).sum()
    }

    /// As many rules and rows of pods as fit.
    fn new(story: &Story<'_>, nodes: &[Holder], rest: &[usize], m: &Measures, free: f32) -> Self {
        let few = if m.roomy { RULES } else { FEW_RULES };
        let mut plan = Self::with(story, nodes, rest, m, Shown { rows: ROWS, rules: RULES, bands: true });
        let bare = (1..=ROWS).rev().map(|rows| Shown { rows, rules: few, bands: false });
        for shown in std::iter::once(Shown { rows: ROWS, rules: few, bands: true }).chain(bare) {
            if plan.least() <= free {
                break;
            }
            plan = Self::with(story, nodes, rest, m, shown);
        }
        plan
    }

    fn with(story: &Story<'_>, nodes: &[Holder], rest: &[usize], m: &Measures, shown: Shown) -> Self {
        let Shown { rows: most, rules, bands } = shown;
        let shelves = shelves(story, nodes, most);
        let rows: Vec<usize> = (0..story.tiers.len().max(1))
            .map(|tier| {
                shelves.iter().filter_map(|shelf| shelf.tiers.get(tier)).map(Vec::len).max().unwrap_or(0).max(1)
            })
            .collect();
        let rules = story.rules(rules);
        let ladder_height = 28.0 + RULE * rules as f32 + 16.0;
        let panel = if story.controller.is_some() {
            (if m.roomy { 72.0 } else { 62.0 } + RULE * rules.max(1) as f32).max(m.outside + 12.0) + 8.0
        } else {
            0.0
        };
        let ladder = if rules > 0 && story.controller.is_none() { ladder_height } else { 0.0 };
        let caller = shelves.iter().any(|shelf| shelf.caller.is_some());
        // Beside a panel, nothing happens above the kernels of a small picture.
        let small = !m.roomy && story.controller.is_some();
        let card = match (m.roomy, caller) {
            // The card of a packet that carries X-Forwarded-For has a line more.
            (true, _) if story.controller.is_some() => Stretch::new(82.0, 96.0, 104.0),
            // Over whoever asks, one of three lines with a stamp.
            (true, true) => Stretch::new(82.0, 84.0, 92.0),
            (true, false) => Stretch::new(72.0, 84.0, 92.0),
            (false, _) if small => Stretch::fixed(0.0),
            (false, true) => Stretch::new(62.0, 66.0, 84.0),
            (false, false) => Stretch::new(46.0, 66.0, 84.0),
        };
        let entry = if caller {
            m.pod
        } else if small {
            0.0
        } else {
            20.0
        };
        let mut stretches = vec![
            Stretch::fixed(panel),
            street(story, nodes.len(), m),
            Stretch::fixed(m.header),
            card,
            Stretch::fixed(entry),
            if m.roomy { Stretch::new(24.0, 24.0, 40.0) } else { Stretch::new(8.0, 16.0, 32.0) },
        ];
        for (i, tier) in story.tiers.iter().enumerate() {
            let shown = tier.kernel || (i == 0 && (bands || !small));
            let band = if !shown {
                0.0
            } else if m.roomy {
                64.0
            } else {
                46.0
            };
            let count = rows.get(i).copied().unwrap_or(1) as f32;
            stretches.push(Stretch::fixed(band));
            stretches.push(if m.roomy { Stretch::new(56.0, 96.0, 124.0) } else { Stretch::new(46.0, 60.0, 96.0) });
            stretches.push(Stretch::fixed(count * m.pod + (count - 1.0) * m.pod_gap));
            stretches.push(Stretch::fixed(if i == 0 { ladder } else { 0.0 }));
        }
        // A card over a balancer's client is worth more than one below the pods.
        let below = if balanced(story) { 68.0 } else { 92.0 };
        stretches.push(if m.roomy { Stretch::new(14.0, below, 110.0) } else { Stretch::fixed(8.0) });
        stretches.push(
            // Kept free where there is room, so that pods that come and go elsewhere move nothing.
            Stretch::fixed(if m.roomy { 28.0 } else { 0.0 }),
        );
        stretches.push(Stretch::fixed(if rest.is_empty() { 0.0 } else { rest_height(story, rest) }));
        Self { shelves, rows, ladder, stretches }
    }
}

fn balanced(story: &Story<'_>) -> bool {
    story.outsiders.iter().any(|who| matches!(who, Outsider::LoadBalancer(_)))
}

/// What wires over the nodes need: those of a load balancer a lane each, and the reply's.
fn street(story: &Story<'_>, nodes: usize, m: &Measures) -> Stretch {
    let lanes = if balanced(story) { nodes.saturating_sub(2) as f32 * STREET_STEP } else { 0.0 };
    let least = STREET_NEAREST + lanes + TWIN + 1.0 - m.margin;
    if m.roomy {
        Stretch::new(least.max(16.0), least.max(28.0), least.max(32.0))
    } else {
        Stretch::new(least.max(6.0), least.max(14.0), least.max(20.0))
    }
}

/// The height of the grid of nodes without a column.
fn rest_height(story: &Story<'_>, rest: &[usize]) -> f32 {
    let mut zones: Vec<Option<&str>> =
        rest.iter().filter_map(|i| story.world.nodes.get(*i)).map(|node| node.zone.as_deref()).collect();
    zones.sort_unstable();
    zones.dedup();
    8.0 + 24.0 + TILE_ROW * zones.len().min(4) as f32
}

#[derive(Clone)]
struct Cursor<'a> {
    y: f32,
    sizes: std::slice::Iter<'a, f32>,
}

impl Cursor<'_> {
    /// Moves down by the next size.
    fn take(&mut self) -> f32 {
        let size = self.sizes.next().copied().unwrap_or(0.0);
        self.y += size;
        size
    }
}

#[allow(clippy::too_many_arguments)]
fn column(
    story: &Story<'_>,
    holder: &Holder,
    x: f32,
    width: f32,
    top: f32,
    plan: &Plan,
    cursor: &mut Cursor<'_>,
    m: &Measures,
) -> Column {
    let area = |y: f32, height: f32| Area::new(x, y, width, height);
    cursor.take();
    let dock_y = cursor.y;
    let dock = area(dock_y, cursor.take());
    let entry_y = cursor.y;
    let entry = entry_y + cursor.take() / 2.0;
    cursor.take();
    let mut floors = Vec::new();
    for _ in &plan.rows {
        let y = cursor.y;
        let band = cursor.take();
        let channel_y = cursor.y;
        let channel = area(channel_y, cursor.take());
        let pods_y = cursor.y;
        let pods = area(pods_y, cursor.take());
        cursor.take();
        // Workloads have no kernel.
        let band = (band > 0.0 && holder.kernel().is_some()).then(|| area(y, band));
        floors.push(Floor { top: y, band, channel, pods });
    }
    let low_y = cursor.y;
    let low = cursor.take();
    let crowd_y = cursor.y;
    let crowd = cursor.take();
    let bottom = cursor.y;
    Column {
        holder: holder.clone(),
        name: holder.kernel().and_then(|i| story.world.nodes.get(i)).map(|node| node.name.clone()).unwrap_or_default(),
        area: area(top, bottom - top),
        gutter: x + m.gutter,
        gap: x - m.gap / 2.0,
        entry,
        dock,
        low_dock: (low >= 66.0).then(|| area(low_y, low)),
        floors,
        crowd: (crowd > 0.0).then(|| area(crowd_y, crowd)),
    }
}

fn place_boxes(story: &Story<'_>, shelves: &[Shelf], columns: &[Column], m: &Measures) -> Vec<PodBox> {
    let mut boxes = Vec::new();
    for (shelf, column) in shelves.iter().zip(columns) {
        let beside = if m.broad { 56.0 } else { 40.0 };
        let width = (column.area.width - beside).clamp(92.0, 148.0).round();
        let x = column.area.x + ((column.area.width - width) / 2.0).round();
        if let Some(caller) = &shelf.caller {
            // Beside the wire that leaves it, not over it.
            let own = caller.keys.first().is_some_and(|key| story.tiers.iter().any(|tier| tier.answers(key)));
            // A pod that may answer itself leaves room for the way back.
            let (left, right) = match caller.part {
                Part::Entry => (column.gutter + 12.0, 14.0),
                Part::Caller if caller.process() && story.hands_over() => (column.gutter + 24.0, 26.0),
                _ if own => (column.gutter + 16.0, 26.0),
                _ => (column.gutter + 24.0, 10.0),
            };
            let width = width.min(column.area.right() - right - left);
            let mut caller = caller.clone();
            caller.area = Area::new(left, column.entry - m.pod / 2.0, width, m.pod);
            boxes.push(caller);
        }
        for (list, floor) in shelf.tiers.iter().zip(&column.floors) {
            for (row, pod) in list.iter().enumerate() {
                let mut pod = pod.clone();
                pod.row = row;
                pod.area = Area::new(x, floor.pods.y + row as f32 * (m.pod + m.pod_gap), width, m.pod);
                boxes.push(pod);
            }
        }
    }
    boxes
}

/// In the lane: pods that no node takes, and addresses that are no pods, with nobody on the way to them.
fn place_strays(
    story: &Story<'_>,
    boxes: &mut Vec<PodBox>,
    outside: &mut Vec<OutsideBox>,
    columns: &[Column],
    lane: Area,
    m: &Measures,
) {
    const MOST: usize = 3;
    let width = lane.width.min(132.0);
    for (i, tier) in story.tiers.iter().enumerate() {
        let Some(floor) = columns.first().and_then(|column| column.floors.get(i)) else { continue };
        let taken = outside.iter().map(|place| place.area.bottom() + 16.0).fold(floor.pods.y, f32::max);
        let mut y = if taken < floor.pods.bottom() + 2.0 * m.pod { taken } else { floor.pods.y };
        if let Some(mut pod) = boxes::waiting(story, i) {
            pod.area = Area::new(lane.x, y, width - 12.0, m.pod);
            y = pod.area.bottom() + 16.0;
            boxes.push(pod);
        }
        let here = |text: &String| tier.met.contains(text);
        for text in tier.addresses.iter().filter(|text| !here(text)).take(MOST) {
            let area = Area::new(lane.x, y, width, 30.0);
            if area.bottom() > lane.bottom() {
                break;
            }
            y = area.bottom() + 14.0;
            outside.push(OutsideBox::plain(Outsider::External(text.clone()), area));
        }
    }
}

/// Below the controller's own box.
fn ladder_area(story: &Story<'_>, boxes: &[PodBox], columns: &[Column], plan: &Plan) -> Option<Area> {
    if plan.ladder == 0.0 {
        return None;
    }
    let fork = story.ladder()?;
    let beat = story.beats.get(fork.beat)?;
    let crate::story::Spot::Pod(key) = beat.spot() else { return None };
    let pod = boxes.iter().find(|pod| pod.part == Part::Member && pod.keys.contains(&key))?;
    let column = columns.get(pod.column?)?;
    let floor = column.floors.first()?;
    // It may reach over the neighbours: nothing of theirs is at this height.
    let (first, last) = (columns.first()?, columns.last()?);
    let width = 320.0_f32.min(last.area.right() - first.area.x - 16.0);
    let x = (pod.area.centre().0 - width / 2.0).clamp(first.area.x + 8.0, last.area.right() - 8.0 - width);
    Some(Area::new(x.round(), floor.pods.bottom() + 6.0, width, plan.ladder - 8.0))
}
