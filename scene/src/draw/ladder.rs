//! The rules of an L7 entry: every one, the winner ticked, the others with the word why.

use svcpath_core::apart::apart;
use svcpath_core::wording::why_not;

use crate::geometry::Area;
use crate::glyph;
use crate::layout::{Layout, RULE, RULES};
use crate::pen::{CODE, CODE_STRONG, HEAD, Label, Pen, SMALL, SMALL_STRONG};
use crate::shape::{Dash, Id, Paint, Role};
use crate::story::{Fork, Story, address_in};
use crate::wording;

/// Wider than this, a panel keeps its right side free for a header card.
const CARD_SIDE: f32 = 196.0;

pub(super) fn draw(pen: &mut Pen, story: &Story<'_>, layout: &Layout) {
    if let (Some(panel), Some(name)) = (layout.panel, &story.controller) {
        apart(|| draw_panel(pen, story, layout, panel, name));
    }
    if let Some(area) = layout.ladder {
        apart(|| draw_ladder(pen, story, area));
    }
}

/// Of a controller that no manifest holds.
fn draw_panel(pen: &mut Pen, story: &Story<'_>, layout: &Layout, panel: Area, name: &str) {
    let id = Id::Controller(name.to_owned());
    pen.rect(
        &id,
        panel,
        14.0,
        Paint { fill: Some(Role::Surface), ..Paint::stroke(Role::Ink3, 1.2).dash(Dash::Dashed) },
    );
    if let Some(neck) = layout.neck() {
        pen.wire(&id, neck, false, Paint::stroke(Role::Ink3, 1.2).dash(Dash::Dashed));
    }
    let title = story.title_of_controller(name);
    pen.free_text(&id, (panel.x + 16.0, panel.y + 25.0), &title, Label::new(HEAD, Role::Ink));
    let x = panel.x + 16.0 + HEAD.width(&title) + 10.0;
    let (about, room) = (story.about_controller(), panel.right() - 16.0 - x);
    pen.text(&id, (x, panel.y + 25.0), &about, Label::new(SMALL, Role::Ink2), room);
    let width = if panel.width > 420.0 { panel.width - CARD_SIDE } else { panel.width };
    let inner = Area::new(panel.x + 16.0, panel.y + 34.0, width - 32.0, panel.height - 40.0);
    draw_rules(pen, &id, story, inner);
}

/// Below a controller that is a pod.
fn draw_ladder(pen: &mut Pen, story: &Story<'_>, area: Area) {
    let id = story.ladder().and_then(|fork| story.beats.get(fork.beat)).map_or(Id::None, |beat| match beat.spot() {
        crate::story::Spot::Pod((namespace, name)) => Id::Pod(namespace, name),
        _ => Id::None,
    });
    pen.rect(&id, area, 8.0, Paint::fill(Role::Surface).and_stroke(Role::Line2, 1.0).lifted());
    draw_rules(pen, &id, story, Area::new(area.x + 10.0, area.y + 4.0, area.width - 20.0, area.height - 8.0));
}

fn draw_rules(pen: &mut Pen, id: &Id, story: &Story<'_>, area: Area) {
    let Some(fork) = story.ladder() else { return };
    let y = area.y + 14.0;
    let won = fork.options.iter().any(|option| option.chosen);
    let line = story.beats.get(fork.beat).and_then(|beat| beat.step.before.http.as_ref());
    let first = if line.is_some() { y + RULE + 2.0 } else { y };
    let fit = ((area.bottom() - first) / RULE).floor().max(0.0) as usize + usize::from(won);
    let fit = fit.min(RULES);
    if let Some(http) = line {
        let scheme = if http.tls { "https://" } else { "" };
        let text = format!("{} {scheme}{}{}", http.method, http.host, http.path);
        let hidden = fork.options.len().saturating_sub(fit);
        let more = if hidden > 0 { format!("+{hidden}") } else { String::new() };
        let room = area.width - SMALL.width(&more) - 8.0;
        pen.text(id, (area.x, y), &text, Label::new(CODE, Role::Ink), room);
        pen.free_text(id, (area.right(), y), &more, Label::new(SMALL, Role::Ink2).end());
        pen.line(id, vec![(area.x, y + 7.0), (area.right(), y + 7.0)], Paint::stroke(Role::Line, 1.0));
    }
    let mut y = first;
    for option in order(fork, fit) {
        let Some(option) = fork.options.get(option) else { continue };
        let at = (area.x + 5.0, y - 4.0);
        if option.chosen {
            glyph::tick(pen, id, at, 9.0, Role::Ok);
        } else {
            glyph::cross(pen, id, at, 8.0, Role::Ink3);
        }
        let why = option.candidate.why_not.as_ref().map(|why| why_not(why, story.lang)).unwrap_or_default();
        let why_width = SMALL.width(&why).min(area.width * 0.45);
        let (face, role) = if option.chosen { (CODE_STRONG, Role::Ink) } else { (CODE, Role::Ink2) };
        let room = area.width - 16.0 - if why.is_empty() { 0.0 } else { why_width + 8.0 };
        pen.text(id, (area.x + 16.0, y), &address_in(&option.candidate.what), Label::new(face, role), room);
        pen.text(id, (area.right(), y), &why, Label::new(SMALL, Role::Ink2).end(), why_width + 0.5);
        y += RULE;
    }
    if !won {
        pen.text(
            id,
            (area.x + 16.0, y),
            wording::no_match(story.lang),
            Label::new(SMALL_STRONG, Role::Bad),
            area.width - 16.0,
        );
    }
}

/// The rules that are shown, at most `most`; the winner is always among them, wherever it stands.
fn order(fork: &Fork<'_>, most: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..fork.options.len()).collect();
    let last = most.max(1) - 1;
    if let Some(winner) = fork.options.iter().position(|option| option.chosen).filter(|winner| *winner > last) {
        order.remove(winner);
        order.insert(last, winner);
    }
    order.truncate(last + 1);
    order
}
