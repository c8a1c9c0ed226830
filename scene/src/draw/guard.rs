//! NetworkPolicies: a bracket on the edge of the pod that they isolate, where packets leave it or come to it.

use svcpath_core::model::Direction;

use crate::draw::pod::id_of;
use crate::geometry::Area;
use crate::layout::{Layout, Part};
use crate::pen::Pen;
use crate::shape::{Paint, Point, Role};
use crate::story::Story;

/// From the pod's edge, and along it.
const OUT: f32 = 8.0;
const HALF: f32 = 15.0;
/// How far its ends reach back to the pod.
const BACK: f32 = 5.0;

pub(super) fn draw(pen: &mut Pen, story: &Story<'_>, layout: &Layout) {
    for guard in story.guards() {
        let Some(pod) = layout.pod(&guard.pod) else { continue };
        let role = if guard.lets { Role::Ok } else { Role::Bad };
        // On the phone, and from a caller, wires run at the left; past pods above, into a side.
        let from_above =
            guard.direction == Direction::Ingress && !layout.tall && pod.part != Part::Caller && pod.row == 0;
        let points = if from_above { above(pod.area) } else { left(pod.area) };
        pen.line(&id_of(pod), points, Paint::stroke(role, 2.0));
    }
}

fn above(pod: Area) -> Vec<Point> {
    let (x, y) = (pod.centre().0, pod.y - OUT);
    vec![(x - HALF, y + BACK), (x - HALF, y), (x + HALF, y), (x + HALF, y + BACK)]
}

fn left(pod: Area) -> Vec<Point> {
    let (x, y) = (pod.x - OUT, pod.centre().1);
    vec![(x + BACK, y - HALF), (x, y - HALF), (x, y + HALF), (x + BACK, y + HALF)]
}
