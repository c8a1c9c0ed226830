//! NetworkPolicies as brackets: on the edge of the pod that packets come to, and where they leave the kernel of the pod that
//! sends. There, and not at the pod's own edge, its policies are asked: after kube-proxy has put in the pod that is meant.

use svcpath_core::apart::apart;
use svcpath_core::model::Direction;
use svcpath_core::reason::Reason;

use crate::draw::pod::id_of;
use crate::geometry::Area;
use crate::layout::{Layout, Part};
use crate::pen::Pen;
use crate::route::{BELOW_BAND, Routes};
use crate::shape::{Paint, Point, Role};
use crate::story::{Guard, Spot, Story};

/// From the pod's edge, and along it.
const OUT: f32 = 8.0;
const HALF: f32 = 15.0;
/// How far its ends reach back to the pod.
const BACK: f32 = 5.0;

pub(super) fn draw(pen: &mut Pen, story: &Story<'_>, layout: &Layout, routes: &Routes) {
    let met: Vec<Guard> = story.guards().collect();
    let others = if routes.ghosts.is_empty() { Vec::new() } else { of_ghosts(story, routes, &met) };
    for guard in met.into_iter().chain(others) {
        let Some(pod) = layout.pod(&guard.pod) else { continue };
        let role = if guard.lets { Role::Ok } else { Role::Bad };
        // On the phone, and from a caller, wires run at the left; past pods above, into a side.
        let from_above = !layout.tall && matches!(pod.part, Part::Member | Part::Bystander) && pod.row == 0;
        let points = match guard.direction {
            Direction::Ingress if from_above => above(pod.area),
            Direction::Ingress => left(pod.area),
            Direction::Egress => match below(story, layout, routes, &guard) {
                Some(points) => points,
                None => left(pod.area),
            },
        };
        pen.line(&id_of(pod), points, Paint::stroke(role, 2.0));
    }
}

/// Of the pods at the ends of the ways not taken.
fn of_ghosts(story: &Story<'_>, routes: &Routes, met: &[Guard]) -> Vec<Guard> {
    let Some(trace) = story.trace else { return Vec::new() };
    let asks = |branch: &usize| {
        let steps = trace.paths.get(*branch).into_iter().flat_map(|path| path.steps());
        steps.into_iter().any(|(_, step)| matches!(&*step.reason, Reason::Policy(_)))
    };
    let branches = routes.ghosts.iter().filter_map(|ghost| ghost.branch).filter(asks);
    let guards = branches.flat_map(|branch| {
        apart(|| Story::new(story.world, Some(trace), Some(branch), story.lang).guards().collect::<Vec<_>>())
    });
    let more = |guard: &Guard| guard.direction == Direction::Ingress && met.iter().all(|known| known.pod != guard.pod);
    guards.filter(more).collect()
}

/// Under the rules that the packet has passed.
fn below(story: &Story<'_>, layout: &Layout, routes: &Routes, guard: &Guard) -> Option<Vec<Point>> {
    let beat = story.beats.get(guard.beat)?;
    let Spot::Kernel(node) = beat.spot() else { return None };
    let band = layout.band(story, &node, beat.hop.connection)?;
    let x = routes.request.track.at(*routes.request.stops.get(guard.beat)?).0;
    let y = band.bottom() + BELOW_BAND;
    Some(vec![(x - HALF, y - BACK), (x - HALF, y), (x + HALF, y), (x + HALF, y - BACK)])
}

fn above(pod: Area) -> Vec<Point> {
    let (x, y) = (pod.centre().0, pod.y - OUT);
    vec![(x - HALF, y + BACK), (x - HALF, y), (x + HALF, y), (x + HALF, y + BACK)]
}

fn left(pod: Area) -> Vec<Point> {
    let (x, y) = (pod.x - OUT, pod.centre().1);
    vec![(x + BACK, y - HALF), (x, y - HALF), (x, y + HALF), (x + BACK, y + HALF)]
}
