//! kube-proxy's draw of an endpoint: a fork whose branches differ in little. It stays one until somebody looks at a branch;
//! then that branch is written out, to the pod and back.

use std::net::IpAddr;
use std::sync::Arc;

use super::kernel::matched;
use super::proxy::{Basis, Claim, ClaimedBy, Flow, Masquerade, Pick, of_family, usable};
use super::walk::{Done, Note, Walk, Way};
use super::{Tracer, family};
use crate::assumption::Assumption;
use crate::knobs::ProxyMode;
use crate::model::Affinity;
use crate::object::Evidence;
use crate::reason::{Gap, Reason};
use crate::trace::{Candidate, Choice, Decision, Destination, Packet, Path, Stage, Verdict, WhyNot};
use crate::world::{Endpoint, NoEndpoint, PortEntry, ServiceEntry, World};

/// A packet that a Service port has claimed, and the endpoints that it may go to, each with the same chance.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Draw {
    /// Up to the Service port's rule.
    pub(super) walk: Walk,
    pub(super) flow: Flow,
    pub(super) claim: Claim,
    pub(super) basis: Basis,
    pub(super) picks: Vec<Pick>,
}

impl Draw {
    fn entry<'w>(&self, world: &'w World) -> &'w ServiceEntry {
        world.service(self.claim.service)
    }

    fn port<'w>(&self, world: &'w World) -> &'w PortEntry {
        &self.entry(world).ports[self.claim.port]
    }

    pub(super) fn endpoint<'w>(&self, world: &'w World, branch: usize) -> &'w Endpoint {
        &self.port(world).endpoints[self.picks[branch].endpoint]
    }

    fn weight(&self) -> f64 {
        self.walk.weight / self.picks.len() as f64
    }

    /// What MASQUERADE puts in place of the source.
    fn masquerade(&self, world: &World, pick: Pick) -> Option<(Masquerade, IpAddr)> {
        Some((pick.masquerade?, world.node(self.flow.node).primary(family(self.flow.dst.ip()))?))
    }
}

