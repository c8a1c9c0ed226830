//! What holds for every trace, whatever is asked.

use std::net::IpAddr;

use svcpath_core::request::{Request, Source, Target, Via};
use svcpath_core::trace::Verdict;
use svcpath_tests::cluster::{Cluster, Flow, POD_CIDRS};

use super::answer::{Header, ask, in_full};
use super::law;
use super::oracle::{Proxy, in_one_of};

#[test]
fn the_weights_of_all_paths_sum_to_one() {
    law(5000, |cluster, flows| {
        let world = cluster.world();
        let requests: Vec<Request> = flows.iter().flat_map(|flow| requests(cluster, flow)).collect();
        for request in &requests {
            let answer = ask(&world, request);
            let name = format!("{:?}", request.written());
            let total: f64 = answer.ways.iter().map(|way| way.weight).sum();
            assert!((total - 1.0).abs() < 1e-9, "{name}: {total}");
            assert!(answer.ways.iter().all(|way| way.weight > 0.0 && way.weight <= 1.0), "{name}: weights are shares");
            let delivered = answer.ways.iter().filter(|way| way.verdict == Verdict::Delivered);
            let share: f64 = delivered.map(|way| way.weight).sum();
            assert!((0.0..=1.0).contains(&answer.share), "{name}: a share of {}", answer.share);
            assert!((share - answer.share).abs() < 1e-9, "{name}: {share} are delivered, not {}", answer.share);
        }
        requests.len()
    });
}

/// On each wire the reply is what the request was, turned round; so the client hears from whom it dialled, and never from others.
#[test]
fn the_reply_undoes_every_rewrite() {
    law(2000, |cluster, flows| {
        let world = cluster.world();
        let mut tried = 0;
        for request in flows.iter().flat_map(|flow| requests(cluster, flow)) {
            for way in ask(&world, &request).ways {
                // A proxy has its own connection on either side; what asks by name dials nothing.
                let dialled = way.request.iter().all(|header| header.to.is_ok());
                if way.reply.is_empty() || way.proxied || way.asymmetric || !dialled {
                    continue;
                }
                let turned: Vec<Header> = way.request.iter().rev().map(turned).collect();
                assert_eq!(way.reply, turned, "{:?}", request.written());
                tried += 1;
            }
        }
        tried
    });
}

/// The endpoint answers the source that it sees. Where that is an outsider's own address, and the node that rewrote the destination is
/// not the endpoint's, the reply goes straight past it (docs/semantics/proxy.md 4.5, 8.2). Left out are endpoints that are no pods.
#[test]
fn a_reply_is_discarded_exactly_where_it_misses_the_node_that_rewrote() {
    law(200, |cluster, flows| {
        let world = cluster.world();
        let nodes = |ip: IpAddr| cluster.nodes.iter().any(|node| node.addresses.contains(&ip));
        let pods = |ip: IpAddr| cluster.pods.iter().any(|pod| pod.addresses.contains(&ip));
        let inside = |ip: IpAddr| ip.is_loopback() || nodes(ip) || pods(ip) || in_one_of(POD_CIDRS, ip);
        let mut tried = 0;
        for flow in flows.iter().filter(|flow| !inside(flow.source)) {
            let proxy = Proxy { cluster, flow };
            if proxy.claim().is_none() {
                continue;
            }
            for way in ask(&world, &flow.request(cluster)).ways.iter().filter(|way| way.verdict == Verdict::Delivered) {
                let Some(end) = way.reached.as_ref().filter(|end| pods(end.address.ip())) else { continue };
                let elsewhere = end.node.as_ref() != Some(&proxy.node().name);
                assert_eq!(way.asymmetric, elsewhere && !end.masquerade, "{flow:?}: {}", end.address);
                tried += 1;
            }
        }
        tried
    });
}

/// A packet has one family. Left out is what core does not do yet: let a client with several addresses send from the one of the family
/// that it dials, and answer unknown for one that has none of it.
#[test]
fn packets_keep_to_one_family() {
    law(2000, |cluster, flows| {
        let world = cluster.world();
        let mut tried = 0;
        for request in flows.iter().flat_map(|flow| requests(cluster, flow)) {
            for way in ask(&world, &request).ways {
                // No address of the family that is dialled: said, and nothing is sent.
                if way.verdict == Verdict::Unknown {
                    continue;
                }
                for header in way.request.iter().chain(&way.reply) {
                    assert!(of_one_family(header), "{:?}: {header:?}", request.written());
                    tried += 1;
                }
            }
        }
        tried
    });
}

#[test]
fn equal_input_gives_equal_bytes() {
    law(1000, |cluster, flows| {
        let (world, again) = (cluster.world(), cluster.world());
        assert_eq!(format!("{world:?}"), format!("{again:?}"));
        let requests: Vec<Request> = flows.iter().take(2).flat_map(|flow| requests(cluster, flow)).collect();
        for request in &requests {
            let first = in_full(&world, request);
            assert_eq!(first, in_full(&world, request), "asked twice");
            assert_eq!(first, in_full(&again, request), "built twice");
        }
        requests.len()
    });
}

/// The flow at its node, and what else one could ask about its two ends.
pub(super) fn requests(cluster: &Cluster, flow: &Flow) -> Vec<Request> {
    let at = flow.request(cluster);
    let anywhere = Request { at: None, ..at.clone() };
    let mut requests = vec![Request { from: Source::Internet(None), ..anywhere.clone() }];
    let turn = usize::from(flow.destination.port()) + flow.at;
    if let Some(pod) = cluster.pods.get(turn % cluster.pods.len().max(1)) {
        let from = Source::Pod { namespace: pod.namespace.clone(), name: pod.name.clone() };
        requests.push(Request { from, ..anywhere.clone() });
    }
    let service = &cluster.services[turn % cluster.services.len()];
    let (namespace, name) = (service.namespace.clone(), service.name.clone());
    let named = Target::Service { namespace: namespace.clone(), name: name.clone(), port: None };
    requests.push(Request { to: named.clone(), ..anywhere.clone() });
    requests.push(Request { to: named.clone(), from: Source::Namespace(namespace.clone()), ..anywhere.clone() });
    let forwarded = Via::PortForward { namespace, name };
    requests.push(Request { to: named, via: Some(forwarded), from: Source::Internet(None), ..anywhere.clone() });
    requests.extend([anywhere, at]);
    requests
}

fn turned(header: &Header) -> Header {
    let to = header.to.clone().expect("an address");
    Header { protocol: header.protocol, from: to, to: Ok(header.from) }
}

fn of_one_family(header: &Header) -> bool {
    header.to.as_ref().map_or(true, |(to, _)| to.is_ipv4() == header.from.0.is_ipv4())
}
