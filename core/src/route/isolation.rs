//! Where NetworkPolicies are asked: at the node of the pod that sends, after kube-proxy's translation there, and as a packet
//! arrives at a pod. Replies are free.

use std::net::{IpAddr, SocketAddr};

use super::policy::{Connection, Doubt, Ground, Judgement, Party, Ruling, Subject, Who, judge};
use super::walk::{Done, Note, Walk};
use super::{Tracer, family, source};
use crate::model::{Direction, Protocol};
use crate::object::{Evidence, FieldPath};
use crate::reason::{Gap, PolicyGap, PolicyReason, Reason};
use crate::trace::{Decision, Destination, Place, Stage, Verdict};
use crate::world::{Pod, PodId, World};

/// What stops a packet.
pub(super) type Stop = (Verdict, Note);

/// One end of a connection, whose policies are asked about the other.
#[derive(Clone)]
pub(super) struct End<'a> {
    pub(super) direction: Direction,
    pub(super) subject: &'a Subject<'a>,
    /// As reasons call them: `shop/api`, and whom it sees or reaches.
    pub(super) pod: String,
    pub(super) peer: String,
    pub(super) protocol: Protocol,
    pub(super) port: u16,
    /// What the destination pod calls the port.
    pub(super) names: Vec<&'a str>,
}

