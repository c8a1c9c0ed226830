//! What a picture has to tell: who takes part, where each step happens, what was chosen among whom, and how it ends.
//! Everything here is read off the trace; nothing is decided again.

mod elsewhere;
mod guard;
mod spot;
mod tiers;

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;

use svcpath_core::apart::apart;
use svcpath_core::lang::Lang;
use svcpath_core::object::ObjectRef;
use svcpath_core::reason::{AroundReason, Reason};
use svcpath_core::trace::{
    Candidate, Choice, Decision, Destination, Explanation, Hop, Path, Stage, Step, Verdict, WhyNot,
};
use svcpath_core::world::{ServiceEntry, World};

use crate::shape::Id;
use crate::view::Drawing;
use crate::wording;
pub(crate) use elsewhere::Elsewhere;
use elsewhere::elsewhere;
pub(crate) use guard::Guard;
pub(crate) use spot::{Outsider, Spot, Stay};
use spot::{controller, home_of_controller, outsiders, spot, stays};
pub(crate) use tiers::{TierStory, has_rules};

/// Namespace and name.
pub(crate) type Key = (String, String);

#[derive(Debug, Clone)]
pub(crate) struct Story<'a> {
    pub(crate) world: &'a World,
    pub(crate) lang: Lang,
    pub(crate) trace: Option<&'a Explanation>,
    pub(crate) path: Option<&'a Path>,
    /// The path's index in the trace.
    pub(crate) branch: Option<usize>,
    /// One for every step, the reply's after the request's.
    pub(crate) beats: Vec<Beat<'a>>,
    pub(crate) request_beats: usize,
    /// Maximal runs of beats at one spot.
    pub(crate) stays: Vec<Stay>,
    pub(crate) forks: Vec<Fork<'a>>,
    /// One for every connection that reaches nodes or pods; one without pods when nothing is asked.
    pub(crate) tiers: Vec<TierStory>,
    /// Pods that some of the requests go to, beside the candidates of the drawn path.
    pub(crate) elsewhere: Vec<Elsewhere>,
    pub(crate) outsiders: Vec<Outsider>,
    /// The controller of an Ingress that no manifest holds.
    pub(crate) controller: Option<String>,
    pub(crate) end: End,
    /// Somebody draws.
    pub(crate) drawing: Option<&'a Drawing>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Beat<'a> {
    pub(crate) hop: &'a Hop,
    pub(crate) step: &'a Step,
    pub(crate) reply: bool,
}

/// A choice among several, or one that left some out.
#[derive(Debug, Clone)]
pub(crate) struct Fork<'a> {
    pub(crate) beat: usize,
    /// The tier whose pods are chosen among; for other choices the tier of the step.
    pub(crate) tier: usize,
    pub(crate) options: Vec<Alternative<'a>>,
}

#[derive(Debug, Clone)]
pub(crate) struct Alternative<'a> {
    pub(crate) candidate: &'a Candidate,
    pub(crate) chosen: bool,
    /// One of how many; `None` where it is out of the question.
    pub(crate) of: Option<usize>,
    /// The path of the trace that takes it.
    pub(crate) branch: Option<usize>,
}

/// How the drawn path ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// Nothing was asked.
    None,
    Arrived,
    /// Someone on the way answers in HTTP: the status.
    Answered(Option<u16>),
    Refused,
    /// Nothing ever comes back.
    Lost,
    Left,
    Unknown,
}

impl Beat<'_> {
    pub(crate) fn spot(&self) -> Spot {
        spot(self.hop, self.step)
    }
}

impl<'a> Story<'a> {
    /// Of a thing's addresses the one of the family that the packet is of; the first where nothing is asked.
    pub(crate) fn shown(&self, addresses: &[IpAddr]) -> String {
        let first = self.path.and_then(|path| path.hops.first()?.steps.last());
        let v6 = first.is_some_and(|step| step.after.src.is_ipv6());
        let alike = addresses.iter().find(|address| first.is_some() && address.is_ipv6() == v6);
        alike.or(addresses.first()).map(ToString::to_string).unwrap_or_default()
    }

