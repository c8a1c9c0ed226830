//! What the cluster's DNS answers, and which names a pod's resolver asks it for.
//! Sources: kubernetes/dns docs/specification.md, CoreDNS' kubernetes plugin, pkg/kubelet/network/dns.

use std::net::IpAddr;

use crate::model::{IpFamily, Protocol, ServiceType};
use crate::object::Evidence;
use crate::request::RecordType;
use crate::world::{Published, ServiceEntry, ServiceId, World};

/// What one question gets.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Answer {
    Records(Vec<Record>),
    /// The name exists, records of this type do not.
    NoData,
    NxDomain,
    /// Not a name of the cluster's domain: forwarded.
    Outside,
    /// A kind of question that the model does not cover yet.
    Unknown,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Record {
    pub(super) data: Data,
    pub(super) service: ServiceId,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Data {
    Address(IpAddr),
    Cname(String),
    Srv { priority: u16, weight: u16, port: u16, target: String },
}

/// What became of a name after the search list.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Resolution {
    /// Every full name asked, in order, with its answer; the last one decides.
    pub(super) tried: Vec<(String, Answer)>,
}

impl Resolution {
    pub(super) fn answer(&self) -> &Answer {
        const NOTHING: &Answer = &Answer::NxDomain;
        let records = self.tried.iter().rev().find(|(_, answer)| matches!(answer, Answer::Records(_)));
        let other = || self.tried.iter().find(|(_, answer)| !matches!(answer, Answer::NxDomain));
        records.or_else(other).map_or(NOTHING, |(_, answer)| answer)
    }
}

/// Asks as a ClusterFirst pod of this namespace does: search list, ndots:5.
pub(super) fn resolve(world: &World, namespace: &str, name: &str, record: RecordType) -> Resolution {
    let zone = &world.knobs.cluster_domain;
    let mut names = Vec::new();
    match name.strip_suffix('.') {
        Some(absolute) => names.push(absolute.to_owned()),
        None => {
            let searched = [format!("{namespace}.svc.{zone}"), format!("svc.{zone}"), zone.clone()];
            let searched = searched.into_iter().map(|suffix| format!("{name}.{suffix}"));
            if name.matches('.').count() < 5 {
                names.extend(searched);
                names.push(name.to_owned());
            } else {
                names.push(name.to_owned());
                names.extend(searched);
            }
        }
    }
    let mut tried = Vec::new();
    for name in names {
        let answer = lookup(world, &name, record);
        let done = matches!(answer, Answer::Records(_) | Answer::Unknown);
        tried.push((name, answer));
        if done {
            break;
        }
    }
    Resolution { tried }
}

/// One question for a full name, without search list.
pub(super) fn lookup(world: &World, name: &str, record: RecordType) -> Answer {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let zone = world.knobs.cluster_domain.to_ascii_lowercase();
    match record {
        RecordType::Ptr | RecordType::Txt => return Answer::Unknown,
        RecordType::A | RecordType::Aaaa | RecordType::Srv | RecordType::Cname => {}
    }
    let Some(inside) =
        name.strip_suffix(&zone).and_then(|rest| if rest.is_empty() { Some("") } else { rest.strip_suffix('.') })
    else {
        return Answer::Outside;
    };
    let labels: Vec<&str> = inside.split('.').filter(|label| !label.is_empty()).collect();
    match labels.as_slice() {
        [] | ["svc"] | ["pod"] => Answer::NoData,
        [.., "pod"] => pod_name(world, &labels[..labels.len() - 1], record),
        [namespace, "svc"] => {
            if world.namespaces.contains_key(*namespace) {
                Answer::NoData
            } else {
                Answer::NxDomain
            }
        }
        [before @ .., service, namespace, "svc"] => service_name(world, before, service, namespace, record),
        _ => Answer::NxDomain,
    }
}