impl Tracer<'_> {
    /// There are no policies at all.
    pub(super) fn unrestricted(&self) -> bool {
        self.world.policies.is_empty() && self.world.foreign_policies.is_empty()
    }

    /// Whether the policies of the pod that sent the packet let it go there. `pod`: whose address `to` is.
    pub(super) fn egress(&self, walk: &mut Walk, to: SocketAddr, pod: Option<PodId>) -> Option<Stop> {
        if self.unrestricted() { None } else { self.leaving(walk, Some(to.ip()), to.port(), pod) }
    }

    /// As [`Self::egress`], for a packet that leaves its node as it is, perhaps for a host of which only the name is known.
    pub(super) fn barred(&self, walk: &mut Walk, to: Option<IpAddr>, port: u16) -> Option<Box<Done>> {
        let stop = if self.unrestricted() { None } else { self.leaving(walk, to, port, None) };
        stop.map(|(verdict, note)| Box::new(walk.clone().fail(verdict, note)))
    }

    /// Whether the policies of the pod that the packet has reached let it in.
    pub(super) fn ingress(&self, walk: &mut Walk, pod: &Pod, dst: SocketAddr) -> Option<Stop> {
        if self.unrestricted() || pod.template.host_network { None } else { self.arriving(walk, pod, dst) }
    }

    fn leaving(&self, walk: &mut Walk, to: Option<IpAddr>, port: u16, pod: Option<PodId>) -> Option<Stop> {
        let world = self.world;
        let (place, packet, behind) = walk.sent()?;
        let (place, packet) = (place.clone(), packet.clone());
        // Beyond its own node it has left already.
        let subject = subject(world, &place).filter(|_| behind <= 1)?;
        let pod = pod.map(|id| world.pod(id));
        let dialled = dialled(&packet.dst);
        let itself = pod.is_some_and(|pod| is(&place, pod));
        // Nothing keeps a pod from itself, or from its own node (network-policies.md, "Behavior of to and from selectors").
        let direct = dialled.is_some_and(|dialled| Some(dialled.ip()) == to);
        let own_node = to.is_some_and(|to| walk.place().is_some_and(|node| has(world, node, to)));
        if (itself && direct) || own_node {
            return None;
        }
        if let Some(stop) = foreign(world, subject.namespace) {
            return Some(stop);
        }
        let known = to.filter(|to| !self.stands_in(*to));
        let (party, peer) = match (pod, to) {
            (Some(pod), Some(to)) if !pod.template.host_network => {
                let peer = format!("{} ({})", pod.reference.key(), SocketAddr::new(to, port));
                (Party::pod(Subject::of(world, pod), to), peer)
            }
            (_, Some(to)) => {
                let party = Party { who: Who::NoPod, address: known, family: family(to), within: &[] };
                (party, SocketAddr::new(to, port).to_string())
            }
            (_, None) => {
                let party = Party { who: Who::NoPod, address: None, family: family(packet.src), within: &[] };
                (party, packet.dst.to_string())
            }
        };
        let names = pod.map(|pod| names(pod, packet.protocol, port)).unwrap_or_default();
        let protocol = packet.protocol;
        let end =
            End { direction: Direction::Egress, subject: &subject, pod: key(&place), peer, protocol, port, names };
        let judgement = end.judge(world, &party);
        let gap = match (&judgement.ruling, dialled) {
            (Ruling::Denied, _) if itself => Some(PolicyGap::Itself { pod: end.pod.clone() }),
            // Translated to an address that is no pod's: whether before or after that is not pinned.
            (_, Some(dialled)) if pod.is_none() && to.is_some() && !direct => {
                let before = End { port: dialled.port(), names: Vec::new(), ..end.clone() };
                let before = before.judge(world, &Party::no_pod(dialled.ip()));
                rewritten(world, &judgement.ruling, &before.ruling)
                    .or_else(|| rewritten(world, &before.ruling, &judgement.ruling))
            }
            (_, _) => None,
        };
        end.conclude(world, walk, judgement, gap)
    }

    fn arriving(&self, walk: &mut Walk, pod: &Pod, dst: SocketAddr) -> Option<Stop> {
        let world = self.world;
        let (place, packet, _) = walk.sent()?;
        let (place, packet) = (place.clone(), packet.clone());
        let itself = is(&place, pod);
        if itself && dialled(&packet.dst) == Some(dst) {
            return None;
        }
        let subject = Subject::of(world, pod);
        if let Some(stop) = foreign(world, subject.namespace) {
            return Some(stop);
        }
        let seen = walk.packet.src;
        let masqueraded = seen != packet.src;
        let original = party(world, &place, packet.src);
        let peer = match &original.who {
            Who::Pod(_) if !masqueraded => format!("{} ({seen})", key(&place)),
            Who::Somebody => place.to_string(),
            Who::Pod(_) | Who::NoPod => seen.to_string(),
        };
        let end = End {
            direction: Direction::Ingress,
            subject: &subject,
            pod: pod.reference.key(),
            peer,
            protocol: packet.protocol,
            port: dst.port(),
            names: names(pod, packet.protocol, dst.port()),
        };
        let by_original = end.judge(world, &original);
        if itself {
            let denied = by_original.ruling == Ruling::Denied;
            let gap = denied.then(|| PolicyGap::Itself { pod: end.pod.clone() });
            return end.conclude(world, walk, by_original, gap);
        }
        let home = pod.node.map(|node| Place::Node(world.node(node).name.clone()));
        if let Some(Place::Node(node)) = home.filter(|home| seen.is_loopback() || has(world, home, seen)) {
            let first = by_original.selecting.first().copied()?;
            if masqueraded && by_original.ruling == Ruling::Denied {
                let ground = Ground { policy: first, rule: FieldPath::of("spec.ingress"), peer: None, port: None };
                let gap = ground.gap(world, |policy, field| PolicyGap::Rewritten { policy, field });
                return end.conclude(world, walk, by_original, Some(gap));
            }
            let reason = Reason::Policy(PolicyReason::PolicyOwnNode { pod: end.pod, node });
            walk.note(Note::new(Stage::NetworkPolicy, Decision::Match, reason).because(selectors(world, &by_original)));
            return None;
        }
        if !masqueraded {
            return end.conclude(world, walk, by_original, None);
        }
        // The pod sees the node that masqueraded. An ipBlock may have seen the address before.
        let by_seen = end.judge(world, &Party::no_pod(seen));
        let by_address = end.judge(world, &Party::no_pod(packet.src));
        let gap = rewritten(world, &by_seen.ruling, &by_original.ruling)
            .or_else(|| rewritten(world, &by_address.ruling, &by_seen.ruling));
        end.conclude(world, walk, by_seen, gap)
    }

    /// Whether it only stands for an address that nobody knows.
    fn stands_in(&self, address: IpAddr) -> bool {
        let mut entries = self.world.assumed_entries();
        entries.any(|entry| entry.address == address && !entry.declared) || source::balancer(family(address)) == address
    }
}

