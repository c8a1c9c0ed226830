//! NetworkPolicies: a plain truth function over all of them, and what must hold whatever they say.

use std::cell::Cell;
use std::net::IpAddr;

use ipnet::IpNet;
use proptest::test_runner::{TestError, TestRunner};
use svcpath_core::diagnostic::Severity;
use svcpath_core::model::Protocol;
use svcpath_core::request::{Host, Request, Scheme, Source, Target, Url};
use svcpath_core::trace::Verdict;
use svcpath_core::world::World;
use svcpath_tests::cluster::{Cluster, Peer, Pod, Policy, Ports, Rule, cluster, policies, rule};

use super::answer::{Answer, ask};
use super::config;

/// Ports worth asking for: named ones of either protocol, and one that nobody has.
const PORTS: [(Protocol, u16); 5] =
    [(Protocol::Tcp, 8080), (Protocol::Tcp, 80), (Protocol::Udp, 5353), (Protocol::Sctp, 5355), (Protocol::Tcp, 9)];

/// Tries a law on clusters with policies, and a rule to add to them.
fn law(least: usize, holds: impl Fn(&Cluster, &[Policy], &Rule) -> usize) {
    let tried = Cell::new(0);
    let run = |(cluster, policies, rule): (Cluster, Vec<Policy>, Rule)| {
        tried.set(tried.get() + holds(&cluster, &policies, &rule));
        Ok(())
    };
    match TestRunner::new(config()).run(&(cluster(), policies(), rule()), run) {
        Ok(()) => {}
        Err(TestError::Fail(why, (cluster, policies, _))) => panic!("{why}\nin {cluster:?}{}", written(&policies)),
        Err(TestError::Abort(why)) => panic!("{why}"),
    }
    assert!(tried.get() >= least, "tried {} times only", tried.get());
}

#[test]
fn the_api_server_would_take_every_policy() {
    law(256, |cluster, policies, _| {
        let text = format!("{cluster}{}", written(policies));
        let (manifests, _) = svcpath_core::manifest::parse(&svcpath_core::text::Files::single("a.yaml", text));
        let (read, problems) = svcpath_core::decode::decode(&manifests);
        let refused: Vec<_> = problems.iter().filter(|problem| problem.severity() == Severity::Error).collect();
        assert!(refused.is_empty(), "{refused:#?}");
        assert_eq!(read.policies.len(), policies.len());
        1
    });
}

#[test]
fn a_plain_truth_function_agrees() {
    law(1000, |cluster, policies, _| {
        let world = cluster.world_with(&written(policies));
        let mut tried = 0;
        for (from, to, address, port) in pairs(cluster) {
            let answer = ask(&world, &request(from, address, port));
            let expected =
                if allowed(cluster, policies, from, to, address, port) { Verdict::Delivered } else { Verdict::Dropped };
            let name = format!("{} to {} {port:?}", from.name, to.name);
            assert_eq!(answer.verdict, expected, "{name}\n{}", written(policies));
            // What is forbidden is the rarer case.
            tried += usize::from(expected == Verdict::Dropped);
        }
        tried
    });
}

#[test]
fn another_rule_never_forbids() {
    law(1000, |cluster, policies, rule| {
        let mut more = policies.to_vec();
        for policy in &mut more {
            for rules in policy.ingress.iter_mut().chain(&mut policy.egress) {
                rules.push(rule.clone());
            }
        }
        let (before, after) = (cluster.world_with(&written(policies)), cluster.world_with(&written(&more)));
        let requests = requests(cluster);
        for request in &requests {
            let (before, after) = (ask(&before, request), ask(&after, request));
            assert!(before.share <= after.share + 1e-9, "{:?}: {} {}", request.written(), before.share, after.share);
        }
        requests.len()
    });
}

#[test]
fn the_order_of_policies_does_not_matter() {
    law(1000, |cluster, policies, _| {
        let turned: Vec<Policy> = policies.iter().rev().cloned().collect();
        let (one, other) = (cluster.world_with(&written(policies)), cluster.world_with(&written(&turned)));
        alike(&one, &other, &requests(cluster))
    });
}

/// Nor does anything else that lives elsewhere.
#[test]
fn policies_of_other_namespaces_do_not_matter() {
    law(1000, |cluster, policies, _| {
        let others: Vec<Policy> =
            policies.iter().map(|policy| Policy { namespace: "elsewhere".into(), ..policy.clone() }).collect();
        let settings = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: elsewhere}\n";
        let both = format!("{}{settings}{}", written(&others), written(policies));
        let (alone, together) = (cluster.world_with(&written(policies)), cluster.world_with(&both));
        let (none, others) = (cluster.world(), cluster.world_with(&written(&others)));
        let requests = requests(cluster);
        alike(&none, &others, &requests) + alike(&alone, &together, &requests)
    });
}

fn alike(one: &World, other: &World, requests: &[Request]) -> usize {
    for request in requests {
        let (one, other) = (ask(one, request), ask(other, request));
        let of = |answer: &Answer| (answer.verdict, answer.share, answer.delivered());
        assert_eq!(of(&one), of(&other), "{:?}", request.written());
    }
    requests.len()
}

