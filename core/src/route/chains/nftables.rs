//! nftables mode: pkg/proxy/nftables/proxier.go. One lookup in a map instead of a rule for every Service.

use super::names::PortName;
use super::{Chain, Claimed, Met};
use crate::model::{Affinity, TrafficPolicy};
use crate::route::proxy::{ClaimedBy, Fate, Masquerade};
use crate::trace::Decision;

const MARK: &str = "jump mark-for-masquerade";

pub(super) fn chains(packet: &Claimed<'_>) -> Vec<Chain> {
    let table = if packet.is_v6() { "ip6 kube-proxy" } else { "ip kube-proxy" };
    let name = PortName::of(packet);
    let on = |chain: String| Chain::new(table, chain);
    match packet.fate {
        Fate::SourceRefused => return refused_source(packet, &name, table),
        Fate::NoEndpoints => return refused(packet, table, "reject", Decision::Reject),
        Fate::NoLocalEndpoint => return refused(packet, table, "drop", Decision::Drop),
        Fate::HintsUnknown | Fate::Chosen { .. } => {}
    }
    let hook = if packet.own { "nat-output" } else { "nat-prerouting" };
    let internal = packet.claim.by == ClaimedBy::ClusterIp;
    let service = name.nft_chain(if packet.is_local() { "local-" } else { "service-" });
    let target = if internal { service.clone() } else { name.nft_chain("external-") };
    let mut chains = vec![on(hook.into()).rule("", "jump services", Met::Taken), services(packet, table, &target)];
    if !internal {
        chains.push(external(packet, &name, on(name.nft_chain("external-"))));
    }
    chains.push(balance(packet, &name, on(service)));
    if let Some(address) = packet.chosen {
        let hairpin = Met::applied_if(packet.flow.src == address.ip());
        let to = format!("dnat to {address}");
        let chain =
            on(name.nft_endpoint_chain(address)).rule(format!("{} {}", saddr(packet), address.ip()), MARK, hairpin);
        chains.push(chain.rule(format!("meta l4proto {}", packet.protocol()), to, Met::Taken).doing(Decision::Dnat));
    }
    chains.push(masquerading(packet, on("masquerading".into())));
    chains
}

