//! The parser of the request language.

use std::net::{IpAddr, Ipv6Addr};

use super::{Expected, Host, Part, RecordType, Request, RequestError, Scheme, Source, Target, Url, Via};
use crate::model::WorkloadKind;

/// A request as its texts, before any of them is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    pub from: String,
    pub to: String,
    pub at: Option<String>,
    pub via: Option<String>,
    pub method: Option<String>,
    /// Each `Name: value`.
    pub headers: Vec<String>,
}

impl Written {
    /// Asks with HTTP, so that method, headers and query mean something.
    pub fn is_http(&self) -> bool {
        let scheme = self.to.trim_start().split_once("://").map(|(scheme, _)| scheme);
        scheme.is_some_and(|scheme| {
            Scheme::ALL.into_iter().any(|known| known.is_http() && known.as_str().eq_ignore_ascii_case(scheme))
        })
    }

    /// The parameters of the target's query, each `name=value` as written.
    pub fn query(&self) -> Vec<String> {
        let query = self.to.split_once('?').map_or("", |(_, query)| query);
        query.split('&').filter(|parameter| !parameter.is_empty()).map(str::to_owned).collect()
    }

    /// Puts others in their place.
    pub fn set_query(&mut self, parameters: &[String]) {
        let bare = self.to.split_once('?').map_or(self.to.as_str(), |(bare, _)| bare);
        let query = parameters.join("&");
        self.to = if query.is_empty() { bare.to_owned() } else { format!("{bare}?{query}") };
    }
}

impl Request {
    /// A request from its source to its target alone.
    pub fn new(from: Source, to: Target) -> Self {
        Self { from, to, at: None, via: None, method: None, headers: Vec::new() }
    }

    /// Reads all parts. Stops at the first that cannot be read, or when `at` contradicts `from`.
    pub fn parse(written: &Written) -> Result<Self, RequestError> {
        let request = Self {
            from: Source::parse(&written.from)?,
            to: Target::parse(&written.to)?,
            at: written.at.as_deref().map(parse_node).transpose()?,
            via: written.via.as_deref().map(Via::parse).transpose()?,
            method: written.method.as_deref().map(parse_method).transpose()?,
            headers: written.headers.iter().map(|header| parse_header(header)).collect::<Result<_, _>>()?,
        };
        match (&request.from, &request.at) {
            (Source::Node(from), Some(at)) if from != at => {
                Err(error(Part::At, &format!("node/{at}"), Expected::SameNode { from: request.from.to_string() }))
            }
            _ => Ok(request),
        }
    }

    /// The texts that [`Self::parse`] reads as this request.
    pub fn written(&self) -> Written {
        Written {
            from: self.from.to_string(),
            to: self.to.to_string(),
            at: self.at.as_ref().map(|node| format!("node/{node}")),
            via: self.via.as_ref().map(Via::to_string),
            method: self.method.clone(),
            headers: self.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect(),
        }
    }
}

impl Source {
    pub fn parse(text: &str) -> Result<Self, RequestError> {
        let text = text.trim();
        let fail = |expected| Err(error(Part::From, text, expected));
        let (kind, rest) = split_kind(text);
        let address = |rest: &str| rest.parse::<IpAddr>().map_err(|_| error(Part::From, text, Expected::IpAddress));
        match (kind.to_ascii_lowercase().as_str(), rest) {
            ("internet", None) => Ok(Source::Internet(None)),
            ("internet", Some(rest)) => address(rest).map(|ip| Source::Internet(Some(ip))),
            ("ip", Some(rest)) => address(rest).map(Source::Ip),
            ("ip", None) => fail(Expected::IpAddress),
            ("node", rest) => name(rest).map_or_else(|| fail(Expected::Name), |name| Ok(Source::Node(name))),
            ("namespace" | "ns", rest) => {
                name(rest).map_or_else(|| fail(Expected::Name), |name| Ok(Source::Namespace(name)))
            }
            ("pod", rest) => match namespaced(rest) {
                Some((namespace, name)) => Ok(Source::Pod { namespace, name }),
                None => fail(Expected::NamespacedName),
            },
            (kind, rest) => match (workload_kind(kind), namespaced(rest)) {
                (Some(kind), Some((namespace, name))) => Ok(Source::Workload { kind, namespace, name }),
                (Some(_), None) => fail(Expected::NamespacedName),
                (None, _) => fail(Expected::Source),
            },
        }
    }
}

