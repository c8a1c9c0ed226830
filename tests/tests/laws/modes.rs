//! Where iptables, nftables and ipvs agree (docs/semantics/proxy.md, chiefly section 14).

use svcpath_core::knobs::ProxyMode;
use svcpath_core::model::TrafficPolicy;
use svcpath_core::trace::Verdict;
use svcpath_tests::cluster::{Cluster, Flow};

use super::answer::ask;
use super::endpoints::{Endpoint, endpoints};
use super::law;
use super::oracle::{Door, Proxy, Ruling};
use super::reference::ruling;

/// All three decide alike about a connection to
/// - a port of a cluster IP whose policy is Cluster, or Local where the node has a usable endpoint or nobody has;
/// - a port of an external IP, of a load balancer's address without source ranges, or a node port on the node's primary address
///   (where `nodePortAddresses` is not set), if the policy is Cluster, or Local and the client an outsider and the node has a usable
///   endpoint, or nobody has.
#[test]
fn the_three_modes_agree_where_upstream_says_so() {
    law(1000, |cluster, flows| {
        each(cluster, flows, |proxy, door, [iptables, nftables, ipvs]| {
            let local = local(proxy);
            let agree = match (door, policy(proxy)) {
                _ if local == Local::Nowhere => true,
                (_, TrafficPolicy::Cluster) => true,
                (Door::ClusterIp, TrafficPolicy::Local) => local == Local::Here,
                (Door::ExternalIp | Door::Vip | Door::NodePort, TrafficPolicy::Local) => {
                    local == Local::Here && !proxy.is_pods() && !proxy.is_this_nodes()
                }
            };
            if agree {
                assert_eq!(whom(iptables), whom(nftables), "{:?}", proxy.flow);
                assert_eq!(whom(iptables), whom(ipvs), "{:?}", proxy.flow);
                if rewrites_alike(proxy, door) {
                    assert_eq!(iptables, ipvs, "{:?}", proxy.flow);
                }
            }
            agree
        })
    });
}

/// iptables and nftables decide alike about every packet that a Service port claims in both; so they do where Local finds nobody.
#[test]
fn iptables_and_nftables_agree_about_whatever_a_service_claims() {
    law(1000, |cluster, flows| {
        each(cluster, flows, |proxy, _, [iptables, nftables, _]| {
            assert_eq!(iptables, nftables, "{:?}", proxy.flow);
            assert_ne!(iptables.verdict, Verdict::Unmatched, "{:?}", proxy.flow);
            true
        })
    });
}

/// ipvs never loses a connection that the other two deliver to an endpoint of their choice.
#[test]
fn ipvs_delivers_whatever_the_others_deliver() {
    law(500, |cluster, flows| {
        each(cluster, flows, |proxy, _, [iptables, _, ipvs]| {
            let delivered = iptables.verdict == Verdict::Delivered;
            if delivered {
                assert_eq!(ipvs.verdict, Verdict::Delivered, "{:?}", proxy.flow);
            }
            delivered
        })
    });
}

/// Asks all three about each flow that a Service port claims. Left out is what each decides in its own way: node ports on other
/// addresses than the primary one (6), and load balancers' source ranges (5.6, 8.6).
fn each(cluster: &Cluster, flows: &[Flow], mut holds: impl FnMut(&Proxy<'_>, Door, [&Ruling; 3]) -> bool) -> usize {
    let mut cluster = cluster.clone();
    cluster.knobs.node_port_addresses.clear();
    for service in &mut cluster.services {
        service.source_ranges.clear();
    }
    let worlds = [ProxyMode::Iptables, ProxyMode::Nftables, ProxyMode::Ipvs].map(|mode| {
        let mut cluster = cluster.clone();
        cluster.knobs.mode = mode;
        cluster.world()
    });
    let mut tried = 0;
    for flow in flows {
        let proxy = Proxy { cluster: &cluster, flow };
        let Some((_, _, door)) = proxy.claim() else { continue };
        let primary = proxy.node().primary(flow.family()) == Some(flow.destination.ip());
        if door == Door::NodePort && !primary {
            continue;
        }
        let [iptables, nftables, ipvs] = worlds.each_ref().map(|world| ruling(&ask(world, &flow.request(&cluster))));
        tried += usize::from(holds(&proxy, door, [&iptables, &nftables, &ipvs]));
    }
    tried
}

/// Where usable endpoints are, seen from the node that is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Local {
    Here,
    ElsewhereOnly,
    Nowhere,
}

fn local(proxy: &Proxy<'_>) -> Local {
    let Some((service, port, _)) = proxy.claim() else { return Local::Nowhere };
    let all = endpoints(proxy.cluster, service, port, proxy.flow.family());
    let usable: Vec<&Endpoint> = all.values().filter(|endpoint| endpoint.is_usable()).collect();
    if usable.iter().any(|endpoint| endpoint.is_on(&proxy.node().name)) {
        Local::Here
    } else if usable.is_empty() {
        Local::Nowhere
    } else {
        Local::ElsewhereOnly
    }
}

fn policy(proxy: &Proxy<'_>) -> TrafficPolicy {
    match proxy.claim() {
        Some((service, _, Door::ClusterIp)) => service.internal_policy,
        Some((service, ..)) => service.external_policy,
        None => TrafficPolicy::Cluster,
    }
}

/// Verdict and endpoints, whatever becomes of the source.
fn whom(ruling: &Ruling) -> (Verdict, Vec<std::net::SocketAddr>) {
    (ruling.verdict, ruling.endpoints.keys().copied().collect())
}

/// The source is treated alike too, but for loopback, a Service's own address, an endpoint seen from a node that is not its own, and a
/// proxy that cannot tell pods (8.5).
fn rewrites_alike(proxy: &Proxy<'_>, door: Door) -> bool {
    let source = proxy.flow.source;
    let pods_here = proxy.cluster.pods.iter().filter(|pod| pod.node == proxy.node().name);
    let at_home = pods_here.flat_map(|pod| &pod.addresses).any(|ip| *ip == source);
    let endpoint_elsewhere = !at_home && proxy.cluster.pods.iter().any(|pod| pod.addresses.contains(&source));
    let own = proxy.cluster.services.iter().any(|service| service.addresses().contains(&source));
    let tells = proxy.cluster.knobs.detector || door != Door::ClusterIp;
    tells && !source.is_loopback() && !own && !endpoint_elsewhere
}
