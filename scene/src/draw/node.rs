use svcpath_core::apart::apart;
use svcpath_core::object::ObjectRef;

use crate::layout::{Column, HEAD_LINE, Holder, Layout, Part, PodBox, head_lead, header_pad, one_line};
use crate::pen::{CODE, HEAD, Label, Pen, SMALL};
use crate::shape::{Dash, Id, Paint, Role};
use crate::story::Story;
use crate::{geometry::Area, glyph, wording};

pub(super) fn draw(pen: &mut Pen, story: &Story<'_>, layout: &Layout) {
    let empty = story.world.pods.is_empty() && story.trace.is_none();
    for (i, column) in layout.columns.iter().enumerate() {
        let id = id_of_column(column);
        let outline =
            if empty { Paint::stroke(Role::Line2, 1.2).dash(Dash::Dashed) } else { Paint::stroke(Role::Line2, 1.0) };
        pen.rect(&id, column.area, 14.0, Paint { fill: Some(Role::Node), ..outline });
        match &column.holder {
            Holder::Node(node) | Holder::Entry(node) => draw_node(pen, story, layout, column, *node, empty),
            Holder::Workload(workload, _) => {
                let plays = |pod: &PodBox| pod.column == Some(i) && pod.part != Part::Bystander;
                let quiet = story.trace.is_some() && !layout.boxes.iter().any(plays);
                draw_workload(pen, layout, column, workload, quiet);
            }
        }
        draw_crowd(pen, story, layout, column, i);
    }
}

fn draw_node(pen: &mut Pen, story: &Story<'_>, layout: &Layout, column: &Column, node: usize, ghosted: bool) {
    let id = Id::Node(column.name.clone());
    let area = column.area;
    let Some(node) = story.world.nodes.get(node) else { return };
    let plays = story.stays.iter().any(|stay| story.node_of(&stay.spot).as_deref() == Some(node.name.as_str()));
    let quiet = story.trace.is_some() && !plays;
    let pad = header_pad(area.width);
    // On the phone the wire runs down the left.
    let lead = if layout.tall { head_lead(column.gutter - area.x) } else { pad };
    let room = area.width - lead - pad;
    let address = story.shown(&node.addresses);
    let beside = layout.tall || one_line(story, &layout.measures, node, area.width);
    let (first, second) = lines(layout);
    let below = !beside && second > first;
    let baseline = area.y + first;
    let head = Label::new(HEAD, if quiet || ghosted { Role::Ink2 } else { Role::Ink });
    let small = Label::new(CODE, if quiet || ghosted { Role::Ink3 } else { Role::Ink2 });
    let name_room = if beside { room - CODE.width(&address) - 8.0 } else { room };
    let host = node.name.split('.').next().filter(|_| HEAD.width(&node.name) > name_room);
    let shown = host.map_or_else(|| node.name.clone(), |host| format!("{host}…"));
    let (shown, _) = HEAD.fit(&shown, name_room);
    let full = (shown != node.name).then(|| node.name.clone());
    let name_width = HEAD.width(&shown);
    pen.text_as(&id, (area.x + lead, baseline), shown, full, head);
    if below {
        pen.text(&id, (area.x + lead, area.y + second), &address, small, room);
    } else if beside && node.ready {
        pen.free_text(&id, (area.right() - pad, baseline), &address, small.end());
    }
    if !node.ready {
        let text = svcpath_core::wording::why_not(&svcpath_core::trace::WhyNot::NodeNotReady, story.lang);
        let label = Label::new(SMALL, Role::Bad).end();
        pen.text(&id, (area.right() - pad, baseline), &text, label, room - name_width - 8.0);
    } else if node.unschedulable {
        apart(|| {
            let label = Label::new(SMALL, Role::Ink2);
            if layout.measures.state_line {
                let at = (area.x + lead, area.y + second + HEAD_LINE + 1.0);
                pen.text(&id, at, wording::CORDONED, label, room);
                return;
            }
            let taken = if beside { CODE.width(&address) + 8.0 } else { 0.0 };
            pen.text(
                &id,
                (area.right() - pad - taken, baseline),
                wording::CORDONED,
                label.end(),
                room - name_width - taken - 8.0,
            );
        });
    }
}

/// The baselines in the heads of columns: of the name, and of the address, the same where no head has a line for it.
fn lines(layout: &Layout) -> (f32, f32) {
    let header = layout.measures.header - if layout.measures.state_line { HEAD_LINE } else { 0.0 };
    if layout.measures.address_line { (header - 26.0, header - 11.0) } else { (header - 11.0, header - 11.0) }
}

/// A workload's kind and name.
fn draw_workload(pen: &mut Pen, layout: &Layout, column: &Column, workload: &ObjectRef, quiet: bool) {
    let area = column.area;
    let id = id_of(workload);
    let pad = header_pad(area.width);
    let room = area.width - 2.0 * pad;
    let baseline = area.y + lines(layout).0;
    let (head, small) = if quiet { (Role::Ink2, Role::Ink3) } else { (Role::Ink, Role::Ink2) };
    pen.text(&id, (area.x + pad, baseline), &workload.name, Label::new(HEAD, head), room);
    if HEAD.width(&workload.name) + SMALL.width(&workload.kind) + 8.0 <= room {
        pen.free_text(&id, (area.right() - pad, baseline), &workload.kind, Label::new(SMALL, small).end());
    }
}

pub(crate) fn id_of_column(column: &Column) -> Id {
    match &column.holder {
        Holder::Node(_) | Holder::Entry(_) => Id::Node(column.name.clone()),
        Holder::Workload(workload, _) => id_of(workload),
    }
}

fn id_of(workload: &ObjectRef) -> Id {
    Id::Object(workload.kind.clone(), workload.namespace.clone(), workload.name.clone())
}

/// Pods that play no part: small, and counted.
fn draw_crowd(pen: &mut Pen, story: &Story<'_>, layout: &Layout, column: &Column, index: usize) {
    let Some(area) = column.crowd else { return };
    let shown = crowd(story, layout, column, index);
    if shown == 0 {
        return;
    }
    let text = wording::more_pods(shown, story.lang);
    let label = Label::new(SMALL, Role::Ink3);
    let width = SMALL.width(&text);
    let fit = (((column.area.width - 32.0 - width - 8.0) / 14.0).floor().max(0.0) as usize).min(shown);
    let y = area.y + 14.0;
    let x = column.area.x + 16.0;
    for i in 0..fit {
        let hexagon = glyph::hexagon(Area::new(x + i as f32 * 14.0, y - 5.0, 11.0, 10.0));
        pen.polygon(&Id::None, hexagon, Paint::fill(Role::Surface).and_stroke(Role::Line2, 1.0));
    }
    pen.free_text(&Id::Node(column.name.clone()), (x + fit as f32 * 14.0 + 4.0, y + 4.0), &text, label);
}

fn crowd(story: &Story<'_>, layout: &Layout, column: &Column, index: usize) -> usize {
    let here = story.world.pods.iter().filter(|pod| column.holder.holds(pod)).count();
    let boxes = layout.boxes.iter().filter(|pod| pod.column == Some(index));
    // One that only the request knows is not among the world's.
    let drawn =
        boxes.flat_map(|pod| &pod.keys).filter(|(namespace, name)| story.world.find_pod(namespace, name).is_some());
    here.saturating_sub(drawn.count())
}