impl End<'_> {
    pub(super) fn judge(&self, world: &World, peer: &Party<'_>) -> Judgement {
        let Self { direction, subject, protocol, port, names, .. } = self;
        let (direction, protocol, port) = (*direction, *protocol, *port);
        judge(world, &Connection { direction, subject, peer, protocol, port, names })
    }

    /// Writes down what comes of it; `gap`: the ruling hangs on what is not known.
    pub(super) fn conclude(
        &self,
        world: &World,
        walk: &mut Walk,
        judgement: Judgement,
        gap: Option<PolicyGap>,
    ) -> Option<Stop> {
        let evidence = match &judgement.ruling {
            Ruling::Open => Vec::new(),
            Ruling::Allowed(ground) | Ruling::Unknown(ground, _) => ground.evidence(world),
            Ruling::Denied => self.refusing(world, &judgement),
        };
        let (pod, peer) = (self.pod.clone(), self.peer.clone());
        let policies = judgement.selecting.iter().map(|policy| world.policies[*policy].meta.reference.key());
        let (verdict, decision, reason) = match (gap, judgement.ruling) {
            (Some(gap), _) => unknown(gap),
            (None, Ruling::Open) => return None,
            (None, Ruling::Allowed(ground)) => {
                let policy = world.policies[ground.policy].meta.reference.key();
                let rule = ground.peer.unwrap_or(ground.rule).to_string();
                let reason = match self.direction {
                    Direction::Ingress => PolicyReason::PolicyAllowsIngress { policy, rule, pod, peer },
                    Direction::Egress => PolicyReason::PolicyAllowsEgress { policy, rule, pod, peer },
                };
                (Verdict::Delivered, Decision::Match, Reason::Policy(reason))
            }
            (None, Ruling::Denied) => {
                let policies = policies.collect();
                let reason = match self.direction {
                    Direction::Ingress => PolicyReason::PolicyDeniesIngress { pod, policies, peer },
                    Direction::Egress => PolicyReason::PolicyDeniesEgress { pod, policies, peer },
                };
                (Verdict::Dropped, Decision::Drop, Reason::Policy(reason))
            }
            (None, Ruling::Unknown(ground, doubt)) => unknown(ground.gap(world, |policy, field| match doubt {
                Doubt::Unreadable => PolicyGap::Unreadable { policy, field },
                Doubt::Labels => PolicyGap::Labels { policy, field },
                Doubt::Address => PolicyGap::Address { policy, field },
            })),
        };
        let chosen = judgement.chosen.filter(|_| decision == Decision::Match);
        let note = Note::new(Stage::NetworkPolicy, decision, reason).because(evidence);
        let note = note.among(judgement.ladder.into(), chosen);
        if decision == Decision::Match {
            walk.note(note);
            return None;
        }
        Some((verdict, note))
    }

    /// What selects the pod, and the rules that do not take the connection.
    fn refusing(&self, world: &World, judgement: &Judgement) -> Vec<Evidence> {
        let rules = judgement.ladder.iter().filter_map(|candidate| candidate.evidence.clone());
        selectors(world, judgement).chain(rules).collect()
    }
}

impl Ground {
    fn gap(&self, world: &World, gap: impl FnOnce(String, String) -> PolicyGap) -> PolicyGap {
        let field = self.peer.as_ref().unwrap_or(&self.rule);
        gap(world.policies[self.policy].meta.reference.key(), field.to_string())
    }
}

fn unknown(gap: PolicyGap) -> (Verdict, Decision, Reason) {
    (Verdict::Unknown, Decision::Unknown, Reason::NotModelled { what: Gap::NetworkPolicy(gap) })
}

