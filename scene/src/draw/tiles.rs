//! Nodes without a column: small tiles by zone, with their names where there is room for all of a zone's.

use std::collections::BTreeMap;

use svcpath_core::apart::apart;
use svcpath_core::route::{NodeOutcome, node_answers};
use svcpath_core::trace::{Choice, Verdict};
use svcpath_core::world::{Node, Pod};

use crate::geometry::Area;
use crate::glyph;
use crate::layout::Layout;
use crate::pen::{Label, NAME, Pen, SMALL};
use crate::shape::{Id, Paint, Point, Role};
use crate::story::Story;
use crate::wording;

/// Of more nodes not each is asked what it answers.
const ASKED: usize = 100;
const TILE: f32 = 14.0;
const PITCH: f32 = 18.0;
const ROW: f32 = 20.0;

pub(super) fn draw(pen: &mut Pen, story: &Story<'_>, layout: &Layout) {
    for chip in &layout.chips {
        let id = &chip.id;
        let paint = Paint::fill(if chip.out { Role::Node } else { Role::Surface }).and_stroke(Role::Line2, 1.0);
        pen.rect(id, chip.area, chip.area.height / 2.0, paint);
        let at = (chip.area.x + 7.0, chip.area.y + 13.0);
        pen.text(id, at, &chip.text, Label::new(SMALL, Role::Ink2), chip.area.width - 12.0);
    }
    if !layout.rest.is_empty() {
        apart(|| draw_rest(pen, story, layout));
    }
}

fn draw_rest(pen: &mut Pen, story: &Story<'_>, layout: &Layout) {
    let area = layout.rest_area;
    pen.free_text(&Id::None, (area.x, area.y + 14.0), &others(story, layout), Label::new(NAME, Role::Ink2));
    let mut zones: Vec<Option<&str>> =
        layout.rest.iter().filter_map(|i| story.world.nodes.get(*i)).map(|node| node.zone.as_deref()).collect();
    zones.sort_unstable();
    zones.dedup();
    let zone_width =
        zones.iter().map(|zone| zone.map_or(0.0, |zone| SMALL.width(zone) + 12.0)).fold(0.0, f32::max).min(140.0);
    let answers = answers(story);
    let held = story.held_node();
    let room = area.width - zone_width;
    for (row, zone) in zones.iter().take(4).enumerate() {
        let y = area.y + 24.0 + row as f32 * ROW;
        if let Some(zone) = zone {
            pen.text(&Id::None, (area.x, y + 11.0), zone, Label::new(SMALL, Role::Ink3), zone_width - 12.0);
        }
        let here =
            layout.rest.iter().filter_map(|i| story.world.nodes.get(*i)).filter(|node| node.zone.as_deref() == *zone);
        let here: Vec<&Node> = here.collect();
        let is_held = |node: &Node| Some(&node.name) == held.as_ref();
        // The held one is seen and named, however many they are.
        let all: f32 = here.iter().map(|node| PITCH + name_width(node)).sum();
        let (first, others): (Vec<&Node>, Vec<&Node>) =
            if all <= room { (here, Vec::new()) } else { here.into_iter().partition(|node| is_held(node)) };
        let named = first.len();
        let left = room - first.iter().map(|node| PITCH + name_width(node)).sum::<f32>();
        let fit = (left / PITCH).floor().max(0.0) as usize;
        // The last places are for how many more there are.
        let shown = if others.len() > fit { fit.saturating_sub(3) } else { others.len() };
        let more = others.len() - shown;
        let mut x = area.x + zone_width;
        for (i, node) in first.into_iter().chain(others.into_iter().take(shown)).enumerate() {
            draw_tile(pen, node, (x, y), answers.get(node.name.as_str()).copied());
            x += PITCH;
            if i < named {
                let label = Label::new(SMALL, if is_held(node) { Role::Ink } else { Role::Ink2 });
                pen.free_text(&Id::Node(node.name.clone()), (x + 2.0, y + 11.0), &words_of(node), label);
                x += name_width(node);
            }
        }
        if more > 0 {
            pen.free_text(&Id::None, (x, y + 11.0), &format!("+{more}"), Label::new(SMALL, Role::Ink3));
        }
    }
}

fn words_of(node: &Node) -> String {
    if node.unschedulable { format!("{} {}", node.name, wording::CORDONED) } else { node.name.clone() }
}

/// Of a tile's name, with the space to the next.
fn name_width(node: &Node) -> f32 {
    SMALL.width(&words_of(node)) + 12.0
}

/// `verdict`: whether a request to the node is answered.
fn draw_tile(pen: &mut Pen, node: &Node, at: Point, verdict: Option<bool>) {
    let tile = Area::new(at.0, at.1, TILE, TILE);
    let id = Id::Node(node.name.clone());
    let (fill, stroke) = match (node.ready, verdict) {
        (false, _) | (_, Some(false)) => (Role::BadBack, Role::Bad),
        (true, Some(true)) => (Role::OkBack, Role::Ok),
        (true, None) => (Role::Surface, Role::Line2),
    };
    pen.rect(&id, tile, 3.0, Paint::fill(fill).and_stroke(stroke, 1.0));
    match (node.ready, verdict) {
        (false, _) | (_, Some(false)) => glyph::cross(pen, &id, tile.centre(), 8.0, Role::Bad),
        (true, Some(true)) => glyph::tick(pen, &id, tile.centre(), 7.0, Role::Ok),
        (true, None) => {}
    }
}

/// How many they are, and how many of the pods in question they have.
fn others(story: &Story<'_>, layout: &Layout) -> String {
    let shown = |node: usize| layout.columns.iter().any(|column| column.holder.node() == Some(node));
    let there = |pod: &&Pod| pod.node.is_some_and(|id| !shown(id.0));
    let asked = story.tiers.iter().flat_map(|tier| &tier.pods);
    let asked = asked.filter_map(|key| story.world.find_pod(&key.0, &key.1)).map(|id| story.world.pod(id));
    let pods = asked.filter(there).count();
    let nodes = wording::other_nodes(layout.rest.len(), story.lang);
    if pods == 0 { nodes } else { format!("{nodes} · {}", wording::more_candidates(pods, story.lang)) }
}

/// Whether a request that comes in there is answered, of the nodes that one could come in at: as the load balancer chose, or
/// as each answers by itself.
fn answers<'a>(story: &Story<'a>) -> BTreeMap<&'a str, bool> {
    let options = || story.forks.iter().flat_map(|fork| &fork.options);
    let chosen: BTreeMap<&str, bool> = options()
        .filter_map(|option| match &option.candidate.what {
            Choice::Node { name } => Some((name.as_str(), option.of.is_some())),
            _ => None,
        })
        .collect();
    match story.trace {
        Some(trace) if chosen.is_empty() && story.world.nodes.len() <= ASKED => node_answers(story.world, trace)
            .into_iter()
            .filter_map(|answer| {
                let node = story.world.nodes.iter().find(|node| node.name == answer.node)?;
                let answers = matches!(
                    &answer.outcome,
                    NodeOutcome::Asked { verdict: Verdict::Delivered | Verdict::Partial, discarded: false, .. }
                );
                Some((node.name.as_str(), answers))
            })
            .collect(),
        Some(_) | None => chosen,
    }
}
