//! Which of the nodes answer: every node as the way in of one request from outside.

use std::collections::{BTreeSet, HashMap};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use super::{family, trace};
use crate::reason::Reason;
use crate::request::{Host, Request, Scheme, Target, Url};
use crate::trace::{Candidate, Choice, Decision, Explanation, Hop, Path, Place, Verdict, WhyNot};
use crate::world::World;

/// More nodes are not asked for one table.
const MOST: usize = 100;

/// One node, and what becomes of requests that come in there.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeAnswer {
    pub node: String,
    /// What is dialled there, where the client dials the node itself.
    pub address: Option<SocketAddr>,
    /// The same request to this node alone.
    pub request: Option<Request>,
    pub outcome: NodeOutcome,
}

#[derive(Debug, Clone, PartialEq)]
pub enum NodeOutcome {
    Asked {
        verdict: Verdict,
        /// The share of this node's requests that are delivered.
        share: f64,
        /// Why they fail, or where they are delivered to.
        reason: Arc<Reason>,
        endpoints: BTreeSet<SocketAddr>,
        /// Requests get through whose answers the client discards.
        discarded: bool,
    },
    /// No request comes in there: the balancer leaves it out, or the node is not ready.
    LeftOut(WhyNot),
}

/// What each node answers to a request that enters the cluster over nodes; empty where it does not, or where there is only one.
/// For a request to one node's address the others are asked the same.
pub fn node_answers(world: &World, explained: &Explanation) -> Vec<NodeAnswer> {
    if explained.request.at.is_some() || world.nodes.len() < 2 || !explained.paths.iter().all(comes_from_outside) {
        return Vec::new();
    }
    let dialled = dialled(world, &explained.request);
    let mut entering: HashMap<&str, Vec<&Path>> = HashMap::new();
    for path in &explained.paths {
        if let Some(node) = entered(path) {
            entering.entry(node).or_default().push(path);
        }
    }
    let left_out = left_out(explained);
    let nodes = world.nodes.iter().take(MOST);
    let answers = nodes.filter_map(|node| {
        if let Some(own) = entering.get(node.name.as_str()) {
            let address = own.iter().find_map(|path| dialled_at(path));
            let request = address.map(|address| asking(explained, own[0], address));
            return Some(NodeAnswer { node: node.name.clone(), address, request, outcome: outcome(own) });
        }
        let Some((host, url)) = dialled else {
            let told = left_out.get(node.name.as_str()).cloned();
            let why = told.or_else(|| (!node.ready).then_some(WhyNot::NodeNotReady))?;
            let outcome = NodeOutcome::LeftOut(why);
            return Some(NodeAnswer { node: node.name.clone(), address: None, request: None, outcome });
        };
        let address = node.primary(family(host))?;
        let address = SocketAddr::new(address, url.port);
        let request = asking(explained, explained.drawn_path(), address);
        let other = trace(world, &request).explain(world);
        let outcome = outcome(&other.paths.iter().collect::<Vec<_>>());
        Some(NodeAnswer { node: node.name.clone(), address: Some(address), request: Some(request), outcome })
    });
    let answers: Vec<NodeAnswer> = answers.collect();
    let asked = answers.iter().filter(|answer| matches!(answer.outcome, NodeOutcome::Asked { .. })).count();
    if asked == 0 || answers.len() < 2 { Vec::new() } else { answers }
}

fn comes_from_outside(path: &Path) -> bool {
    matches!(path.hops.first().map(|hop| &hop.at), Some(Place::Internet(_)))
}

/// The node over which a path enters: the first that decides about it, and does not only carry it to a pod.
fn entered(path: &Path) -> Option<&str> {
    let decides = |hop: &Hop| hop.steps.iter().any(|step| step.decision != Decision::Forward);
    path.hops.iter().filter(|hop| decides(hop)).find_map(|hop| match &hop.at {
        Place::Node(name) => Some(name.as_str()),
        _ => None,
    })
}

/// What the client dialled, if that is the node itself.
fn dialled_at(path: &Path) -> Option<SocketAddr> {
    let through = path.hops.iter().take_while(|hop| !matches!(hop.at, Place::Node(_)));
    if through.clone().any(|hop| matches!(hop.at, Place::LoadBalancer { .. })) {
        return None;
    }
    let sent = through.last().and_then(|hop| hop.steps.last())?;
    match sent.after.dst {
        crate::trace::Destination::Address(address) => Some(address),
        _ => None,
    }
}

/// The request that sends to one node what it sends now.
fn asking(explained: &Explanation, path: &Path, address: SocketAddr) -> Request {
    let packet = path.hops.first().and_then(|hop| hop.steps.first()).map(|step| &step.before);
    let (scheme, path) = match (&explained.request.to, packet) {
        (Target::Url(url), _) => (url.scheme, url.path.clone()),
        (_, Some(packet)) => (packet.protocol.into(), String::new()),
        (_, None) => (Scheme::Tcp, String::new()),
    };
    let to = Target::Url(Url { scheme, host: Host::Ip(address.ip()), port: address.port(), path });
    Request { to, via: None, ..explained.request.clone() }
}

/// The node's address and the rest of a request that dials one node for its node port.
fn dialled<'r>(world: &World, request: &'r Request) -> Option<(IpAddr, &'r Url)> {
    let Target::Url(url) = &request.to else { return None };
    let Host::Ip(address) = url.host else { return None };
    let (first, last) = world.knobs.node_port_range;
    let is_one = world.node_with(address).is_some() && (first..=last).contains(&url.port);
    is_one.then_some((address, url))
}

fn outcome(paths: &[&Path]) -> NodeOutcome {
    let total: f64 = paths.iter().map(|path| path.weight).sum();
    let delivered = || paths.iter().filter(|path| path.verdict == Verdict::Delivered);
    let share = delivered().map(|path| path.weight).sum::<f64>() / total;
    let failing = paths.iter().find(|path| path.verdict != Verdict::Delivered);
    let verdict = match failing {
        Some(_) if share > 0.0 => Verdict::Partial,
        Some(path) => path.verdict,
        None => Verdict::Delivered,
    };
    let endpoints = delivered().filter_map(|path| Some(path.endpoint.as_ref()?.address)).collect();
    let lost = delivered().find(|path| path.returns_elsewhere());
    let last = lost.and_then(|path| path.reply.last()?.steps.last()).map(|step| step.reason.clone());
    let told = failing.or(paths.first().copied().as_ref()).map(|path| path.reason.clone());
    let reason = last.or(told).unwrap_or_else(|| Reason::RoutedOut.into());
    NodeOutcome::Asked { verdict, share, reason, endpoints, discarded: lost.is_some() }
}

/// The nodes that a balancer left out, and why.
fn left_out(explained: &Explanation) -> HashMap<&str, WhyNot> {
    let mut steps = explained.paths.iter().flat_map(|path| path.hops.iter().flat_map(|hop| &hop.steps));
    let among_nodes = |candidate: &Candidate| matches!(candidate.what, Choice::Node { .. });
    let fork = steps.find(|step| step.candidates.iter().any(among_nodes));
    let told = fork.into_iter().flat_map(|step| step.candidates.iter()).filter_map(|candidate| match &candidate.what {
        Choice::Node { name } => Some((name.as_str(), candidate.why_not.clone()?)),
        _ => None,
    });
    told.collect()
}
