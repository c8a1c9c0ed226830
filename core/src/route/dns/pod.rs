//! Pods' own records, `10-244-1-7.shop.pod.cluster.local` (docs/semantics/l7.md 4.7).

use std::net::IpAddr;

use super::{Answer, Data, Record, has_namespace, records, wanted};
use crate::knobs::DnsPodMode;
use crate::request::RecordType;
use crate::world::World;

/// The labels before `pod`.
pub(super) fn lookup(world: &World, labels: &[&str], record: RecordType) -> Answer {
    let exists = |namespace: &str| has_namespace(world, namespace);
    match (labels, world.knobs.dns_pod_mode) {
        (_, DnsPodMode::Disabled) => Answer::NxDomain,
        ([namespace], _) if exists(namespace) => Answer::NoData,
        ([dashed, namespace], mode) if exists(namespace) => {
            let Some(ip) = address(dashed) else { return Answer::NxDomain };
            let there = || world.pod_with(ip).is_some_and(|id| world.pod(id).reference.namespace == *namespace);
            if mode == DnsPodMode::Verified && !there() {
                return Answer::NxDomain;
            }
            let found = Some(Record { data: Data::Address(ip), service: None }).filter(|_| wanted(ip, record));
            records(found.into_iter().collect())
        }
        _ => Answer::NxDomain,
    }
}

/// `10-244-1-7`, `2001-db8--7`: what an address is with dashes for dots or colons.
fn address(dashed: &str) -> Option<IpAddr> {
    let v4 = dashed.replace('-', ".").parse().ok();
    v4.or_else(|| dashed.replace('-', ":").parse().ok())
}
