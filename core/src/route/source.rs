//! Who asks: every origin that a request's source stands for.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::resolver::Resolver;
use super::{Tracer, family};
use crate::assumption::Assumption;
use crate::model::{IpFamily, WorkloadKind};
use crate::nearest::slip;
use crate::object::ObjectRef;
use crate::reason::Reason;
use crate::request::Source;
use crate::trace::Place;
use crate::world::{NodeId, Pod, World};

/// A client on the internet: TEST-NET-2 (RFC 5737).
pub(super) const INTERNET: IpAddr = IpAddr::V4(Ipv4Addr::new(198, 51, 100, 7));

/// The same client's other address, of the documentation prefix (RFC 3849).
const INTERNET_V6: IpAddr = IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 7));

/// Stands in for a balancer that has only a name: TEST-NET-3 (RFC 5737), or the documentation prefix (RFC 3849).
pub(super) fn balancer(family: IpFamily) -> IpAddr {
    match family {
        IpFamily::V4 => IpAddr::V4(Ipv4Addr::new(203, 0, 113, 1)),
        IpFamily::V6 => IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0x1b, 0, 0, 0, 0, 1)),
    }
}

/// What a host speaks to its own loopback with, from whatever address it has.
pub(super) fn loopback(family: IpFamily) -> IpAddr {
    match family {
        IpFamily::V4 => Ipv4Addr::LOCALHOST.into(),
        IpFamily::V6 => Ipv6Addr::LOCALHOST.into(),
    }
}

#[derive(Debug, Clone)]
pub(super) struct Origin {
    pub(super) weight: f64,
    pub(super) place: Place,
    pub(super) ip: IpAddr,
    pub(super) ips: Vec<IpAddr>,
    pub(super) context: Context,
}

#[derive(Debug, Clone)]
pub(super) enum Context {
    /// `at`: somebody routes the packet to this node.
    Outside {
        at: Option<NodeId>,
    },
    Pod {
        node: NodeId,
        namespace: String,
        dns: Resolver,
        /// Not its node's.
        own_network: bool,
    },
    Node(NodeId),
}

impl Origin {
    pub(super) fn inside(&self) -> bool {
        !matches!(self.context, Context::Outside { .. })
    }

    /// The address that it speaks to another one with: of the same family.
    pub(super) fn facing(&self, address: IpAddr) -> Option<IpAddr> {
        let alike = |ip: &IpAddr| family(*ip) == family(address);
        Some(self.ip).filter(alike).or_else(|| self.ips.iter().copied().find(alike))
    }

    pub(super) fn speaks(&self, address: IpAddr) -> bool {
        self.facing(address).is_some()
    }
}

/// The origins of the request's source; their weights sum to 1. An error is a source that is not there.
pub(super) fn origins(tracer: &mut Tracer<'_>) -> Result<Vec<Origin>, Reason> {
    let world = tracer.world;
    let at = match &tracer.request.at {
        Some(name) => {
            let found = world.find_node(name).ok_or_else(|| missing(world, format!("node/{name}")))?;
            Some(found)
        }
        None => None,
    };
    let origins = match &tracer.request.from {
        Source::Internet(address) => {
            if address.is_none() {
                tracer.assume(Assumption::Client { address: INTERNET });
            }
            let somebody = Origin { ips: vec![INTERNET, INTERNET_V6], ..outsider(INTERNET, at) };
            vec![address.map_or(somebody, |ip| outsider(ip, at))]
        }
        Source::Ip(address) => vec![from_address(tracer, *address, at)?],
        Source::Node(name) => vec![from_node(world, name)?],
        Source::Pod { namespace, name } => vec![from_named_pod(world, namespace, name)?],
        Source::Workload { kind, namespace, name } => {
            let pods = world.each_pod().filter(|pod| is_of(pod, *kind, namespace, name));
            let mut origins = by_node(world, pods, tracer.unrestricted());
            if origins.is_empty() {
                return Err(none_runs(world, *kind, namespace, name));
            }
            let total: f64 = origins.iter().map(|origin| origin.weight).sum();
            for origin in &mut origins {
                origin.weight /= total;
            }
            origins
        }
        Source::Namespace(namespace) => vec![throw_away(tracer, namespace, at)?],
    };
    for origin in &origins {
        let own = match origin.context {
            Context::Pod { node, .. } | Context::Node(node) => Some(node),
            Context::Outside { .. } => None,
        };
        if let (Some(own), Some(at)) = (own, at)
            && own != at
        {
            let (from, at) = (world.node(own).name.clone(), world.node(at).name.clone());
            return Err(Reason::AtContradictsFrom { node: from, at });
        }
    }
    Ok(origins)
}

fn from_node(world: &World, name: &str) -> Result<Origin, Reason> {
    let not_there = || missing(world, format!("node/{name}"));
    let node = world.find_node(name).ok_or_else(not_there)?;
    let entry = world.node(node);
    let ip = entry.addresses.first().copied().ok_or_else(not_there)?;
    let (place, ips) = (Place::Node(name.to_owned()), entry.addresses.clone());
    Ok(Origin { weight: 1.0, place, ip, ips, context: Context::Node(node) })
}

fn from_named_pod(world: &World, namespace: &str, name: &str) -> Result<Origin, Reason> {
    let what = format!("pod/{namespace}/{name}");
    match world.find_pod(namespace, name) {
        Some(id) => from_pod(world, world.pod(id)).ok_or_else(|| not_running(what)),
        None => Err(missing(world, what)),
    }
}

fn is_of(pod: &Pod, kind: WorkloadKind, namespace: &str, name: &str) -> bool {
    let owner = |owner: &ObjectRef| owner.kind == kind.as_str() && owner.name == name;
    pod.owner.as_ref().is_some_and(owner) && pod.reference.namespace == namespace
}

