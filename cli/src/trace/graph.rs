//! The paths of a trace as one graph: what several paths share stands once.

use std::collections::HashMap;
use std::sync::Arc;

use svcpath_core::trace::{Explanation, Hop, Place, Step};

/// A stay that one path makes, or several make alike.
pub(super) struct Node<'t> {
    /// As the first path makes it that comes here: the drawn one where it does.
    pub(super) hop: &'t Hop,
    /// The share of all requests that come here, of 1.
    pub(super) weight: f64,
    /// For each step the share of each of its candidates, of 1.
    pub(super) shares: Vec<Vec<f64>>,
    pub(super) next: Vec<usize>,
}

/// The nodes in the order of the paths, the drawn one first: its hops are 0, 1, 2 …
pub(super) fn graph(trace: &Explanation) -> Vec<Node<'_>> {
    let mut nodes: Vec<Node<'_>> = Vec::new();
    // Those that follow a node at one place and may be alike.
    let mut siblings: HashMap<(Option<usize>, &Place, u8), Vec<usize>> = HashMap::new();
    let drawn = trace.drawn_path();
    let others = trace.paths.iter().enumerate().filter(|(i, _)| *i != trace.drawn).map(|(_, path)| path);
    for path in std::iter::once(drawn).chain(others) {
        let mut parent = None;
        for hop in &path.hops {
            let near = siblings.entry((parent, &hop.at, hop.connection)).or_default();
            let known = near.iter().copied().find(|sibling| alike(nodes[*sibling].hop, hop));
            let id = known.unwrap_or_else(|| {
                let id = nodes.len();
                let shares = hop.steps.iter().map(|step| vec![0.0; step.candidates.len()]).collect();
                nodes.push(Node { hop, weight: 0.0, shares, next: Vec::new() });
                near.push(id);
                if let Some(parent) = parent {
                    let before: &mut Node<'_> = &mut nodes[parent];
                    before.next.push(id);
                }
                id
            });
            nodes[id].take(hop, path.weight);
            parent = Some(id);
        }
    }
    for shares in nodes.iter_mut().flat_map(|node| &mut node.shares) {
        let total: f64 = shares.iter().sum();
        if total > 0.0 {
            shares.iter_mut().for_each(|share| *share /= total);
        }
    }
    nodes
}

impl Node<'_> {
    /// One more path comes here, with what it chooses.
    fn take(&mut self, hop: &Hop, weight: f64) {
        self.weight += weight;
        for ((own, step), shares) in self.hop.steps.iter().zip(&hop.steps).zip(&mut self.shares) {
            if let Some(share) = step.chosen.and_then(|chosen| shares.get_mut(chosen)) {
                *share += weight;
            }
            // Beyond a fork only those that went the same way count.
            if own.chosen != step.chosen {
                break;
            }
        }
    }
}

/// Whether two paths make the same stay: equal up to a decision among the same candidates. From there on they need only
/// take the same kinds of steps, since what was chosen shows in the packet.
fn alike(a: &Hop, b: &Hop) -> bool {
    if a.steps.len() != b.steps.len() {
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
    !a.candidates.is_empty() && a.chosen != b.chosen && a.before == b.before && among_the_same(a, b)
}

/// The paths of one fork share the list of its candidates, which may be long.
pub(super) fn among_the_same(a: &Step, b: &Step) -> bool {
    Arc::ptr_eq(&a.candidates, &b.candidates) || a.candidates == b.candidates
}
