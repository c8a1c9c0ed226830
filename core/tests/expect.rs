//! How a trace compares with what a test expects.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};

use svcpath_core::object::ObjectRef;
use svcpath_core::reason::Reason;
use svcpath_core::request::{Request, Source, Target};
use svcpath_core::scenario::Expect;
use svcpath_core::trace::{Explanation, Path, Reached, Rewrite, Verdict};

fn reached(address: &str, pod: &str, service: &str) -> Reached {
    Reached {
        address: address.parse().unwrap(),
        pod: Some(ObjectRef::new("v1", "Pod", "shop", pod)),
        workload: Some(ObjectRef::new("apps/v1", "Deployment", "shop", pod.split('-').next().unwrap())),
        node: None,
        service: Some(ObjectRef::new("v1", "Service", "shop", service)),
        masquerade: true,
        pod_sees: "192.168.10.11".parse().unwrap(),
    }
}

fn path(weight: f64, verdict: Verdict, endpoint: Option<Reached>) -> Path {
    Path { weight, verdict, reason: Reason::SourceKept.into(), hops: Vec::new(), reply: Vec::new(), endpoint }
}

fn trace(verdict: Verdict, paths: Vec<Path>) -> Explanation {
    Explanation {
        request: Request::new(Source::Internet(None), Target::parse("http://a/").unwrap()),
        verdict,
        share: 1.0,
        paths,
        drawn: 0,
        service: Some("shop/api:80".into()),
        status: None,
        location: None,
        rewrite: None,
        answers: None,
        assumptions: Vec::new(),
        ways_round: Vec::new(),
    }
}

fn two_pods() -> Explanation {
    let path = |address, pod| path(0.5, Verdict::Delivered, Some(reached(address, pod, "api")));
    trace(Verdict::Delivered, vec![path("10.244.1.5:8080", "api-1"), path("10.244.2.5:8080", "api-2")])
}

fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> Option<BTreeSet<T>> {
    Some(items.into_iter().collect())
}

/// The keys that differ, with what was found.
fn found(expect: &Expect, trace: &Explanation) -> Vec<(String, String)> {
    expect.differences(trace).into_iter().map(|difference| (difference.key, difference.found)).collect()
}

#[test]
fn everything_given_holds() {
    let expect = Expect {
        endpoints: set(["10.244.2.5:8080".parse().unwrap(), "10.244.1.5:8080".parse().unwrap()]),
        pods: set(["shop/api-1".into(), "shop/api-2".into()]),
        workload: Some("shop/Deployment/api".into()),
        workloads: set(["shop/Deployment/api".into()]),
        port: Some(8080),
        masquerade: Some(true),
        service: Some("shop/api:80".into()),
        weights: Some(BTreeMap::from([("shop/api".into(), 1.0), ("shop/none".into(), 0.0)])),
        reason: Some("SourceKept".into()),
        ..Expect::verdict(Verdict::Delivered)
    };
    assert_eq!(found(&expect, &two_pods()), []);
}

#[test]
fn each_key_can_fail_alone() {
    let expect = |change: &dyn Fn(&mut Expect)| {
        let mut expect = Expect::verdict(Verdict::Delivered);
        change(&mut expect);
        let [difference] = expect.differences(&two_pods()).try_into().unwrap();
        difference.key
    };
    assert_eq!(expect(&|e| e.verdict = Verdict::Partial), "verdict");
    assert_eq!(expect(&|e| e.endpoints = set(["10.244.1.5:8080".parse().unwrap()])), "endpoints");
    assert_eq!(expect(&|e| e.pods = set(["shop/api-1".into()])), "pods");
    assert_eq!(expect(&|e| e.workload = Some("shop/Deployment/web".into())), "workload");
    assert_eq!(expect(&|e| e.workloads = set([])), "workloads");
    assert_eq!(expect(&|e| e.port = Some(80)), "port");
    assert_eq!(expect(&|e| e.masquerade = Some(false)), "masquerade");
    assert_eq!(expect(&|e| e.service = Some("shop/api:8080".into())), "service");
    assert_eq!(expect(&|e| e.weights = Some(BTreeMap::from([("shop/api".into(), 0.99)]))), "weights");
    assert_eq!(expect(&|e| e.weights = Some(BTreeMap::new())), "weights");
    assert_eq!(expect(&|e| e.status = Some(404)), "status");
    assert_eq!(expect(&|e| e.rewrite = Some(Rewrite { path: Some("/".into()), ..Rewrite::default() })), "rewrite.path");
    assert_eq!(expect(&|e| e.location = Some("http://a".into())), "location");
    assert_eq!(expect(&|e| e.answers = set(["A 10.96.0.1".into()])), "answers");
    assert_eq!(expect(&|e| e.reason = Some("NoEndpoints".into())), "reason");
}

