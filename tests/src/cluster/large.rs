//! A cluster as large as they come, the same for the same seed.

use std::net::{IpAddr, Ipv4Addr};

use svcpath_core::model::{
    Affinity, Cluster, Container, ContainerPort, IngressAddress, IpFamily, IpMode, Labels, Meta, Node, NodeAddress,
    NodeAddressKind, Pod, PodPhase, PodStatus, PodTemplate, Protocol, Service, ServicePort, ServiceType, TargetPort,
    TrafficDistribution, TrafficPolicy,
};
use svcpath_core::object::ObjectRef;

const ZONES: u64 = 3;
const NAMESPACES: usize = 50;
const TARGET: u16 = 8080;

/// `nodes` nodes in three zones and `services` Services in fifty namespaces, each with as many pods of its own. One Service in ten
/// has a load balancer and one in ten node ports only; some prefer their zone, some are Local; one pod in fifty is not ready.
/// Addresses are those of kubeadm's Service range, and of 10.0.0.0/10 for pods.
///
/// # Panics
/// Where the addresses do not suffice: beyond 10,000 nodes, 60,000 Services or 250 pods on a node.
pub fn large(seed: u64, nodes: usize, services: usize, endpoints_per_service: usize) -> Cluster {
    assert!((1..=10_000).contains(&nodes) && services <= 60_000, "{nodes} nodes and {services} Services");
    let mut random = Random(seed);
    let mut cluster = Cluster { nodes: (0..nodes).map(|i| node(i).into()).collect(), ..Cluster::default() };
    let mut used = vec![0u8; nodes];
    cluster.pods.reserve(services * endpoints_per_service);
    for i in 0..services {
        cluster.services.push(service(i).into());
        for replica in 0..endpoints_per_service {
            // The emptier of two nodes: nearly even, as a scheduler would have it.
            let (one, two) = (random.below(nodes), random.below(nodes));
            let at = if used[one] <= used[two] { one } else { two };
            used[at] += 1;
            assert!(used[at] <= 250, "{services} Services of {endpoints_per_service} pods on {nodes} nodes");
            let ready = random.below(50) != 0;
            cluster.pods.push(pod(i, replica, at, used[at], ready).into());
        }
    }
    cluster
}

/// splitmix64
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }
}

fn meta(kind: &str, namespace: &str, name: &str) -> Meta {
    Meta {
        reference: ObjectRef::new("v1", kind, namespace, name),
        labels: Labels::new(),
        annotations: Labels::new(),
        owners: Vec::new(),
        live: false,
        deleting: false,
        created: None,
    }
}

fn label(key: &str, value: String) -> Labels {
    Labels::from([(key.to_owned(), value)])
}

fn node_name(i: usize) -> String {
    format!("node-{i}")
}

fn address(a: u8, b: usize, c: usize, d: u8) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(a, b as u8, c as u8, d))
}

/// Of pod range `i`, a /24.
fn pod_address(i: usize, last: u8) -> IpAddr {
    address(10, i / 256, i % 256, last)
}

fn node_address(i: usize) -> IpAddr {
    address(172, 16 + i / 62_500, i / 250 % 250, 1 + (i % 250) as u8)
}

fn node(i: usize) -> Node {
    let zone = format!("zone-{}", i as u64 % ZONES + 1);
    let range = ipnet::IpNet::new(pod_address(i, 0), 24);
    Node {
        meta: Meta { labels: label("topology.kubernetes.io/zone", zone), ..meta("Node", "", &node_name(i)) },
        addresses: vec![NodeAddress { kind: NodeAddressKind::Internal, address: node_address(i) }],
        pod_cidrs: range.into_iter().collect(),
        taints: Vec::new(),
        unschedulable: false,
        ready: true,
    }
}

