//! What all paths come to together.

use super::Tracer;
use super::walk::Done;
use crate::trace::{Decision, Trace, Verdict};
use crate::world::stable_hash;

pub(super) fn merge(tracer: Tracer<'_>, done: Vec<Done>) -> Trace {
    let total: f64 = done.iter().map(|done| done.path.weight).sum();
    let share =
        done.iter().filter(|done| done.path.verdict == Verdict::Delivered).map(|done| done.path.weight).sum::<f64>();
    let verdict = verdict(&done);
    let service = single(done.iter().map(|done| done.service.as_ref()));
    let status = single(done.iter().map(|done| done.status.as_ref()));
    let location = single(done.iter().map(|done| done.location.as_ref()));
    let rewrite = single(done.iter().map(|done| done.rewrite.as_ref()));
    let answers = done.iter().find_map(|done| done.answers.clone());
    let drawn = drawn(&tracer, &done, verdict);
    Trace {
        request: tracer.request.clone(),
        verdict,
        share: if total > 0.0 { (share / total).min(1.0) } else { 0.0 },
        paths: done.into_iter().map(|done| done.path).collect(),
        drawn,
        service,
        status,
        location,
        rewrite,
        answers,
        assumptions: tracer.assumptions,
        ways_round: tracer.ways,
    }
}

/// Delivered or not everywhere: the same verdict. Both: partial. Different failures: the likeliest one.
fn verdict(done: &[Done]) -> Verdict {
    let first = done.first().map_or(Verdict::Unknown, |done| done.path.verdict);
    if done.iter().all(|done| done.path.verdict == first) {
        return first;
    }
    if done.iter().any(|done| done.path.verdict == Verdict::Delivered) {
        return Verdict::Partial;
    }
    let weight = |verdict: Verdict| -> f64 {
        done.iter().filter(|done| done.path.verdict == verdict).map(|done| done.path.weight).sum()
    };
    let all = Verdict::ALL.into_iter();
    // Of equal shares the first in the order of the verdicts.
    all.rev().max_by(|a, b| weight(*a).total_cmp(&weight(*b))).unwrap_or(first)
}

/// The value that every path has.
fn single<'a, T: PartialEq + Clone + 'a>(mut values: impl Iterator<Item = Option<&'a T>>) -> Option<T> {
    let first = values.next()??;
    values.all(|value| value == Some(first)).then(|| first.clone())
}

/// A failing path before a delivered one; among equals by a fixed seed, and rather one that crosses to another node,
/// which shows more.
fn drawn(tracer: &Tracer<'_>, done: &[Done], verdict: Verdict) -> usize {
    let failing = |i: &usize| done[*i].path.verdict != Verdict::Delivered;
    let mut pool: Vec<usize> = (0..done.len()).collect();
    if verdict == Verdict::Partial {
        pool.retain(failing);
    }
    let crosses = |i: &usize| {
        let path = &done[*i].path;
        let entry = path.hops.iter().find(|hop| hop.steps.iter().any(|step| step.decision == Decision::Dnat));
        let home = path.endpoint.as_ref().and_then(|endpoint| endpoint.node.clone());
        match (entry, home) {
            (Some(entry), Some(home)) => entry.at.to_string() != format!("node/{home}"),
            _ => false,
        }
    };
    if pool.iter().any(crosses) {
        pool.retain(crosses);
    }
    let seed = stable_hash(&format!("{} {}", tracer.request.from, tracer.request.to));
    pool.get((seed % pool.len().max(1) as u64) as usize).copied().unwrap_or(0)
}
