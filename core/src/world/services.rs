//! Services with what the cluster adds: cluster IPs, node ports, load balancer addresses. By name, above the static bands.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;

use ipnet::IpNet;

use super::hash::{Pool, Taken, hash_of};
use super::ranges::Ranges;
use super::{Dns, LoadBalancerAddress, OwnService, PortEntry, ServiceEntry, ServiceId, World};
use crate::allocation::{Band, address, number};
use crate::knobs::{Knobs, LoadBalancer};
use crate::model::{Cluster, FamilyPolicy, IpFamily, IpMode, Service, ServiceType, TrafficPolicy};

pub(super) fn services(cluster: &Cluster, knobs: &Knobs, ranges: &Ranges) -> Vec<ServiceEntry> {
    let mut entries: Vec<ServiceEntry> = cluster.services.iter().map(entry).collect();
    // Names decide who comes first where two hashes collide, not the order of the text.
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by_cached_key(|i| entries[*i].key());
    cluster_ips(&mut entries, &order, ranges);
    node_ports(&mut entries, &order, knobs);
    load_balancers(&mut entries, &order, cluster, knobs);
    entries
}

/// Whether [`services`] gives every Service what it has in the world `before`.
pub(super) fn are_given_as(before: &World, cluster: &Cluster, knobs: &Knobs, ranges: &Ranges) -> bool {
    *knobs == before.knobs
        && ranges.services == before.service_cidrs
        && cluster.ingresses == before.ingresses
        && cluster.services.iter().eq(before.services.iter().map(|entry| &entry.spec))
}

/// 10.96.0.10 by convention, or the Service that is the cluster's DNS.
pub(super) fn dns(services: &[Arc<ServiceEntry>], ranges: &Ranges) -> Dns {
    let is_dns = |entry: &ServiceEntry| {
        entry.spec.meta.namespace() == "kube-system"
            && (entry.spec.meta.name() == "kube-dns"
                || entry.spec.meta.labels.get("k8s-app").is_some_and(|label| label == "kube-dns"))
    };
    let found = services.iter().position(|entry| is_dns(entry) && !entry.cluster_ips.is_empty());
    match found {
        Some(i) => Dns { address: services[i].cluster_ips[0], service: Some(ServiceId(i)) },
        None => Dns { address: nth(&ranges.services, 10), service: None },
    }
}

/// What every cluster has, by the conventions of kubeadm, and these manifests do not hold.
pub(super) fn own(services: &[Arc<ServiceEntry>], ranges: &Ranges, dns: &Dns) -> Vec<OwnService> {
    let held = |own: &OwnService| {
        let named = |entry: &ServiceEntry| {
            own.key.split_once('/') == Some((entry.spec.meta.namespace(), entry.spec.meta.name()))
        };
        services.iter().any(|entry| named(entry) || entry.cluster_ips.contains(&own.address))
    };
    let api = OwnService { key: "default/kubernetes", address: nth(&ranges.services, 1) };
    let names = OwnService { key: "kube-system/kube-dns", address: dns.address };
    let names = dns.service.is_none().then_some(names);
    [Some(api), names].into_iter().flatten().filter(|own| !held(own)).collect()
}

fn entry(service: &Arc<Service>) -> ServiceEntry {
    let ports = service.ports.iter().map(|port| PortEntry {
        spec: port.clone(),
        node_port: None,
        endpoints: Vec::new(),
        without: Vec::new(),
    });
    ServiceEntry {
        cluster_ips: service.cluster_ips.clone(),
        ports: ports.collect(),
        health_check: service.health_check_node_port,
        load_balancer: Vec::new(),
        pending: false,
        hints_unknown: false,
        selected: Vec::new(),
        published: Vec::new(),
        families: service.families.clone(),
        spec: Arc::clone(service),
    }
}