/// `one` allows what `other` does not: it hangs on which of two addresses the policy sees.
fn rewritten(world: &World, one: &Ruling, other: &Ruling) -> Option<PolicyGap> {
    match (one, other) {
        (Ruling::Allowed(ground), Ruling::Denied) => {
            Some(ground.gap(world, |policy, field| PolicyGap::Rewritten { policy, field }))
        }
        (Ruling::Open | Ruling::Allowed(_) | Ruling::Denied | Ruling::Unknown(..), _) => None,
    }
}

/// Policies of other makes that have a say in this namespace: everything there is unknown.
pub(super) fn foreign(world: &World, namespace: &str) -> Option<Stop> {
    let concerns = |policy: &&crate::object::ObjectRef| policy.namespace.is_empty() || policy.namespace == namespace;
    let policy = world.foreign_policies.iter().find(concerns)?;
    let named = policy.titled();
    let (verdict, decision, reason) = unknown(PolicyGap::OtherMake { policy: named });
    Some((verdict, Note::new(Stage::NetworkPolicy, decision, reason).because([Evidence::new(policy, "spec")])))
}

/// The pod with a network of its own that is here, if any: policies select no others.
pub(super) fn subject<'a>(world: &'a World, place: &'a Place) -> Option<Subject<'a>> {
    let Place::Pod { namespace, name } = place else { return None };
    match world.find_pod(namespace, name) {
        Some(id) => Some(world.pod(id)).filter(|pod| !pod.template.host_network).map(|pod| Subject::of(world, pod)),
        // An address of the pod range that no pod has.
        None if namespace.is_empty() => None,
        None => Some(Subject::plain(world, namespace)),
    }
}

/// Who sends from here, as others see it.
pub(super) fn party<'a>(world: &'a World, place: &'a Place, address: IpAddr) -> Party<'a> {
    let unknown = |who: Who<'a>| Party { who, address: None, family: family(address), within: &[] };
    match place {
        Place::Controller(_) => unknown(Who::Somebody),
        Place::ApiServer => unknown(Who::NoPod),
        Place::Pod { .. }
        | Place::Internet(_)
        | Place::Node(_)
        | Place::LoadBalancer { .. }
        | Place::Dns
        | Place::External(_)
        | Place::Network => match subject(world, place) {
            Some(subject) => Party::pod(subject, address),
            None => Party::no_pod(address),
        },
    }
}

fn selectors<'a>(world: &'a World, judgement: &'a Judgement) -> impl Iterator<Item = Evidence> + 'a {
    let of = |policy: &usize| Evidence::new(&world.policies[*policy].meta.reference, "spec.podSelector");
    judgement.selecting.iter().map(of)
}

/// What the pod's containers call the port.
fn names(pod: &Pod, protocol: Protocol, port: u16) -> Vec<&str> {
    let ports = pod.template.containers.iter().flat_map(|container| &container.ports);
    ports
        .filter(|known| known.port == port && known.protocol == protocol)
        .filter_map(|known| known.name.as_deref())
        .collect()
}

fn dialled(to: &Destination) -> Option<SocketAddr> {
    match to {
        Destination::Address(address) => Some(*address),
        Destination::Name(..) | Destination::Host(_) => None,
    }
}

fn is(place: &Place, pod: &Pod) -> bool {
    matches!(place, Place::Pod { namespace, name } if *namespace == pod.reference.namespace && *name == pod.reference.name)
}

/// Whether the node here has this address.
fn has(world: &World, place: &Place, address: IpAddr) -> bool {
    let Place::Node(name) = place else { return false };
    world.find_node(name).is_some_and(|node| world.node(node).addresses.contains(&address))
}

/// `shop/api`
pub(super) fn key(place: &Place) -> String {
    match place {
        Place::Pod { namespace, name } => format!("{namespace}/{name}"),
        Place::Internet(_)
        | Place::Node(_)
        | Place::LoadBalancer { .. }
        | Place::Controller(_)
        | Place::Dns
        | Place::ApiServer
        | Place::External(_)
        | Place::Network => place.to_string(),
    }
}
