//! The rules that kube-proxy has written into a node's kernel, by their real names, as one packet meets them. Nothing is
//! decided again: [`super::proxy`] says which Service port claims the packet and which endpoints it may go to, and this says
//! in which chains that stands. Sources: pkg/proxy/iptables/proxier.go, pkg/proxy/nftables/proxier.go, pkg/proxy/ipvs/proxier.go.

mod iptables;
mod ipvs;
mod names;
mod nftables;

use std::net::{IpAddr, SocketAddr};

use super::proxy::{Claim, Fate, Flow, Masquerade, Outcome, evaluate};
use crate::knobs::{PodCidr, ProxyMode};
use crate::model::IpFamily;
use crate::request::Source;
use crate::trace::{Decision, Destination, Explanation, Path, Place, Stage, Step};
use crate::world::{NodeId, PortEntry, ServiceEntry, World};

/// A chain of the kernel's rules, or what ipvs has in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// As the kernel lists it: `KUBE-SVC-XPGD46QRK7WJZT7O`.
    pub name: String,
    /// The table it is in: `nat`, `filter`, `ip kube-proxy`; `ipvs` for a virtual server.
    pub table: &'static str,
    /// In their order, as far as they concern the packet's Service port.
    pub rules: Vec<Rule>,
    /// How many other Service ports have rules here, which are not written out.
    pub others: usize,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// What a packet must be like, in the words of the tool that lists it; empty: every packet.
    pub matches: String,
    /// What becomes of it: the chain it goes on to, or the deed.
    pub target: String,
    pub met: Met,
    /// The decision of the trace that this rule carries out.
    pub act: Option<Decision>,
    /// The endpoint that it leads to, where it is one of several.
    pub endpoint: Option<SocketAddr>,
}

/// What a packet has to do with a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Met {
    /// Looked at, and for other packets.
    Passed,
    /// Applied, and the packet goes on to the next rule.
    Applied,
    /// Takes the packet away from this chain.
    Taken,
    /// The packet was gone before.
    Never,
}

/// The chains that a path's packet meets at one of its hops (index into the path's `hops`). Empty where no Service's rules take
/// it, and where a replacement of kube-proxy has its own.
pub fn chains(world: &World, trace: &Explanation, path: &Path, hop: usize) -> Vec<Chain> {
    let Some(packet) = packet(world, trace, path, hop) else { return Vec::new() };
    match world.knobs.proxy_mode {
        ProxyMode::Iptables => iptables::chains(&packet),
        ProxyMode::Nftables => nftables::chains(&packet),
        ProxyMode::Ipvs => ipvs::chains(&packet),
        ProxyMode::Other => Vec::new(),
    }
}

/// A packet that some Service port claims, with what was decided about it.
struct Claimed<'w> {
    world: &'w World,
    flow: Flow,
    claim: Claim,
    entry: &'w ServiceEntry,
    port: &'w PortEntry,
    fate: Fate,
    /// The endpoint that the path takes.
    chosen: Option<SocketAddr>,
    masquerade: Option<Masquerade>,
    /// The node's own process sends it: it comes by OUTPUT.
    own: bool,
}

fn packet<'w>(world: &'w World, trace: &Explanation, path: &Path, at: usize) -> Option<Claimed<'w>> {
    let hop = path.hops.get(at)?;
    let Place::Node(node) = &hop.at else { return None };
    // CNI's portmap plugin may have taken it before.
    let rules = |step: &&Step| step.stage == Stage::KubeProxy || step.decision == Decision::Dnat;
    let first = hop.steps.iter().find(rules).filter(|step| step.decision == Decision::Match)?;
    let Destination::Address(dst) = first.before.dst else { return None };
    let id = world.nodes.iter().position(|known| known.name == *node).map(NodeId)?;
    let src = first.before.src;
    let from_node = src.is_loopback() || world.node(id).addresses.contains(&src);
    let sent_here = at.checked_sub(1).and_then(|i| path.hops.get(i)).is_none_or(|before| before.at.is_pod());
    let own = sent_here && matches!(trace.request.from, Source::Node(_));
    let flow = Flow { node: id, protocol: first.before.protocol, src, dst, own };
    let Outcome::Claimed { claim, fate } = evaluate(world, flow) else { return None };
    let entry = world.service(claim.service);
    let port = entry.ports.get(claim.port)?;
    let rewritten = hop.steps.iter().find(|step| step.decision == Decision::Dnat);
    let chosen = rewritten.and_then(|step| match step.after.dst {
        Destination::Address(address) => Some(address),
        Destination::Name(..) | Destination::Host(_) => None,
    });
    let masquerade = match &fate {
        Fate::Chosen { picks, .. } => {
            let taken = picks.iter().find(|pick| Some(port.endpoints[pick.endpoint].address) == chosen);
            taken.and_then(|pick| pick.masquerade)
        }
        Fate::NoEndpoints | Fate::NoLocalEndpoint | Fate::SourceRefused | Fate::HintsUnknown => None,
    };
    Some(Claimed { world, flow, claim, entry, port, fate, chosen, masquerade, own: sent_here && from_node })
}

