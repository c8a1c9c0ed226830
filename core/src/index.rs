//! Who has a name or an address, found at once: a world of 150,000 pods is not searched from end to end.

use std::net::IpAddr;

use crate::world::stable_hash;

/// Positions in a list under 64-bit keys. Different things may share a key, so whoever looks compares what is there.
///
/// Sorted by scattered keys, with the start of each run of keys that begin with the same bits; as many runs as positions, or up
/// to twice as many.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Index {
    entries: Box<[(u64, u32)]>,
    starts: Box<[u32]>,
    /// How many bits of a key do not tell its run.
    shift: u32,
}

impl Default for Index {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl Index {
    pub(crate) fn new(entries: Vec<(u64, usize)>) -> Self {
        let at = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let mut entries: Vec<(u64, u32)> = entries.into_iter().map(|(key, i)| (scattered(key), at(i))).collect();
        // By key, then as the list has them: of several with one address the first counts.
        entries.sort_unstable();
        entries.dedup();
        let runs = entries.len().next_power_of_two().max(2);
        let shift = u64::BITS - runs.trailing_zeros();
        let mut starts = vec![0; runs + 1];
        for (key, _) in &entries {
            starts[(key >> shift) as usize + 1] += 1;
        }
        for run in 0..runs {
            starts[run + 1] += starts[run];
        }
        Self { entries: entries.into(), starts: starts.into(), shift }
    }

    pub(crate) fn get(&self, key: u64) -> impl Iterator<Item = usize> {
        let key = scattered(key);
        let run = (key >> self.shift) as usize;
        let (first, end) = (self.starts[run] as usize, self.starts[run + 1] as usize);
        self.entries[first..end].iter().filter(move |(known, _)| *known == key).map(|(_, at)| *at as usize)
    }
}

/// Neighbouring addresses have keys far apart (Fibonacci hashing).
fn scattered(key: u64) -> u64 {
    key.wrapping_mul(0x9e37_79b9_7f4a_7c15)
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
    stable_hash(name)
}

/// Of a namespace and a name in it.
pub(crate) fn of_names(namespace: &str, name: &str) -> u64 {
    stable_hash(namespace).rotate_left(7) ^ stable_hash(name)
}
