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
        let of_ports = before.iter().all(|label| label.starts_with('_'));
        let everywhere = of_ports && world.own_service(namespace, service).is_some();
        return if everywhere { Answer::Unknown } else { Answer::NxDomain };
    };
    let entry = world.service(id);
    let full = format!("{service}.{namespace}.svc.{}", world.knobs.cluster_domain);
    if entry.spec.kind == ServiceType::ExternalName {
        // Nothing exists below it, and an address is no name to go on with (CoreDNS' kubernetes.go findServices).
        let alias = entry.spec.alias().filter(|target| target.parse::<IpAddr>().is_err());
        return match (alias, before) {
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
    let addresses = |mut ips: Vec<IpAddr>| {
        ips.sort();
        ips.dedup();
        let found = ips.into_iter().filter(|ip| wanted(*ip, record));
        records(found.map(|ip| Record { data: Data::Address(ip), service: Some(id) }).collect())
    };
    match before {
        [] => match record {
            RecordType::Srv => srv(world, id, &full, None),
            RecordType::A | RecordType::Aaaa | RecordType::Cname | RecordType::Ptr | RecordType::Txt => {
                addresses(if entry.spec.headless {
                    visible.iter().map(|endpoint| endpoint.ip).collect()
                } else {
                    entry.cluster_ips.clone()
                })
            }
        },
        [endpoint] => {
            let named: Vec<&Published> = visible.iter().filter(|known| endpoint_name(known) == *endpoint).collect();
            if named.is_empty() {
                return Answer::NxDomain;
            }
            if record == RecordType::Srv {
                let ports = named.iter().flat_map(|known| known.ports.iter().map(|(_, _, number)| *number));
                let target = format!("{endpoint}.{full}");
                return services(id, ports.map(|port| (port, target.clone())).collect());
            }
            addresses(named.into_iter().map(|known| known.ip).collect())
        }
        [port, protocol] => {
            let (Some(port), Some(protocol)) = (port.strip_prefix('_'), protocol.strip_prefix('_')) else {
                return Answer::NxDomain;
            };
            let is = |name: &str, of: Protocol| {
                name.eq_ignore_ascii_case(port) && of.as_str().eq_ignore_ascii_case(protocol)
            };
            let ips: Vec<IpAddr> = if entry.spec.headless {
                let has = |known: &&Published| known.ports.iter().any(|(name, of, _)| is(name, *of));
                visible.iter().filter(has).map(|known| known.ip).collect()
            } else if entry.spec.ports.iter().any(|candidate| is(&candidate.name, candidate.protocol)) {
                entry.cluster_ips.clone()
            } else {
                Vec::new()
            };
            match record {
                _ if ips.is_empty() => Answer::NxDomain,
                RecordType::Srv => srv(world, id, &full, Some((port, protocol))),
                RecordType::A | RecordType::Aaaa | RecordType::Cname | RecordType::Ptr | RecordType::Txt => {
                    addresses(ips)
                }
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
    services(id, found)
}

/// SRV records of these ports and names.
fn services(id: ServiceId, mut found: Vec<(u16, String)>) -> Answer {
    let weight = 100 / u16::try_from(found.len().max(1)).unwrap_or(u16::MAX);
    found.sort();
    found.dedup();
    let data = found.into_iter().map(|(port, target)| Data::Srv { priority: 0, weight, port, target });
    records(data.map(|data| Record { data, service: Some(id) }).collect())
}
