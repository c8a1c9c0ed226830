//! Where core is known to decide otherwise than docs/semantics/proxy.md says. Each is as narrow as the difference itself: the law fails
//! when core differs elsewhere, and also when it does not differ here any more.

use svcpath_core::knobs::ProxyMode;
use svcpath_core::model::{IpMode, Protocol, TrafficPolicy};
use svcpath_core::trace::Verdict;

use super::endpoints::Endpoint;
use super::oracle::{Door, Proxy};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Difference {
    /// 8.5: ipvs never marks what comes from loopback; core rewrites its source as it does a node's.
    LoopbackUnmarked,
    /// 8.5: ipvs without a detector rewrites what comes from the Service's own address; core leaves it.
    OwnAddressMarked,
    /// 8.5: ipvs knows hairpins of the node's own endpoints only; core takes one that asks through another node for one too.
    HairpinElsewhere,
    /// 8.6: ipvs drops what comes from the balancer's address itself where the node is in no range; core asks the ranges alone.
    OwnAddressOutsideRanges,
    /// 1.1 and 3.1: whether ipvs falls back from Local depends on what the port's own family exposes; core looks at the whole Service.
    ExposedInOtherFamily,
    /// 8.7: health check ports pass ipvs' filter on Services' addresses; core refuses them.
    HealthCheckOnServiceAddress,
    /// 2.8: iptables refuses node ports without endpoints on ::1 too; core finds no rule there.
    RefusedOnLoopback6,
}

pub(super) fn known(proxy: &Proxy<'_>) -> Option<Difference> {
    let (flow, knobs) = (proxy.flow, &proxy.cluster.knobs);
    let (source, destination) = (flow.source, flow.destination.ip());
    let claim = proxy.claim();
    if knobs.mode == ProxyMode::Iptables {
        let refused = claim.is_some() && destination.is_loopback() && destination.is_ipv6();
        return refused.then_some(Difference::RefusedOnLoopback6);
    }
    if knobs.mode != ProxyMode::Ipvs {
        return None;
    }
    let Some((service, port, door)) = claim else {
        let rejected = proxy.cluster.services.iter().any(|service| {
            let vips = service.balancer.iter().filter(|(_, mode)| *mode == IpMode::Vip).map(|(ip, _)| ip);
            vips.chain(&service.cluster_ips).chain(&service.external_ips).any(|ip| *ip == destination)
                && !service.foreign_proxy
        });
        let passes = rejected && flow.protocol == Protocol::Tcp && proxy.health_check().is_some();
        let own = proxy.node().addresses.contains(&destination);
        return (passes && !own).then_some(Difference::HealthCheckOnServiceAddress);
    };
    let rules = proxy.rules();
    let inside = door == Door::ClusterIp;
    if door == Door::Vip && source == destination && rules.verdict == Verdict::Dropped && proxy.in_ranges(service) {
        return Some(Difference::OwnAddressOutsideRanges);
    }
    if rules.verdict == Verdict::Rejected {
        let usable = proxy.endpoints(service, port).values().any(Endpoint::is_usable);
        let exposed = service.ports.iter().any(|port| port.node_port.is_some())
            || !service.external_ips.is_empty()
            || service.balancer.iter().any(|(_, mode)| *mode == IpMode::Vip);
        return (usable && exposed).then_some(Difference::ExposedInOtherFamily);
    }
    if rules.verdict != Verdict::Delivered {
        return None;
    }
    let others_mark =
        if inside { knobs.masquerade_all || knobs.detector } else { service.external_policy == TrafficPolicy::Cluster };
    if source.is_loopback() {
        return others_mark.then_some(Difference::LoopbackUnmarked);
    }
    if inside && source == destination && !others_mark {
        return Some(Difference::OwnAddressMarked);
    }
    let elsewhere = rules.endpoints.iter().any(|(address, marked)| address.ip() == source && !marked);
    elsewhere.then_some(Difference::HairpinElsewhere)
}

/// A pod's second address, asked about at a node where the pod is not: core asks from the pod's first address instead, which may even be
/// one of the other family.
pub(super) fn asks_from_another_address(proxy: &Proxy<'_>) -> bool {
    let (source, node) = (proxy.flow.source, &proxy.node().name);
    let pods = proxy.cluster.pods.iter().filter(|pod| !pod.host_network && !pod.finished && pod.node != *node);
    pods.into_iter().any(|pod| pod.addresses.iter().skip(1).any(|ip| *ip == source))
}
