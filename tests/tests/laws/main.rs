//! Laws that hold in every cluster, tried on clusters made up at random: the same ones in every run.

mod answer;
mod chains;
mod choices;
mod endpoints;
mod gateway;
mod ingress;
mod modes;
mod names;
mod oracle;
mod paths;
mod policies;
mod reference;

use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestError, TestRunner};
use svcpath_core::diagnostic::Severity;
use svcpath_tests::cluster::{Cluster, Flow, Flows, cluster, flows};

/// How many connections are tried in each cluster.
const FLOWS: usize = 24;

/// 256 cases unless `PROPTEST_CASES` says otherwise, from the same seed each time.
fn config() -> ProptestConfig {
    ProptestConfig { rng_seed: RngSeed::Fixed(17), failure_persistence: None, ..ProptestConfig::default() }
}

/// Tries a law on clusters and connections in them. It says how often it was put to the test, which must be often.
fn law(least: usize, holds: impl Fn(&Cluster, &[Flow]) -> usize) {
    let tried = std::cell::Cell::new(0);
    let run = |(cluster, flows): (Cluster, Flows)| {
        tried.set(tried.get() + holds(&cluster, &flows.of(&cluster)));
        Ok(())
    };
    match TestRunner::new(config()).run(&(cluster(), flows(FLOWS)), run) {
        Ok(()) => {}
        Err(TestError::Fail(why, (cluster, _))) => panic!("{why}\nin {cluster:?}"),
        Err(TestError::Abort(why)) => panic!("{why}"),
    }
    assert!(tried.get() >= least, "tried {} times only", tried.get());
}

/// What is made up could exist: the laws are about Kubernetes, not about its refusals.
#[test]
fn the_api_server_would_take_every_cluster() {
    law(256, |cluster, _| {
        let problems = cluster.problems();
        let refused: Vec<_> = problems.iter().filter(|problem| problem.severity() == Severity::Error).collect();
        assert!(refused.is_empty(), "{refused:#?}");
        1
    });
}
