//! The ways not taken, and the words why.

use svcpath_core::wording::why_not;

use crate::draw::pod::reason_of;
use crate::layout::Layout;
use crate::pen::{Label, Pen, SMALL, SMALL_STRONG};
use crate::route::Routes;
use crate::shape::{Dash, Id, Paint, Role};
use crate::story::Story;

pub(super) fn draw_ghosts(pen: &mut Pen, story: &Story<'_>, routes: &Routes) {
    for ghost in &routes.ghosts {
        let id = ghost.branch.map_or(Id::None, Id::Branch);
        if ghost.hollow {
            pen.wire(&id, ghost.points.clone(), false, Paint::stroke(Role::Line2, 5.0));
            pen.wire(&id, ghost.points.clone(), false, Paint::stroke(Role::Surface, 2.6));
        } else {
            // A way that is known to fail leads nowhere.
            let arrives = ghost.branch.is_none_or(|branch| story.arrives(branch));
            pen.wire(&id, ghost.points.clone(), arrives, Paint::stroke(Role::Ink3, 1.4).dash(Dash::Dotted));
        }
    }
}

pub(super) fn draw_shares(pen: &mut Pen, story: &Story<'_>, layout: &Layout, routes: &Routes) {
    let label = Label::new(SMALL_STRONG, Role::Ink2);
    for ghost in &routes.ghosts {
        let Some(share) = &ghost.share else { continue };
        let id = ghost.branch.map_or(Id::None, Id::Branch);
        pen.pill(&id, ghost.pill, share, label, Paint::fill(Role::Surface).and_stroke(Role::Line2, 1.0));
    }
    for pod in &layout.boxes {
        let Some(why) = reason_of(story, pod) else { continue };
        let at = (pod.area.centre().0, pod.area.y - 13.0);
        let text = why_not(why, story.lang);
        let (text, _) = SMALL.fit(&text, pod.area.width + 40.0);
        pen.pill(
            &Id::None,
            at,
            &text,
            Label::new(SMALL, Role::Ink2),
            Paint::fill(Role::Node).and_stroke(Role::Line2, 1.0),
        );
    }
}
