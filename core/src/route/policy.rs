//! What NetworkPolicies say about one end of a connection (docs/semantics/l7.md 5): pure, and asked once for each direction.
//!
//! What nobody wrote down (labels that a controller adds, a peer that no manifest holds, a field that cannot be read) holds
//! perhaps; only where that decides is the answer unknown.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;

use crate::model::{
    Direction, IpFamily, Labels, NetworkPolicy, PolicyPeer, PolicyPort, PolicyRule, PortNumbers, Protocol, Selector,
};
use crate::object::{Evidence, FieldPath};
use crate::trace::{Candidate, Choice, WhyNot};
use crate::world::{Pod, World};

/// The label that the API server puts on every namespace.
const NAMESPACE_NAME: &str = "kubernetes.io/metadata.name";

/// Labels that controllers write on their pods and templates do not show.
const WRITTEN_LATER: [&str; 4] =
    ["pod-template-hash", "controller-revision-hash", "controller-uid", "batch.kubernetes.io/controller-uid"];

/// No labels at all.
static NONE: Labels = BTreeMap::new();

/// A new connection as the policies of one of its ends see it, after all translation.
pub(super) struct Connection<'a> {
    pub(super) direction: Direction,
    /// The end whose policies are asked.
    pub(super) subject: &'a Subject<'a>,
    /// The other end.
    pub(super) peer: &'a Party<'a>,
    pub(super) protocol: Protocol,
    /// The destination's port.
    pub(super) port: u16,
    /// What the destination pod calls that port.
    pub(super) names: &'a [&'a str],
}

/// A pod with a network of its own, as selectors tell it from others.
#[derive(Clone)]
pub(super) struct Subject<'a> {
    pub(super) namespace: &'a str,
    pub(super) labels: &'a Labels,
    /// Labels are added to it that its template does not show.
    pub(super) imagined: bool,
    pub(super) of_namespace: Cow<'a, Labels>,
    /// Nobody has written the namespace down: it may have further labels.
    pub(super) namespace_assumed: bool,
}

/// An end of a connection.
#[derive(Clone)]
pub(super) struct Party<'a> {
    pub(super) who: Who<'a>,
    /// `None`: some address of `family` that nobody knows.
    pub(super) address: Option<IpAddr>,
    pub(super) family: IpFamily,
    /// Ranges that an unknown address is one of; empty: it may be any.
    pub(super) within: &'a [IpNet],
}

#[derive(Clone)]
pub(super) enum Who<'a> {
    Pod(Subject<'a>),
    /// A node, a hostNetwork pod, somebody outside: selectors never match.
    NoPod,
    /// A pod that no manifest holds: selectors may match.
    Somebody,
}

/// What comes of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Ruling {
    /// No policy isolates the pod in this direction.
    Open,
    /// A rule takes the connection.
    Allowed(Ground),
    /// Policies isolate the pod, and no rule of theirs takes the connection.
    Denied,
    Unknown(Ground, Doubt),
}

/// The policy (of [`World::policies`]) and the field that decided.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ground {
    pub(super) policy: usize,
    /// The rule, or all of the policy where it is not known whether it selects the pod.
    pub(super) rule: FieldPath,
    /// The peer in it, if it names any.
    pub(super) peer: Option<FieldPath>,
    pub(super) port: Option<FieldPath>,
}

/// Why a field may hold or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    Unreadable,
    Labels,
    Address,
}

/// A ruling with what it was chosen among: every rule of every policy that selects the pod.
pub(super) struct Judgement {
    pub(super) ruling: Ruling,
    /// The policies (of [`World::policies`]) that isolate the pod.
    pub(super) selecting: Vec<usize>,
    pub(super) ladder: Vec<Candidate>,
    pub(super) chosen: Option<usize>,
}

/// Whether something holds, as far as anybody knows. In this order `and` is the least and `or` the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Holds {
    No,
    Perhaps,
    Yes,
}

/// A rule held against the connection.
struct Held {
    holds: Holds,
    ground: Ground,
    doubt: Doubt,
    why_not: WhyNot,
}

