//! What a scalar is to the API server: YAML 1.1 as its reader resolves plain scalars (sigs.k8s.io/yaml, goyaml.v2's `resolve.go`),
//! and addresses as its parsers take them.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::IpNet;

use crate::decimal::Decimal;
use crate::manifest::Scalar;
use crate::problem::Special;

/// A scalar after YAML's own resolution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Resolved<'a> {
    Bool(bool),
    Int(i64),
    /// Not a whole number, or out of range for one.
    Float,
    String(&'a str),
}

pub(super) fn resolve(scalar: &Scalar) -> Resolved<'_> {
    let text = &*scalar.text;
    if !scalar.plain {
        return Resolved::String(text);
    }
    match text {
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" | "y" | "Y" => Resolved::Bool(true),
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" | "n" | "N" => Resolved::Bool(false),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" | "-.inf" | "-.Inf" | "-.INF" | ".nan" | ".NaN"
        | ".NAN" => Resolved::Float,
        _ if text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) => {
            number(text).unwrap_or(Resolved::String(text))
        }
        _ => Resolved::String(text),
    }
}

/// Whether the API server reads these characters, without quotes, as a string.
pub(crate) fn is_plain_string(text: &str) -> bool {
    let scalar = Scalar { text: text.into(), plain: true };
    !matches!(text, "" | "~" | "null" | "Null" | "NULL") && matches!(resolve(&scalar), Resolved::String(_))
}

fn number(text: &str) -> Option<Resolved<'static>> {
    let digits: String = text.split('_').collect();
    if let Some(int) = integer(&digits) {
        return Some(Resolved::Int(int));
    }
    // JSON does not tell 80.0 from 80.
    Some(Decimal::parse(&digits)?.whole().map_or(Resolved::Float, Resolved::Int))
}

/// As Go's `strconv.ParseInt(text, 0, 64)`: decimal, or with a prefix hexadecimal, octal or binary.
fn integer(text: &str) -> Option<i64> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &digits[2..]),
        [b'0', b'o' | b'O', ..] => (8, &digits[2..]),
        [b'0', b'b' | b'B', ..] => (2, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    if !digits.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let value = i64::from_str_radix(digits, radix).ok()?;
    Some(if negative { -value } else { value })
}

/// An address as `net.ParseIPSloppy` takes it: octets may have leading zeros and are decimal all the same.
pub(super) fn address(text: &str) -> Option<IpAddr> {
    if let Ok(address) = text.parse::<IpAddr>() {
        return Some(address.to_canonical());
    }
    let octets: Vec<u8> = text.split('.').map(decimal).collect::<Option<_>>()?;
    let octets: [u8; 4] = octets.try_into().ok()?;
    Some(IpAddr::V4(Ipv4Addr::from(octets)))
}

fn decimal(text: &str) -> Option<u8> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.trim_start_matches('0').parse().or(if text.bytes().all(|byte| byte == b'0') { Ok(0) } else { Err(()) }).ok()
}

/// What makes an address lead nowhere from another machine. Multicast beyond the own link does not: so says the API server.
pub(super) fn special(address: IpAddr) -> Option<Special> {
    let (link_local, link_local_multicast) = match address {
        IpAddr::V4(v4) => (v4.is_link_local(), matches!(v4.octets(), [224, 0, 0, _])),
        // ffX2::
        IpAddr::V6(v6) => (v6.is_unicast_link_local(), v6.segments()[0] & 0xff0f == 0xff02),
    };
    if address.is_unspecified() {
        Some(Special::Unspecified)
    } else if address.is_loopback() {
        Some(Special::Loopback)
    } else if link_local {
        Some(Special::LinkLocal)
    } else {
        link_local_multicast.then_some(Special::LinkLocalMulticast)
    }
}

/// A network; host bits are cut off, as every reader does.
pub(super) fn network(text: &str) -> Option<IpNet> {
    let (ip, length) = text.split_once('/')?;
    Some(IpNet::new(address(ip)?, length.parse().ok()?).ok()?.trunc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Scalar {
        Scalar { text: text.into(), plain: true }
    }

    #[test]
    fn plain_scalars_resolve_as_yaml_1_1() {
        for (text, expected) in [
            ("80", Resolved::Int(80)),
            ("0x50", Resolved::Int(80)),
            ("0120", Resolved::Int(80)),
            ("0o120", Resolved::Int(80)),
            ("0b1", Resolved::Int(1)),
            ("-1", Resolved::Int(-1)),
            ("+8", Resolved::Int(8)),
            ("8_0", Resolved::Int(80)),
            ("80.0", Resolved::Int(80)),
            ("8e1", Resolved::Int(80)),
            ("0089", Resolved::Int(89)),
            ("1.5", Resolved::Float),
            (".5", Resolved::Float),
            ("1.2.3", Resolved::String("1.2.3")),
            ("1e", Resolved::String("1e")),
            ("-", Resolved::String("-")),
            ("+-1", Resolved::String("+-1")),
            ("10Mi", Resolved::String("10Mi")),
            ("10.0.0.1", Resolved::String("10.0.0.1")),
            ("99999999999999999999", Resolved::Float),
            ("yes", Resolved::Bool(true)),
            ("Off", Resolved::Bool(false)),
            ("api", Resolved::String("api")),
        ] {
            assert_eq!(resolve(&plain(text)), expected, "{text}");
        }
        assert_eq!(resolve(&Scalar { text: "80".into(), plain: false }), Resolved::String("80"));
    }

    #[test]
    fn octets_are_decimal() {
        assert_eq!(address("010.20.030.000"), Some("10.20.30.0".parse().expect("an address")));
        assert_eq!(address("::ffff:10.0.0.1"), Some("10.0.0.1".parse().expect("an address")));
        assert_eq!(address("fd00::1"), Some("fd00::1".parse().expect("an address")));
        for text in ["", "x.x.x.x", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1..2.3", "None"] {
            assert_eq!(address(text), None, "{text}");
        }
        assert_eq!(network("010.1.2.3/24"), Some("10.1.2.0/24".parse().expect("a network")));
        assert_eq!(network("10.0.0.0"), None);
        assert_eq!(network("10.0.0.0/33"), None);
    }
}
