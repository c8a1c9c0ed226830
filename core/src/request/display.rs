//! The canonical strings: what the parser reads back as the same value.

use std::fmt::{Display, Formatter, Result};
use std::net::{IpAddr, Ipv6Addr};

use super::{Host, RecordType, Scheme, Source, Target, Url, Via};

impl Display for Source {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Source::Internet(None) => f.write_str("internet"),
            Source::Internet(Some(ip)) => write!(f, "internet/{ip}"),
            Source::Ip(ip) => write!(f, "ip/{ip}"),
            Source::Node(name) => write!(f, "node/{name}"),
            Source::Pod { namespace, name } => write!(f, "pod/{namespace}/{name}"),
            Source::Workload { kind, namespace, name } => write!(f, "{}/{namespace}/{name}", kind.short()),
            Source::Namespace(name) => write!(f, "namespace/{name}"),
        }
    }
}

impl Display for Target {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Target::Url(url) => url.fmt(f),
            Target::Dns { name, record } => {
                match name.parse::<Ipv6Addr>() {
                    Ok(ip) => write!(f, "dns://[{ip}]")?,
                    Err(_) => write!(f, "dns://{name}")?,
                }
                if *record == RecordType::A { Ok(()) } else { write!(f, "?type={}", record.as_str()) }
            }
            Target::Service { namespace, name, port: None } => write!(f, "service/{namespace}/{name}"),
            Target::Service { namespace, name, port: Some(port) } => write!(f, "service/{namespace}/{name}:{port}"),
        }
    }
}

impl Display for Url {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}://{}", self.scheme, self.host)?;
        if self.scheme.default_port() != Some(self.port) {
            write!(f, ":{}", self.port)?;
        }
        f.write_str(&self.path)
    }
}

impl Display for Scheme {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(self.as_str())
    }
}

/// As in a URL: IPv6 in brackets.
impl Display for Host {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Host::Ip(IpAddr::V4(ip)) => ip.fmt(f),
            Host::Ip(IpAddr::V6(ip)) => write!(f, "[{ip}]"),
            Host::Name(name) => f.write_str(name),
        }
    }
}

impl Display for Via {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Via::Ingress { namespace, name } => write!(f, "ingress/{namespace}/{name}"),
            Via::Gateway { namespace, name } => write!(f, "gateway/{namespace}/{name}"),
            Via::Service { namespace, name } => write!(f, "service/{namespace}/{name}"),
            Via::PortForward { namespace, name } => write!(f, "port-forward/{namespace}/{name}"),
            Via::ApiProxy => f.write_str("api-proxy"),
        }
    }
}