pub(super) fn judge(world: &World, connection: &Connection<'_>) -> Judgement {
    let direction = connection.direction;
    let mut judgement = Judgement { ruling: Ruling::Open, selecting: Vec::new(), ladder: Vec::new(), chosen: None };
    // A policy that surely isolates the pod; one of which it is not known, and does not allow the connection.
    let (mut isolated, mut doubtful) = (false, None);
    // A rule that surely allows it, one that may.
    let (mut allowed, mut perhaps) = (None, None);
    let of_namespace = world.policies.iter().enumerate();
    let of_namespace = of_namespace.filter(|(_, policy)| policy.meta.namespace() == connection.subject.namespace);
    for (index, policy) in of_namespace {
        let Some(rules) = policy.rules(direction) else { continue };
        let selected = match &policy.selects {
            Some(selector) => connection.subject.selected(selector),
            None => Holds::Perhaps,
        };
        if selected == Holds::No {
            continue;
        }
        judgement.selecting.push(index);
        isolated |= selected == Holds::Yes;
        let mut takes = Holds::No;
        for (number, rule) in rules.iter().enumerate() {
            let held = connection.held(policy, index, number, rule);
            takes = takes.max(held.holds);
            let place = judgement.ladder.len();
            judgement.ladder.push(candidate(policy, direction, Some(number), &held));
            match held.holds.min(selected) {
                Holds::Yes if allowed.is_none() => allowed = Some((held.ground, place)),
                Holds::Perhaps if perhaps.is_none() => {
                    let doubt = if held.holds == Holds::Perhaps { held.doubt } else { Doubt::Labels };
                    perhaps = Some((held.ground, doubt));
                }
                Holds::Yes | Holds::Perhaps | Holds::No => {}
            }
        }
        if rules.is_empty() {
            judgement.ladder.push(nothing(policy, direction));
        }
        if selected == Holds::Perhaps && takes != Holds::Yes && doubtful.is_none() {
            let whole =
                Ground { policy: index, rule: FieldPath::of("spec").field("podSelector"), peer: None, port: None };
            let doubt = if policy.selects.is_none() { Doubt::Unreadable } else { Doubt::Labels };
            doubtful = Some((whole, doubt));
        }
    }
    judgement.ruling = match (allowed, isolated, perhaps, doubtful) {
        (Some((ground, place)), ..) => {
            judgement.chosen = Some(place);
            Ruling::Allowed(ground)
        }
        (None, true, Some((ground, doubt)), _) => Ruling::Unknown(ground, doubt),
        (None, true, None, _) => Ruling::Denied,
        (None, false, _, Some((ground, doubt))) => Ruling::Unknown(ground, doubt),
        (None, false, _, None) => Ruling::Open,
    };
    judgement
}

impl Connection<'_> {
    fn held(&self, policy: &NetworkPolicy, index: usize, number: usize, rule: &PolicyRule) -> Held {
        let path = self.direction.rule(number);
        let (ports, port) = best(&rule.ports, |port| self.takes_port(port));
        let (peers, peer) = best(&rule.peers, |peer| self.takes_peer(policy, peer));
        let of_protocol = |port: &Option<PolicyPort>| port.as_ref().is_none_or(|port| port.protocol == self.protocol);
        let why_not = if peers == Holds::No {
            WhyNot::PeerDiffers
        } else if rule.ports.iter().any(of_protocol) {
            WhyNot::PortDiffers
        } else {
            WhyNot::ProtocolDiffers
        };
        let doubt = match peer.filter(|_| peers == Holds::Perhaps).and_then(|peer| rule.peers.get(peer)) {
            Some(Some(PolicyPeer::Pods { .. })) => Doubt::Labels,
            Some(Some(PolicyPeer::Block { .. })) => Doubt::Address,
            Some(None) | None => Doubt::Unreadable,
        };
        let peer = peer.map(|peer| self.direction.peer(&path, peer));
        let port = port.map(|port| path.field("ports").index(port));
        Held { holds: ports.min(peers), ground: Ground { policy: index, rule: path, peer, port }, doubt, why_not }
    }

    fn takes_port(&self, port: &PolicyPort) -> Holds {
        let number = match &port.numbers {
            PortNumbers::All => true,
            PortNumbers::Range(first, last) => (*first..=*last).contains(&self.port),
            PortNumbers::Named(name) => self.names.contains(&name.as_str()),
        };
        surely(port.protocol == self.protocol && number)
    }

    fn takes_peer(&self, policy: &NetworkPolicy, peer: &PolicyPeer) -> Holds {
        match (peer, &self.peer.who) {
            (PolicyPeer::Block { cidr, except }, _) => match self.peer.address {
                Some(address) => surely(cidr.contains(&address) && !except.iter().any(|net| net.contains(&address))),
                None if IpFamily::of(cidr.network()) != self.peer.family => Holds::No,
                None if cidr.prefix_len() == 0 && except.is_empty() => Holds::Yes,
                None => self.peer.within_block(cidr, except),
            },
            (PolicyPeer::Pods { .. }, Who::NoPod) => Holds::No,
            (PolicyPeer::Pods { .. }, Who::Somebody) => Holds::Perhaps,
            (PolicyPeer::Pods { pods, namespaces }, Who::Pod(subject)) => {
                let there = match namespaces {
                    None => surely(subject.namespace == policy.meta.namespace()),
                    Some(selector) => subject.in_selected(selector),
                };
                there.min(pods.as_ref().map_or(Holds::Yes, |selector| subject.selected(selector)))
            }
        }
    }
}

impl<'a> Subject<'a> {
    pub(super) fn of(world: &'a World, pod: &'a Pod) -> Self {
        Self { labels: &pod.labels, imagined: !pod.declared, ..Self::plain(world, &pod.reference.namespace) }
    }