impl Claimed<'_> {
    /// The endpoints of the chain that the packet comes to, as kube-proxy sorts them.
    fn endpoints(&self) -> Vec<SocketAddr> {
        let Fate::Chosen { picks, .. } = &self.fate else { return Vec::new() };
        let mut found: Vec<SocketAddr> = picks.iter().map(|pick| self.port.endpoints[pick.endpoint].address).collect();
        found.sort_by_key(ToString::to_string);
        found.dedup();
        found
    }

    fn is_local(&self) -> bool {
        matches!(&self.fate, Fate::Chosen { basis, .. } if basis.local)
    }

    /// Rules for what the cluster IP range and other Services' addresses hold: other Service ports of the family.
    fn others(&self, counts: impl Fn(&ServiceEntry, &PortEntry) -> bool) -> usize {
        let family = IpFamily::of(self.flow.dst.ip());
        let programmed =
            self.world.services.iter().filter(|entry| entry.cluster_ips.iter().any(|ip| IpFamily::of(*ip) == family));
        let ports = programmed.flat_map(|entry| entry.ports.iter().map(move |port| (entry, port)));
        let mine = |port: &PortEntry| std::ptr::eq(port, self.port);
        ports.filter(|(entry, port)| !mine(port) && counts(entry, port)).count()
    }

    /// The pod range by which the packet's family is told, where kube-proxy has one.
    fn pod_range(&self) -> Option<String> {
        let family = IpFamily::of(self.flow.dst.ip());
        if self.world.knobs.pod_cidr == PodCidr::None {
            return None;
        }
        self.world.pod_cidrs.iter().find(|range| IpFamily::of(range.addr()) == family).map(ToString::to_string)
    }

    fn cluster_ip(&self) -> Option<IpAddr> {
        let family = IpFamily::of(self.flow.dst.ip());
        self.entry.cluster_ips.iter().copied().find(|ip| IpFamily::of(*ip) == family)
    }

    fn protocol(&self) -> String {
        self.port.spec.protocol.as_str().to_ascii_lowercase()
    }

    fn is_v6(&self) -> bool {
        self.flow.dst.is_ipv6()
    }
}

impl Place {
    fn is_pod(&self) -> bool {
        matches!(self, Place::Pod { .. })
    }
}

impl Chain {
    fn new(table: &'static str, name: impl Into<String>) -> Self {
        Self { name: name.into(), table, rules: Vec::new(), others: 0 }
    }

    fn rule(mut self, matches: impl Into<String>, target: impl Into<String>, met: Met) -> Self {
        self.rules.push(Rule { matches: matches.into(), target: target.into(), met, act: None, endpoint: None });
        self
    }

    /// The last rule carries out this decision.
    fn doing(mut self, act: Decision) -> Self {
        if let Some(last) = self.rules.last_mut() {
            last.act = Some(act);
        }
        self
    }

    /// The last rule leads to this endpoint.
    fn towards(mut self, endpoint: SocketAddr) -> Self {
        if let Some(last) = self.rules.last_mut() {
            last.endpoint = Some(endpoint);
        }
        self
    }

    fn besides(self, others: usize) -> Self {
        Self { others, ..self }
    }
}

impl Met {
    fn applied_if(holds: bool) -> Self {
        if holds { Met::Applied } else { Met::Passed }
    }

    fn taken_if(holds: bool) -> Self {
        if holds { Met::Taken } else { Met::Passed }
    }
}