impl Tracer<'_> {
    /// A branch for each endpoint. Where a pod, its node or a policy may yet stop the packet, they are followed to the end.
    pub(super) fn draw(&mut self, draw: Draw) -> Vec<Done> {
        let world = self.world;
        let node = world.node(draw.flow.node);
        if draw.picks.iter().any(|pick| pick.masquerade.is_some()) && node.primary(family(draw.flow.dst.ip())).is_none()
        {
            // The source must be rewritten to an address that the node does not have.
            let address = node.addresses.first().copied().unwrap_or(draw.flow.src);
            let reason = Reason::NotModelled { what: Gap::IpFamily { address } };
            let note = Note::new(Stage::KubeProxy, Decision::Unknown, reason);
            return vec![draw.walk.fail(Verdict::Unknown, note)];
        }
        let vip = |branch: usize| world.is_service_address(draw.endpoint(world, branch).address.ip());
        if !self.nothing_in_the_way() || (0..draw.picks.len()).any(vip) {
            let candidates = draw.candidates(world);
            return (0..draw.picks.len()).map(|branch| self.drawn(&draw, branch, &candidates)).collect();
        }
        for (branch, pick) in draw.picks.iter().enumerate() {
            if draw.masquerade(world, *pick).is_some() {
                self.assume(Assumption::MasqueradeAddress);
            }
            let endpoint = draw.endpoint(world, branch);
            if !endpoint.declared {
                self.assume(Assumption::Listening { address: endpoint.address.to_string() });
            }
        }
        let (weight, service, rewrite) = (draw.weight(), draw.walk.service.clone(), draw.walk.rewrite.clone());
        let draw = Arc::new(draw);
        let branches = (0..draw.picks.len()).map(|branch| Done {
            weight,
            verdict: Verdict::Delivered,
            way: Way::Drawn(draw.clone(), branch),
            service: service.clone(),
            status: None,
            location: None,
            rewrite: rewrite.clone(),
            answers: None,
        });
        branches.collect()
    }

    /// Whether a packet for an endpoint surely arrives: no what-if takes a node or pod down, and no policy is there to ask.
    pub(super) fn nothing_in_the_way(&self) -> bool {
        let state = &self.world.state;
        state.nodes_down.is_empty()
            && state.pods_down.is_empty()
            && state.not_listening.is_empty()
            && self.unrestricted()
    }

    /// The path of a way, written out.
    pub(super) fn written(&mut self, way: Way) -> Path {
        match way {
            Way::Written(path) => *path,
            Way::Drawn(draw, branch) => {
                let candidates = draw.candidates(self.world);
                self.branch(&draw, branch, &candidates)
            }
        }
    }

    /// As [`Self::written`], for a branch whose draw's candidates are known.
    pub(super) fn branch(&mut self, draw: &Draw, branch: usize, candidates: &Arc<[Candidate]>) -> Path {
        match self.drawn(draw, branch, candidates).way {
            Way::Written(path) => *path,
            Way::Drawn(draw, branch) => self.branch(&draw, branch, candidates),
        }
    }

    /// One endpoint drawn: destination rewritten, source perhaps, and off to the pod.
    fn drawn(&mut self, draw: &Draw, branch: usize, candidates: &Arc<[Candidate]>) -> Done {
        let world = self.world;
        let (entry, port, endpoint) = (draw.entry(world), draw.port(world), draw.endpoint(world, branch));
        let pick = draw.picks[branch];
        let object = &entry.spec.meta.reference;
        let (service, address, of) = (entry.key(), endpoint.address, draw.picks.len());
        let mut walk = draw.walk.clone();
        walk.weight = draw.weight();
        walk.note(matched(entry, draw.claim, draw.flow.dst));
        let reason = match draw.basis {
            Basis { terminating: true, .. } => Reason::TerminatingEndpointChosen { service, endpoint: address, of },
            Basis { local: true, .. } => Reason::LocalEndpointChosen { service, endpoint: address, of },
            Basis { .. } => {
                let in_turn = world.knobs.proxy_mode == ProxyMode::Ipvs;
                Reason::ServiceEndpointChosen { service, endpoint: address, of, in_turn }
            }
        };
        let mut evidence = vec![Evidence::at(object, port.spec.path().field("targetPort")), endpoint.evidence.clone()];
        if draw.basis.local {
            evidence.insert(0, Evidence::new(object, policy(draw.claim.by)));
        }
        // Candidates stand in the order of the endpoints, of which those of the other family are left out.
        let of_other = port.endpoints.partition_point(|other| family(other.address.ip()) < family(address.ip()));
        if draw.basis.hints_ignored {
            let without = port.endpoints.iter().find(|e| e.conditions.ready && e.hint_zones().is_empty());
            let reason = Reason::HintsIgnored {
                service: entry.key(),
                node: world.node(draw.flow.node).name.clone(),
                without: without.map(|endpoint| endpoint.address),
            };
            let written = without.map(|endpoint| endpoint.evidence.clone());
            walk.note(Note::new(Stage::KubeProxy, Decision::Match, reason).because(written));
        }
        let note = Note::new(Stage::KubeProxy, Decision::Dnat, reason)
            .because(evidence)
            .among(candidates.clone(), Some(pick.endpoint - of_other));
        let after = walk.with_dst(Destination::Address(address));
        walk.note_rewrite(note, after);
        walk.masquerade = false;
        if let Some((why, source)) = draw.masquerade(world, pick) {
            self.assume(Assumption::MasqueradeAddress);
            walk.masquerade = true;
            let after = Packet { src: source, ..walk.packet.clone() };
            walk.note_rewrite(masqueraded(entry, why, source), after);
        }
        if let Affinity::ClientIp(seconds) = entry.spec.affinity {
            let reason = Reason::AffinityRemembered { client: draw.flow.src, seconds };
            let evidence = Evidence::new(object, "spec.sessionAffinity");
            walk.note(Note::new(Stage::KubeProxy, Decision::Match, reason).because([evidence]));
        }
        let reached = super::network::Backend {
            service: Some(draw.claim.service),
            endpoint: Some((draw.claim.port, pick.endpoint)),
        };
        self.deliver(walk, Some(draw.flow.node), address, Some(reached))
    }
}

