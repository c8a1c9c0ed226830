//! Small random clusters for proptest. Raw parts are drawn independently, so that they shrink well, and then given names, addresses
//! and ports that never collide: where two objects claim the same thing, Kubernetes leaves open who wins.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use svcpath_core::knobs::ProxyMode;
use svcpath_core::model::{IpFamily, IpMode, Protocol, ServiceType, TargetPort, TrafficDistribution, TrafficPolicy};

use super::{Cluster, ContainerPort, Flow, Knobs, Node, Pod, Service, ServicePort, Slice, SliceEndpoint};

/// One to four nodes, up to seven pods, one to three Services, and hand-made slices.
pub fn cluster() -> impl Strategy<Value = Cluster> {
    let nodes = vec((select(ZONES.to_vec()), prop::bool::weighted(0.3)), 1..=4);
    (
        knobs(),
        nodes,
        prop::bool::weighted(0.3),
        vec(raw_pod(), 0..=7),
        vec(raw_service(), 1..=3),
        vec(raw_slice(), 0..=2),
    )
        .prop_map(assemble)
}

/// Some connections of a cluster, to be looked up in it.
#[derive(Debug, Clone)]
pub struct Flows(Vec<(Index, Index, Index)>);

pub fn flows(count: usize) -> impl Strategy<Value = Flows> {
    vec(any::<(Index, Index, Index)>(), count).prop_map(Flows)
}

impl Flows {
    pub fn of(&self, cluster: &Cluster) -> Vec<Flow> {
        let destinations = cluster.destinations();
        let flow = |(at, to, from): &(Index, Index, Index)| {
            let at = at.index(cluster.nodes.len());
            let (destination, protocol) = *to.get(&destinations);
            // Only other nodes' loopback lacks anybody to dial from.
            let sources = cluster.sources(at, destination.ip());
            Flow { at, source: *from.get(&sources), destination, protocol }
        };
        self.0.iter().map(flow).collect()
    }
}

const ZONES: [Option<&str>; 3] = [Some("zone-1"), Some("zone-2"), None];
const NAMESPACES: [&str; 2] = ["shop", "blog"];
const APPS: [&str; 4] = ["api", "api", "api", "mail"];
const PROTOCOLS: [Protocol; 3] = [Protocol::Tcp, Protocol::Udp, Protocol::Sctp];
/// Names and numbers of Service ports; the same number for several protocols.
const PORTS: [(&str, u16, Protocol); 6] = [
    ("http", 80, Protocol::Tcp),
    ("https", 443, Protocol::Tcp),
    ("dns", 53, Protocol::Udp),
    ("dns-tcp", 53, Protocol::Tcp),
    ("dns-sctp", 53, Protocol::Sctp),
    ("same", 80, Protocol::Udp),
];
/// What containers declare: the same name for other numbers and protocols, or nothing.
const CONTAINERS: [&[(&str, u16, Protocol)]; 4] = [
    &[("web", 8080, Protocol::Tcp), ("dns", 5353, Protocol::Udp)],
    &[("web", 8081, Protocol::Tcp)],
    &[],
    &[("web", 9090, Protocol::Udp), ("dns", 5354, Protocol::Tcp), ("all", 5355, Protocol::Sctp)],
];
const NODE_PORT_ADDRESSES: [&[&str]; 9] = [
    &[],
    &[],
    &["primary"],
    &["192.168.10.0/24"],
    &["127.0.0.0/8", "192.168.10.0/24"],
    &["0.0.0.0/0"],
    &["172.16.0.0/16"],
    &["fd00:10::/64"],
    &["127.0.0.0/8", "fd00:16::/64"],
];
/// Outsiders, the pods of the first node, nodes, the first node alone, Services' own addresses, and those of IPv6.
const SOURCE_RANGES: [&str; 8] = [
    "198.51.100.0/24",
    "10.244.1.0/24",
    "192.168.10.0/24",
    "192.168.10.11/32",
    "203.0.113.0/24",
    "2001:db8:ffff::/48",
    "fd00:10::b/128",
    "2001:db8:113::/48",
];

fn knobs() -> impl Strategy<Value = Knobs> {
    let modes = select(vec![ProxyMode::Iptables, ProxyMode::Nftables, ProxyMode::Ipvs]);
    let rare = || prop::bool::weighted(0.2);
    (modes, rare(), rare(), rare(), select(NODE_PORT_ADDRESSES.to_vec())).prop_map(
        |(mode, blind, masquerade_all, no_localhost, addresses)| Knobs {
            mode,
            detector: !blind,
            masquerade_all,
            localhost_node_ports: !no_localhost,
            node_port_addresses: addresses.iter().map(|&text| text.to_owned()).collect(),
        },
    )
}