/// Pod to pod and pod to Service.
fn requests(cluster: &Cluster) -> Vec<Request> {
    let straight = pairs(cluster).into_iter().map(|(from, _, address, port)| request(from, address, port));
    let mut requests: Vec<Request> = straight.step_by(7).collect();
    for from in cluster.pods.iter().filter(|pod| is_running(pod)) {
        for service in &cluster.services {
            let of_family = service.cluster_ips.iter().find(|ip| ip.is_ipv4() == from.addresses[0].is_ipv4());
            if let (Some(ip), Some(port)) = (of_family, service.ports.first()) {
                requests.push(request(from, *ip, (port.protocol, port.port)));
            }
        }
    }
    requests
}

/// Who asks whom, by which of its addresses, and for what.
fn pairs(cluster: &Cluster) -> Vec<(&Pod, &Pod, IpAddr, (Protocol, u16))> {
    let mut pairs = Vec::new();
    let running = || cluster.pods.iter().filter(|pod| is_running(pod));
    for (i, from) in running().enumerate() {
        for (j, to) in running().enumerate().filter(|(_, to)| !to.host_network) {
            let address = to.addresses.iter().find(|ip| from.addresses.iter().any(|own| own.is_ipv4() == ip.is_ipv4()));
            pairs.extend(address.map(|address| (from, to, *address, PORTS[(i + 2 * j) % PORTS.len()])));
        }
    }
    pairs
}

fn is_running(pod: &Pod) -> bool {
    !pod.finished && !pod.addresses.is_empty()
}

fn request(from: &Pod, to: IpAddr, (protocol, port): (Protocol, u16)) -> Request {
    let scheme = match protocol {
        Protocol::Tcp => Scheme::Tcp,
        Protocol::Udp => Scheme::Udp,
        Protocol::Sctp => Scheme::Sctp,
    };
    Request {
        from: Source::Pod { namespace: from.namespace.clone(), name: from.name.clone() },
        to: Target::Url(Url { scheme, host: Host::Ip(to), port, path: String::new() }),
        at: None,
        via: None,
        method: None,
        headers: Vec::new(),
    }
}

/// docs/semantics/l7.md 5.1-5.11, for packets that nobody rewrites.
fn allowed(
    cluster: &Cluster,
    policies: &[Policy],
    from: &Pod,
    to: &Pod,
    address: IpAddr,
    port: (Protocol, u16),
) -> bool {
    if from.name == to.name {
        return true;
    }
    let source = from.addresses.iter().copied().find(|ip| ip.is_ipv4() == address.is_ipv4()).expect("an address");
    let node = cluster.nodes.iter().find(|node| node.name == to.node).expect("its node");
    let in_direction = |isolated: &Pod, rules: fn(&Policy) -> Option<&Vec<Rule>>, peer: &Pod, ip: IpAddr| {
        let selecting: Vec<(&Policy, &Vec<Rule>)> = policies
            .iter()
            .filter(|policy| policy.namespace == isolated.namespace && has(&policy.selects, isolated))
            .filter_map(|policy| Some((policy, rules(policy)?)))
            .collect();
        let takes = |(policy, rules): &(&Policy, &Vec<Rule>)| {
            rules.iter().any(|rule| {
                let ports = rule.ports.is_empty() || rule.ports.iter().any(|entry| takes_port(entry, to, port));
                let peers = rule.peers.is_empty() || rule.peers.iter().any(|entry| takes_peer(entry, policy, peer, ip));
                ports && peers
            })
        };
        selecting.is_empty() || selecting.iter().any(takes)
    };
    let out = from.host_network || in_direction(from, |policy| policy.egress.as_ref(), to, address);
    let own_node = node.addresses.contains(&source);
    out && (own_node || in_direction(to, |policy| policy.ingress.as_ref(), from, source))
}

fn takes_port((of, ports): &(Protocol, Ports), pod: &Pod, (protocol, port): (Protocol, u16)) -> bool {
    let named = |name: &str| pod.ports.iter().any(|p| p.name == name && p.port == port && p.protocol == protocol);
    *of == protocol
        && match ports {
            Ports::All => true,
            Ports::Range(first, last) => *first <= port && port <= *last,
            Ports::Named(name) => named(name),
        }
}

fn takes_peer(peer: &Peer, policy: &Policy, pod: &Pod, address: IpAddr) -> bool {
    let within = |net: &str| net.parse::<IpNet>().expect("a network").contains(&address);
    match peer {
        Peer::Block(cidr, except) => within(cidr) && !except.is_some_and(within),
        Peer::Pods { .. } if pod.host_network => false,
        Peer::Pods { pods, namespace } => {
            let there = match namespace {
                None => pod.namespace == policy.namespace,
                Some(name) => name.is_none_or(|name| pod.namespace == name),
            };
            there && pods.as_ref().is_none_or(|labels| has(labels, pod))
        }
    }
}

fn has(labels: &[(&str, &str)], pod: &Pod) -> bool {
    labels.iter().all(|(key, value)| pod.labels.get(*key).is_some_and(|found| found == value))
}

fn written(policies: &[Policy]) -> String {
    policies.iter().map(ToString::to_string).collect()
}
