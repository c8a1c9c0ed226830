//! Who runs Ingresses and Gateways, where manifests hold no pods for it (docs/semantics/world.md 5.4, 5.5).

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

use ipnet::IpNet;

use super::hash::Taken;
use super::pods::spare;
use super::services::{BALANCERS_FIRST, balancer_pool};
use super::{AssumedPod, Node, Pod, ServiceEntry};
use crate::apart::apart;
use crate::model::Cluster;

/// All pods, and the ranges of their addresses.
type Pods<'a> = (&'a [Arc<Pod>], &'a [IpNet]);

#[derive(Default)]
pub(super) struct Entries {
    pub(super) controller: Option<AssumedPod>,
    pub(super) gateways: Vec<Option<AssumedPod>>,
}

/// One pod for all Ingresses, and one for each Gateway. Clients reach it at the address that the status names, or at the next
/// free one of the load balancers' range.
pub(super) fn assumed(cluster: &Cluster, nodes: &[Node], pods: Pods<'_>, services: &[Arc<ServiceEntry>]) -> Entries {
    let none = cluster.ingresses.is_empty() && cluster.gateway_api.gateways.is_empty();
    if none { Entries::default() } else { apart(|| of_entries(cluster, nodes, pods, services)) }
}

fn of_entries(cluster: &Cluster, nodes: &[Node], pods: Pods<'_>, services: &[Arc<ServiceEntry>]) -> Entries {
    let gateways = &cluster.gateway_api.gateways;
    let mut taken = Taken::default();
    taken.extend(services.iter().flat_map(|entry| entry.load_balancer.iter().filter_map(|address| address.ip)));
    let of_gateway = |addresses: &[String]| addresses.iter().find_map(|address| address.parse::<IpAddr>().ok());
    taken.extend(gateways.iter().filter_map(|gateway| of_gateway(&gateway.addresses)));
    let mut given: BTreeSet<IpAddr> = BTreeSet::new();
    let mut pod = |name: &str, declared: Option<IpAddr>| {
        let address = declared.or_else(|| balancer_pool().take(name, &mut taken)).unwrap_or(BALANCERS_FIRST);
        // Two names may have one hash.
        let names = std::iter::once(name.to_owned()).chain((1..=gateways.len()).map(|n| format!("{name}-{n}")));
        let mut free = names.filter_map(|name| {
            let (node, ips) = spare(&name, None, nodes, pods)?;
            ips.first().filter(|ip| !given.contains(ip)).map(|ip| (node, *ip))
        });
        let (node, ip) = free.next()?;
        given.insert(ip);
        Some(AssumedPod { name: name.to_owned(), node, ip, address, declared: declared.is_some() })
    };
    let declared = cluster.ingresses.iter().flat_map(|ingress| &ingress.addresses).find_map(|address| address.ip);
    let controller = if cluster.ingresses.is_empty() { None } else { pod("ingress-controller", declared) };
    let gateways = gateways.iter().map(|gateway| {
        // The name alone, as its controller would call the pods; with the namespace where another Gateway has it too.
        let name = gateway.meta.name();
        let namesakes = gateways.iter().filter(|other| other.meta.name() == name).count();
        let name = if namesakes > 1 { format!("{name}.{}", gateway.meta.namespace()) } else { name.to_owned() };
        pod(&name, of_gateway(&gateway.addresses))
    });
    Entries { controller, gateways: gateways.collect() }
}
