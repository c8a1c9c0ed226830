//! Who has a name or an address, found by bisection: a world of 150,000 pods is not searched from end to end.

use std::net::IpAddr;

use super::hash::hash;

/// Positions in a list under 64-bit keys. Different things may share a key, so whoever looks compares what is there.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Index {
    entries: Box<[(u64, u32)]>,
}

impl Index {
    pub(crate) fn new(entries: impl Iterator<Item = (u64, usize)>) -> Self {
        let mut entries: Vec<(u64, u32)> =
            entries.map(|(key, at)| (key, u32::try_from(at).unwrap_or(u32::MAX))).collect();
        // By key, then as the list has them: of several with one address the first counts.
        entries.sort_unstable();
        entries.dedup();
        Self { entries: entries.into() }
    }

    pub(crate) fn get(&self, key: u64) -> impl Iterator<Item = usize> {
        let first = self.entries.partition_point(|(known, _)| *known < key);
        self.entries[first..].iter().take_while(move |(known, _)| *known == key).map(|(_, at)| *at as usize)
    }
}

pub(crate) fn of_address(address: IpAddr) -> u64 {
    match address {
        IpAddr::V4(v4) => u64::from(u32::from(v4)),
        IpAddr::V6(v6) => {
            let bits = u128::from(v6);
            (bits >> 64) as u64 ^ (bits as u64).rotate_left(17)
        }
    }
}

pub(crate) fn of_name(name: &str) -> u64 {
    hash(name)
}

/// Of a namespace and a name in it.
pub(crate) fn of_names(namespace: &str, name: &str) -> u64 {
    hash(namespace).rotate_left(7) ^ hash(name)
}