fn cluster_ips(entries: &mut [ServiceEntry], order: &[usize], ranges: &Ranges) {
    let mut taken = Taken::default();
    taken.extend(entries.iter().flat_map(|entry| entry.cluster_ips.iter().copied()));
    // default/kubernetes and, by convention, the cluster's DNS.
    taken.extend([nth(&ranges.services, 1), nth(&ranges.services, 10)]);
    for i in order {
        let entry = &mut entries[*i];
        if entry.spec.kind == ServiceType::ExternalName {
            continue;
        }
        entry.families = families(&entry.spec, ranges);
        if entry.spec.headless || entry.families.len() <= entry.cluster_ips.len() {
            continue;
        }
        let name = entry.key();
        let missing = entry.families.iter().skip(entry.cluster_ips.len());
        let mut of_family = |family: &IpFamily| {
            let mut ranges = ranges.services.iter().filter(|range| IpFamily::of(range.addr()) == *family);
            ranges.find_map(|range| Pool::of_services(*range).take(&name, &mut taken))
        };
        entry.cluster_ips.extend(missing.filter_map(&mut of_family));
    }
}

/// The families a Service has addresses of, the first one's before the second's: pkg/registry/core/service/storage/alloc.go.
fn families(service: &Service, ranges: &Ranges) -> Vec<IpFamily> {
    let of_cluster = ranges.services.iter().map(|range| IpFamily::of(range.addr()));
    let mut families = service.families.clone();
    if families.is_empty() {
        // The cluster's default family is that of its first range.
        families.extend(of_cluster.clone().next());
    }
    match service.family_policy {
        Some(FamilyPolicy::PreferDualStack | FamilyPolicy::RequireDualStack) if families.len() == 1 => {
            let other = of_cluster.clone().find(|family| !families.contains(family));
            families.extend(other);
        }
        Some(FamilyPolicy::PreferDualStack | FamilyPolicy::RequireDualStack | FamilyPolicy::SingleStack) | None => {}
    }
    families
}

fn nth(ranges: &[IpNet], n: u128) -> IpAddr {
    let range = ranges.first().copied().unwrap_or_else(|| IpNet::from(IpAddr::from([10, 96, 0, 0])));
    address(number(range.network()).saturating_add(n), range.addr().is_ipv4())
}

fn node_ports(entries: &mut [ServiceEntry], order: &[usize], knobs: &Knobs) {
    let band = Band::of_ports(knobs.node_port_range);
    let mut taken: BTreeSet<u128> = BTreeSet::new();
    for entry in entries.iter_mut() {
        let has = matches!(entry.spec.kind, ServiceType::NodePort | ServiceType::LoadBalancer);
        for port in &mut entry.ports {
            port.node_port = port.spec.node_port.filter(|_| has);
        }
        let ports = entry.ports.iter().filter_map(|port| port.node_port);
        taken.extend(ports.chain(entry.spec.health_check_node_port).map(u128::from));
    }
    for i in order {
        let entry = &mut entries[*i];
        let allocates = match entry.spec.kind {
            ServiceType::NodePort => true,
            ServiceType::LoadBalancer => entry.spec.allocate_node_ports,
            ServiceType::ClusterIp | ServiceType::ExternalName => false,
        };
        for p in (0..entry.ports.len()).filter(|_| allocates) {
            let PortEntry { spec, node_port, .. } = &entry.ports[p];
            if node_port.is_some() {
                continue;
            }
            // One number serves all protocols of a port.
            let same = entry.ports.iter().filter(|other| other.spec.port == spec.port);
            let shared = same.filter_map(|other| other.node_port).next();
            let start = hash_of(format_args!("{}:{}/{}", entry.key(), spec.port, spec.protocol));
            let own = || band.take(start, &mut taken).and_then(|port| u16::try_from(port).ok());
            entry.ports[p].node_port = shared.or_else(own);
        }
        let balancer = entry.spec.kind == ServiceType::LoadBalancer;
        if balancer && entry.spec.external_policy == TrafficPolicy::Local && entry.health_check.is_none() {
            let start = hash_of(format_args!("{}:health", entry.key()));
            entry.health_check = band.take(start, &mut taken).and_then(|port| u16::try_from(port).ok());
        }
    }
}