impl Target {
    pub fn parse(text: &str) -> Result<Self, RequestError> {
        let text = text.trim();
        let fail = |expected| Err(error(Part::To, text, expected));
        if let Some((scheme, rest)) = text.split_once("://") {
            return match scheme.to_ascii_lowercase().as_str() {
                "dns" => dns(text, rest),
                scheme => match Scheme::ALL.into_iter().find(|known| known.as_str() == scheme) {
                    Some(scheme) => url(text, scheme, rest).map(Target::Url),
                    None => fail(Expected::Target),
                },
            };
        }
        let (kind, rest) = split_kind(text);
        if !kind.eq_ignore_ascii_case("service") && !kind.eq_ignore_ascii_case("svc") {
            return fail(Expected::Target);
        }
        let (rest, port) = match rest.and_then(|rest| rest.rsplit_once(':')) {
            Some((rest, port)) => (Some(rest), Some(parse_port(text, port)?)),
            None => (rest, None),
        };
        match namespaced(rest) {
            Some((namespace, name)) => Ok(Target::Service { namespace, name, port }),
            None => fail(Expected::NamespacedName),
        }
    }
}

impl Via {
    pub fn parse(text: &str) -> Result<Self, RequestError> {
        let text = text.trim();
        let (kind, rest) = split_kind(text);
        let make = |entry: fn(String, String) -> Via| match namespaced(rest) {
            Some((namespace, name)) => Ok(entry(namespace, name)),
            None => Err(error(Part::Via, text, Expected::NamespacedName)),
        };
        match kind.to_ascii_lowercase().as_str() {
            "ingress" => make(|namespace, name| Via::Ingress { namespace, name }),
            "gateway" => make(|namespace, name| Via::Gateway { namespace, name }),
            "service" => make(|namespace, name| Via::Service { namespace, name }),
            "port-forward" => make(|namespace, name| Via::PortForward { namespace, name }),
            "api-proxy" if rest.is_none() => Ok(Via::ApiProxy),
            _ => Err(error(Part::Via, text, Expected::Via)),
        }
    }
}

/// The node that `at` names.
pub(super) fn parse_node(text: &str) -> Result<String, RequestError> {
    let text = text.trim();
    match split_kind(text) {
        (kind, rest) if kind.eq_ignore_ascii_case("node") => name(rest),
        _ => None,
    }
    .ok_or_else(|| error(Part::At, text, Expected::Node))
}

fn parse_method(text: &str) -> Result<String, RequestError> {
    let text = text.trim();
    if is_token(text) { Ok(text.into()) } else { Err(error(Part::Method, text, Expected::Method)) }
}

fn parse_header(text: &str) -> Result<(String, String), RequestError> {
    let header = text.split_once(':').map(|(name, value)| (name.trim(), value.trim()));
    match header {
        Some((name, value)) if is_token(name) && !value.contains(['\r', '\n']) => Ok((name.into(), value.into())),
        _ => Err(error(Part::Header, text, Expected::Header)),
    }
}

