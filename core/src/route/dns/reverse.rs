//! From an address to its names: `7.1.244.10.in-addr.arpa` (docs/semantics/l7.md 4.2, 4.3).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::service::endpoint_name;
use super::{Answer, Data, Record, records};
use crate::request::RecordType;
use crate::world::{ServiceEntry, ServiceId, World};

const V4: &str = ".in-addr.arpa";
const V6: &str = ".ip6.arpa";

/// What the zones of addresses answer; `None`: a name of another zone.
pub(super) fn lookup(world: &World, name: &str, record: RecordType) -> Option<Answer> {
    let dotted = format!(".{name}");
    if !dotted.ends_with(V4) && !dotted.ends_with(V6) {
        return None;
    }
    let Some(ip) = address(name) else { return Some(Answer::NxDomain) };
    let names = names(world, ip);
    Some(match (record, names.is_empty()) {
        // What is not the cluster's is forwarded, and private addresses have no names outside.
        (_, true) if world.is_service_address(ip) || world.is_pod_address(ip) => Answer::NxDomain,
        (_, true) => Answer::Outside,
        (RecordType::Ptr, false) => records(names),
        (RecordType::A | RecordType::Aaaa | RecordType::Srv | RecordType::Cname | RecordType::Txt, false) => {
            Answer::NoData
        }
    })
}

/// A Service by its cluster IP; else every endpoint with the address, once for each Service that has it.
fn names(world: &World, ip: IpAddr) -> Vec<Record> {
    let zone = &world.knobs.cluster_domain;
    let of = |entry: &ServiceEntry| format!("{}.{}.svc.{zone}", entry.spec.meta.name(), entry.spec.meta.namespace());
    let by_cluster_ip = world.services_at(ip).find(|(_, entry)| entry.cluster_ips.contains(&ip));
    if let Some((id, entry)) = by_cluster_ip {
        return vec![Record { data: Data::Pointer(of(entry)), service: Some(id) }];
    }
    let mut found: Vec<Record> = Vec::new();
    for (i, entry) in world.services.iter().enumerate() {
        for endpoint in entry.published.iter().filter(|endpoint| endpoint.ip == ip) {
            let name = format!("{}.{}", endpoint_name(endpoint), of(entry));
            let record = Record { data: Data::Pointer(name), service: Some(ServiceId(i)) };
            if !found.contains(&record) {
                found.push(record);
            }
        }
    }
    // Those that every cluster has.
    for own in world.own_services.iter().filter(|own| own.address == ip) {
        if let Some((namespace, name)) = own.key.split_once('/') {
            let name = format!("{name}.{namespace}.svc.{zone}");
            found.push(Record { data: Data::Pointer(name), service: None });
        }
    }
    found
}

/// The address that such a name stands for.
fn address(name: &str) -> Option<IpAddr> {
    if let Some(labels) = name.strip_suffix(V4) {
        let mut octets: Vec<u8> = labels.split('.').map(|label| label.parse().ok()).collect::<Option<_>>()?;
        octets.reverse();
        return <[u8; 4]>::try_from(octets).ok().map(|octets| IpAddr::V4(Ipv4Addr::from(octets)));
    }
    let digits = name.strip_suffix(V6)?.split('.').rev();
    let digits: Vec<u8> = digits.map(digit).collect::<Option<_>>()?;
    let bytes: Vec<u8> = digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect();
    let bytes = <[u8; 16]>::try_from(bytes).ok().filter(|_| digits.len() == 32)?;
    Some(IpAddr::V6(Ipv6Addr::from(bytes)))
}

fn digit(label: &str) -> Option<u8> {
    let mut letters = label.chars();
    let digit = letters.next()?.to_digit(16)?;
    letters.next().is_none().then_some(digit).and_then(|digit| u8::try_from(digit).ok())
}

/// The name under which an address is looked up.
pub(in crate::route) fn name_of(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => {
            let [a, b, c, d] = ip.octets();
            format!("{d}.{c}.{b}.{a}{V4}")
        }
        IpAddr::V6(ip) => {
            let digits: Vec<String> =
                ip.octets().iter().rev().map(|byte| format!("{:x}.{:x}", byte & 15, byte >> 4)).collect();
            format!("{}{V6}", digits.join("."))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_its_address_lead_to_each_other() {
        for (ip, name) in [
            ("10.3.0.1", "1.0.3.10.in-addr.arpa"),
            ("2001:db8::1", "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"),
        ] {
            let ip: IpAddr = ip.parse().expect("an address");
            assert_eq!(name_of(ip), name);
            assert_eq!(address(name), Some(ip));
        }
        for strange in ["3.10.in-addr.arpa", "x.0.3.10.in-addr.arpa", "1.0.ip6.arpa", "300.0.3.10.in-addr.arpa"] {
            assert_eq!(address(strange), None, "{strange}");
        }
    }
}