fn service_name(world: &World, before: &[&str], service: &str, namespace: &str, record: RecordType) -> Answer {
    let Some(id) = world.find_service(namespace, service) else {
        // Every cluster has it, whether or not manifests hold it; its address and endpoints are the cluster's own.
        let everywhere = before.is_empty() && world.own_service(namespace, service).is_some();
        return if everywhere { Answer::Unknown } else { Answer::NxDomain };
    };
    let entry = world.service(id);
    let full = format!("{service}.{namespace}.svc.{}", world.knobs.cluster_domain);
    if entry.spec.kind == ServiceType::ExternalName {
        // Nothing exists below it.
        return match (&entry.spec.external_name, before) {
            (Some(target), []) => {
                let target = target.trim_end_matches('.').to_owned();
                match record {
                    RecordType::Srv => Answer::NoData,
                    RecordType::A | RecordType::Aaaa | RecordType::Cname | RecordType::Ptr | RecordType::Txt => {
                        Answer::Records(vec![Record { data: Data::Cname(target), service: id }])
                    }
                }
            }
            _ => Answer::NxDomain,
        };
    }
    let visible = &entry.published;
    if entry.spec.headless && visible.is_empty() {
        return Answer::NxDomain;
    }
    if world.knobs.dns_ignore_empty_service && visible.is_empty() {
        return Answer::NxDomain;
    }
    let address = |ip: IpAddr| Record { data: Data::Address(ip), service: id };
    match before {
        [] => match record {
            RecordType::Srv => srv(world, id, &full, None),
            RecordType::A | RecordType::Aaaa | RecordType::Cname | RecordType::Ptr | RecordType::Txt => {
                let ips: Vec<IpAddr> = if entry.spec.headless {
                    let mut ips: Vec<IpAddr> = visible.iter().map(|endpoint| endpoint.ip).collect();
                    ips.sort();
                    ips.dedup();
                    ips
                } else {
                    entry.cluster_ips.clone()
                };
                records(ips.into_iter().filter(|ip| wanted(*ip, record)).map(address).collect())
            }
        },
        [endpoint] => {
            let named = visible.iter().filter(|candidate| endpoint_name(candidate) == *endpoint);
            let mut ips: Vec<IpAddr> = named.map(|candidate| candidate.ip).collect();
            ips.sort();
            ips.dedup();
            if ips.is_empty() {
                return Answer::NxDomain;
            }
            records(ips.into_iter().filter(|ip| wanted(*ip, record)).map(address).collect())
        }
        [port, protocol] => {
            let (Some(port), Some(protocol)) = (port.strip_prefix('_'), protocol.strip_prefix('_')) else {
                return Answer::NxDomain;
            };
            let is = |name: &str, of: Protocol| {
                name.eq_ignore_ascii_case(port) && of.as_str().eq_ignore_ascii_case(protocol)
            };
            let exists = if entry.spec.headless {
                visible.iter().any(|endpoint| endpoint.ports.iter().any(|(name, of, _)| is(name, *of)))
            } else {
                entry.spec.ports.iter().any(|candidate| is(&candidate.name, candidate.protocol))
            };
            match (exists, record) {
                (false, _) => Answer::NxDomain,
                (true, RecordType::Srv) => srv(world, id, &full, Some((port, protocol))),
                (true, _) => Answer::NoData,
            }
        }
        _ => Answer::NxDomain,
    }
}

/// The host name a pod asked for, else its address with dashes.
fn endpoint_name(endpoint: &Published) -> String {
    let dashed = || endpoint.ip.to_string().replace(['.', ':'], "-");
    endpoint.hostname.as_ref().map_or_else(dashed, |name| name.to_ascii_lowercase())
}

/// Ports of a cluster IP by its Service's numbers, of a headless Service by its endpoints'.
fn srv(world: &World, id: ServiceId, full: &str, only: Option<(&str, &str)>) -> Answer {
    let entry = world.service(id);
    let asked = |name: &str, protocol: Protocol| {
        only.is_none_or(|(n, p)| name.eq_ignore_ascii_case(n) && protocol.as_str().eq_ignore_ascii_case(p))
    };
    let mut found = Vec::new();
    if entry.spec.headless {
        for endpoint in &entry.published {
            let ports = endpoint.ports.iter().filter(|(name, protocol, _)| asked(name, *protocol));
            found.extend(ports.map(|(_, _, number)| (*number, format!("{}.{full}", endpoint_name(endpoint)))));
        }
    } else {
        for port in entry.ports.iter().filter(|port| asked(&port.spec.name, port.spec.protocol)) {
            // One for each cluster IP: they share the weight, and fold into one record (CoreDNS' backend_lookup.go).
            found.extend(entry.cluster_ips.iter().map(|_| (port.spec.port, full.to_owned())));
        }
    }
    let weight = 100 / u16::try_from(found.len().max(1)).unwrap_or(u16::MAX);
    found.sort();
    found.dedup();
    let data = found.into_iter().map(|(port, target)| Data::Srv { priority: 0, weight, port, target });
    records(data.map(|data| Record { data, service: id }).collect())
}

/// `a-b-c-d.namespace.pod`: left to a later version but for what namespaces say.
fn pod_name(world: &World, labels: &[&str], _record: RecordType) -> Answer {
    match labels {
        [namespace] if world.namespaces.contains_key(*namespace) => Answer::NoData,
        [_, namespace] if world.namespaces.contains_key(*namespace) => Answer::Unknown,
        _ => Answer::NxDomain,
    }
}

fn wanted(ip: IpAddr, record: RecordType) -> bool {
    match record {
        RecordType::A => IpFamily::of(ip) == IpFamily::V4,
        RecordType::Aaaa => IpFamily::of(ip) == IpFamily::V6,
        RecordType::Srv | RecordType::Ptr | RecordType::Cname | RecordType::Txt => false,
    }
}

fn records(found: Vec<Record>) -> Answer {
    if found.is_empty() { Answer::NoData } else { Answer::Records(found) }
}

impl Data {
    /// `TYPE data`, without TTL and final dots.
    pub(super) fn text(&self) -> String {
        match self {
            Data::Address(IpAddr::V4(ip)) => format!("A {ip}"),
            Data::Address(IpAddr::V6(ip)) => format!("AAAA {ip}"),
            Data::Cname(target) => format!("CNAME {target}"),
            Data::Srv { priority, weight, port, target } => format!("SRV {priority} {weight} {port} {target}"),
        }
    }
}

/// Where a Service's address or name is written.
pub(super) fn evidence(entry: &ServiceEntry) -> Evidence {
    let path = if entry.spec.headless {
        "spec.clusterIP"
    } else if entry.spec.kind == ServiceType::ExternalName {
        "spec.externalName"
    } else {
        "metadata.name"
    };
    Evidence::new(&entry.spec.meta.reference, path)
}