    /// The reply takes a way of its own, and the client discards it.
    pub(crate) fn returns_elsewhere(&self) -> bool {
        self.path.is_some_and(Path::returns_elsewhere)
    }

    pub(crate) fn new(world: &'a World, trace: Option<&'a Explanation>, branch: Option<usize>, lang: Lang) -> Self {
        let branch = trace.map(|trace| branch.filter(|i| *i < trace.paths.len()).unwrap_or(trace.drawn));
        let path = trace.and_then(|trace| trace.paths.get(branch?));
        let beats: Vec<Beat<'a>> = path.map_or_else(Vec::new, |path| {
            let request = path.hops.iter().map(|hop| (hop, false));
            let reply = path.reply.iter().map(|hop| (hop, true));
            request
                .chain(reply)
                .flat_map(|(hop, reply)| hop.steps.iter().map(move |step| Beat { hop, step, reply }))
                .collect()
        });
        let stays = stays(&beats);
        let mut story = Self {
            world,
            lang,
            trace,
            path,
            branch,
            request_beats: beats.iter().filter(|beat| !beat.reply).count(),
            end: end(trace, path),
            outsiders: outsiders(&stays, pending(path).as_ref()),
            controller: path.and_then(controller),
            drawing: None,
            forks: Vec::new(),
            tiers: Vec::new(),
            elsewhere: Vec::new(),
            beats,
            stays,
        };
        story.tiers = story.find_tiers();
        if let (Some(trace), true) = (trace, story.parts_at().is_some()) {
            story.find_elsewhere(trace);
        }
        story.forks = story.find_forks();
        story
    }

    /// The same, while somebody draws.
    pub(crate) fn drawn_on(self, drawing: Option<&'a Drawing>) -> Self {
        Self { drawing, ..self }
    }

    /// Whether the requests of a branch get to its end.
    pub(crate) fn arrives(&self, branch: usize) -> bool {
        let path = self.trace.and_then(|trace| trace.paths.get(branch));
        path.is_none_or(|path| !matches!(path.verdict, Verdict::Dropped | Verdict::Rejected))
    }

    /// The other branches of what the same client sends, at most `most`.
    pub(crate) fn others(&self, most: usize) -> Vec<Story<'a>> {
        let count = self.trace.map_or(0, |trace| trace.paths.len());
        let others = (0..count).filter(|branch| Some(*branch) != self.branch);
        let stories = others.map(|branch| Story::new(self.world, self.trace, Some(branch), self.lang));
        stories.filter(|other| other.caller() == self.caller()).take(most).collect()
    }

    /// How much of all requests goes one of `of` ways from here on: among equals as a fraction, beside other backends in per cent.
    pub(crate) fn share(&self, count: usize, of: usize) -> String {
        if self.elsewhere.is_empty() {
            return format!("{count}/{of}");
        }
        let others: f64 = self.elsewhere.iter().map(|other| other.share).sum();
        per_cent((1.0 - others) * count as f64 / of.max(1) as f64)
    }

    pub(crate) fn service(&self, key: &Key) -> Option<&'a ServiceEntry> {
        self.world.find_service(&key.0, &key.1).map(|id| self.world.service(id))
    }

    /// Whether names are resolved inside the cluster.
    pub(crate) fn asks_dns(&self) -> bool {
        self.dns_beats().next().is_some()
    }

    /// The steps at which the cluster's DNS is asked by someone inside, a name each.
    pub(crate) fn dns_beats(&self) -> impl Iterator<Item = usize> {
        let inside = |spot: Spot| matches!(spot, Spot::Pod(_) | Spot::Process(_));
        let looks_up = move |beat: &Beat<'a>| beat.step.stage == Stage::Dns && inside(beat.spot());
        // A node's own resolver, and a list of hosts, know without the cluster's DNS.
        let alone = |reason: &Reason| match reason {
            Reason::NamePublic { .. } | Reason::NameInHosts { .. } => true,
            Reason::NameNotFound { tried, .. } => tried.is_empty(),
            _ => false,
        };
        let asked = self.beats.iter().any(|beat| looks_up(beat) && !alone(&beat.step.reason));
        self.beats.iter().enumerate().filter(move |(_, beat)| asked && looks_up(beat)).map(|(i, _)| i)
    }

    /// The names that were tried, of an alias too.
    pub(crate) fn names_tried(&self) -> impl Iterator<Item = &Alternative<'a>> {
        let asked = self.dns_beats().filter_map(|beat| self.forks.iter().find(|fork| fork.beat == beat));
        asked.flat_map(|fork| &fork.options)
    }

    /// The rules of an L7 entry, with the one that won.
    pub(crate) fn ladder(&self) -> Option<&Fork<'a>> {
        let of_entry = |fork: &&Fork<'a>| self.stage_of(fork).is_some_and(Stage::is_l7);
        let has_rules =
            |fork: &&Fork<'a>| fork.options.iter().any(|option| matches!(option.candidate.what, Choice::Rule { .. }));
        self.forks.iter().filter(of_entry).find(has_rules)
    }

    /// A Gateway has a name of its own; one controller serves all Ingresses.
    pub(crate) fn title_of_controller(&self, name: &str) -> String {
        if self.enters_by_gateway() { format!("Gateway {name}") } else { wording::controller(self.lang).to_owned() }
    }

    /// What is known of a controller that no manifest holds.
    pub(crate) fn about_controller(&self) -> String {
        match home_of_controller(&self.stays) {
            Some((node, _)) => wording::assumed_on(node, self.lang),
            None => wording::assumed(self.lang).to_owned(),
        }
    }

    /// What the pod of a controller is called that no manifest holds.
    pub(crate) fn title_of_entry(&self) -> &'static str {
        if self.enters_by_gateway() { "Gateway" } else { wording::controller_pod(self.lang) }
    }

    fn enters_by_gateway(&self) -> bool {
        self.beats.iter().any(|beat| beat.step.stage == Stage::Gateway)
    }

    /// The address of a controller that no manifest holds, if it runs on this node.
    pub(crate) fn controller_on(&self, node: &str) -> Option<IpAddr> {
        let (_, beat) = home_of_controller(&self.stays).filter(|(home, _)| *home == node)?;
        self.beats.get(beat).map(|beat| beat.step.before.src)
    }

    /// Who chose.
    pub(crate) fn stage_of(&self, fork: &Fork<'_>) -> Option<Stage> {
        self.beats.get(fork.beat).map(|beat| beat.step.stage)
    }

    /// The hop of the request at a node whose rules are to be seen: the one of `step`, else the first that `has` some.
    pub(crate) fn hop_at(
        &self,
        node: &str,
        step: usize,
        has: impl Fn(usize) -> bool,
    ) -> Option<(usize, std::ops::Range<usize>)> {
        let hops = &self.path?.hops;
        let mut start = 0;
        let mut found: Option<(usize, std::ops::Range<usize>)> = None;
        for (i, hop) in hops.iter().enumerate() {
            let beats = start..start + hop.steps.len();
            start = beats.end;
            let here = matches!(&hop.at, svcpath_core::trace::Place::Node(name) if name == node);
            if here && has(i) && (found.is_none() || beats.contains(&step)) {
                found = Some((i, beats));
            }
        }
        found
    }

    /// What could have been chosen and was not, with the path that takes it.
    pub(crate) fn branches(&self) -> Vec<(Id, usize)> {
        let options = self.forks.iter().flat_map(|fork| &fork.options).filter(|option| !option.chosen);
        let named = options.filter_map(|option| {
            let id = match &option.candidate.what {
                Choice::Endpoint { pod: Some(pod), .. } | Choice::Pod(pod) => {
                    Id::Pod(pod.namespace.clone(), pod.name.clone())
                }
                Choice::Endpoint { address, pod: None } => Id::External(address.to_string()),
                Choice::Node { name } => Id::Node(name.clone()),
                Choice::Rule { .. } | Choice::Name { .. } | Choice::Listener { .. } => return None,
            };
            Some((id, option.branch?))
        });
        let others =
            self.elsewhere.iter().map(|other| (Id::Pod(other.pod.0.clone(), other.pod.1.clone()), other.branch));
        named.chain(others).collect()
    }

    /// How many lines the rules of an L7 entry take, at most `most` of them rules.
    pub(crate) fn rules(&self, most: usize) -> usize {
        self.ladder().map_or(0, |fork| {
            fork.options.len().min(most) + usize::from(!fork.options.iter().any(|option| option.chosen))
        })
    }

    /// Whether a process of a node takes a connection and opens another, as the kubelet does.
    pub(crate) fn hands_over(&self) -> bool {
        !matches!(self.caller(), Some(Spot::Process(_)))
    }

    /// The kubelet dials inside the pod's own network namespace: no kernel rule and no policy is met.
    pub(crate) fn dials_inside(&self) -> bool {
        self.beats.iter().any(|beat| matches!(&*beat.step.reason, Reason::Around(AroundReason::PortForwardPod { .. })))
    }

    /// Who asks: the first spot.
    pub(crate) fn caller(&self) -> Option<&Spot> {
        self.stays.first().map(|stay| &stay.spot)
    }

    /// The node a spot lies on, if any.
    pub(crate) fn node_of(&self, spot: &Spot) -> Option<String> {
        match spot {
            Spot::Process(node) | Spot::Kernel(node) | Spot::Pass(node) => Some(node.clone()),
            Spot::Pod(key) => self.pod_node(key),
            Spot::Outside(_) | Spot::Controller | Spot::Network => None,
        }
    }

    /// The node a pod runs on. A pod that the world does not hold (a throw-away one) runs where its packet shows up next.
    pub(crate) fn pod_node(&self, key: &Key) -> Option<String> {
        if let Some(id) = self.world.find_pod(&key.0, &key.1) {
            return self.world.pod(id).node.map(|id| self.world.node(id).name.clone());
        }
        let at = self.stays.iter().position(|stay| stay.spot == Spot::Pod(key.clone()))?;
        let met = self.stays.iter().skip(at).find_map(|stay| match &stay.spot {
            Spot::Process(node) | Spot::Kernel(node) | Spot::Pass(node) => Some(node.clone()),
            Spot::Outside(_) | Spot::Controller | Spot::Network | Spot::Pod(_) => None,
        });
        // One that never got away from its node is told by its address.
        let address = self.beats.first().map(|beat| beat.step.before.src)?;
        let holds = |node: &&svcpath_core::world::Node| node.pod_cidrs.iter().any(|range| range.contains(&address));
        let home = self.world.nodes.iter().find(holds).or(self.world.nodes.first());
        met.or_else(|| home.map(|node| node.name.clone()))
    }

    /// Nodes in the order of how much they matter here: the path's, the one that is held, the candidates', the others.
    pub(crate) fn nodes_by_rank(&self) -> Vec<usize> {
        let index: BTreeMap<&str, usize> =
            self.world.nodes.iter().enumerate().map(|(i, node)| (node.name.as_str(), i)).collect();
        let on_path = self.stays.iter().filter_map(|stay| self.node_of(&stay.spot));
        let candidates = self.tiers.iter().flat_map(|tier| &tier.pods).filter_map(|key| self.pod_node(key));
        let mut seen = BTreeSet::new();
        let mut ranked: Vec<usize> = Vec::new();
        // What is held has a place: a pod in its node's column, a node itself also among those without one.
        let pod = self.held_pod().and_then(|pod| self.pod_node(&pod));
        for name in on_path.chain(pod).chain(candidates).chain(self.held_node()) {
            if let Some(i) = index.get(name.as_str()).copied()
                && seen.insert(i)
            {
                ranked.push(i);
            }
        }
        ranked.extend((0..self.world.nodes.len()).filter(|i| !seen.contains(i)));
        ranked
    }

    pub(crate) fn held(&self) -> Option<&Id> {
        self.drawing?.held.as_ref()
    }

    /// The pod that is held.
    pub(crate) fn held_pod(&self) -> Option<Key> {
        let held = self.drawing?.held.as_ref()?;
        apart(|| match held {
            Id::Pod(namespace, name) => Some((namespace.clone(), name.clone())),
            _ => None,
        })
    }

    /// The node that is held, or whose pod is.
    pub(crate) fn held_node(&self) -> Option<String> {
        let held = self.drawing?.held.as_ref()?;
        apart(|| match held {
            Id::Node(name) => Some(name.clone()),
            _ => self.pod_node(&self.held_pod()?),
        })
    }

    /// The beat from which requests go elsewhere than to a candidate: an L7 rule's, or the client's own choice of an address.
    pub(crate) fn parts_at(&self) -> Option<usize> {
        let l7 = self.beats.iter().take(self.request_beats).rposition(|beat| {
            beat.step.stage.is_l7() || (beat.step.stage == Stage::ApiServer && beat.step.decision == Decision::Send)
        });
        let chosen = || self.beats.iter().any(|beat| beat.step.candidates.iter().any(names_endpoint));
        l7.or_else(|| (!self.beats.is_empty() && !chosen()).then_some(0))
    }

    /// Those that other requests go to, beside the pods of the drawn path.
    fn find_elsewhere(&mut self, trace: &Explanation) {
        let shown: BTreeSet<&Key> = self.tiers.iter().flat_map(|tier| &tier.pods).collect();
        let known = |key: &Key| shown.contains(key) || self.caller() == Some(&Spot::Pod(key.clone()));
        self.elsewhere = self.path.map(|path| elsewhere(trace, path, known)).unwrap_or_default();
        if let Some(tier) = self.tiers.last_mut() {
            tier.pods.extend(self.elsewhere.iter().map(|other| other.pod.clone()));
        }
    }

    fn find_forks(&self) -> Vec<Fork<'a>> {
        let mut forks = Vec::new();
        for (i, beat) in self.beats.iter().enumerate().take(self.request_beats) {
            let candidates = &beat.step.candidates;
            if candidates.is_empty() {
                continue;
            }
            let eligible = candidates.iter().filter(|candidate| candidate.why_not.is_none()).count();
            let options = candidates.iter().enumerate().map(|(n, candidate)| Alternative {
                candidate,
                chosen: beat.step.chosen == Some(n),
                of: candidate.why_not.is_none().then_some(eligible),
                branch: self.branch_taking(candidates, n),
            });
            forks.push(Fork { beat: i, tier: self.tier_of(chooses_for(beat)), options: options.collect() });
        }
        forks
    }

    /// The first path that takes the `n`th of these candidates.
    fn branch_taking(&self, candidates: &Arc<[Candidate]>, n: usize) -> Option<usize> {
        let takes = |step: &Step| {
            step.chosen == Some(n) && (Arc::ptr_eq(&step.candidates, candidates) || step.candidates == *candidates)
        };
        self.trace?.paths.iter().position(|path| path.steps().any(|(_, step)| takes(step)))
    }
}