    /// A pod without labels.
    pub(super) fn plain(world: &'a World, namespace: &'a str) -> Self {
        let of_namespace = match world.namespaces.get(namespace) {
            Some(labels) => Cow::Borrowed(labels),
            None => Cow::Owned(Labels::from([(NAMESPACE_NAME.to_owned(), namespace.to_owned())])),
        };
        Self { namespace, labels: &NONE, imagined: false, of_namespace, namespace_assumed: false }
    }

    fn selected(&self, selector: &Selector) -> Holds {
        selects(selector, self.labels, |key| self.imagined && WRITTEN_LATER.contains(&key))
    }

    fn in_selected(&self, selector: &Selector) -> Holds {
        selects(selector, &self.of_namespace, |_| self.namespace_assumed)
    }
}

impl<'a> Party<'a> {
    /// Whether an address that nobody knows lies in a block, by the ranges that it is one of.
    fn within_block(&self, cidr: &IpNet, except: &[IpNet]) -> Holds {
        let apart = |a: &IpNet, b: &IpNet| !a.contains(b) && !b.contains(a);
        let each = self.within.iter().filter(|range| IpFamily::of(range.addr()) == self.family).map(|range| {
            if apart(range, cidr) || except.iter().any(|net| net.contains(range)) {
                Holds::No
            } else if cidr.contains(range) && except.iter().all(|net| apart(range, net)) {
                Holds::Yes
            } else {
                Holds::Perhaps
            }
        });
        let each: Vec<Holds> = each.collect();
        match each.as_slice() {
            [first, rest @ ..] if rest.iter().all(|holds| holds == first) => *first,
            _ => Holds::Perhaps,
        }
    }

    pub(super) fn no_pod(address: IpAddr) -> Self {
        Self { who: Who::NoPod, address: Some(address), family: IpFamily::of(address), within: &[] }
    }

    pub(super) fn pod(subject: Subject<'a>, address: IpAddr) -> Self {
        Self { who: Who::Pod(subject), address: Some(address), family: IpFamily::of(address), within: &[] }
    }
}

impl Ground {
    pub(super) fn evidence(&self, world: &World) -> Vec<Evidence> {
        let object = &world.policies[self.policy].meta.reference;
        let fields = [self.peer.clone(), self.port.clone()].into_iter().flatten();
        let fields: Vec<Evidence> = fields.map(|field| Evidence::at(object, field)).collect();
        if fields.is_empty() { vec![Evidence::at(object, self.rule.clone())] } else { fields }
    }
}

/// Whether one of the entries takes it, and which; no entries take everything. One that cannot be read may.
fn best<T>(entries: &[Option<T>], takes: impl Fn(&T) -> Holds) -> (Holds, Option<usize>) {
    if entries.is_empty() {
        return (Holds::Yes, None);
    }
    let held = entries.iter().map(|entry| entry.as_ref().map_or(Holds::Perhaps, &takes));
    let mut best = (Holds::No, None);
    for (i, holds) in held.enumerate() {
        if holds > best.0 {
            best = (holds, Some(i));
        }
    }
    best
}

/// `hidden`: something may stand under this key, though nobody wrote it down.
fn selects(selector: &Selector, labels: &Labels, hidden: impl Fn(&str) -> bool) -> Holds {
    let unknown = |key: &String| !labels.contains_key(key) && hidden(key);
    let equal = selector
        .labels
        .iter()
        .map(|(key, value)| if unknown(key) { Holds::Perhaps } else { surely(labels.get(key) == Some(value)) });
    let required = selector.expressions.iter().map(|(key, requirement)| {
        if unknown(key) { Holds::Perhaps } else { surely(requirement.matches(labels.get(key))) }
    });
    equal.chain(required).min().unwrap_or(Holds::Yes)
}

fn surely(holds: bool) -> Holds {
    if holds { Holds::Yes } else { Holds::No }
}

fn candidate(policy: &NetworkPolicy, direction: Direction, rule: Option<usize>, held: &Held) -> Candidate {
    let number = rule.map(|rule| format!("[{rule}]")).unwrap_or_default();
    Candidate {
        what: Choice::Rule { text: format!("{} {}{number}", policy.meta.reference.key(), direction.as_str()) },
        why_not: (held.holds == Holds::No).then(|| held.why_not.clone()),
        node: None,
        evidence: Some(Evidence::at(&policy.meta.reference, held.ground.rule.clone())),
    }
}

/// A policy that isolates the pod and has no rules.
fn nothing(policy: &NetworkPolicy, direction: Direction) -> Candidate {
    Candidate {
        what: Choice::Rule { text: format!("{} {}", policy.meta.reference.key(), direction.as_str()) },
        why_not: Some(WhyNot::NoRules),
        node: None,
        evidence: Some(Evidence::at(&policy.meta.reference, FieldPath::of("spec").field(direction.as_str()))),
    }
}
