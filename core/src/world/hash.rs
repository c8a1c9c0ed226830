//! Stable numbers from names: the same on every machine and in every version, so that an edit elsewhere moves nothing.

use std::collections::BTreeSet;
use std::fmt::{self, Write};
use std::hash::Hasher;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

pub(crate) fn hash(name: &str) -> u64 {
    let mut hasher = Hash::default();
    hasher.0.write(name.as_bytes());
    hasher.finish()
}

/// [`hash`] of a text that nobody needs otherwise.
pub(crate) fn hash_of(text: fmt::Arguments<'_>) -> u64 {
    let mut hasher = Hash::default();
    // Only what is written could fail, and a hash takes everything.
    let _ = hasher.write_fmt(text);
    hasher.finish()
}

#[derive(Default)]
struct Hash(fnv::FnvHasher);

impl Write for Hash {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.write(text.as_bytes());
        Ok(())
    }
}

impl Hash {
    fn finish(self) -> u64 {
        // FNV's low bits hardly differ for names that differ in their last letter; fold the high ones in.
        let hash = self.0.finish();
        hash ^ (hash >> 29)
    }
}

/// Addresses of one range, given out by name: where the hash points, or the next free one.
pub(crate) struct Pool {
    first: u128,
    count: u64,
    v4: bool,
    taken: BTreeSet<IpAddr>,
}

impl Pool {
    /// The usable addresses of `cidr` from offset `skip` on (network and broadcast address are never given).
    pub(crate) fn new(cidr: IpNet, skip: u64, taken: BTreeSet<IpAddr>) -> Self {
        let bits = u32::from(cidr.max_prefix_len() - cidr.prefix_len());
        let size = if bits >= 32 { 1 << 32 } else { 1u64 << bits };
        let v4 = cidr.addr().is_ipv4();
        let last = if v4 { size.saturating_sub(1) } else { size };
        let skip = skip.max(1).min(last.saturating_sub(1));
        Self { first: number(cidr.network()) + u128::from(skip), count: last.saturating_sub(skip).max(1), v4, taken }
    }

    /// `None` when the range is full.
    pub(crate) fn take(&mut self, name: &str) -> Option<IpAddr> {
        let start = hash(name) % self.count;
        // A range is never probed further than it has been filled.
        let tries = (self.taken.len() as u64 + 1).min(self.count);
        for i in 0..tries {
            let address = address(self.first + u128::from((start + i) % self.count), self.v4);
            if self.taken.insert(address) {
                return Some(address);
            }
        }
        None
    }
}

pub(crate) fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u128::from(u32::from(v4)),
        IpAddr::V6(v6) => u128::from(v6),
    }
}

pub(crate) fn address(number: u128, v4: bool) -> IpAddr {
    if v4 { IpAddr::V4(Ipv4Addr::from(number as u32)) } else { IpAddr::V6(Ipv6Addr::from(number)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pool_probes_onward_and_ends() {
        let mut pool = Pool::new("10.0.0.0/30".parse().expect("a range"), 0, BTreeSet::new());
        let given: BTreeSet<_> = (0..3).filter_map(|_| pool.take("a")).collect();
        let all: BTreeSet<IpAddr> = ["10.0.0.1", "10.0.0.2"].map(|a| a.parse().expect("an address")).into();
        assert_eq!(given, all);
        assert_eq!(pool.take("b"), None);
    }
}