/// The pod a candidate stands for.
pub(crate) fn pod_in(choice: &Choice) -> Option<Key> {
    match choice {
        Choice::Endpoint { pod, .. } => pod.as_ref().map(key_of),
        Choice::Pod(pod) => Some(key_of(pod)),
        Choice::Rule { .. } | Choice::Node { .. } | Choice::Name { .. } | Choice::Listener { .. } => None,
    }
}

/// How a candidate that is no pod is called.
pub(crate) fn address_in(choice: &Choice) -> String {
    match choice {
        Choice::Endpoint { address, .. } => address.to_string(),
        Choice::Pod(pod) => pod.key(),
        Choice::Node { name } => name.clone(),
        Choice::Rule { text } | Choice::Name { text } | Choice::Listener { text } => text.clone(),
    }
}

pub(crate) fn key_of(reference: &ObjectRef) -> Key {
    (reference.namespace.clone(), reference.name.clone())
}

/// The port a packet is sent to.
pub(crate) fn port_of(destination: &Destination) -> u16 {
    match destination {
        Destination::Name(_, port) => *port,
        Destination::Address(address) => address.port(),
        Destination::Host(_) => 0,
    }
}

fn names_endpoint(candidate: &Candidate) -> bool {
    matches!(candidate.what, Choice::Endpoint { .. } | Choice::Pod(_))
}

