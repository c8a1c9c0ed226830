use crate::request::{Expected, RequestError};

pub(in crate::wording) fn request_error(what: &RequestError) -> String {
    let expected = match &what.expected {
        Expected::Source => {
            "expected internet, ip/…, node/…, pod/<namespace>/<name>, namespace/… or a workload such as deploy/<namespace>/<name>"
        }
        Expected::Target => {
            "expected a URL with tcp, udp, sctp, tls, http, https, grpc or dns, or service/<namespace>/<name>[:port]"
        }
        Expected::NamespacedName => "expected a namespace and a name",
        Expected::Name => "expected one name",
        Expected::IpAddress => "expected an IP address",
        Expected::Host => "expected a host: an IP address or a name without / : ? #",
        Expected::Ipv6Host => "expected an IPv6 address in brackets",
        Expected::Port => "expected a port from 1 to 65535",
        Expected::PortGiven => "expected a port: this scheme has no default",
        Expected::NoPath => "expected no path: this scheme has none",
        Expected::DnsQuery => "expected ?type= and one of A, AAAA, SRV, PTR, CNAME, TXT",
        Expected::Node => "expected node/<name>",
        Expected::Via => {
            "expected ingress/…, gateway/…, service/… or port-forward/…, each with <namespace>/<name>, or api-proxy"
        }
        Expected::Method => "expected an HTTP method",
        Expected::Header => "expected a header's name, a colon and its value",
        Expected::SameNode { from } => {
            return format!(
                "read “{}” beside the source “{from}”; expected the same node, or no node at all",
                what.read
            );
        }
    };
    format!("read “{}”; {expected}; for example {}", what.read, what.expected.example())
}