#[test]
fn under_partial_only_those_reached_count() {
    let lost = path(0.5, Verdict::Dropped, Some(reached("10.244.2.5:8080", "api-2", "api")));
    let mut partial = two_pods();
    partial.paths[1] = lost;
    partial.verdict = Verdict::Partial;
    let expect = Expect { pods: set(["shop/api-1".into()]), ..Expect::verdict(Verdict::Partial) };
    assert_eq!(found(&expect, &partial), []);
}

#[test]
fn where_none_is_reached_those_chosen_before_the_drop_count() {
    let lost = path(1.0, Verdict::Dropped, Some(reached("10.244.2.5:8080", "api-2", "api")));
    let dropped = trace(Verdict::Dropped, vec![lost]);
    let expect = Expect { pods: set(["shop/api-2".into()]), ..Expect::verdict(Verdict::Dropped) };
    assert_eq!(found(&expect, &dropped), []);
}

#[test]
fn without_an_endpoint_nothing_about_endpoints_holds() {
    let refused = trace(Verdict::Rejected, vec![path(1.0, Verdict::Rejected, None)]);
    let expect =
        Expect { masquerade: Some(false), port: Some(80), endpoints: set([]), ..Expect::verdict(Verdict::Rejected) };
    assert_eq!(found(&expect, &refused), [("port".into(), String::new()), ("masquerade".into(), String::new())]);
}

#[test]
fn shares_are_summed_per_service_and_compared_with_a_margin() {
    let path = |weight, pod, service| path(weight, Verdict::Delivered, Some(reached("10.244.1.5:8080", pod, service)));
    let mut split =
        trace(Verdict::Delivered, vec![path(0.35, "a-1", "a"), path(0.3495, "a-2", "a"), path(0.3, "b-1", "b")]);
    split.service = None;
    let weights = |a: f64| Expect {
        weights: Some(BTreeMap::from([("shop/a".into(), a), ("shop/b".into(), 0.3)])),
        ..Expect::verdict(Verdict::Delivered)
    };
    assert_eq!(found(&weights(0.7), &split), []);
    assert_eq!(found(&weights(0.71), &split), [("weights".into(), "shop/a: 0.7, shop/b: 0.3".into())]);
}

#[test]
fn of_a_rewrite_only_what_is_listed_is_compared() {
    let mut rewritten = two_pods();
    let headers = vec![("X-Prefix".to_owned(), "/api".to_owned())];
    rewritten.rewrite =
        Some(Rewrite { path: Some("/items".into()), host: Some("api".into()), headers: headers.clone() });
    let rewrite = |path: Option<&str>, name: &str| Expect {
        rewrite: Some(Rewrite {
            path: path.map(str::to_owned),
            host: None,
            headers: vec![(name.into(), "/api".into())],
        }),
        ..Expect::verdict(Verdict::Delivered)
    };
    assert_eq!(found(&rewrite(None, "x-prefix"), &rewritten), []);
    assert_eq!(
        found(&rewrite(Some("/"), "X-Other"), &rewritten),
        [("rewrite.path".into(), "/items".into()), ("rewrite.headers.X-Other".into(), String::new()),]
    );
}
