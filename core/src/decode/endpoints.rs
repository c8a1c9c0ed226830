//! Hand-made and dumped endpoints: EndpointSlices, and the Endpoints that the mirroring controller turns into such.

use std::collections::HashSet;
use std::net::IpAddr;

use super::cursor::Cursor;
use super::pod::PROTOCOLS;
use super::{form, meta, twins};
use crate::model::{Conditions, EndpointSlice, IpFamily, Meta, Protocol, SliceEndpoint, SlicePort, SliceSource};
use crate::problem::{Problem, Rule, Twin, grammar};

const MOST_ENDPOINTS: usize = 1000;
const MOST_ADDRESSES: usize = 100;
const MOST_PORTS: usize = 20_000;
/// Of zones, and of nodes.
const MOST_HINTS: usize = 8;

pub(super) fn slice(root: &Cursor<'_>) -> EndpointSlice {
    let meta = meta::decode(root);
    if root.get("addressType").is_none_or(|kind| kind.raw_text() == Some("")) {
        root.missing("addressType");
    }
    let types = [("IPv4", Some(IpFamily::V4)), ("IPv6", Some(IpFamily::V6)), ("FQDN", None)];
    let written = root.choice("addressType", &types);
    let endpoints = root.list("endpoints");
    let endpoints: Vec<_> = endpoints
        .iter()
        .flat_map(Cursor::objects)
        .enumerate()
        .map(|(i, entry)| endpoint(&entry, i, &meta, written))
        .collect();
    check(root, written);
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
        check_subset_ports(&subset);
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

/// Names of ports: one port alone needs none (validateEndpointPort in pkg/apis/core/validation).
fn check_subset_ports(subset: &Cursor<'_>) {
    let ports = subset.list("ports");
    let several = ports.as_ref().is_some_and(|list| list.items().len() > 1);
    for port in ports.iter().flat_map(Cursor::items) {
        form::check_field(&port, "name", Rule::Label, grammar::is_label);
        if several && port.get("name").is_none_or(|name| name.raw_text() == Some("")) {
            port.missing("name");
        }
    }
}

/// What the API server refuses beyond fields that are each well-formed: pkg/apis/discovery/validation.
fn check(root: &Cursor<'_>, kind: Option<Option<IpFamily>>) {
    let endpoints = root.list("endpoints");
    let few = endpoints.as_ref().is_none_or(|list| list.check_length(MOST_ENDPOINTS));
    for entry in endpoints.iter().flat_map(Cursor::items).filter(|_| few) {
        let addresses = entry.list("addresses");
        if let Some(list) = addresses.as_ref().filter(|list| list.items().len() > 0) {
            list.check_length(MOST_ADDRESSES);
        } else {
            entry.missing("addresses");
        }
        for address in addresses.iter().flat_map(Cursor::items) {
            match kind {
                Some(Some(family)) => address.check_remote_of(family),
                Some(None) if !address.raw_text().is_none_or(grammar::is_domain_name) => {
                    address.invalid(Rule::DomainName);
                }
                Some(None) | None => {}
            }
        }
        if let Some(hostname) = entry.get("hostname")
            && !hostname.raw_text().is_none_or(grammar::is_label)
        {
            hostname.invalid(Rule::Label);
        }
        if let Some(hints) = entry.field("hints") {
            check_hints(&hints, "forZones", &Rule::LabelValue, grammar::is_label_value);
            check_hints(&hints, "forNodes", &Rule::Subdomain, grammar::is_subdomain);
        }
    }
    let ports = root.list("ports");
    if ports.as_ref().is_some_and(|list| list.check_length(MOST_PORTS)) {
        check_ports(ports.iter().flat_map(Cursor::items));
    }
}

fn check_ports<'a>(ports: impl Iterator<Item = Cursor<'a>>) {
    let mut names = HashSet::new();
    for port in ports {
        let name = port.get("name");
        let text = name.as_ref().and_then(Cursor::raw_text).unwrap_or_default();
        let place = name.unwrap_or(port);
        if !text.is_empty() && !grammar::is_label(text) {
            place.invalid(Rule::Label);
        }
        if !names.insert(text.to_owned()) {
            let problem = Problem::Duplicate { twin: Twin::Text(text.to_owned()) };
            place.problem_at(problem, port.path().field("name"), place.span());
        }
        if let Some(protocol) = port.get("appProtocol")
            && !protocol.text().is_none_or(grammar::is_qualified_name)
        {
            protocol.invalid(Rule::QualifiedName);
        }
    }
}

fn check_hints(hints: &Cursor<'_>, name: &'static str, rule: &Rule, fits: fn(&str) -> bool) {
    let Some(list) = hints.list(name).filter(|list| list.check_length(MOST_HINTS)) else { return };
    let mut names = HashSet::new();
    for hint in list.items() {
        let Some(name) = hint.get("name") else { continue };
        let Some(text) = name.raw_text() else { continue };
        if !fits(text) {
            name.invalid(rule.clone());
        }
        twins::check_name(&mut names, &hint);
    }
}

fn endpoint(entry: &Cursor<'_>, index: usize, meta: &Meta, kind: Option<Option<IpFamily>>) -> SliceEndpoint {
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
    let list = entry.list("addresses");
    let addresses = list.iter().flat_map(Cursor::items);
    let addresses: Vec<IpAddr> = match kind {
        Some(None) => Vec::new(),
        Some(Some(_)) => addresses.filter_map(|item| item.plain_address()).collect(),
        None => addresses.filter_map(|item| item.address()).collect(),
    };
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
    ip.check_remote();
    Some(SliceEndpoint {
        addresses: vec![ip.plain_address()?],
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
