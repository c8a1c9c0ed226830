//! ipvs mode: pkg/proxy/ipvs/proxier.go. Sets instead of a rule for every Service; the kernel's load balancer chooses.

use super::{Chain, Claimed, Met};
use crate::model::{Protocol, TrafficPolicy};
use crate::route::proxy::{ClaimedBy, Fate, Masquerade};
use crate::trace::Decision;

pub(super) fn chains(packet: &Claimed<'_>) -> Vec<Chain> {
    let hook = if packet.own { "OUTPUT" } else { "PREROUTING" };
    let mut chains = vec![Chain::new("nat", hook).rule("", "KUBE-SERVICES", Met::Taken)];
    chains.extend(services(packet));
    if matches!(packet.fate, Fate::SourceRefused) {
        let chain = Chain::new("filter", "KUBE-PROXY-FIREWALL")
            .rule("-m set --match-set KUBE-LOAD-BALANCER-FW dst,dst", "KUBE-SOURCE-RANGES-FIREWALL", Met::Applied)
            .rule("-m set ! --match-set KUBE-LOAD-BALANCER-SOURCE-CIDR dst,dst,src", "DROP", Met::Taken);
        chains.push(chain.doing(Decision::Drop));
        return chains;
    }
    chains.push(virtual_server(packet));
    if matches!(packet.fate, Fate::Chosen { .. }) {
        chains.push(postrouting(packet));
    }
    chains
}

/// Which packets are marked, so that their source is rewritten later.
fn services(packet: &Claimed<'_>) -> Vec<Chain> {
    let marked = matches!(packet.masquerade, Some(Masquerade::All | Masquerade::NotPod | Masquerade::External));
    let others = packet.others(|_, _| true);
    let chain = Chain::new("nat", "KUBE-SERVICES").besides(others);
    let mark = |chain: Chain| chain.rule("", "KUBE-MARK-MASQ", Met::applied_if(marked));
    let local = packet.entry.spec.external_policy == TrafficPolicy::Local;
    match packet.claim.by {
        ClaimedBy::ClusterIp => {
            let set = "-m set --match-set KUBE-CLUSTER-IP";
            let matches = match (packet.world.knobs.masquerade_all, packet.pod_range()) {
                (true, _) => format!("{set} dst,dst"),
                (false, Some(range)) => format!("! -s {range} {set} dst,dst"),
                (false, None) => format!("{set} src,dst"),
            };
            let met = Met::applied_if(marked);
            let chain = chain.rule(matches, "KUBE-MARK-MASQ", met);
            vec![chain.rule(format!("{set} dst,dst"), "ACCEPT", Met::Taken).doing(Decision::Match)]
        }
        ClaimedBy::ExternalIp => {
            let set = if local { "KUBE-EXTERNAL-IP-LOCAL" } else { "KUBE-EXTERNAL-IP" };
            let met = Met::applied_if(marked);
            let chain = chain.rule(format!("-m set --match-set {set} dst,dst"), "KUBE-MARK-MASQ", met);
            vec![chain.rule(format!("-m set --match-set {set} dst,dst"), "ACCEPT", Met::Taken).doing(Decision::Match)]
        }
        ClaimedBy::Vip => {
            let set = "-m set --match-set KUBE-LOAD-BALANCER dst,dst";
            let inner = Chain::new("nat", "KUBE-LOAD-BALANCER");
            let inner = if local {
                inner.rule("-m set --match-set KUBE-LOAD-BALANCER-LOCAL dst,dst", "RETURN", Met::Taken)
            } else {
                mark(inner)
            };
            vec![chain.rule(set, "KUBE-LOAD-BALANCER", Met::Taken).doing(Decision::Match), inner]
        }
        ClaimedBy::NodePort => {
            let of = packet.port.spec.protocol.as_str();
            let key = if packet.port.spec.protocol == Protocol::Sctp { "dst,dst" } else { "dst" };
            let inner = Chain::new("nat", "KUBE-NODE-PORT");
            let protocol = packet.protocol();
            let inner = if local {
                let matches = format!("-p {protocol} -m set --match-set KUBE-NODE-PORT-LOCAL-{of} {key}");
                inner.rule(matches, "RETURN", Met::Taken)
            } else {
                let matches = format!("-p {protocol} -m set --match-set KUBE-NODE-PORT-{of} {key}");
                inner.rule(matches, "KUBE-MARK-MASQ", Met::applied_if(marked))
            };
            let chain = chain.rule("-m addrtype --dst-type LOCAL", "KUBE-NODE-PORT", Met::Taken);
            vec![chain, inner.doing(Decision::Match)]
        }
    }
}

/// What `ipvsadm -L` shows.
fn virtual_server(packet: &Claimed<'_>) -> Chain {
    let name = format!("{} {} rr", packet.port.spec.protocol, packet.flow.dst);
    let mut chain = Chain::new("ipvs", name);
    for endpoint in packet.endpoints() {
        let taken = packet.chosen == Some(endpoint);
        chain = chain.rule(format!("-> {endpoint}"), "Masq", Met::taken_if(taken)).towards(endpoint);
        if taken {
            chain = chain.doing(Decision::Dnat);
        }
    }
    if chain.rules.is_empty() {
        chain = chain.rule("", "REJECT", Met::Taken).doing(Decision::Reject);
    }
    chain
}

fn postrouting(packet: &Claimed<'_>) -> Chain {
    let hairpin = packet.masquerade == Some(Masquerade::Hairpin);
    let marked = packet.masquerade.is_some() && !hairpin;
    let chain = Chain::new("nat", "KUBE-POSTROUTING").rule(
        "-m set --match-set KUBE-LOOP-BACK dst,dst,src",
        "MASQUERADE",
        Met::taken_if(hairpin),
    );
    let chain = if hairpin { chain.doing(Decision::Snat) } else { chain };
    let unless = |met: Met| if hairpin { Met::Never } else { met };
    let later = |met: Met| if marked { met } else { Met::Never };
    let chain = chain
        .rule("-m mark ! --mark 0x4000/0x4000", "RETURN", unless(Met::taken_if(!marked)))
        .rule("", "MARK --xor-mark 0x4000", later(Met::Applied))
        .rule("", "MASQUERADE --random-fully", later(Met::Taken));
    if marked { chain.doing(Decision::Snat) } else { chain }
}
