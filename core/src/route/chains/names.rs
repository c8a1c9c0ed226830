//! How chains are called.

use std::net::SocketAddr;

use sha2::{Digest, Sha256};

/// A Service port to kube-proxy: its names and its protocol in lower case.
#[derive(Debug, Clone)]
pub(super) struct PortName {
    pub(super) namespace: String,
    pub(super) service: String,
    /// Empty when the port is unnamed.
    pub(super) port: String,
    pub(super) protocol: String,
}

impl PortName {
    /// `ns1/svc1:p80` (pkg/proxy/types.go `ServicePortName.String`).
    fn text(&self) -> String {
        let Self { namespace, service, port, .. } = self;
        if port.is_empty() { format!("{namespace}/{service}") } else { format!("{namespace}/{service}:{port}") }
    }

    /// pkg/proxy/iptables/proxier.go `portProtoHash`, and `KUBE-SVC-`, `KUBE-SVL-`, `KUBE-EXT-` or `KUBE-FW-` before it.
    pub(super) fn chain(&self, prefix: &str) -> String {
        format!("{prefix}{}", hash(&[&self.text(), &self.protocol], 16))
    }

    /// The same file's `servicePortEndpointChainName`.
    pub(super) fn endpoint_chain(&self, endpoint: SocketAddr) -> String {
        format!("KUBE-SEP-{}", hash(&[&self.text(), &self.protocol, &endpoint.to_string()], 16))
    }

    /// pkg/proxy/nftables/proxier.go `servicePortChainNameBase`, and `service-`, `local-`, `external-` or `firewall-` before it.
    pub(super) fn nft_chain(&self, prefix: &str) -> String {
        format!("{prefix}{}", self.hashed(""))
    }

    /// The same file's `servicePortEndpointChainNameBase`.
    pub(super) fn nft_endpoint_chain(&self, endpoint: SocketAddr) -> String {
        let ip = endpoint.ip().to_string().replace(':', ".");
        format!("endpoint-{}", self.hashed(&format!("__{ip}/{}", endpoint.port())))
    }

    fn hashed(&self, more: &str) -> String {
        /// `chainNameBaseLengthMax`: chain names have at most 240 bytes, of which prefixes take some.
        const LONGEST: usize = 230;
        let Self { namespace, service, port, protocol } = self;
        let name = format!("{namespace}/{service}/{protocol}/{port}{more}");
        let full = format!("{}-{name}", hash(&[&name], 8));
        // Names are ASCII: the API server sees to it.
        if full.len() > LONGEST { full.chars().take(LONGEST - 3).chain("...".chars()).collect() } else { full }
    }
}

/// The first `length` characters of a SHA-256 in base 32 (RFC 4648, 6). A crate for five lines would bring tables that the
/// page has to load.
fn hash(parts: &[&str], length: usize) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.as_bytes());
    }
    let bits = hasher.finalize();
    let bit = |i: usize| bits.get(i / 8).map_or(0, |byte| byte >> (7 - i % 8) & 1);
    let letter = |at: usize| (0..5).fold(0, |value, i| value << 1 | bit(at * 5 + i));
    (0..length).map(letter).map(|value| char::from(if value < 26 { b'A' + value } else { b'2' + value - 26 })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(namespace: &str, service: &str) -> PortName {
        PortName { namespace: namespace.into(), service: service.into(), port: "p80".into(), protocol: "tcp".into() }
    }

    /// The values of pkg/proxy/iptables/proxier_test.go and pkg/proxy/nftables/proxier_test.go.
    #[test]
    fn names_are_upstreams() {
        let (svc1, svc4) = (name("ns1", "svc1"), name("ns4", "svc4"));
        assert_eq!(svc1.chain("KUBE-SVC-"), "KUBE-SVC-XPGD46QRK7WJZT7O");
        assert_eq!(svc1.endpoint_chain("10.180.0.1:80".parse().unwrap()), "KUBE-SEP-SXIVWICOYRO3J4NJ");
        assert_eq!(svc4.chain("KUBE-EXT-"), "KUBE-EXT-4SW47YFZTEDKD3PK");
        assert_eq!(svc4.endpoint_chain("10.180.0.5:80".parse().unwrap()), "KUBE-SEP-C6EBXVWJJZMIWKLZ");
        assert_eq!(svc1.nft_chain("service-"), "service-ULMVA6XW-ns1/svc1/tcp/p80");
        assert_eq!(
            svc1.nft_endpoint_chain("10.180.0.1:80".parse().unwrap()),
            "endpoint-5OJB2KTY-ns1/svc1/tcp/p80__10.180.0.1/80"
        );
        assert_eq!(
            svc1.nft_endpoint_chain("[fd00:10:180::1]:80".parse().unwrap()),
            "endpoint-ZVRFLKHO-ns1/svc1/tcp/p80__fd00.10.180..1/80"
        );
    }
}
