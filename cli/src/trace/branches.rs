//! How often each candidate of a decision is taken, by the weights of the paths that come to it.

use svcpath_core::trace::{Explanation, Hop, Path, Step};

use super::graph::among_the_same;

/// For each request step of a path, the share of each of its candidates, of 1.
pub(super) fn shares(trace: &Explanation, path: &Path) -> Vec<Vec<f64>> {
    let steps: Vec<(&Hop, &Step)> = request_steps(path).collect();
    let mut shares: Vec<Vec<f64>> = steps.iter().map(|(_, step)| vec![0.0; step.candidates.len()]).collect();
    for other in &trace.paths {
        for ((hop, step), ((other_hop, other_step), shares)) in
            steps.iter().zip(request_steps(other).zip(shares.iter_mut()))
        {
            if hop.at != other_hop.at || !among_the_same(step, other_step) {
                break;
            }
            if let Some(share) = other_step.chosen.and_then(|chosen| shares.get_mut(chosen)) {
                *share += other.weight;
            }
            // Beyond a fork only those that went the same way count.
            if *step != other_step {
                break;
            }
        }
    }
    for shares in &mut shares {
        let total: f64 = shares.iter().sum();
        if total > 0.0 {
            shares.iter_mut().for_each(|share| *share /= total);
        }
    }
    shares
}

fn request_steps(path: &Path) -> impl Iterator<Item = (&Hop, &Step)> {
    path.hops.iter().flat_map(|hop| hop.steps.iter().map(move |step| (hop, step)))
}
