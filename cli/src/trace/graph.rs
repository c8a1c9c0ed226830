//! The paths of a trace as one graph: what several paths share stands once.

use svcpath_core::trace::{Explanation, Hop, Path, Step};

/// A stay that one path makes, or several make alike.
pub(super) struct Node<'t> {
    pub(super) hop: &'t Hop,
    /// The first path that comes here: the drawn one where it does.
    pub(super) path: &'t Path,
    /// Which of the path's request steps is the hop's first.
    pub(super) first_step: usize,
    /// The share of all requests that come here, of 1.
    pub(super) weight: f64,
    pub(super) next: Vec<usize>,
}

/// The nodes in the order of the paths, the drawn one first: its hops are 0, 1, 2 …
pub(super) fn graph(trace: &Explanation) -> Vec<Node<'_>> {
    let mut nodes: Vec<Node<'_>> = Vec::new();
    let mut roots: Vec<usize> = Vec::new();
    let drawn = trace.drawn_path();
    let others = trace.paths.iter().enumerate().filter(|(i, _)| *i != trace.drawn).map(|(_, path)| path);
    for path in std::iter::once(drawn).chain(others) {
        let mut parent = None;
        let mut first_step = 0;
        for hop in &path.hops {
            let siblings = parent.map_or(&roots, |parent: usize| &nodes[parent].next);
            let known = siblings.iter().copied().find(|sibling| alike(nodes[*sibling].hop, hop));
            let id = known.unwrap_or_else(|| {
                let id = nodes.len();
                nodes.push(Node { hop, path, first_step, weight: 0.0, next: Vec::new() });
                match parent {
                    Some(parent) => nodes[parent].next.push(id),
                    None => roots.push(id),
                }
                id
            });
            nodes[id].weight += path.weight;
            first_step += hop.steps.len();
            parent = Some(id);
        }
    }
    nodes
}

/// Whether two paths make the same stay: equal up to a decision among the same candidates. From there on they need only
/// take the same kinds of steps, since what was chosen shows in the packet.
fn alike(a: &Hop, b: &Hop) -> bool {
    if a.at != b.at || a.connection != b.connection || a.steps.len() != b.steps.len() {
        return false;
    }
    let mut forked = false;
    a.steps.iter().zip(&b.steps).all(|(a, b)| {
        let same_kind = a.stage == b.stage && a.decision == b.decision;
        forked = forked || is_fork(a, b);
        same_kind && (forked || a == b)
    })
}

fn is_fork(a: &Step, b: &Step) -> bool {
    a.before == b.before && !a.candidates.is_empty() && a.candidates == b.candidates && a.chosen != b.chosen
}
