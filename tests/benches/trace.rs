//! Requests in a world as large as Kubernetes is made for: 5,000 nodes, 150,000 pods, 10,000 Services with 15 endpoints each. How
//! long a trace takes, and what the world weighs.

use std::fs;
use std::hint::black_box;
use std::time::Instant;

use criterion::{BatchSize, Criterion};
use svcpath_core::knobs::Knobs;
use svcpath_core::request::{Request, Written};
use svcpath_core::route::trace;
use svcpath_core::state::State;
use svcpath_core::trace::Verdict;
use svcpath_core::world::World;
use svcpath_tests::cluster::large;

const NODES: usize = 5_000;
const SERVICES: usize = 10_000;
const ENDPOINTS: usize = 15;

/// Asked in turn, so that no cache holds the answer's objects already.
const REQUESTS: usize = 1_000;

fn main() {
    let cluster = large(1, NODES, SERVICES, ENDPOINTS);
    let before = memory();
    let start = Instant::now();
    let world = World::build(&cluster, &Knobs::default(), &State::default());
    println!(
        "{} nodes, {} pods, {} Services: World built in {:.2} s, {:.0} MB",
        world.nodes.len(),
        world.pods.len(),
        world.services.len(),
        start.elapsed().as_secs_f64(),
        memory() - before
    );
    let mut criterion = Criterion::default().configure_from_args();
    for (name, requests) in [("cluster IP", requests(&world, false)), ("Service name", requests(&world, true))] {
        let delivered = requests.iter().filter(|request| trace(&world, request).verdict == Verdict::Delivered).count();
        assert!(delivered > REQUESTS * 9 / 10, "{delivered} of {REQUESTS} are delivered");
        let mut turn = requests.iter().cycle();
        let mut next = || turn.next().expect("there are requests");
        criterion.bench_function(&format!("trace, pod to {name}"), |bencher| {
            bencher.iter(|| trace(&world, black_box(next())));
        });
        let explain = |trace: svcpath_core::route::Trace| trace.explain(&world);
        criterion.bench_function(&format!("explain, pod to {name}"), |bencher| {
            bencher.iter_batched(|| trace(&world, next()), explain, BatchSize::SmallInput);
        });
    }
    criterion.final_summary();
}

/// From pods all over the cluster to Services all over it.
fn requests(world: &World, by_name: bool) -> Vec<Request> {
    let request = |i: usize| {
        let pod = &world.pods[i * 7_919 % world.pods.len()].reference;
        let service = &world.services[i * 4_729 % world.services.len()];
        let host = match service.cluster_ips.first() {
            Some(address) if !by_name => address.to_string(),
            _ => format!("{}.{}", service.spec.meta.name(), service.spec.meta.namespace()),
        };
        let port = service.ports[0].spec.port;
        let from = format!("pod/{}/{}", pod.namespace, pod.name);
        Request::parse(&Written { from, to: format!("tcp://{host}:{port}"), ..Written::default() })
    };
    (0..REQUESTS).map(|i| request(i).expect("a request")).collect()
}

/// Resident memory in MB, where the system tells.
fn memory() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.unwrap_or(f64::NAN) / 1024.0
}