#[derive(Debug, Clone)]
struct RawPod {
    node: Index,
    namespace: usize,
    app: usize,
    tier: bool,
    unready: bool,
    terminating: bool,
    host_network: bool,
    /// 0: finished, 1: without address, 2: without an IPv6 one.
    oddity: u8,
    containers: usize,
}

fn raw_pod() -> impl Strategy<Value = RawPod> {
    let place = (any::<Index>(), prop::bool::weighted(0.1), 0..APPS.len(), prop::bool::weighted(0.7));
    let rare = || prop::bool::weighted(0.3);
    (place, rare(), rare(), prop::bool::weighted(0.2), 0..20u8, 0..CONTAINERS.len()).prop_map(
        |((node, elsewhere, app, tier), unready, terminating, host_network, oddity, containers)| RawPod {
            node,
            namespace: usize::from(elsewhere),
            app,
            tier,
            unready,
            terminating,
            host_network,
            oddity,
            containers,
        },
    )
}

#[derive(Debug, Clone)]
struct RawService {
    kind: ServiceType,
    namespace: usize,
    /// App, and whether the tier counts too.
    selector: Option<(usize, bool)>,
    /// Of [`PORTS`], with what each targets.
    ports: Vec<(usize, Option<TargetPort>)>,
    unnamed: bool,
    internal: TrafficPolicy,
    external: TrafficPolicy,
    external_ips: u8,
    balancer: Vec<IpMode>,
    ranges: Vec<&'static str>,
    distribution: Option<TrafficDistribution>,
    publish: bool,
    affinity: bool,
    /// 0: headless, 1: another proxy's, 2: balancer without node ports.
    oddity: u8,
    /// IPv6 alone, IPv4 alone, both, in a cluster that has both.
    families: u8,
}

fn raw_service() -> impl Strategy<Value = RawService> {
    let kinds = vec![ServiceType::ClusterIp, ServiceType::NodePort, ServiceType::LoadBalancer];
    let policy = || select(vec![TrafficPolicy::Cluster, TrafficPolicy::Local]);
    let what =
        (select(kinds), prop::bool::weighted(0.1), option::weighted(0.8, (0..APPS.len(), prop::bool::weighted(0.3))));
    let targets = vec![
        None,
        None,
        Some(TargetPort::Number(8080)),
        Some(TargetPort::Name("web".into())),
        Some(TargetPort::Name("dns".into())),
    ];
    let ports = (subsequence((0..PORTS.len()).collect::<Vec<_>>(), 1..=3), vec(select(targets), 3), any::<bool>());
    let modes = vec(select(vec![IpMode::Vip, IpMode::Vip, IpMode::Proxy]), 1..=2);
    let ranges = option::weighted(0.4, subsequence(SOURCE_RANGES.to_vec(), 1..=3));
    let distributions = vec![TrafficDistribution::PreferSameZone, TrafficDistribution::PreferSameNode];
    let reach = (0..4u8, modes, ranges, option::weighted(0.4, select(distributions)));
    let flags = (prop::bool::weighted(0.1), any::<bool>(), 0..25u8, 0..3u8);
    (what, ports, policy(), policy(), reach, flags).prop_map(|(what, ports, internal, external, reach, flags)| {
        RawService {
            kind: what.0,
            namespace: usize::from(what.1),
            selector: what.2,
            unnamed: ports.2 && ports.0.len() == 1,
            ports: ports.0.into_iter().zip(ports.1).collect(),
            internal,
            external,
            external_ips: reach.0,
            balancer: reach.1,
            ranges: reach.2.unwrap_or_default(),
            distribution: reach.3,
            publish: flags.0,
            affinity: flags.1,
            oddity: flags.2,
            families: flags.3,
        }
    })
}

#[derive(Debug, Clone)]
struct RawSlice {
    service: Index,
    v6: bool,
    /// For each of the Service's ports: whether it is here, and whether under the right protocol.
    ports: Vec<(bool, bool)>,
    /// Whether most endpoints have hints, else few.
    hinted: bool,
    endpoints: Vec<RawEndpoint>,
}

#[derive(Debug, Clone)]
struct RawEndpoint {
    conditions: [Option<bool>; 3],
    node: Option<Index>,
    /// Instead of the pods' range.
    outside: bool,
    zones: Vec<&'static str>,
    node_hint: Option<Index>,
    /// Below 2: the odd one out among its slice's hints.
    hints: u8,
}

