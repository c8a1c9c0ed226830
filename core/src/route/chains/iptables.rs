//! iptables mode: pkg/proxy/iptables/proxier.go, `syncProxyRules`.

use super::names::PortName;
use super::{Chain, Claimed, Met};
use crate::model::{Affinity, TrafficPolicy};
use crate::route::proxy::{ClaimedBy, Fate, Masquerade};
use crate::trace::Decision;

const MARK: &str = "KUBE-MARK-MASQ";

pub(super) fn chains(packet: &Claimed<'_>) -> Vec<Chain> {
    let name = PortName::of(packet);
    let internal = packet.claim.by == ClaimedBy::ClusterIp;
    let mut chains = entry(packet, &name);
    if !internal {
        chains.extend(external(packet, &name));
    }
    match packet.fate {
        Fate::Chosen { .. } => {
            chains.push(service(packet, &name));
            chains.extend(endpoint(packet, &name));
            chains.push(postrouting(packet));
        }
        Fate::NoEndpoints => chains.extend(refused(packet, "REJECT", Decision::Reject)),
        Fate::NoLocalEndpoint => chains.extend(refused(packet, "DROP", Decision::Drop)),
        Fate::SourceRefused => chains.push(
            Chain::new("filter", "KUBE-PROXY-FIREWALL")
                .rule(address(packet), "DROP", Met::Taken)
                .doing(Decision::Drop)
                .besides(packet.others(|entry, _| !entry.spec.source_ranges.is_empty())),
        ),
        Fate::HintsUnknown => {}
    }
    chains
}

/// Whether the nat table has a way on for the packet.
fn has_way(packet: &Claimed<'_>) -> bool {
    matches!(packet.fate, Fate::Chosen { .. } | Fate::HintsUnknown)
}

/// From the kernel's own chain to the rule that claims the packet.
fn entry(packet: &Claimed<'_>, name: &PortName) -> Vec<Chain> {
    let hook = if packet.own { "OUTPUT" } else { "PREROUTING" };
    let first = Chain::new("nat", hook).rule("", "KUBE-SERVICES", Met::Taken);
    let has_rule = match packet.fate {
        Fate::Chosen { .. } | Fate::HintsUnknown | Fate::SourceRefused => true,
        Fate::NoEndpoints => false,
        Fate::NoLocalEndpoint => packet.claim.by != ClaimedBy::ClusterIp,
    };
    let met = Met::Taken;
    let others = packet.others(|_, port| !port.endpoints.is_empty());
    let services = Chain::new("nat", "KUBE-SERVICES").besides(others);
    let target = if has_rule { dispatch(packet, name) } else { String::new() };
    let claim = Decision::Match;
    if packet.claim.by == ClaimedBy::NodePort {
        let services = services.rule("-m addrtype --dst-type LOCAL", "KUBE-NODEPORTS", met);
        let ports = Chain::new("nat", "KUBE-NODEPORTS").besides(packet.others(|_, port| port.node_port.is_some()));
        let ports = if has_rule {
            let matches = format!("-p {} --dport {}", packet.protocol(), packet.flow.dst.port());
            ports.rule(matches, target, met).doing(claim)
        } else {
            ports
        };
        return vec![first, services, ports];
    }
    let services = if has_rule { services.rule(address(packet), target, met).doing(claim) } else { services };
    vec![first, services]
}

fn address(packet: &Claimed<'_>) -> String {
    let dst = packet.flow.dst;
    format!("-p {} -d {} --dport {}", packet.protocol(), dst.ip(), dst.port())
}

/// Where the claiming rule sends the packet.
fn dispatch(packet: &Claimed<'_>, name: &PortName) -> String {
    match packet.claim.by {
        ClaimedBy::ClusterIp => name.chain(policy_prefix(packet.entry.spec.internal_policy)),
        ClaimedBy::Vip if has_firewall(packet) => name.chain("KUBE-FW-"),
        ClaimedBy::Vip | ClaimedBy::ExternalIp | ClaimedBy::NodePort => name.chain("KUBE-EXT-"),
    }
}

