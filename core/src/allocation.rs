//! How the API server divides what it gives to Services: the addresses of a service range and the node ports.
//! Source: pkg/registry/core/service/{ipallocator,portallocator} in kubernetes/kubernetes.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

/// More addresses of one IPv6 range are not given by themselves, whatever its size.
const MOST_IPV6: u64 = 1 << 16;

/// Numbers one after the other: addresses or ports. The first of them are reserved for those who ask for one by its number;
/// whoever asks for any gets one of these only when all the others are taken. Asked for by number, every one is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    /// The first number that is ever given.
    pub first: u128,
    /// How many are given.
    pub count: u64,
    /// How many of them are reserved.
    pub reserved: u64,
}

impl Band {
    /// The addresses of a service range: neither the network's own nor, of IPv4, the broadcast address.
    pub fn of_network(network: IpNet) -> Self {
        let size = size(network);
        let usable =
            if network.addr().is_ipv4() { size.saturating_sub(2) } else { size.min(MOST_IPV6).saturating_sub(1) };
        let reserved = if size <= 16 { 0 } else { (size / 16).clamp(16, 256) };
        Self { first: number(network.network()).saturating_add(1), count: usable, reserved }
    }

    /// The node ports from `first` to `last`, both included.
    pub fn of_ports((first, last): (u16, u16)) -> Self {
        let count = (u64::from(last) + 1).saturating_sub(u64::from(first));
        let reserved = if count <= 16 { 0 } else { (count / 32).clamp(16, 128) };
        Self { first: first.into(), count, reserved }
    }

    /// The last number that is given; the one before [`first`](Self::first) where none is.
    pub fn last(&self) -> u128 {
        match self.count.checked_sub(1) {
            Some(more) => self.first + u128::from(more),
            None => self.first.saturating_sub(1),
        }
    }

    /// Where numbers begin that nobody has to ask for.
    pub fn dynamic(&self) -> u128 {
        self.first + u128::from(self.reserved)
    }

    /// A number that is not `taken`, which takes it: above the reserved ones where `hash` points, or the next; of the reserved
    /// ones when those are all taken. `None`: so are these.
    pub fn take(&self, hash: u64, taken: &mut BTreeSet<u128>) -> Option<u128> {
        let above = self.count.saturating_sub(self.reserved);
        probe(self.dynamic(), above, hash, taken)
            .or_else(|| probe(self.first, self.reserved.min(self.count), hash, taken))
    }
}

/// Whether an address can be had from a service range by asking for it.
pub fn gives(range: IpNet, address: IpAddr) -> bool {
    let edge = address == range.network() || (address.is_ipv4() && address == range.broadcast());
    range.contains(&address) && !edge
}

/// The address as a number.
pub fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u128::from(u32::from(v4)),
        IpAddr::V6(v6) => u128::from(v6),
    }
}

/// The number as an address.
pub fn address(number: u128, v4: bool) -> IpAddr {
    if v4 { IpAddr::V4(Ipv4Addr::from(number as u32)) } else { IpAddr::V6(Ipv6Addr::from(number)) }
}

/// How many addresses a network has; no more than can be counted with ease.
pub(crate) fn size(network: IpNet) -> u64 {
    1 << u32::from(network.max_prefix_len() - network.prefix_len()).min(32)
}

fn probe(first: u128, count: u64, hash: u64, taken: &mut BTreeSet<u128>) -> Option<u128> {
    let start = first + u128::from(hash.checked_rem(count)?);
    let last = first + u128::from(count - 1);
    let found = gap(start, last, taken).or_else(|| gap(first, start, taken))?;
    taken.insert(found);
    Some(found)
}

/// The first number from `from` to `to` that is not taken.
fn gap(from: u128, to: u128, taken: &BTreeSet<u128>) -> Option<u128> {
    let mut next = from;
    for known in taken.range(from..=to) {
        if *known != next {
            break;
        }
        if next == to {
            return None;
        }
        next += 1;
    }
    Some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_reserved_goes_last_and_then_nothing_is_left() {
        let band = Band::of_ports((30000, 30016));
        assert_eq!((band.reserved, band.dynamic(), band.last()), (16, 30016, 30016));
        let mut taken = BTreeSet::from([30003]);
        assert_eq!(band.take(7, &mut taken), Some(30016));
        assert_eq!(band.take(3, &mut taken), Some(30004));
        for hash in 0..14 {
            assert!(band.take(hash, &mut taken).is_some_and(|port| port < 30016));
        }
        assert_eq!(band.take(0, &mut taken), None);
    }

    /// The last addresses there are.
    const LAST: &str = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ff00/120";

    #[test]
    fn no_range_is_too_small_or_too_large() {
        for network in ["10.0.0.0/32", "10.0.0.0/31", "255.255.255.255/32", "ffff::ffff/128", "0.0.0.0/0", "::/0", LAST]
        {
            let network: IpNet = network.parse().expect("a network");
            let band = Band::of_network(network);
            assert!(band.reserved <= band.count && band.count < size(network), "{network}");
            assert!(
                band.dynamic() >= band.first && band.last() >= band.first - u128::from(band.count == 0),
                "{network}"
            );
            assert_eq!(band.take(u64::MAX, &mut BTreeSet::new()).is_some(), band.count > 0, "{network}");
        }
        assert_eq!(Band::of_ports((0, u16::MAX)).count, 65536);
        assert_eq!(Band::of_ports((2, 1)).take(0, &mut BTreeSet::new()), None);
    }
}