/// The connection whose tier a step's choice belongs to: an L7 proxy chooses for the connection that it is about to open.
fn chooses_for(beat: &Beat<'_>) -> u8 {
    let connection = beat.hop.connection;
    let opens = beat.step.stage.is_l7() && beat.step.candidates.iter().any(names_endpoint);
    if opens { connection.max(2) } else { connection }
}

/// From `shop/cart:8080`.
fn service_key(text: &str) -> Option<Key> {
    let (namespace, rest) = text.split_once('/')?;
    let name = rest.split(':').next()?;
    Some((namespace.to_owned(), name.to_owned()))
}

/// `33 %`
pub(crate) fn per_cent(share: f64) -> String {
    format!("{} %", (share * 100.0).round() as i64)
}

/// The Service that the client would ask, had it a load balancer.
pub(crate) fn pending(path: Option<&Path>) -> Option<Key> {
    match &*path?.reason {
        Reason::LoadBalancerPending { service } => service_key(service),
        _ => None,
    }
}

fn end(trace: Option<&Explanation>, path: Option<&Path>) -> End {
    let Some(path) = path else { return End::None };
    let status = trace.and_then(|trace| trace.status);
    let answers = path.hops.iter().flat_map(|hop| &hop.steps).last().is_some_and(|step| step.stage.is_l7());
    match path.verdict {
        Verdict::Delivered | Verdict::Partial | Verdict::Resolved => End::Arrived,
        Verdict::Rejected => End::Refused,
        Verdict::Dropped => End::Lost,
        Verdict::Unmatched if answers => End::Answered(status),
        // Nothing listens on the node, so its kernel refuses.
        // Nothing was sent.
        Verdict::Unmatched if pending(Some(path)).is_some() => End::Refused,
        Verdict::Unmatched if matches!(*path.reason, Reason::NoNodePort { .. } | Reason::NodePortNotHere { .. }) => {
            End::Refused
        }
        Verdict::Unmatched => End::Lost,
        Verdict::Responded | Verdict::Redirected => End::Answered(status),
        Verdict::Nxdomain => End::Refused,
        Verdict::External => End::Left,
        Verdict::Unknown => End::Unknown,
    }
}