fn policy_prefix(policy: TrafficPolicy) -> &'static str {
    match policy {
        TrafficPolicy::Cluster => "KUBE-SVC-",
        TrafficPolicy::Local => "KUBE-SVL-",
    }
}

fn has_firewall(packet: &Claimed<'_>) -> bool {
    packet.entry.spec.source_ranges.iter().any(|range| range.addr().is_ipv6() == packet.is_v6())
}

/// The chains that only traffic from outside the Service network meets.
fn external(packet: &Claimed<'_>, name: &PortName) -> Vec<Chain> {
    // Without endpoints none of these are written.
    if matches!(packet.fate, Fate::NoEndpoints) {
        return Vec::new();
    }
    let mut chains = Vec::new();
    let (src, ext) = (packet.flow.src, name.chain("KUBE-EXT-"));
    if packet.claim.by == ClaimedBy::Vip && has_firewall(packet) {
        let mut firewall = Chain::new("nat", name.chain("KUBE-FW-"));
        let mut gone = false;
        let ranges = packet.entry.spec.source_ranges.iter();
        for range in ranges.filter(|range| range.addr().is_ipv6() == packet.is_v6()) {
            let lists = !gone && range.contains(&src);
            let met = if gone { Met::Never } else { Met::taken_if(lists) };
            gone |= lists;
            firewall = firewall.rule(format!("-s {range}"), ext.as_str(), met);
        }
        // A node that has the address dials from it.
        if !gone && !matches!(packet.fate, Fate::SourceRefused) {
            firewall = firewall.rule(format!("-s {}", packet.flow.dst.ip()), ext.as_str(), Met::Taken);
        }
        chains.push(firewall);
    }
    if matches!(packet.fate, Fate::SourceRefused) {
        return chains;
    }
    let chain = Chain::new("nat", ext);
    let local = packet.entry.spec.external_policy == TrafficPolicy::Local;
    let cluster = name.chain("KUBE-SVC-");
    if !local {
        chains.push(chain.rule("", MARK, Met::Applied).rule("", cluster, Met::Taken));
        return chains;
    }
    let short_cut = !packet.is_local() && has_way(packet);
    let from_node = packet.masquerade == Some(Masquerade::NotPod);
    let mut chain = chain;
    if let Some(range) = packet.pod_range() {
        chain = chain.rule(format!("-s {range}"), cluster.as_str(), Met::taken_if(short_cut && !from_node));
    }
    let gone = short_cut && !from_node;
    let unless_gone = |met: Met| if gone { Met::Never } else { met };
    let local_source = "-m addrtype --src-type LOCAL";
    chain = chain.rule(local_source, MARK, unless_gone(Met::applied_if(from_node)));
    chain = chain.rule(local_source, cluster, unless_gone(Met::taken_if(short_cut)));
    if !matches!(packet.fate, Fate::NoLocalEndpoint) {
        let met = if short_cut { Met::Never } else { Met::Taken };
        chain = chain.rule("", name.chain("KUBE-SVL-"), met);
    }
    chains.push(chain);
    chains
}

