//! The only door from the laws to traces: what they say, in plain data.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use svcpath_core::model::Protocol;
use svcpath_core::request::Request;
use svcpath_core::route;
use svcpath_core::trace::{Destination, Hop, Packet, Path, Verdict};
use svcpath_core::world::World;

pub(super) struct Answer {
    pub(super) verdict: Verdict,
    /// The share of requests that are delivered.
    pub(super) share: f64,
    pub(super) ways: Vec<Way>,
}

/// One path.
pub(super) struct Way {
    pub(super) weight: f64,
    pub(super) verdict: Verdict,
    pub(super) reached: Option<Reached>,
    /// The packet as the client sends it, and then on every wire that it takes, each once where nothing changes.
    pub(super) request: Vec<Header>,
    /// Likewise on the way back, ending with what the client receives; empty where no reply comes.
    pub(super) reply: Vec<Header>,
    /// Several connections: an L7 proxy is on the way.
    pub(super) proxied: bool,
    /// The reply is said to come back by another way, without the rewrites undone.
    pub(super) asymmetric: bool,
}

pub(super) struct Reached {
    pub(super) address: SocketAddr,
    pub(super) node: Option<String>,
    /// Namespace and name.
    pub(super) service: Option<(String, String)>,
    pub(super) masquerade: bool,
}

/// Who sends to whom. Ports are `None` where they play no part.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Header {
    pub(super) protocol: Protocol,
    pub(super) from: (IpAddr, Option<u16>),
    /// The text is a name that was never resolved.
    pub(super) to: Result<(IpAddr, Option<u16>), String>,
}

pub(super) fn ask(world: &World, request: &Request) -> Answer {
    let trace = route::trace(world, request).explain(world);
    Answer { verdict: trace.verdict, share: trace.share, ways: trace.paths.iter().map(way).collect() }
}

/// Everything that the trace says.
pub(super) fn in_full(world: &World, request: &Request) -> String {
    format!("{:?}", route::trace(world, request).explain(world))
}

fn way(path: &Path) -> Way {
    let reached = path.endpoint.as_ref().map(|endpoint| Reached {
        address: endpoint.address,
        node: endpoint.node.clone(),
        service: endpoint.service.as_ref().map(|service| (service.namespace.clone(), service.name.clone())),
        masquerade: endpoint.masquerade,
    });
    Way {
        weight: path.weight,
        verdict: path.verdict,
        reached,
        request: wires(&path.hops),
        reply: wires(&path.reply),
        proxied: path.hops.iter().any(|hop| hop.connection > 1),
        asymmetric: path.returns_elsewhere(),
    }
}

fn wires(hops: &[Hop]) -> Vec<Header> {
    let first = hops.first().and_then(|hop| hop.steps.first()).map(|step| &step.before);
    let left = hops.iter().filter_map(|hop| hop.steps.last()).map(|step| &step.after);
    let mut headers: Vec<Header> = first.into_iter().chain(left).map(header).collect();
    headers.dedup();
    headers
}

fn header(packet: &Packet) -> Header {
    let to = match &packet.dst {
        Destination::Address(address) => Ok((address.ip(), Some(address.port()))),
        Destination::Host(address) => Ok((*address, None)),
        Destination::Name(name, port) => Err(format!("{name}:{port}")),
    };
    Header { protocol: packet.protocol, from: (packet.src, packet.src_port), to }
}

impl Answer {
    /// Every endpoint that is reached, and whether the source is rewritten on the way to it.
    pub(super) fn delivered(&self) -> BTreeMap<SocketAddr, bool> {
        let delivered = self.ways.iter().filter(|way| way.verdict == Verdict::Delivered);
        delivered.filter_map(|way| way.reached.as_ref()).map(|end| (end.address, end.masquerade)).collect()
    }
}
