//! What stands still: nodes, rules, pods, the outside world, the ways not taken, and the drawn way as it will be.

mod band;
mod fork;
mod guard;
mod ladder;
mod names;
mod node;
mod outside;
mod pod;
mod tiles;

pub(crate) use names::{Asked, ROW, asked};
pub(crate) use node::id_of_column;
pub(crate) use pod::{Look, look_of, pod_box};

use crate::geometry::Area;
use crate::layout::Layout;
use crate::pen::{BODY, Label, Pen, SMALL};
use crate::route::Routes;
use crate::shape::{Dash, Id, Paint, Role, Shape};
use crate::story::Story;
use crate::wording;

pub(crate) fn draw(story: &Story<'_>, layout: &Layout, routes: &Routes) -> Vec<Shape> {
    let mut pen = Pen::default();
    node::draw(&mut pen, story, layout);
    band::draw(&mut pen, story, layout);
    fork::draw_ghosts(&mut pen, story, routes);
    draw_way(&mut pen, routes);
    outside::draw(&mut pen, story, layout);
    names::draw(&mut pen, story, layout);
    ladder::draw(&mut pen, story, layout);
    pod::draw(&mut pen, story, layout);
    guard::draw(&mut pen, story, layout, routes);
    fork::draw_shares(&mut pen, story, layout, routes);
    tiles::draw(&mut pen, story, layout);
    if !layout.zones.is_empty() {
        draw_zones(&mut pen, layout);
    }
    if story.world.pods.is_empty() && story.world.services.is_empty() && story.trace.is_none() {
        draw_empty(&mut pen, story, layout);
    }
    pen.shapes
}

/// The ways of other branches, with the policies that they meet.
pub(crate) fn draw_others(others: &[(Story<'_>, Routes)], layout: &Layout) -> Vec<Shape> {
    let mut pen = Pen::default();
    others.iter().for_each(|(_, routes)| draw_way(&mut pen, routes));
    others.iter().for_each(|(story, routes)| guard::draw(&mut pen, story, layout, routes));
    pen.shapes
}

/// The whole way of the request, quieter than what has been walked of it.
fn draw_way(pen: &mut Pen, routes: &Routes) {
    let track = &routes.request.track;
    for piece in routes.request.visible(0.0, track.length()) {
        pen.wire(&Id::None, piece, true, Paint::stroke(Role::RequestBack, 2.0));
    }
}

fn draw_zones(pen: &mut Pen, layout: &Layout) {
    const REACH: f32 = 5.0;
    for zone in &layout.zones {
        let Area { x, y, width, .. } = zone.area;
        let points = vec![(x, y - REACH + 4.0), (x, y + REACH), (x + width, y + REACH), (x + width, y - REACH + 4.0)];
        pen.line(&Id::None, points, Paint::stroke(Role::Line2, 1.0));
        let at = (x + width / 2.0, zone.area.bottom() + 2.0);
        pen.text(&Id::None, at, &zone.name, Label::new(SMALL, Role::Ink2).middle(), width);
    }
}

/// Where pods will be, and how they get there.
fn draw_empty(pen: &mut Pen, story: &Story<'_>, layout: &Layout) {
    let (Some(first), Some(last)) = (layout.columns.first(), layout.columns.last()) else { return };
    for floor in
        layout.columns.iter().filter_map(|column| column.floors.first()).filter(|floor| floor.pods.height > 0.0)
    {
        let area = Area::new(floor.pods.centre().0 - 58.0, floor.pods.y, 116.0, layout.measures.pod);
        pen.polygon(&Id::None, crate::glyph::hexagon(area), Paint::stroke(Role::Line2, 1.2).dash(Dash::Dashed));
    }
    let x = (first.area.x + last.area.right()) / 2.0;
    let channel = first.floors.first().map_or(first.area, |floor| floor.channel);
    let y = if layout.tall { last.area.bottom() + 28.0 } else { channel.centre().1 + 4.0 };
    let text = match story.drawing {
        // Who has begun knows how.
        Some(drawing) if !drawing.objects.is_empty() => return,
        Some(_) => wording::empty_to_draw_on(story.lang),
        None => wording::empty(story.lang),
    };
    let room = last.area.right() - first.area.x - 8.0;
    let face = [BODY, SMALL].into_iter().find(|face| face.width(text) <= room).unwrap_or(SMALL);
    let (width, height) = (face.width(text).min(room) + 24.0, 32.0);
    let plate = Area::new(x - width / 2.0, y - height / 2.0 - 4.0, width, height);
    pen.rect(&Id::None, plate, 9.0, Paint::fill(Role::Surface).and_stroke(Role::Line2, 1.0));
    pen.text(&Id::None, (x, y), text, Label::new(face, Role::Ink2).middle(), room);
}