fn not_running(what: String) -> Reason {
    Reason::SourceNotFound { what, there: true, nearest: None }
}

/// Of the workload there are no pods, or none that could ask.
fn none_runs(world: &World, kind: WorkloadKind, namespace: &str, name: &str) -> Reason {
    let what = format!("{}/{namespace}/{name}", kind.short());
    if world.each_pod().any(|pod| is_of(pod, kind, namespace, name)) {
        return not_running(what);
    }
    missing(world, what)
}

/// Nobody is called so; those whose names begin with the same kind may be meant.
fn missing(world: &World, what: String) -> Reason {
    let nodes = world.nodes.iter().map(|node| format!("node/{}", node.name));
    let pods = world.pods.iter().map(|pod| format!("pod/{}", pod.reference.key()));
    let kinds = WorkloadKind::ALL.map(|kind| (kind.as_str(), kind.short()));
    let workloads = world.pods.iter().filter_map(|pod| {
        let owner = pod.owner.as_ref()?;
        let (_, short) = kinds.iter().find(|(kind, _)| *kind == owner.kind)?;
        Some(format!("{short}/{}/{}", pod.reference.namespace, owner.name))
    });
    let mut known: Vec<String> = nodes.chain(pods).chain(workloads).collect();
    known.retain(|known| known.split('/').next() == what.split('/').next());
    known.sort();
    known.dedup();
    let nearest = slip(&what, &known);
    Reason::SourceNotFound { what, there: false, nearest }
}

fn outsider(ip: IpAddr, at: Option<NodeId>) -> Origin {
    Origin { weight: 1.0, place: Place::Internet(ip), ip, ips: vec![ip], context: Context::Outside { at } }
}

/// A pod if inside the pod range, a node if a node's address, else an outsider.
fn from_address(tracer: &Tracer<'_>, ip: IpAddr, at: Option<NodeId>) -> Result<Origin, Reason> {
    let world = tracer.world;
    if let Some(pod) = world.pod_with(ip)
        && let Some(origin) = from_pod(world, world.pod(pod))
    {
        // Asked at another node, it is the address that counts and not where the pod runs.
        let elsewhere = matches!((&origin.context, at), (Context::Pod { node, .. }, Some(at)) if *node != at);
        return Ok(if elsewhere {
            Origin { ip, context: Context::Outside { at }, ..origin }
        } else {
            Origin { ip, ..origin }
        });
    }
    let first = (!world.nodes.is_empty()).then_some(NodeId(0));
    let node = world.node_with(ip).or(at.or(first).filter(|_| ip.is_loopback()));
    if let Some(node) = node {
        let place = Place::Node(world.node(node).name.clone());
        let ips = world.node(node).addresses.clone();
        let context = if at.is_some_and(|at| at != node) { Context::Outside { at } } else { Context::Node(node) };
        return Ok(Origin { weight: 1.0, place, ip, ips, context });
    }
    if world.is_pod_address(ip) {
        let home = world.nodes.iter().position(|node| node.pod_cidrs.iter().any(|cidr| cidr.contains(&ip))).map(NodeId);
        let Some(node) = at.or(home).or(first) else {
            return Err(missing(world, format!("ip/{ip}")));
        };
        let place = Place::Pod { namespace: String::new(), name: ip.to_string() };
        let context = Context::Pod { node, namespace: "default".into(), dns: Resolver::plain(), own_network: true };
        return Ok(Origin { weight: 1.0, place, ip, ips: vec![ip], context });
    }
    Ok(outsider(ip, at))
}

fn from_pod(world: &World, pod: &Pod) -> Option<Origin> {
    let node = pod.node?;
    let ip = *pod.ips.first()?;
    let reference = &pod.reference;
    let place = Place::Pod { namespace: reference.namespace.clone(), name: reference.name.clone() };
    let dns = Resolver::of(world, pod);
    let own_network = !pod.template.host_network;
    let context = Context::Pod { node, namespace: reference.namespace.clone(), dns, own_network };
    Some(Origin { weight: 1.0, place, ip, ips: pod.ips.clone(), context })
}

/// One origin a node, weighted by how many of the pods run there: what a node's rules decide, they decide for all of them
/// (`alike`), but policies may tell one from the other.
fn by_node<'p>(world: &World, pods: impl Iterator<Item = &'p Pod>, alike: bool) -> Vec<Origin> {
    let mut origins: Vec<(NodeId, Origin)> = Vec::new();
    for pod in pods {
        let (Some(node), Some(origin)) = (pod.node, from_pod(world, pod)) else { continue };
        match origins.iter_mut().find(|(known, _)| alike && *known == node) {
            Some((_, first)) => first.weight += 1.0,
            None => origins.push((node, origin)),
        }
    }
    origins.into_iter().map(|(_, origin)| origin).collect()
}

/// A pod without labels, on a node by the hash of its name, with an address there that nobody has.
fn throw_away(tracer: &mut Tracer<'_>, namespace: &str, at: Option<NodeId>) -> Result<Origin, Reason> {
    let world = tracer.world;
    let name = "throw-away";
    let (node, ips) = world
        .spare_pod(&format!("{namespace}/{name}"), at)
        .ok_or_else(|| missing(world, format!("namespace/{namespace}")))?;
    tracer.assume(Assumption::ThrowAwayPod { namespace: namespace.to_owned(), node: world.node(node).name.clone() });
    let place = Place::Pod { namespace: namespace.to_owned(), name: name.to_owned() };
    let context = Context::Pod { node, namespace: namespace.to_owned(), dns: Resolver::plain(), own_network: true };
    Ok(Origin { weight: 1.0, place, ip: ips[0], ips, context })
}