fn masqueraded(entry: &ServiceEntry, why: Masquerade, address: IpAddr) -> Note {
    let object = &entry.spec.meta.reference;
    let (reason, evidence) = match why {
        Masquerade::External => {
            (Reason::MasqueradeExternal { address }, vec![Evidence::new(object, "spec.externalTrafficPolicy")])
        }
        Masquerade::NotPod => (Reason::MasqueradeNotPod { address }, Vec::new()),
        Masquerade::All => (Reason::MasqueradeAll { address }, Vec::new()),
        Masquerade::Hairpin => (Reason::MasqueradeHairpin { address }, Vec::new()),
    };
    Note::new(Stage::KubeProxy, Decision::Snat, reason).because(evidence)
}

/// The field that may keep traffic on the node.
pub(super) fn policy(by: ClaimedBy) -> &'static str {
    match by {
        ClaimedBy::ClusterIp => "spec.internalTrafficPolicy",
        ClaimedBy::ExternalIp | ClaimedBy::Vip | ClaimedBy::NodePort => "spec.externalTrafficPolicy",
    }
}

impl Draw {
    pub(super) fn candidates(&self, world: &World) -> Arc<[Candidate]> {
        candidates(world, self.flow, self.port(world), &self.picks, self.basis.local)
    }
}

/// Everybody who could have been drawn, and why some could not; `local`: because only the node's own may be.
pub(super) fn candidates(world: &World, flow: Flow, port: &PortEntry, picks: &[Pick], local: bool) -> Arc<[Candidate]> {
    let name = &world.node(flow.node).name;
    let by_node = picks.iter().all(|pick| port.endpoints[pick.endpoint].hint_nodes().contains(name));
    let listed = of_family(port, family(flow.dst.ip())).map(|(i, endpoint)| {
        let why_not = if picks.binary_search_by_key(&i, |pick| pick.endpoint).is_ok() {
            None
        } else if usable(endpoint) && local && !endpoint.is_on(flow.node) {
            Some(WhyNot::NotLocal)
        } else if endpoint.conditions.terminating {
            Some(WhyNot::Terminating)
        } else if !usable(endpoint) {
            Some(WhyNot::NotReady)
        } else if by_node {
            Some(WhyNot::WrongNode)
        } else {
            Some(WhyNot::WrongZone)
        };
        let pod = endpoint.pod.map(|id| world.pod(id).reference.clone());
        let what = Choice::Endpoint { address: endpoint.address, pod };
        let node = endpoint.node.as_ref().map(|node| world.node_name(node).to_owned());
        Candidate { what, why_not, node, evidence: Some(endpoint.evidence.clone()) }
    });
    let without = port.without.iter().map(|(id, why)| {
        let pod = world.pod(*id);
        let why_not = match why {
            NoEndpoint::PortUnresolved => WhyNot::PortUnresolved { port: port.spec.target.to_string() },
            NoEndpoint::NoAddress => WhyNot::Pending,
            NoEndpoint::NodeMissing => WhyNot::NodeMissing,
            NoEndpoint::OtherFamily => WhyNot::NoAddress,
        };
        Candidate {
            what: Choice::Pod(pod.reference.clone()),
            why_not: Some(why_not),
            node: pod.node.map(|node| world.node(node).name.clone()),
            evidence: Some(pod.evidence.clone()),
        }
    });
    listed.chain(without).collect()
}