/// Whether a candidate is out only because this node asks: it would do elsewhere.
pub(crate) fn only_elsewhere(why: &WhyNot) -> bool {
    match why {
        WhyNot::NotLocal | WhyNot::WrongZone | WhyNot::WrongNode => true,
        WhyNot::NotReady
        | WhyNot::Terminating
        | WhyNot::PortUnresolved { .. }
        | WhyNot::NoAddress
        | WhyNot::Pending
        | WhyNot::NodeMissing
        | WhyNot::HostDiffers
        | WhyNot::PathDiffers
        | WhyNot::LessSpecific
        | WhyNot::OtherClass
        | WhyNot::NodeNotReady
        | WhyNot::NodeExcluded
        | WhyNot::NoLocalEndpoint
        | WhyNot::NoSuchName
        | WhyNot::NoRecords
        | WhyNot::PortDiffers
        | WhyNot::ProtocolDiffers
        | WhyNot::NotSupported
        | WhyNot::Canary
        | WhyNot::Repeated
        | WhyNot::PeerDiffers
        | WhyNot::NoRules
        | WhyNot::MethodDiffers
        | WhyNot::HeaderDiffers
        | WhyNot::QueryDiffers
        | WhyNot::NoWeight
        | WhyNot::Conflicted => false,
    }
}
