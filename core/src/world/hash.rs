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
#[derive(Clone, Copy)]
pub(crate) struct Pool {
    band: Band,
    v4: bool,
}

/// Addresses that somebody has already: the IPv4 ones, then the others.
#[derive(Default)]
pub(crate) struct Taken([BTreeSet<u128>; 2]);

impl Extend<IpAddr> for Taken {
    fn extend<I: IntoIterator<Item = IpAddr>>(&mut self, addresses: I) {
        for address in addresses {
            self.of(address.is_ipv4()).insert(number(address));
        }
    }
}

impl Taken {
    fn of(&mut self, v4: bool) -> &mut BTreeSet<u128> {
        let [ours, others] = &mut self.0;
        if v4 { ours } else { others }
    }
}

impl Pool {
    /// The usable addresses of `cidr` from offset `skip` on (network and broadcast address are never given).
    pub(crate) fn new(cidr: IpNet, skip: u64) -> Self {
        let size = size(cidr);
        let v4 = cidr.addr().is_ipv4();
        let last = if v4 { size.saturating_sub(1) } else { size };
        let skip = skip.max(1).min(last.saturating_sub(1));
        let first = number(cidr.network()) + u128::from(skip);
        Self { band: Band { first, count: last.saturating_sub(skip).max(1), reserved: 0 }, v4 }
    }

    /// What the API server gives to Services.
    pub(crate) fn of_services(cidr: IpNet) -> Self {
        Self { band: Band::of_network(cidr), v4: cidr.addr().is_ipv4() }
    }

    /// `None` when the range is full.
    pub(crate) fn take(self, name: &str, taken: &mut Taken) -> Option<IpAddr> {
        self.band.take(hash(name), taken.of(self.v4)).map(|number| address(number, self.v4))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pool_probes_onward_and_ends() {
        let pool = Pool::new("10.0.0.0/30".parse().expect("a range"), 0);
        let mut taken = Taken::default();
        let given: BTreeSet<_> = (0..3).filter_map(|_| pool.take("a", &mut taken)).collect();
        let all: BTreeSet<IpAddr> = ["10.0.0.1", "10.0.0.2"].map(|a| a.parse().expect("an address")).into();
        assert_eq!(given, all);
        assert_eq!(pool.take("b", &mut taken), None);
    }
}
