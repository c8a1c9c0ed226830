//! Which of the ways is shown: an edit moves it only if it must.

#![allow(clippy::unwrap_used)]

use svcpath_core::decode::decode;
use svcpath_core::knobs::Knobs;
use svcpath_core::manifest::parse;
use svcpath_core::request::{Request, Source, Target};
use svcpath_core::route::trace;
use svcpath_core::state::State;
use svcpath_core::text::Files;
use svcpath_core::world::World;

const SHOP: &str = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec:
  replicas: 3
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: api, ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec: {type: LoadBalancer, selector: {app: api}, ports: [{port: 80, targetPort: 8080, nodePort: 30080}]}
";

/// The pod of the way that is shown, with the node that the request came in by.
fn shown(replicas: usize, from: &str, to: &str) -> String {
    let text = SHOP.replace("replicas: 3", &format!("replicas: {replicas}"));
    let (cluster, _) = decode(&parse(&Files::single("a.yaml", text)).0);
    let world = World::build(&cluster, &Knobs::default(), &State::default());
    let request = Request::new(Source::parse(from).unwrap(), Target::parse(to).unwrap());
    let trace = trace(&world, &request).explain(&world);
    let path = trace.drawn_path();
    let node = path.hops.iter().map(|hop| hop.at.to_string()).find(|at| at.starts_with("node/"));
    format!("{:?} {:?}", path.endpoint.as_ref().and_then(|endpoint| endpoint.pod.clone()).unwrap().name, node)
}

#[test]
fn more_replicas_leave_the_way_that_is_shown() {
    let asked = [
        ("namespace/shop", "http://api/"),
        ("internet", "http://192.168.10.12:30080/"),
        ("internet", "service/shop/api"),
        ("node/node-1", "service/shop/api"),
    ];
    for (from, to) in asked {
        let three = shown(3, from, to);
        for replicas in 4..=12 {
            assert_eq!(shown(replicas, from, to), three, "{replicas} replicas, {from} to {to}");
        }
    }
}

#[test]
fn a_limit_of_replicas_is_told() {
    let assumed = |replicas: &str| {
        let text = SHOP.replace("replicas: 3", &format!("replicas: {replicas}"));
        let (cluster, _) = decode(&parse(&Files::single("a.yaml", text)).0);
        let world = World::build(&cluster, &Knobs::default(), &State::default());
        let told = world.assumptions.iter().any(|assumption| assumption.code() == "Replicas");
        (world.pods.len(), told)
    };
    assert_eq!(assumed("1000"), (1000, false));
    assert_eq!(assumed("5000"), (1000, true));
}