fn raw_slice() -> impl Strategy<Value = RawSlice> {
    let likely = || option::weighted(0.5, prop::bool::weighted(0.7));
    let conditions = (likely(), likely(), option::weighted(0.5, prop::bool::weighted(0.4)));
    let hints = (subsequence(vec!["zone-1", "zone-2", "zone-3"], 1..=2), option::of(any::<Index>()), 0..12u8);
    let endpoint = (conditions, option::weighted(0.8, any::<Index>()), any::<bool>(), hints).prop_map(
        |((ready, serving, terminating), node, outside, (zones, node_hint, hints))| RawEndpoint {
            conditions: [ready, serving, terminating],
            node,
            outside,
            zones,
            node_hint,
            hints,
        },
    );
    let ports = vec((prop::bool::weighted(0.85), prop::bool::weighted(0.9)), 3);
    (any::<Index>(), prop::bool::weighted(0.3), ports, any::<bool>(), vec(endpoint, 0..=4))
        .prop_map(|(service, v6, ports, hinted, endpoints)| RawSlice { service, v6, ports, hinted, endpoints })
}

type Raw = (Knobs, Vec<(Option<&'static str>, bool)>, bool, Vec<RawPod>, Vec<RawService>, Vec<RawSlice>);

fn assemble((knobs, nodes, dual, pods, services, slices): Raw) -> Cluster {
    let nodes: Vec<Node> = nodes.into_iter().enumerate().map(|(i, raw)| node(i as u8, raw, dual)).collect();
    // Two pods of one address could disagree about an endpoint.
    let mut on_host = BTreeSet::new();
    let pods = pods.into_iter().enumerate().map(|(i, raw)| {
        let at = raw.node.index(nodes.len());
        let host_network = raw.host_network && on_host.insert(at);
        pod(i as u8, RawPod { host_network, ..raw }, at, &nodes[at], dual)
    });
    let pods = pods.collect();
    let services: Vec<Service> =
        services.into_iter().enumerate().map(|(i, raw)| service(i as u8, raw, dual, &nodes)).collect();
    let slices = slices.into_iter().enumerate().map(|(i, raw)| {
        let of = raw.service.index(services.len());
        slice(i as u8, &raw, &services[of], dual, &nodes)
    });
    let slices = slices.collect();
    Cluster { knobs, nodes, pods, services, slices }
}

fn v4(a: u8, b: u8, c: u8, d: u8) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(a, b, c, d))
}

fn v6(a: u16, b: u16, c: u16, d: u8) -> IpAddr {
    IpAddr::V6(Ipv6Addr::new(a, b, 0, c, 0, 0, 0, u16::from(d)))
}

fn node(i: u8, (zone, second): (Option<&str>, bool), dual: bool) -> Node {
    let mut addresses = vec![v4(192, 168, 10, 11 + i)];
    addresses.extend(second.then(|| v4(172, 16, 0, 11 + i)));
    addresses.extend(dual.then(|| v6(0xfd00, 0x10, 0, 11 + i)));
    addresses.extend((dual && second).then(|| v6(0xfd00, 0x16, 0, 11 + i)));
    Node { name: format!("node-{i}"), zone: zone.map(str::to_owned), addresses }
}

fn pod(i: u8, raw: RawPod, at: usize, node: &Node, dual: bool) -> Pod {
    let mut addresses = vec![v4(10, 244, 1 + at as u8, 10 + i)];
    addresses.extend((dual && raw.oddity != 2).then(|| v6(0xfd00, 0x244, 1 + at as u16, 10 + i)));
    if raw.host_network {
        addresses.clone_from(&node.addresses);
    } else if raw.oddity == 1 {
        addresses.clear();
    }
    let ports = CONTAINERS[raw.containers].iter().map(|&(name, port, protocol)| ContainerPort {
        name: name.into(),
        port,
        protocol,
    });
    Pod {
        namespace: NAMESPACES[raw.namespace].into(),
        name: format!("pod-{i}"),
        labels: labels(raw.app, raw.tier),
        node: node.name.clone(),
        addresses,
        ready: !raw.unready,
        terminating: raw.terminating,
        host_network: raw.host_network,
        finished: raw.oddity == 0,
        ports: ports.collect(),
    }
}

fn labels(app: usize, tier: bool) -> BTreeMap<String, String> {
    let tier = tier.then(|| ("tier".to_owned(), "front".to_owned()));
    std::iter::once(("app".to_owned(), APPS[app].to_owned())).chain(tier).collect()
}

