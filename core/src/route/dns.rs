//! What the cluster's DNS answers. Sources: kubernetes/dns docs/specification.md, CoreDNS' kubernetes plugin.
//! Rules: docs/semantics/l7.md 4.

mod pod;
mod reverse;
mod service;

use std::net::IpAddr;

pub(super) use reverse::name_of as reverse_name;

use crate::model::{IpFamily, ServiceType};
use crate::object::Evidence;
use crate::request::RecordType;
use crate::world::{ServiceEntry, ServiceId, World};

/// The version of the specification, which `dns-version` tells.
const SPECIFICATION: &str = "1.1.0";

/// What one question gets.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Answer {
    Records(Vec<Record>),
    /// The name exists, records of this type do not.
    NoData,
    NxDomain,
    /// Not a name of the cluster's domain: forwarded.
    Outside,
    /// A name that every cluster has, with what no manifest holds.
    Unknown,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Record {
    pub(super) data: Data,
    /// The Service that makes it.
    pub(super) service: Option<ServiceId>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Data {
    Address(IpAddr),
    Cname(String),
    Srv { priority: u16, weight: u16, port: u16, target: String },
    Pointer(String),
    Text(String),
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

/// Asks for these full names, one after the other, until one has records.
pub(super) fn resolve(world: &World, names: Vec<String>, record: RecordType) -> Resolution {
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

/// The addresses behind a full name of the cluster's domain, aliases followed; `None`: a name of the world outside.
pub(super) fn addresses(world: &World, name: &str) -> Option<Vec<IpAddr>> {
    let mut name = name.to_owned();
    for _ in 0..super::name::MAX_ALIASES {
        let answers = [RecordType::A, RecordType::Aaaa].map(|record| lookup(world, &name, record));
        if answers.contains(&Answer::Outside) {
            return None;
        }
        let records = answers.iter().flat_map(|answer| match answer {
            Answer::Records(records) => records.as_slice(),
            Answer::NoData | Answer::NxDomain | Answer::Outside | Answer::Unknown => &[],
        });
        let records: Vec<&Record> = records.collect();
        let alias = records.iter().find_map(|record| match &record.data {
            Data::Cname(target) => Some(target.clone()),
            Data::Address(_) | Data::Srv { .. } | Data::Pointer(_) | Data::Text(_) => None,
        });
        match alias {
            Some(target) => name = target,
            None => {
                let found = records.into_iter().filter_map(|record| match record.data {
                    Data::Address(ip) => Some(ip),
                    Data::Cname(_) | Data::Srv { .. } | Data::Pointer(_) | Data::Text(_) => None,
                });
                return Some(found.collect());
            }
        }
    }
    Some(Vec::new())
}

/// One question for a full name, without search list.
pub(super) fn lookup(world: &World, name: &str, record: RecordType) -> Answer {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let zone = world.knobs.cluster_domain.to_ascii_lowercase();
    if let Some(answer) = reverse::lookup(world, &name, record) {
        return answer;
    }
    let Some(inside) =
        name.strip_suffix(&zone).and_then(|rest| if rest.is_empty() { Some("") } else { rest.strip_suffix('.') })
    else {
        return Answer::Outside;
    };
    let labels: Vec<&str> = inside.split('.').filter(|label| !label.is_empty()).collect();
    match labels.as_slice() {
        [] | ["svc"] | ["pod"] => Answer::NoData,
        ["dns-version"] => match record {
            RecordType::Txt => {
                Answer::Records(vec![Record { data: Data::Text(SPECIFICATION.to_owned()), service: None }])
            }
            RecordType::A | RecordType::Aaaa | RecordType::Srv | RecordType::Cname | RecordType::Ptr => Answer::NoData,
        },
        [before @ .., "pod"] => pod::lookup(world, before, record),
        [namespace, "svc"] => {
            if has_namespace(world, namespace) {
                Answer::NoData
            } else {
                Answer::NxDomain
            }
        }
        [before @ .., service, namespace, "svc"] => service::service_name(world, before, service, namespace, record),
        _ => Answer::NxDomain,
    }
}

/// One of these manifests, or that every cluster has (pkg/controlplane/controller/systemnamespaces).
fn has_namespace(world: &World, name: &str) -> bool {
    matches!(name, "default" | "kube-system" | "kube-public" | "kube-node-lease") || world.namespaces.contains_key(name)
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
            Data::Pointer(name) => format!("PTR {name}"),
            Data::Text(text) => format!("TXT {text}"),
        }
    }
}

/// The headless Service that has one of the names tried, and no ready endpoint to give it an address.
pub(super) fn silent<'w>(world: &'w World, resolution: &Resolution) -> Option<&'w ServiceEntry> {
    let below = format!(".svc.{}", world.knobs.cluster_domain);
    let of_name = |name: &str| {
        let (service, namespace) = name.strip_suffix(&below)?.split_once('.')?;
        Some(world.service(world.find_service(namespace, service)?))
    };
    let entries = resolution.tried.iter().filter_map(|(name, _)| of_name(name));
    entries.into_iter().find(|entry| entry.spec.headless && entry.published.is_empty())
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
