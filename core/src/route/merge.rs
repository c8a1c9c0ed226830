//! What all ways come to together.

use super::walk::{Done, Way, dnat};
use super::{Branch, Trace, Tracer};
use crate::trace::{Place, Verdict};
use crate::world::{NodeId, PodId, stable_hash_of};

pub(super) fn merge(tracer: Tracer<'_>, done: Vec<Done>) -> Trace {
    let total: f64 = done.iter().map(|done| done.weight).sum();
    // Nothing adds up to minus zero.
    let share =
        done.iter().filter(|done| done.verdict == Verdict::Delivered).map(|done| done.weight).sum::<f64>() + 0.0;
    let verdict = verdict(&done);
    let service = single(done.iter().map(|done| done.service.as_ref()));
    let status = single(done.iter().map(|done| done.status.as_ref()));
    let location = single(done.iter().map(|done| done.location.as_ref()));
    // What is answered in a backend's place is rewritten for nobody.
    let rewritten = |done: &&Done| verdict != Verdict::Partial || done.verdict == Verdict::Delivered;
    let rewrite = single(done.iter().filter(rewritten).map(|done| done.rewrite.as_ref()));
    let answers = done.iter().find_map(|done| done.answers.clone());
    let drawn = drawn(&tracer, &done, verdict);
    let branches = done.into_iter().map(|Done { weight, verdict, way, .. }| Branch { weight, verdict, way });
    Trace {
        request: tracer.request.clone(),
        verdict,
        share: if total > 0.0 { (share / total).min(1.0) } else { 0.0 },
        branches: branches.collect(),
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

/// Delivered or not everywhere: the same verdict. Some delivered and some failing: partial. Where what is not known would decide
/// between the two, it is unknown. Different failures: the likeliest one.
fn verdict(done: &[Done]) -> Verdict {
    let first = done.first().map_or(Verdict::Unknown, |done| done.verdict);
    if done.iter().all(|done| done.verdict == first) {
        return first;
    }
    of_several(done, first)
}

fn of_several(done: &[Done], first: Verdict) -> Verdict {
    let comes = |verdict: Verdict| done.iter().any(|done| done.verdict == verdict);
    let fails = |done: &Done| !matches!(done.verdict, Verdict::Delivered | Verdict::Unknown);
    if comes(Verdict::Delivered) && done.iter().any(fails) {
        return Verdict::Partial;
    }
    if comes(Verdict::Unknown) {
        return Verdict::Unknown;
    }
    let weight =
        |verdict: Verdict| -> f64 { done.iter().filter(|done| done.verdict == verdict).map(|done| done.weight).sum() };
    let all = Verdict::ALL.into_iter();
    // Of equal shares the first in the order of the verdicts.
    all.rev().max_by(|a, b| weight(*a).total_cmp(&weight(*b))).unwrap_or(first)
}

/// The value that every way has.
fn single<'a, T: PartialEq + Clone + 'a>(mut values: impl Iterator<Item = Option<&'a T>>) -> Option<T> {
    let first = values.next()??;
    values.all(|value| value == Some(first)).then(|| first.clone())
}

/// Pods that may be shown as the one drawn, in the order of the manifests: behind them more come and go, and the picture stays.
const FIRST: usize = 3;

/// One that says why: a failing way before a delivered one; among equals by a fixed seed one to the first pods, and rather one
/// that crosses to another node, which shows more.
fn drawn(tracer: &Tracer<'_>, done: &[Done], verdict: Verdict) -> usize {
    let telling = |i: &usize| match verdict {
        Verdict::Partial => done[*i].verdict != Verdict::Delivered,
        _ => done[*i].verdict == verdict,
    };
    let mut pool: Vec<usize> = (0..done.len()).filter(telling).collect();
    let pod = |i: &usize| match &done[*i].way {
        Way::Written(_) => None,
        Way::Drawn(draw, branch) => draw.endpoint(tracer.world, *branch).pod,
    };
    let mut pods: Vec<PodId> = pool.iter().filter_map(pod).collect();
    pods.sort_unstable();
    pods.dedup();
    if let Some(last) = pods.get(FIRST - 1) {
        pool.retain(|i| pod(i).is_none_or(|pod| pod <= *last));
    }
    let crosses = |i: &usize| crosses(tracer, &done[*i].way);
    if pool.iter().any(crosses) {
        pool.retain(crosses);
    }
    let seed = stable_hash_of(format_args!("{} {}", tracer.request.from, tracer.request.to));
    pool.get((seed % pool.len().max(1) as u64) as usize).copied().unwrap_or(0)
}

/// Whether the endpoint is on another node than the rewrite that leads there.
fn crosses(tracer: &Tracer<'_>, way: &Way) -> bool {
    let world = tracer.world;
    let elsewhere = |at: &Place, home: &str| !matches!(at, Place::Node(name) if name == home);
    match way {
        Way::Written(path) => {
            let home = path.endpoint.as_ref().and_then(|endpoint| endpoint.node.as_deref());
            dnat(&path.hops).zip(home).is_some_and(|(at, home)| elsewhere(at, home))
        }
        Way::Drawn(draw, branch) => {
            let endpoint = draw.endpoint(world, *branch);
            let pod = || endpoint.pod.and_then(|id| world.pod(id).node);
            let home: Option<NodeId> = endpoint.known_node().or_else(pod);
            home.is_some_and(|home| match draw.walk.first_dnat() {
                Some(at) => elsewhere(at, &world.node(home).name),
                None => home != draw.flow.node,
            })
        }
    }
}