fn service(i: u8, raw: RawService, dual: bool, nodes: &[Node]) -> Service {
    let v6_too = dual && raw.families != 1;
    let v4_too = !dual || raw.families != 0;
    let both = |v4: IpAddr, v6: IpAddr| v4_too.then_some(v4).into_iter().chain(v6_too.then_some(v6));
    let headless = raw.oddity == 0 && raw.kind == ServiceType::ClusterIp;
    let balanced = raw.kind == ServiceType::LoadBalancer;
    let node_ports = match raw.kind {
        ServiceType::NodePort => true,
        ServiceType::LoadBalancer => raw.oddity != 2,
        ServiceType::ClusterIp | ServiceType::ExternalName => false,
    };
    let ports = raw.ports.into_iter().map(|(at, target)| {
        let (name, port, protocol) = PORTS[at];
        // One number for every protocol of a port.
        let node_port = node_ports.then(|| 30100 + 1000 * u16::from(i) + port);
        let name = if raw.unnamed { String::new() } else { name.to_owned() };
        ServicePort { name, port, protocol, target, node_port }
    });
    let external_ips = match raw.external_ips {
        0 => both(v4(192, 0, 2, 10 + i), v6(0x2001, 0xdb8, 0x2, 10 + i)).collect(),
        // An address that a node has as well; only one Service may have it.
        1 if i == 0 => nodes[0].addresses.last().copied().into_iter().filter(|ip| both(*ip, *ip).count() > 0).collect(),
        _ => Vec::new(),
    };
    let mut service = Service {
        namespace: NAMESPACES[raw.namespace].into(),
        name: format!("svc-{i}"),
        kind: raw.kind,
        selector: raw.selector.map(|(app, tier)| labels(app, tier)),
        cluster_ips: both(v4(10, 96, 0, 100 + i), v6(0xfd00, 0x96, 0, 100 + i)).filter(|_| !headless).collect(),
        ports: ports.collect(),
        external_ips,
        balancer: Vec::new(),
        internal_policy: raw.internal,
        external_policy: raw.external,
        source_ranges: Vec::new(),
        health_check: None,
        affinity: raw.affinity,
        publish_not_ready: raw.publish,
        distribution: raw.distribution,
        foreign_proxy: raw.oddity == 1,
    };
    if balanced {
        let entries = raw.balancer.iter().zip(0u8..).flat_map(|(mode, n)| {
            let addresses = both(v4(203, 0, 113, 10 + 2 * i + n), v6(0x2001, 0xdb8, 0x113, 10 + 2 * i + n));
            addresses.map(|ip| (ip, *mode)).collect::<Vec<_>>()
        });
        service.balancer = entries.collect();
        service.source_ranges = raw.ranges.iter().map(|&range| range.to_owned()).collect();
        service.health_check = (raw.external == TrafficPolicy::Local).then_some(32500 + u16::from(i));
    }
    if !service.is_exposed() {
        service.external_policy = TrafficPolicy::Cluster;
    }
    service
}

fn slice(i: u8, raw: &RawSlice, service: &Service, dual: bool, nodes: &[Node]) -> Slice {
    let family = if raw.v6 && dual { IpFamily::V6 } else { IpFamily::V4 };
    let ports = service.ports.iter().zip(&raw.ports).filter(|(_, (here, _))| *here).map(|(port, (_, right))| {
        let wrong = PROTOCOLS.into_iter().find(|protocol| *protocol != port.protocol).unwrap_or(Protocol::Tcp);
        (port.name.clone(), if *right { port.protocol } else { wrong }, 7000 + port.port)
    });
    let endpoints = raw.endpoints.iter().zip(0u8..).map(|(endpoint, n)| {
        let [ready, serving, terminating] = endpoint.conditions;
        let address = match (family, endpoint.outside) {
            (IpFamily::V4, false) => v4(10, 244, 200 + i, 10 + n),
            (IpFamily::V4, true) => v4(172, 31, i, 10 + n),
            (IpFamily::V6, false) => v6(0xfd00, 0x244, 0xc8 + u16::from(i), 10 + n),
            (IpFamily::V6, true) => v6(0xfd00, 0x31, u16::from(i), 10 + n),
        };
        let hinted = raw.hinted != (endpoint.hints < 2);
        let zones = endpoint.zones.iter().filter(|_| hinted).map(|&zone| zone.to_owned());
        let named = |node: &Index| node.get(nodes).name.clone();
        SliceEndpoint {
            address,
            ready,
            serving,
            terminating,
            node: endpoint.node.as_ref().map(named),
            zone_hints: zones.collect(),
            node_hints: endpoint.node_hint.iter().filter(|_| hinted).map(named).collect(),
        }
    });
    Slice {
        namespace: service.namespace.clone(),
        name: format!("slice-{i}"),
        service: service.name.clone(),
        family,
        ports: ports.collect(),
        endpoints: endpoints.collect(),
    }
}
