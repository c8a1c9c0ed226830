//! The model of kube-proxy in core against the plain one of [`super::oracle`].

use std::collections::BTreeMap;

use svcpath_core::trace::Verdict;

use super::answer::{Answer, ask};
use super::law;
use super::oracle::{Proxy, Ruling};

/// Verdict, endpoints, their chances and whether the source is rewritten: for every flow at every node.
#[test]
fn kube_proxy_decides_as_its_rules_say() {
    law(5000, |cluster, flows| {
        let world = cluster.world();
        let mut tried = 0;
        for flow in flows {
            let proxy = Proxy { cluster, flow };
            let answer = ask(&world, &flow.request(cluster));
            assert!(answer.ways.iter().all(|way| way.request[0].from.0 == flow.source), "{flow:?}: who asks");
            assert_eq!(ruling(&answer), proxy.rules(), "{flow:?}");
            for way in &answer.ways {
                let even = 1.0 / answer.ways.len() as f64;
                assert!((way.weight - even).abs() < 1e-9, "{flow:?}: a weight of {}, not {even}", way.weight);
            }
            tried += 1;
        }
        tried
    });
}

pub(super) fn ruling(answer: &Answer) -> Ruling {
    let endpoints = if answer.verdict == Verdict::Delivered { answer.delivered() } else { BTreeMap::new() };
    Ruling { verdict: answer.verdict, endpoints }
}
