//! Names of Services and below them (docs/semantics/l7.md 4.2 to 4.6).

use std::net::IpAddr;

use super::{Answer, Data, Record, records, wanted};
use crate::model::{Protocol, ServiceType};
use crate::request::RecordType;
use crate::world::{Published, ServiceId, World};

pub(super) fn service_name(
    world: &World,
    before: &[&str],
    service: &str,
    namespace: &str,
    record: RecordType,
) -> Answer {
    let Some(id) = world.find_service(namespace, service) else {
        // Every cluster has it, whether or not manifests hold it; its address and endpoints are the cluster's own.
        let everywhere = before.is_empty() && world.own_service(namespace, service).is_some();
        return if everywhere { Answer::Unknown } else { Answer::NxDomain };
    };
    let entry = world.service(id);
    let full = format!("{service}.{namespace}.svc.{}", world.knobs.cluster_domain);
    if entry.spec.kind == ServiceType::ExternalName {
        // Nothing exists below it.
        return match (entry.spec.alias(), before) {
            (Some(target), []) => {
                let target = target.trim_end_matches('.').to_owned();
                match record {
                    RecordType::Srv => Answer::NoData,
                    RecordType::A | RecordType::Aaaa | RecordType::Cname | RecordType::Ptr | RecordType::Txt => {
                        Answer::Records(vec![Record { data: Data::Cname(target), service: Some(id) }])
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
    let address = |ip: IpAddr| Record { data: Data::Address(ip), service: Some(id) };
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
pub(super) fn endpoint_name(endpoint: &Published) -> String {
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
    records(data.map(|data| Record { data, service: Some(id) }).collect())
}
