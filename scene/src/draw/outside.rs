//! The outside world, on the left.

use svcpath_core::assumption::Assumption;
use svcpath_core::trace::Choice;

use crate::geometry::Area;
use crate::layout::{Layout, OutsideBox};
use crate::pen::{CODE, Label, NAME, Pen, SMALL};
use crate::route::balancer_dot;
use crate::shape::{Dash, Id, Paint, Role};
use crate::story::{Fork, Key, Outsider, Story, address_in};
use crate::{glyph, wording};

pub(super) fn draw(pen: &mut Pen, story: &Story<'_>, layout: &Layout) {
    for place in &layout.outside {
        match &place.who {
            Outsider::Client(address) => {
                let paint = Paint::fill(Role::Surface).and_stroke(Role::Request, 1.6);
                draw_card(pen, &Id::Client, place.area, wording::client(story.lang), address, paint);
            }
            Outsider::ApiServer => {
                let paint = Paint::fill(Role::Surface).and_stroke(Role::Ink3, 1.0);
                draw_card(
                    pen,
                    &Id::External("api-server".into()),
                    place.area,
                    wording::api_server(story.lang),
                    "",
                    paint,
                );
            }
            Outsider::External(host) => {
                let paint = Paint::fill(Role::Surface).and_stroke(Role::Ink3, 1.0);
                // One that the packet does not go to is small.
                let second = if place.area.height < 36.0 { "" } else { wording::outside_host(story.lang) };
                draw_card(pen, &Id::External(host.clone()), place.area, host, second, paint);
            }
            Outsider::LoadBalancer(key) => draw_balancer(pen, story, layout, place, key),
            Outsider::Dns => draw_dns(pen, story, place),
        }
    }
}

fn draw_card(pen: &mut Pen, id: &Id, area: Area, title: &str, second: &str, paint: Paint) {
    pen.rect(id, area, 10.0, paint);
    let (x, y) = area.centre();
    let room = area.width - 16.0;
    if second.is_empty() {
        let face = if title.contains(['.', ':']) { CODE } else { NAME };
        pen.text(id, (x, y + 4.0), title, Label::new(face, Role::Ink).middle(), room);
        return;
    }
    let globe = NAME.width(title) + 20.0 <= room;
    let (shown, _) = NAME.fit(title, room - if globe { 18.0 } else { 0.0 });
    let shift = if globe { 9.0 } else { 0.0 };
    if globe {
        glyph::globe(pen, id, (x - NAME.width(&shown) / 2.0 - 3.0, y - 7.0), 6.0, Role::Ink3);
    }
    pen.text(id, (x + shift, y - 3.0), title, Label::new(NAME, Role::Ink).middle(), room - 2.0 * shift);
    let face = if second.contains(['.', ':']) { CODE } else { SMALL };
    pen.text(id, (x, y + 13.0), second, Label::new(face, Role::Ink2).middle(), room);
}

fn draw_balancer(pen: &mut Pen, story: &Story<'_>, layout: &Layout, place: &OutsideBox, key: &Key) {
    let id = Id::LoadBalancer(key.0.clone(), key.1.clone());
    let service = story.service(key);
    let pending = service.is_some_and(|service| service.pending);
    let area = place.area;
    let paint = if pending {
        Paint::stroke(Role::Ink3, 1.2).dash(Dash::Dashed)
    } else {
        Paint::fill(Role::Surface).and_stroke(Role::Ink3, 1.0)
    };
    pen.rect(&id, area, 16.0, paint);
    let text_x = place.tab_right() + 6.0;
    let room = area.right() - 13.0 - text_x;
    let middle = area.centre().1;
    let address = service.and_then(|service| {
        let ips: Vec<_> = service.load_balancer.iter().filter_map(|balancer| balancer.ip).collect();
        let hostname = service.load_balancer.first()?.hostname.clone();
        if ips.is_empty() { hostname } else { Some(story.shown(&ips)) }
    });
    let second = address.unwrap_or_else(|| wording::pending(story.lang).to_owned());
    let words = wording::load_balancer(story.lang);
    let kind = if SMALL.width(words) <= room { words } else { "LB" };
    pen.text(&id, (text_x, middle - 12.0), kind, Label::new(SMALL, Role::Ink2), room);
    pen.text(&id, (text_x, middle + 4.0), &key.1, Label::new(NAME, if pending { Role::Ink2 } else { Role::Ink }), room);
    let face = if pending { SMALL } else { CODE };
    pen.text(
        &id,
        (text_x, middle + 20.0),
        &second,
        Label::new(face, if pending { Role::Bad } else { Role::Ink2 }),
        room,
    );
    draw_listeners(pen, &id, place);
    if !pending {
        draw_health(pen, story, layout, area);
    }
}

/// At its left wall, what it listens on.
fn draw_listeners(pen: &mut Pen, id: &Id, place: &OutsideBox) {
    for listener in &place.listeners {
        let paint =
            Paint::fill(Role::Surface).and_stroke(if listener.matches { Role::Request } else { Role::Line2 }, 1.0);
        pen.rect(id, listener.area, 5.0, paint);
        let (x, y) = listener.area.centre();
        let role = if listener.matches { Role::Ink } else { Role::Ink3 };
        pen.text(id, (x, y + 4.0), &listener.text, Label::new(CODE, role).middle(), listener.area.width - 2.0);
    }
}

/// At its right, a dot for every node: whether it would send there.
fn draw_health(pen: &mut Pen, story: &Story<'_>, layout: &Layout, area: Area) {
    if layout.tall {
        return;
    }
    let nodes =
        |fork: &&Fork<'_>| fork.options.iter().any(|option| matches!(option.candidate.what, Choice::Node { .. }));
    let fork = story.forks.iter().find(nodes);
    for (i, column) in layout.columns.iter().enumerate() {
        let option =
            fork.and_then(|fork| fork.options.iter().find(|option| address_in(&option.candidate.what) == column.name));
        let Some(option) = option else { continue };
        let at = (area.right(), balancer_dot(area, i, layout.columns.len()));
        let id = Id::Node(column.name.clone());
        let (fill, stroke) = if option.of.is_some() { (Role::Ok, Role::Surface) } else { (Role::Surface, Role::Bad) };
        pen.circle(&id, at, 4.5, Paint::fill(fill).and_stroke(stroke, 1.6));
    }
}

/// Who answers for the cluster's names.
fn draw_dns(pen: &mut Pen, story: &Story<'_>, place: &OutsideBox) {
    let id = Id::Dns;
    let area = place.area;
    pen.rect(&id, area, area.height / 2.0, Paint::fill(Role::Surface).and_stroke(Role::Ink3, 1.0));
    let (x, y) = area.centre();
    let address = story.trace.and_then(|trace| {
        trace.assumptions.iter().find_map(|assumption| match assumption {
            Assumption::ClusterDns { address } => Some(address.to_string()),
            _ => None,
        })
    });
    let room = area.width - 20.0;
    let first = if address.is_some() { y - 3.0 } else { y + 4.0 };
    pen.text(&id, (x, first), "CoreDNS", Label::new(NAME, Role::Ink).middle(), room);
    if let Some(address) = address {
        pen.text(&id, (x, y + 12.0), &address, Label::new(CODE, Role::Ink2).middle(), room);
    }
}