fn saddr(packet: &Claimed<'_>) -> &'static str {
    if packet.is_v6() { "ip6 saddr" } else { "ip saddr" }
}

fn daddr(packet: &Claimed<'_>) -> &'static str {
    if packet.is_v6() { "ip6 daddr" } else { "ip daddr" }
}

/// What is looked up, and in which of a pair of maps: addresses first, then node ports.
fn key(packet: &Claimed<'_>) -> (String, String) {
    let (dst, protocol) = (packet.flow.dst, packet.protocol());
    if packet.claim.by == ClaimedBy::NodePort {
        (format!("{} @nodeport-ips meta l4proto . th dport", daddr(packet)), format!("{protocol} . {}", dst.port()))
    } else {
        let element = format!("{} . {protocol} . {}", dst.ip(), dst.port());
        (format!("{} . meta l4proto . th dport", daddr(packet)), element)
    }
}

fn services(packet: &Claimed<'_>, table: &'static str, target: &str) -> Chain {
    let (looked_up, element) = key(packet);
    let chain = Chain::new(table, "services");
    let by_port = packet.claim.by == ClaimedBy::NodePort;
    let chain = if by_port {
        let first = format!("{} . meta l4proto . th dport", daddr(packet));
        chain.rule(first, "vmap @service-ips", Met::Passed).rule(looked_up, "vmap @service-nodeports", Met::Applied)
    } else {
        chain.rule(looked_up, "vmap @service-ips", Met::Applied)
    };
    let others = packet.others(|_, port| !port.endpoints.is_empty() && (!by_port || port.node_port.is_some()));
    chain.rule(element, format!("goto {target}"), Met::Taken).doing(Decision::Match).besides(others)
}

fn external(packet: &Claimed<'_>, name: &PortName, chain: Chain) -> Chain {
    let cluster = format!("goto {}", name.nft_chain("service-"));
    if packet.entry.spec.external_policy == TrafficPolicy::Cluster {
        return chain.rule("", MARK, Met::Applied).rule("", cluster, Met::Taken);
    }
    let short_cut = !packet.is_local();
    let from_node = packet.masquerade == Some(Masquerade::NotPod);
    let gone = short_cut && !from_node;
    let unless_gone = |met: Met| if gone { Met::Never } else { met };
    let mut chain = chain;
    if let Some(range) = packet.pod_range() {
        chain = chain.rule(format!("{} {range}", saddr(packet)), cluster.as_str(), Met::taken_if(gone));
    }
    let local = "fib saddr type local";
    let chain = chain.rule(local, MARK, unless_gone(Met::applied_if(from_node))).rule(
        local,
        cluster,
        unless_gone(Met::taken_if(short_cut)),
    );
    let met = if short_cut { Met::Never } else { Met::Taken };
    chain.rule("", format!("goto {}", name.nft_chain("local-")), met)
}

/// One of the endpoints, all with the same chance.
fn balance(packet: &Claimed<'_>, name: &PortName, mut chain: Chain) -> Chain {
    let internal = packet.claim.by == ClaimedBy::ClusterIp;
    if let (Some(ip), true) = (packet.cluster_ip(), !packet.is_local() || internal) {
        let marked =
            Met::applied_if(internal && matches!(packet.masquerade, Some(Masquerade::All | Masquerade::NotPod)));
        let to = format!("{} {ip}", daddr(packet));
        if packet.world.knobs.masquerade_all {
            chain = chain.rule(to, MARK, marked);
        } else if let Some(range) = packet.pod_range() {
            chain = chain.rule(format!("{to} {} != {range}", saddr(packet)), MARK, marked);
        }
    }
    let endpoints = packet.endpoints();
    if let Affinity::ClientIp(_) = packet.entry.spec.affinity {
        for endpoint in &endpoints {
            let target = name.nft_endpoint_chain(*endpoint);
            let set = target.replacen("endpoint-", "affinity-", 1);
            chain = chain.rule(format!("{} @{set}", saddr(packet)), format!("goto {target}"), Met::Passed);
        }
    }
    chain = chain.rule("", format!("numgen random mod {} vmap", endpoints.len()), Met::Applied);
    for (i, endpoint) in endpoints.iter().enumerate() {
        let target = format!("goto {}", name.nft_endpoint_chain(*endpoint));
        chain = chain.rule(i.to_string(), target, Met::taken_if(packet.chosen == Some(*endpoint))).towards(*endpoint);
    }
    chain
}

fn masquerading(packet: &Claimed<'_>, chain: Chain) -> Chain {
    let marked = packet.masquerade.is_some();
    let later = |met: Met| if marked { met } else { Met::Never };
    let chain = chain
        .rule("mark and 0x4000 == 0", "return", Met::taken_if(!marked))
        .rule("", "mark set mark xor 0x4000", later(Met::Applied))
        .rule("", "masquerade fully-random", later(Met::Taken));
    if marked { chain.doing(Decision::Snat) } else { chain }
}

/// Looked up before anything is rewritten: the filter chains come first.
fn refused(packet: &Claimed<'_>, table: &'static str, target: &str, act: Decision) -> Vec<Chain> {
    let (looked_up, element) = key(packet);
    let by_port = packet.claim.by == ClaimedBy::NodePort;
    let hook = match (packet.own, by_port) {
        (true, _) => "filter-output",
        (false, true) => "filter-input",
        (false, false) => "filter-forward",
    };
    let (check, map) = if by_port {
        ("nodeport-endpoints-check", "vmap @no-endpoint-nodeports")
    } else {
        ("service-endpoints-check", "vmap @no-endpoint-services")
    };
    let target = if target == "reject" { "goto reject-chain" } else { target };
    let first = Chain::new(table, hook).rule("ct state new", format!("jump {check}"), Met::Taken);
    let others = packet.others(|_, port| port.endpoints.is_empty());
    let chain =
        Chain::new(table, check).rule(looked_up, map, Met::Applied).rule(element, target, Met::Taken).doing(act);
    vec![first, chain.besides(others)]
}

fn refused_source(packet: &Claimed<'_>, name: &PortName, table: &'static str) -> Vec<Chain> {
    let (looked_up, element) = key(packet);
    let ranges = packet.entry.spec.source_ranges.iter().filter(|range| range.addr().is_ipv6() == packet.is_v6());
    let ranges: Vec<String> = ranges.map(ToString::to_string).collect();
    let firewall = name.nft_chain("firewall-");
    let hook = if packet.own { "filter-output" } else { "filter-prerouting" };
    let listed = packet.others(|entry, _| !entry.spec.source_ranges.is_empty());
    vec![
        Chain::new(table, hook).rule("ct state new", "jump firewall-check", Met::Taken),
        Chain::new(table, "firewall-check")
            .rule(looked_up, "vmap @firewall-ips", Met::Applied)
            .rule(element, format!("goto {firewall}"), Met::Taken)
            .doing(Decision::Match)
            .besides(listed),
        Chain::new(table, firewall)
            .rule(format!("{} != {{ {} }}", saddr(packet), ranges.join(", ")), "drop", Met::Taken)
            .doing(Decision::Drop),
    ]
}
