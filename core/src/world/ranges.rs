//! The address ranges of pods and Services: given by a knob, the default, or inferred from what manifests declare.

use std::collections::BTreeSet;
use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net};

use crate::allocation::number;
use crate::assumption::Assumption;
use crate::knobs::{Knobs, PodCidr};
use crate::lean::listed;
use crate::model::{Cluster, FamilyPolicy, IpFamily};

pub(super) struct Ranges {
    pub(super) pods: Vec<IpNet>,
    pub(super) services: Vec<IpNet>,
}

/// kind's own, where a Service asks for IPv6 and nothing says which addresses there are.
const PODS_V6: &str = "fd00:10:244::/56";
const SERVICES_V6: &str = "fd00:10:96::/112";

/// 10.244.0.0/16 and 10.96.0.0/12 (kubeadm's), unless a knob or declared addresses say otherwise.
pub(super) fn infer(cluster: &Cluster, knobs: &Knobs, assumptions: &mut Vec<Assumption>) -> Ranges {
    let node_addresses: Vec<IpAddr> =
        cluster.nodes.iter().flat_map(|node| node.addresses.iter().map(|address| address.address)).collect();
    let host_ips = cluster.pods.iter().filter_map(|pod| pod.status.as_ref()?.host_ip);
    let nodes: Vec<IpAddr> = node_addresses.into_iter().chain(host_ips).collect();
    // As numbers, in which the two families do not meet.
    let known: BTreeSet<u128> = nodes.iter().map(|ip| number(*ip)).collect();
    let pod_ips: Vec<IpAddr> = cluster
        .pods
        .iter()
        .filter(|pod| !pod.template.host_network)
        .flat_map(|pod| pod.status.iter().flat_map(|status| status.ips.iter().copied()))
        .filter(|ip| !known.contains(&number(*ip)))
        .collect();
    let cluster_ips: Vec<IpAddr> = cluster.services.iter().flat_map(|service| service.cluster_ips.clone()).collect();

    let default = IpNet::V4(net(10, 244, 16));
    let asks_v6 = cluster.services.iter().any(|service| {
        service.families.contains(&IpFamily::V6) || service.family_policy == Some(FamilyPolicy::RequireDualStack)
    });
    let with_v6 = |mut cidrs: Vec<IpNet>, default: &str| {
        if asks_v6 && cidrs.iter().all(|cidr| cidr.addr().is_ipv4()) {
            cidrs.extend(default.parse::<IpNet>());
        }
        cidrs
    };
    let pods = match &knobs.pod_cidr {
        PodCidr::Given(cidrs) => cidrs.clone(),
        PodCidr::Inferred | PodCidr::None => {
            let declared: Vec<IpNet> = cluster.nodes.iter().flat_map(|node| node.pod_cidrs.clone()).collect();
            let foreign: Vec<IpAddr> = nodes.iter().chain(&cluster_ips).copied().collect();
            let (cidrs, inferred) = widen(default, &declared, &pod_ips, &foreign);
            let cidrs = with_v6(cidrs, PODS_V6);
            assumptions.push(Assumption::PodCidr { cidrs: listed(&cidrs), inferred });
            cidrs
        }
    };
    let services = if knobs.service_cidr.is_empty() {
        let foreign: Vec<IpAddr> = nodes.iter().chain(&pod_ips).copied().collect();
        let (cidrs, inferred) = widen(IpNet::V4(net(10, 96, 12)), &[], &cluster_ips, &foreign);
        let cidrs = with_v6(cidrs, SERVICES_V6);
        assumptions.push(Assumption::ServiceCidr { cidrs: listed(&cidrs), inferred });
        cidrs
    } else {
        knobs.service_cidr.clone()
    };
    Ranges { pods, services }
}

fn net(a: u8, b: u8, prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert([a, b, 0, 0].into(), prefix)
}

/// The default where it holds everything declared; otherwise ranges round the declared addresses, as wide as they can be
/// without taking in `foreign` ones. Says whether anything was inferred.
fn widen(default: IpNet, declared: &[IpNet], addresses: &[IpAddr], foreign: &[IpAddr]) -> (Vec<IpNet>, bool) {
    let mut found: Vec<IpNet> = declared.iter().copied().filter(|cidr| !default.contains(cidr)).collect();
    for address in addresses {
        if default.contains(address) || found.iter().any(|cidr| cidr.contains(address)) {
            continue;
        }
        let prefixes: &[u8] = if address.is_ipv4() { &[16, 20, 24, 32] } else { &[64, 112, 128] };
        let ranges = prefixes.iter().filter_map(|prefix| IpNet::new(*address, *prefix).ok()).map(|cidr| cidr.trunc());
        let fits = |cidr: &IpNet| !foreign.iter().any(|other| cidr.contains(other));
        let exact = IpNet::from(*address);
        found.push(ranges.into_iter().find(fits).unwrap_or(exact));
    }
    if found.is_empty() {
        return (vec![default], false);
    }
    let in_default = addresses.iter().any(|address| default.contains(address))
        || declared.iter().any(|cidr| default.contains(cidr))
        || !found.iter().any(|cidr| cidr.addr().is_ipv4());
    if in_default {
        found.insert(0, default);
    }
    (IpNet::aggregate(&found), true)
}
