//! What stands still: nodes, rules, pods, the outside world, the ways not taken, and the drawn way as it will be.

mod band;
mod fork;
mod ladder;
mod node;
mod outside;
mod pod;
mod tiles;

pub(crate) use pod::{Look, look_of, pod_box};

use crate::geometry::Area;
use crate::layout::Layout;
use crate::pen::{BODY, Label, Pen};
use crate::route::Routes;
use crate::shape::{Dash, Id, Paint, Role, Shape};
use crate::story::Story;

pub(crate) fn draw(story: &Story<'_>, layout: &Layout, routes: &Routes) -> Vec<Shape> {
    let mut pen = Pen::default();
    node::draw(&mut pen, story, layout);
    band::draw(&mut pen, story, layout);
    fork::draw_ghosts(&mut pen, routes);
    draw_way(&mut pen, routes);
    outside::draw(&mut pen, story, layout);
    ladder::draw(&mut pen, story, layout);
    pod::draw(&mut pen, story, layout);
    fork::draw_shares(&mut pen, story, layout, routes);
    tiles::draw(&mut pen, story, layout);
    if story.world.pods.is_empty() && story.world.services.is_empty() && story.trace.is_none() {
        let middle = layout.columns.first().zip(layout.columns.last());
        if let Some((first, last)) = middle {
            let x = (first.area.x + last.area.right()) / 2.0;
            let floor = first.floors.first();
            for column in &layout.columns {
                let Some(floor) = column.floors.first() else { continue };
                let pod = Area::new(column.area.centre().0 - 58.0, floor.pods.y, 116.0, 48.0);
                pen.polygon(&Id::None, crate::glyph::hexagon(pod), Paint::stroke(Role::Line2, 1.2).dash(Dash::Dashed));
            }
            let y = floor.map_or(first.area.centre().1, |floor| floor.pods.bottom() + 48.0);
            let label = Label::new(BODY, Role::Ink2).middle();
            let room = last.area.right() - first.area.x - 32.0;
            pen.text(&Id::None, (x, y), crate::wording::empty(story.lang), label, room);
        }
    }
    pen.shapes
}

/// The whole way of the request, quieter than what has been walked of it.
fn draw_way(pen: &mut Pen, routes: &Routes) {
    let track = &routes.request.track;
    for piece in routes.request.visible(0.0, track.length()) {
        pen.wire(&Id::None, piece, true, Paint::stroke(Role::RequestBack, 2.0));
    }
}
