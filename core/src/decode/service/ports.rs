//! `spec.ports`.

use std::collections::HashSet;

use crate::decode::cursor::{Cursor, IntOrString};
use crate::decode::pod::PROTOCOLS;
use crate::decode::twins;
use crate::model::{Protocol, ServicePort, ServiceType, TargetPort};
use crate::problem::{Problem, Prohibition, Rule, Twin, grammar};

/// Every port whose number can be read.
pub(super) fn read(spec: &Cursor<'_>) -> Vec<ServicePort> {
    let list = spec.list("ports");
    let ports = list.iter().flat_map(Cursor::objects).enumerate().filter_map(|(index, written)| {
        if written.get("port").is_none() {
            written.missing("port");
        }
        let port = written.port("port");
        let target = match written.int_or_string("targetPort") {
            Some(IntOrString::Int(0) | IntOrString::String("")) | None => None,
            Some(IntOrString::Int(_)) => written.port("targetPort").map(TargetPort::Number),
            Some(IntOrString::String(name)) => {
                if let (false, Some(place)) = (grammar::is_port_name(name), written.get("targetPort")) {
                    place.invalid(Rule::PortName);
                }
                Some(TargetPort::Name(name.into()))
            }
        };
        // Read all of it before giving up, so that each wrong field is told.
        let rest = ServicePort {
            index,
            name: written.string("name").unwrap_or_default(),
            protocol: written.choice("protocol", &PROTOCOLS).unwrap_or(Protocol::Tcp),
            port: port.unwrap_or_default(),
            target: target.unwrap_or(TargetPort::Number(port.unwrap_or_default())),
            node_port: written.int("nodePort").and_then(|int| u16::try_from(int).ok()).filter(|port| *port != 0),
            app_protocol: written.filled("appProtocol"),
        };
        port.map(|_| rest)
    });
    ports.collect()
}

/// A port where 0 says "none".
pub(in crate::decode) fn unless_zero(holder: &Cursor<'_>, name: &'static str) -> Option<u16> {
    let int = holder.int_between(name, 0, 65535)?;
    u16::try_from(int).ok().filter(|port| *port != 0)
}

/// What the API server refuses beyond numbers and protocols that are none, whether or not the port can be read.
pub(super) fn check(spec: &Cursor<'_>, kind: Option<ServiceType>, headless: bool) {
    let list = spec.list("ports");
    let items: Vec<Cursor<'_>> = list.iter().flat_map(Cursor::items).collect();
    let optional = headless || kind == Some(ServiceType::ExternalName);
    if items.is_empty() && !optional && (list.is_some() || spec.get("ports").is_none()) {
        spec.missing("ports");
    }
    if items.len() > 1 {
        check_twins(&items);
    }
    for item in items.iter().filter(|item| item.is_object()) {
        check_name(item, items.len() > 1);
        if let Some(place) = item.get("appProtocol")
            && !place.raw_text().is_none_or(grammar::is_qualified_name)
        {
            place.invalid(Rule::QualifiedName);
        }
        let Some((place, port)) = node_port(item) else { continue };
        match kind {
            Some(ServiceType::ClusterIp) => {
                place.problem(Problem::Forbidden { why: Prohibition::NodePortOfType });
            }
            Some(ServiceType::NodePort | ServiceType::LoadBalancer) if !(1..=65535).contains(&port) => {
                place.problem(Problem::Invalid { value: port.to_string(), rule: Rule::Between(1, 65535) });
            }
            // With type ExternalName it is kept, and leads nowhere.
            Some(ServiceType::NodePort | ServiceType::LoadBalancer | ServiceType::ExternalName) | None => {}
        }
    }
}

fn check_name(port: &Cursor<'_>, required: bool) {
    match port.get("name").and_then(|place| Some((place, place.raw_text()?))) {
        None | Some((_, "")) => {
            if required {
                port.missing("name");
            }
        }
        Some((place, name)) => {
            if !grammar::is_label(name) {
                place.invalid(Rule::Label);
            }
        }
    }
}

/// The node port, where one is written that is not 0.
fn node_port<'a>(port: &'a Cursor<'_>) -> Option<(Cursor<'a>, i64)> {
    port.get("nodePort").zip(port.int("nodePort").filter(|port| *port != 0))
}

/// What two ports of one Service may not have in common.
fn check_twins(items: &[Cursor<'_>]) {
    let mut names = HashSet::new();
    let mut numbers = HashSet::new();
    let mut node_ports = HashSet::new();
    for item in items.iter().filter(|item| item.is_object()) {
        twins::check_name(&mut names, item);
        let protocol = item.str("protocol").filter(|protocol| !protocol.is_empty()).unwrap_or("TCP");
        if let Some(port) = item.int("port")
            && !numbers.insert((protocol.to_owned(), port))
        {
            // The API server points at the whole entry; the place to look is its number.
            let span = item.get("port").map_or(item.span(), |place| place.span());
            let twin = Twin::Port { protocol: protocol.to_owned(), port };
            item.problem_at(Problem::Duplicate { twin }, item.path(), span);
        }
        if let Some((place, port)) = node_port(item)
            && !node_ports.insert((protocol.to_owned(), port))
        {
            place.problem(Problem::Duplicate { twin: Twin::Number(port) });
        }
    }
}