fn pod(service: usize, replica: usize, at: usize, last: u8, ready: bool) -> Pod {
    let labels = label("app", format!("svc-{service}"));
    let name = format!("svc-{service}-{replica}");
    let port = ContainerPort {
        name: Some("web".into()),
        port: TARGET,
        host_port: None,
        host_ip: None,
        protocol: Protocol::Tcp,
        path: "containers[0].ports[0]".into(),
    };
    let template = PodTemplate {
        labels: labels.clone().into(),
        node_name: Some(node_name(at)),
        containers: vec![Container { name: "app".into(), ports: vec![port], sidecar: false }],
        ..PodTemplate::default()
    };
    let status = PodStatus {
        phase: Some(PodPhase::Running),
        ips: vec![pod_address(at, last)],
        host_ip: Some(node_address(at)),
        ready,
    };
    Pod {
        meta: Meta { labels, ..meta("Pod", &namespace(service), &name) },
        template: template.into(),
        status: Some(status),
    }
}

fn namespace(service: usize) -> String {
    format!("team-{}", service % NAMESPACES)
}

fn service(i: usize) -> Service {
    // The default range of node ports has room for 2,768.
    let node_port = (i.is_multiple_of(5) && i / 5 < 2768).then(|| 30_000 + (i / 5) as u16);
    let kind = match node_port {
        Some(_) if i.is_multiple_of(10) => ServiceType::LoadBalancer,
        Some(_) => ServiceType::NodePort,
        None => ServiceType::ClusterIp,
    };
    let local = |is: bool| if is { TrafficPolicy::Local } else { TrafficPolicy::Cluster };
    let balancer = IngressAddress {
        ip: Some(address(100, 64 + i / 62_500, i / 250 % 250, 1 + (i % 250) as u8)),
        hostname: None,
        mode: IpMode::Vip,
    };
    Service {
        meta: meta("Service", &namespace(i), &format!("svc-{i}")),
        kind,
        selector: Some(label("app", format!("svc-{i}"))),
        cluster_ips: vec![address(10, 96 + i / 62_500, 1 + i / 250 % 250, 1 + (i % 250) as u8)],
        headless: false,
        families: vec![IpFamily::V4],
        family_policy: None,
        ports: vec![ServicePort {
            index: 0,
            name: String::new(),
            protocol: Protocol::Tcp,
            port: 80,
            target: if i.is_multiple_of(2) { TargetPort::Name("web".into()) } else { TargetPort::Number(TARGET) },
            node_port,
            app_protocol: None,
        }],
        external_ips: Vec::new(),
        external_name: None,
        internal_policy: local(i % 20 == 3),
        external_policy: local(kind != ServiceType::ClusterIp && i % 20 < 10),
        affinity: Affinity::None,
        publish_not_ready: false,
        source_ranges: Vec::new(),
        allocate_node_ports: true,
        load_balancer_class: None,
        health_check_node_port: None,
        traffic_distribution: (i % 4 == 1).then_some(TrafficDistribution::PreferSameZone),
        ingress: Some(balancer).filter(|_| kind == ServiceType::LoadBalancer).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use svcpath_core::knobs::Knobs;
    use svcpath_core::state::State;
    use svcpath_core::world::World;

    use super::*;

    #[test]
    fn one_seed_makes_one_cluster() {
        assert_eq!(large(7, 20, 50, 4), large(7, 20, 50, 4));
        assert_ne!(large(7, 20, 50, 4), large(8, 20, 50, 4));
    }

    #[test]
    fn nobody_shares_an_address_and_every_service_has_its_endpoints() {
        let world = World::build(&large(1, 300, 700, 15), &Knobs::default(), &State::default());
        let pods: BTreeSet<IpAddr> = world.pods.iter().flat_map(|pod| pod.ips.clone()).collect();
        assert_eq!(pods.len(), 700 * 15);
        let services: BTreeSet<IpAddr> = world.services.iter().flat_map(|entry| entry.cluster_ips.clone()).collect();
        assert_eq!(services.len(), 700);
        assert!(services.iter().all(|ip| world.is_service_address(*ip) && !world.is_pod_address(*ip)));
        assert!(pods.iter().all(|ip| world.is_pod_address(*ip)));
        assert!(world.services.iter().all(|entry| entry.ports[0].endpoints.len() == 15));
    }
}
