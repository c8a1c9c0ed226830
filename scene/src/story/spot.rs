//! Where steps happen, as far as the picture tells places apart.

use std::ops::Range;

use svcpath_core::trace::{Hop, Path, Place, Stage, Step};

use super::{Beat, Key};

/// Where a step happens, as far as the picture tells places apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Spot {
    Outside(Outsider),
    Controller,
    Pod(Key),
    /// A process on a node, outside any pod.
    Process(String),
    /// A node's kernel where rules look at the packet.
    Kernel(String),
    /// A node that only passes it on.
    Pass(String),
    Network,
}

/// Someone on the left, outside the nodes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Outsider {
    Client(String),
    LoadBalancer(Key),
    Dns,
    ApiServer,
    External(String),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stay {
    pub(crate) spot: Spot,
    pub(crate) beats: Range<usize>,
    pub(crate) connection: u8,
    pub(crate) reply: bool,
}

pub(super) fn spot(hop: &Hop, step: &Step) -> Spot {
    match &hop.at {
        Place::Internet(address) => Spot::Outside(Outsider::Client(address.to_string())),
        Place::Pod { namespace, name } => Spot::Pod((namespace.clone(), name.clone())),
        Place::Node(name) => match step.stage {
            Stage::Client | Stage::Dns | Stage::Kubelet => Spot::Process(name.clone()),
            Stage::KubeProxy | Stage::NetworkPolicy | Stage::Conntrack => Spot::Kernel(name.clone()),
            Stage::LoadBalancer | Stage::Network | Stage::Ingress | Stage::Gateway | Stage::ApiServer | Stage::Pod => {
                Spot::Pass(name.clone())
            }
        },
        Place::LoadBalancer { namespace, name } => {
            Spot::Outside(Outsider::LoadBalancer((namespace.clone(), name.clone())))
        }
        Place::Controller(_) => Spot::Controller,
        Place::Dns => Spot::Outside(Outsider::Dns),
        Place::ApiServer => Spot::Outside(Outsider::ApiServer),
        Place::External(host) => Spot::Outside(Outsider::External(host.clone())),
        Place::Network => Spot::Network,
    }
}

pub(super) fn stays(beats: &[Beat<'_>]) -> Vec<Stay> {
    let mut stays: Vec<Stay> = Vec::new();
    for (i, beat) in beats.iter().enumerate() {
        let spot = spot(beat.hop, beat.step);
        match stays.last_mut() {
            Some(last) if last.spot == spot && last.reply == beat.reply && last.connection == beat.hop.connection => {
                last.beats.end = i + 1;
            }
            _ => {
                stays.push(Stay { spot, beats: i..i + 1, connection: beat.hop.connection, reply: beat.reply });
            }
        }
    }
    stays
}

/// Those that are met, and a balancer that is waited for.
pub(super) fn outsiders(stays: &[Stay], pending: Option<&Key>) -> Vec<Outsider> {
    let mut found = Vec::new();
    for stay in stays {
        if let Spot::Outside(who) = &stay.spot
            && !found.contains(who)
        {
            found.push(who.clone());
        }
    }
    found.extend(pending.cloned().map(Outsider::LoadBalancer));
    found
}

pub(super) fn controller(path: &Path) -> Option<String> {
    path.hops.iter().find_map(|hop| match &hop.at {
        Place::Controller(name) => Some(name.clone()),
        Place::Internet(_)
        | Place::Pod { .. }
        | Place::Node(_)
        | Place::LoadBalancer { .. }
        | Place::Dns
        | Place::ApiServer
        | Place::External(_)
        | Place::Network => None,
    })
}

/// The node that an L7 entry's own packet comes from, as far as it is told, and the packet's first beat there.
pub(super) fn home_of_controller(stays: &[Stay]) -> Option<(&str, usize)> {
    let requests = stays.iter().filter(|stay| !stay.reply);
    let mut after =
        requests.skip_while(|stay| stay.spot != Spot::Controller).skip_while(|stay| stay.spot == Spot::Controller);
    let next = after.next()?;
    match &next.spot {
        Spot::Pass(node) | Spot::Kernel(node) => Some((node, next.beats.start)),
        Spot::Outside(_) | Spot::Controller | Spot::Pod(_) | Spot::Process(_) | Spot::Network => None,
    }
}
