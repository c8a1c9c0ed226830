//! Stable numbers from names: the same on every machine and in every version, so that an edit elsewhere moves nothing.

use std::collections::BTreeSet;
use std::fmt::{self, Write};
use std::hash::Hasher;
use std::net::IpAddr;

use ipnet::IpNet;

use crate::allocation::{Band, address, number, size};

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
    band: Band,
    v4: bool,
    taken: BTreeSet<u128>,
}

impl Pool {
    /// The usable addresses of `cidr` from offset `skip` on (network and broadcast address are never given).
    pub(crate) fn new(cidr: IpNet, skip: u64, taken: BTreeSet<IpAddr>) -> Self {
        let size = size(cidr);
        let last = if cidr.addr().is_ipv4() { size.saturating_sub(1) } else { size };
        let skip = skip.max(1).min(last.saturating_sub(1));
        let first = number(cidr.network()) + u128::from(skip);
        Self::of(Band { first, count: last.saturating_sub(skip).max(1), reserved: 0 }, cidr, &taken)
    }

    /// What the API server gives to Services.
    pub(crate) fn of_services(cidr: IpNet, taken: &BTreeSet<IpAddr>) -> Self {
        Self::of(Band::of_network(cidr), cidr, taken)
    }

    /// `None` when the range is full.
    pub(crate) fn take(&mut self, name: &str) -> Option<IpAddr> {
        self.band.take(hash(name), &mut self.taken).map(|number| address(number, self.v4))
    }

    fn of(band: Band, cidr: IpNet, taken: &BTreeSet<IpAddr>) -> Self {
        let v4 = cidr.addr().is_ipv4();
        let taken = taken.iter().filter(|ip| ip.is_ipv4() == v4).map(|ip| number(*ip)).collect();
        Self { band, v4, taken }
    }
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