pub(super) const BALANCERS_FIRST: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(203, 0, 113, 1));

pub(super) fn balancer_pool() -> Pool {
    // 203.0.113.0/24 is TEST-NET-3 (RFC 5737): never anybody's real address.
    Pool::new(IpNet::new(BALANCERS_FIRST, 24).unwrap_or(IpNet::from(BALANCERS_FIRST)).trunc(), 1)
}

fn load_balancers(entries: &mut [ServiceEntry], order: &[usize], cluster: &Cluster, knobs: &Knobs) {
    let declared = cluster.services.iter().flat_map(|service| service.ingress.iter().filter_map(|ingress| ingress.ip));
    let others = cluster.ingresses.iter().flat_map(|ingress| ingress.addresses.iter().filter_map(|address| address.ip));
    let mut taken = Taken::default();
    taken.extend(declared.chain(others));
    // 2001:db8::/32 is for documentation (RFC 3849).
    let v6 = IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0x1b, 0, 0, 0, 0, 0));
    let pool_v6 = Pool::new(IpNet::new(v6, 112).unwrap_or(IpNet::from(v6)), 1);
    let pool = balancer_pool();
    for i in order {
        let entry = &mut entries[*i];
        if entry.spec.kind != ServiceType::LoadBalancer {
            continue;
        }
        let spec = &entry.spec;
        if !spec.ingress.is_empty() {
            let addresses = spec.ingress.iter().map(|ingress| LoadBalancerAddress {
                ip: ingress.ip,
                hostname: ingress.hostname.clone(),
                vip: ingress.ip.is_some() && ingress.mode == IpMode::Vip,
                assumed: false,
            });
            entry.load_balancer = addresses.collect();
            continue;
        }
        let first = spec.ports.first().map(|port| port.protocol);
        let mixed = spec.ports.iter().any(|port| Some(port.protocol) != first);
        let refused = mixed && !knobs.load_balancer_mixed_protocols;
        let foreign = spec.load_balancer_class.is_some() || spec.meta.live || refused;
        let vip = match knobs.load_balancer {
            LoadBalancer::Cloud => Some(true),
            // Its addresses are its own: kube-proxy must not short-cut them.
            LoadBalancer::Proxy | LoadBalancer::Pods => Some(false),
            LoadBalancer::None => None,
        };
        match vip.filter(|_| !foreign) {
            Some(vip) => {
                let name = entry.key();
                let families = entry.cluster_ips.iter().map(|ip| IpFamily::of(*ip));
                let ips = families.map(|family| match family {
                    IpFamily::V4 => pool.take(&name, &mut taken),
                    IpFamily::V6 => pool_v6.take(&name, &mut taken),
                });
                let given = ips.map(|ip| LoadBalancerAddress { ip, hostname: None, vip, assumed: true });
                entry.load_balancer = given.collect();
            }
            None => entry.pending = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::decode::decode;
    use crate::knobs::Knobs;
    use crate::manifest::parse;
    use crate::state::State;
    use crate::text::Files;
    use crate::world::World;

    #[test]
    fn health_check_ports_come_from_the_node_ports() {
        let text = "apiVersion: v1\nkind: Service\nmetadata: {name: api}\nspec: {type: LoadBalancer, externalTrafficPolicy: Local, ports: [{port: 80}]}\n";
        let (manifests, _) = parse(&Files::single("a.yaml", text));
        let (cluster, _) = decode(&manifests);
        let world = World::build(&cluster, &Knobs::default(), &State::default());
        let (port, node_port) = (world.services[0].health_check, world.services[0].ports[0].node_port);
        assert!(port.is_some_and(|port| (30086..=32767).contains(&port)), "{port:?}");
        assert_ne!(port, node_port);
    }
}
