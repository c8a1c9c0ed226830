//! Whom kube-proxy sends a connection to.

use std::net::{IpAddr, Ipv4Addr};

use svcpath_core::knobs::ProxyMode;
use svcpath_core::model::{IpFamily, TrafficPolicy};
use svcpath_core::trace::Verdict;
use svcpath_tests::cluster::{Cluster, ContainerPort, Pod, Service, ServicePort, Slice, SliceEndpoint};

use super::answer::ask;
use super::endpoints::endpoints;
use super::law;
use super::oracle::{Door, Proxy};

#[test]
fn delivered_endpoints_are_the_services_own_resolvable_and_usable() {
    law(1000, |cluster, flows| {
        let world = cluster.world();
        let mut tried = 0;
        for flow in flows {
            let answer = ask(&world, &flow.request(cluster));
            let Some((service, port, _)) = (Proxy { cluster, flow }).claim() else { continue };
            let all = endpoints(cluster, service, port, flow.family());
            let node = &cluster.nodes[flow.at].name;
            let reached = answer.ways.iter().filter(|way| way.verdict == Verdict::Delivered);
            for end in reached.filter_map(|way| way.reached.as_ref()) {
                assert_eq!(end.service, Some((service.namespace.clone(), service.name.clone())), "{flow:?}");
                let known = all.get(&end.address);
                let endpoint = known.unwrap_or_else(|| panic!("{flow:?}: {} is no endpoint of it", end.address));
                assert!(endpoint.is_usable(), "{flow:?}: {} is not usable", end.address);
                // One that shuts down only where nothing is ready: on this node, or anywhere.
                let better = |local: bool| all.values().any(|other| other.ready && (!local || other.is_on(node)));
                assert!(endpoint.ready || !better(true), "{flow:?}: {} is shutting down", end.address);
                let local = answer.delivered().keys().all(|address| all[address].is_on(node));
                assert!(endpoint.ready || local || !better(false), "{flow:?}: {} is shutting down", end.address);
                tried += 1;
            }
        }
        tried
    });
}

#[test]
fn another_ready_endpoint_never_makes_a_delivered_connection_fail() {
    law(500, |cluster, flows| {
        let world = cluster.world();
        let mut tried = 0;
        for (i, flow) in flows.iter().enumerate() {
            if ask(&world, &flow.request(cluster)).verdict != Verdict::Delivered {
                continue;
            }
            let Some((service, port, _)) = (Proxy { cluster, flow }).claim() else { continue };
            let node = cluster.nodes[i % cluster.nodes.len()].name.clone();
            let more = with_endpoint(cluster, service, port, flow.family(), &node);
            let answer = ask(&more.world(), &flow.request(&more));
            assert_eq!(answer.verdict, Verdict::Delivered, "{flow:?}, with one more on {node}");
            tried += 1;
        }
        tried
    });
}

/// With a ready pod more for the Service, or, where none is selected, a slice more.
fn with_endpoint(cluster: &Cluster, service: &Service, port: &ServicePort, family: IpFamily, node: &str) -> Cluster {
    let mut more = cluster.clone();
    let address = match family {
        IpFamily::V4 => IpAddr::V4(Ipv4Addr::new(10, 244, 77, 7)),
        IpFamily::V6 => "fd00:244:0:77::7".parse().expect("an address"),
    };
    match &service.selector {
        Some(labels) => {
            let ports =
                ["web", "dns"].map(|name| ContainerPort { name: name.into(), port: 8080, protocol: port.protocol });
            more.pods.push(Pod {
                namespace: service.namespace.clone(),
                name: "one-more".into(),
                labels: labels.clone(),
                node: node.into(),
                addresses: vec![address],
                ready: true,
                terminating: false,
                host_network: false,
                finished: false,
                ports: ports.into(),
            });
        }
        None => more.slices.push(Slice {
            namespace: service.namespace.clone(),
            name: "one-more".into(),
            service: service.name.clone(),
            family,
            ports: vec![(port.name.clone(), port.protocol, 8080)],
            endpoints: vec![SliceEndpoint {
                address,
                ready: Some(true),
                serving: None,
                terminating: None,
                node: Some(node.into()),
                zone_hints: Vec::new(),
                node_hints: Vec::new(),
            }],
        }),
    }
    more
}

/// In ipvs mode, Local is a wish (proxy.md 8.2).
#[test]
fn local_policies_keep_to_the_node() {
    law(500, |cluster, flows| {
        let mut cluster = cluster.clone();
        if cluster.knobs.mode == ProxyMode::Ipvs {
            cluster.knobs.mode = ProxyMode::Iptables;
        }
        for service in &mut cluster.services {
            service.internal_policy = TrafficPolicy::Local;
            service.external_policy = if service.is_exposed() { TrafficPolicy::Local } else { TrafficPolicy::Cluster };
        }
        let world = cluster.world();
        let mut tried = 0;
        for flow in flows {
            let proxy = Proxy { cluster: &cluster, flow };
            let Some((_, _, door)) = proxy.claim() else { continue };
            // The external policy lets pods and the node itself go anywhere (2.3 d).
            if door != Door::ClusterIp && (proxy.is_pods() || proxy.is_this_nodes()) {
                continue;
            }
            for way in ask(&world, &flow.request(&cluster)).ways {
                if way.verdict == Verdict::Delivered {
                    let node = way.reached.and_then(|end| end.node);
                    assert_eq!(node.as_ref(), Some(&proxy.node().name), "{flow:?}");
                    tried += 1;
                }
            }
        }
        tried
    });
}