/// KUBE-SVC or KUBE-SVL: one rule for every endpoint.
fn service(packet: &Claimed<'_>, name: &PortName) -> Chain {
    let internal = packet.claim.by == ClaimedBy::ClusterIp;
    let prefix = if packet.is_local() { "KUBE-SVL-" } else { "KUBE-SVC-" };
    let mut chain = Chain::new("nat", name.chain(prefix));
    let in_this_chain = !packet.is_local() || packet.entry.spec.internal_policy == TrafficPolicy::Local;
    if let (Some(ip), true) = (packet.cluster_ip(), in_this_chain) {
        let to = format!("-p {} -d {ip} --dport {}", packet.protocol(), packet.port.spec.port);
        let marked = internal && matches!(packet.masquerade, Some(Masquerade::All | Masquerade::NotPod));
        if packet.world.knobs.masquerade_all {
            chain = chain.rule(to, MARK, Met::applied_if(marked));
        } else if let Some(range) = packet.pod_range() {
            chain = chain.rule(format!("{to} ! -s {range}"), MARK, Met::applied_if(marked));
        }
    }
    let endpoints = packet.endpoints();
    if let Affinity::ClientIp(seconds) = packet.entry.spec.affinity {
        for endpoint in &endpoints {
            let sep = name.endpoint_chain(*endpoint);
            chain = chain.rule(format!("-m recent --name {sep} --rcheck --seconds {seconds} --reap"), sep, Met::Passed);
        }
    }
    let mut gone = false;
    for (i, endpoint) in endpoints.iter().enumerate() {
        let left = endpoints.len() - i;
        let matches = if left > 1 {
            format!("-m statistic --mode random --probability {}", probability(left))
        } else {
            String::new()
        };
        let taken = packet.chosen == Some(*endpoint);
        let met = if gone { Met::Never } else { Met::taken_if(taken) };
        gone |= taken;
        chain = chain.rule(matches, name.endpoint_chain(*endpoint), met).towards(*endpoint);
    }
    chain
}

/// As upstream writes it, with ten decimals.
fn probability(left: usize) -> String {
    let digits = 10_u64.pow(10);
    let of = left as u64;
    format!("0.{:010}", (digits + of / 2) / of)
}

fn endpoint(packet: &Claimed<'_>, name: &PortName) -> Option<Chain> {
    let address = packet.chosen?;
    let hairpin = packet.flow.src == address.ip();
    let remember = match packet.entry.spec.affinity {
        Affinity::ClientIp(_) => format!(" -m recent --name {} --set", name.endpoint_chain(address)),
        Affinity::None => String::new(),
    };
    let chain = Chain::new("nat", name.endpoint_chain(address))
        .rule(format!("-s {}", address.ip()), MARK, Met::applied_if(hairpin))
        .rule(format!("-p {}{remember}", packet.protocol()), format!("DNAT --to-destination {address}"), Met::Taken);
    Some(chain.doing(Decision::Dnat))
}

fn postrouting(packet: &Claimed<'_>) -> Chain {
    let marked = packet.masquerade.is_some();
    let later = |met: Met| if marked { met } else { Met::Never };
    let chain = Chain::new("nat", "KUBE-POSTROUTING")
        .rule("-m mark ! --mark 0x4000/0x4000", "RETURN", Met::taken_if(!marked))
        .rule("", "MARK --xor-mark 0x4000", later(Met::Applied))
        .rule("", "MASQUERADE --random-fully", later(Met::Taken));
    if marked { chain.doing(Decision::Snat) } else { chain }
}

/// The filter table, where the nat table has no way on.
fn refused(packet: &Claimed<'_>, target: &str, act: Decision) -> Vec<Chain> {
    let to_node = packet.claim.by == ClaimedBy::NodePort;
    let internal = packet.claim.by == ClaimedBy::ClusterIp;
    let hook = match (packet.own, to_node) {
        (true, _) => "OUTPUT",
        (false, true) => "INPUT",
        (false, false) => "FORWARD",
    };
    let chain = if internal { "KUBE-SERVICES" } else { "KUBE-EXTERNAL-SERVICES" };
    let matches = if to_node {
        format!("-m addrtype --dst-type LOCAL -p {} --dport {}", packet.protocol(), packet.flow.dst.port())
    } else {
        address(packet)
    };
    let first = Chain::new("filter", hook).rule("-m conntrack --ctstate NEW", chain, Met::Taken);
    let others = packet.others(|_, port| port.endpoints.is_empty());
    vec![first, Chain::new("filter", chain).rule(matches, target, Met::Taken).doing(act).besides(others)]
}

impl PortName {
    pub(super) fn of(packet: &Claimed<'_>) -> Self {
        let object = &packet.entry.spec.meta.reference;
        Self {
            namespace: object.namespace.clone(),
            service: object.name.clone(),
            port: packet.port.spec.name.clone(),
            protocol: packet.protocol(),
        }
    }
}