/// What follows `scheme://`, for every scheme but `dns`.
fn url(text: &str, scheme: Scheme, rest: &str) -> Result<Url, RequestError> {
    let fail = |expected| error(Part::To, text, expected);
    // A fragment never leaves the client.
    let rest = rest.split('#').next().unwrap_or(rest);
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let (host, port) = match authority.trim().strip_prefix('[') {
        Some(inner) => {
            let (ip, after) = inner.split_once(']').ok_or_else(|| fail(Expected::Ipv6Host))?;
            let ip: Ipv6Addr = ip.parse().map_err(|_| fail(Expected::Ipv6Host))?;
            let port = match after.trim() {
                "" => None,
                after => Some(after.strip_prefix(':').ok_or_else(|| fail(Expected::Ipv6Host))?),
            };
            (Host::Ip(IpAddr::V6(ip)), port)
        }
        None => {
            let (host, port) = match authority.split_once(':') {
                // A second colon is an IPv6 address that lacks its brackets.
                Some((_, port)) if port.contains(':') => return Err(fail(Expected::Ipv6Host)),
                Some((host, port)) => (host, Some(port)),
                None => (authority, None),
            };
            (Host::parse(host.trim()).ok_or_else(|| fail(Expected::Host))?, port)
        }
    };
    let port = match port {
        Some(port) => parse_port(text, port)?,
        None => scheme.default_port().ok_or_else(|| fail(Expected::PortGiven))?,
    };
    let path = match path.trim_end() {
        "/" if !scheme.is_http() => String::new(),
        "" => String::new(),
        _ if !scheme.is_http() => return Err(fail(Expected::NoPath)),
        query if query.starts_with('?') => format!("/{query}"),
        path => path.into(),
    };
    Ok(Url { scheme, host, port, path })
}

/// What follows `dns://`.
fn dns(text: &str, rest: &str) -> Result<Target, RequestError> {
    let fail = |expected| error(Part::To, text, expected);
    let rest = rest.split('#').next().unwrap_or(rest);
    let (name, query) = rest.split_once('?').map_or((rest, None), |(name, query)| (name, Some(query)));
    let name = name.trim();
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    let name = match bare.parse::<Ipv6Addr>() {
        Ok(ip) => ip.to_string(),
        Err(_) if name.is_empty() || name.contains(['/', ':', '[', ']']) => return Err(fail(Expected::Host)),
        Err(_) => name.to_ascii_lowercase(),
    };
    let record = match query.map(str::trim) {
        None => RecordType::A,
        Some(query) => {
            let record = query.strip_prefix("type=").ok_or_else(|| fail(Expected::DnsQuery))?;
            let known = RecordType::ALL.into_iter().find(|known| known.as_str().eq_ignore_ascii_case(record));
            known.ok_or_else(|| fail(Expected::DnsQuery))?
        }
    };
    Ok(Target::Dns { name, record })
}

impl Host {
    /// A host without port or brackets: an IPv4 address or a name. `None` if it is empty or is an opened bracket.
    fn parse(text: &str) -> Option<Self> {
        if text.is_empty() || text.starts_with('[') {
            return None;
        }
        Some(match text.parse() {
            Ok(ip) => Host::Ip(IpAddr::V4(ip)),
            Err(_) => Host::Name(text.to_ascii_lowercase()),
        })
    }
}

fn parse_port(text: &str, port: &str) -> Result<u16, RequestError> {
    let digits = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let number = if digits { port.parse().ok().filter(|port| *port > 0) } else { None };
    number.ok_or_else(|| error(Part::To, text, Expected::Port))
}

/// `kind/rest`; `None` without a slash.
fn split_kind(text: &str) -> (&str, Option<&str>) {
    text.split_once('/').map_or((text, None), |(kind, rest)| (kind, Some(rest)))
}

fn name(rest: Option<&str>) -> Option<String> {
    rest.filter(|rest| is_name(rest)).map(str::to_owned)
}

fn namespaced(rest: Option<&str>) -> Option<(String, String)> {
    let (namespace, name) = rest?.split_once('/')?;
    (is_name(namespace) && is_name(name)).then(|| (namespace.to_owned(), name.to_owned()))
}

/// What can be a name in one of these strings. Whether such an object exists, and may be called so, is the world's to say.
fn is_name(text: &str) -> bool {
    !text.is_empty() && !text.contains(['/', ':', '?', '#']) && !text.contains(char::is_whitespace)
}

/// kubectl's short name, or the kind in full.
fn workload_kind(text: &str) -> Option<WorkloadKind> {
    WorkloadKind::ALL.into_iter().find(|kind| kind.short() == text || kind.as_str().eq_ignore_ascii_case(text))
}

/// A token as HTTP defines it: methods and header names.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

fn error(part: Part, read: &str, expected: Expected) -> RequestError {
    RequestError { part, read: read.into(), expected }
}
