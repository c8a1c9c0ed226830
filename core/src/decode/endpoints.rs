//! Hand-made and dumped endpoints: EndpointSlices, and the Endpoints that the mirroring controller turns into such.

use std::net::IpAddr;

use super::cursor::Cursor;
use super::meta;
use super::pod::PROTOCOLS;
use crate::model::{Conditions, EndpointSlice, IpFamily, Meta, Protocol, SliceEndpoint, SlicePort, SliceSource};

pub(super) fn slice(root: &Cursor<'_>) -> EndpointSlice {
    let meta = meta::decode(root);
    if root.get("addressType").is_none() {
        root.missing("addressType");
    }
    let types = [("IPv4", Some(IpFamily::V4)), ("IPv6", Some(IpFamily::V6)), ("FQDN", None)];
    let written = root.choice("addressType", &types);
    let endpoints = root.list("endpoints");
    let endpoints: Vec<_> = endpoints
        .iter()
        .flat_map(Cursor::objects)
        .enumerate()
        .map(|(i, entry)| endpoint(&entry, i, &meta, written == Some(None)))
        .collect();
    // Without an addressType the addresses themselves tell.
    let family =
        written.unwrap_or_else(|| endpoints.iter().flat_map(|e| &e.addresses).next().map(|ip| IpFamily::of(*ip)));
    EndpointSlice {
        service: meta.labels.get("kubernetes.io/service-name").cloned(),
        meta,
        source: SliceSource::EndpointSlice,
        family,
        ports: ports(root),
        endpoints,
    }
}

/// One slice for each subset and family, as the mirroring controller makes them.
pub(super) fn endpoints(root: &Cursor<'_>) -> Vec<EndpointSlice> {
    let meta = meta::decode(root);
    let subsets = root.list("subsets");
    let mut slices = Vec::new();
    for (i, subset) in subsets.iter().flat_map(Cursor::objects).enumerate() {
        let ports = ports(&subset);
        let mut endpoints = Vec::new();
        for (list, ready) in [("addresses", true), ("notReadyAddresses", false)] {
            let addresses = subset.list(list);
            for (j, entry) in addresses.iter().flat_map(Cursor::objects).enumerate() {
                endpoints.extend(subset_address(&entry, ready, format!("subsets[{i}].{list}[{j}]"), &meta));
            }
        }
        for family in [IpFamily::V4, IpFamily::V6] {
            let of_family = |endpoint: &&SliceEndpoint| endpoint.addresses.iter().any(|ip| IpFamily::of(*ip) == family);
            let endpoints: Vec<SliceEndpoint> = endpoints.iter().filter(of_family).cloned().collect();
            if !endpoints.is_empty() {
                slices.push(EndpointSlice {
                    meta: meta.clone(),
                    source: SliceSource::Endpoints,
                    service: Some(meta.name().to_owned()),
                    family: Some(family),
                    ports: ports.clone(),
                    endpoints,
                });
            }
        }
    }
    slices
}

fn ports(holder: &Cursor<'_>) -> Vec<SlicePort> {
    let ports = holder.list("ports");
    let ports = ports.iter().flat_map(Cursor::objects).map(|port| SlicePort {
        // The API server fills in the empty name: only in memory can a port have none.
        name: Some(port.string("name").unwrap_or_default()),
        protocol: port.choice("protocol", &PROTOCOLS).unwrap_or(Protocol::Tcp),
        port: port.port("port"),
    });
    ports.collect()
}

fn endpoint(entry: &Cursor<'_>, index: usize, meta: &Meta, names: bool) -> SliceEndpoint {
    let conditions = entry.field("conditions");
    let condition = |name: &'static str| conditions.as_ref().and_then(|conditions| conditions.bool(name));
    let hints = entry.field("hints");
    let hints_for = |list: &'static str| -> Vec<String> {
        let hinted = hints.as_ref().and_then(|hints| hints.list(list));
        hinted.iter().flat_map(Cursor::objects).filter_map(|hint| hint.filled("name")).collect()
    };
    // discovery.k8s.io/v1beta1 has labels of the node's topology in place of nodeName and zone.
    let topology = entry.map("topology");
    let of_topology = |key: &str| topology.get(key).cloned();
    let addresses: Vec<IpAddr> = if names { Vec::new() } else { entry.addresses("addresses") };
    if entry.get("addresses").is_none() {
        entry.missing("addresses");
    }
    SliceEndpoint {
        addresses,
        conditions: Conditions {
            ready: condition("ready").unwrap_or(true),
            serving: condition("serving").unwrap_or(true),
            terminating: condition("terminating").unwrap_or(false),
        },
        hostname: entry.filled("hostname"),
        node_name: entry.filled("nodeName").or_else(|| of_topology("kubernetes.io/hostname")),
        zone: entry.filled("zone").or_else(|| of_topology("topology.kubernetes.io/zone")),
        pod: target(entry, meta),
        hint_zones: hints_for("forZones"),
        hint_nodes: hints_for("forNodes"),
        path: format!("endpoints[{index}]"),
    }
}

fn subset_address(entry: &Cursor<'_>, ready: bool, path: String, meta: &Meta) -> Option<SliceEndpoint> {
    let Some(ip) = entry.get("ip") else {
        entry.missing("ip");
        return None;
    };
    Some(SliceEndpoint {
        addresses: vec![ip.address()?],
        // Mirrored endpoints say nothing about serving, which is as good as yes.
        conditions: Conditions { ready, serving: true, terminating: false },
        hostname: entry.filled("hostname"),
        node_name: entry.filled("nodeName"),
        zone: None,
        pod: target(entry, meta),
        hint_zones: Vec::new(),
        hint_nodes: Vec::new(),
        path,
    })
}

/// Namespace and name of the Pod that the endpoint stands for.
fn target(entry: &Cursor<'_>, meta: &Meta) -> Option<(String, String)> {
    let target = entry.field("targetRef").filter(|target| target.str("kind") == Some("Pod"))?;
    let namespace = target.filled("namespace").unwrap_or_else(|| meta.namespace().to_owned());
    Some((namespace, target.filled("name")?))
}
