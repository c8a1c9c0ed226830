//! What is said when a request cannot be read. Wording is in [`crate::wording`].

/// What could not be read: which part of the request, what was read, and what was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestError {
    pub part: Part,
    /// The text as it was given.
    pub read: String,
    pub expected: Expected,
}

/// A part of a request, as the command line, the page's form and scenario files call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    From,
    To,
    At,
    Via,
    Method,
    Header,
}

impl Part {
    pub fn as_str(self) -> &'static str {
        match self {
            Part::From => "from",
            Part::To => "to",
            Part::At => "at",
            Part::Via => "via",
            Part::Method => "method",
            Part::Header => "header",
        }
    }
}

/// What would have been right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// One of the kinds of source.
    Source,
    /// One of the URL schemes, or `service/…`.
    Target,
    /// `<namespace>/<name>` after the kind.
    NamespacedName,
    /// One name after the kind.
    Name,
    IpAddress,
    /// A host between scheme and port.
    Host,
    /// `]` after an IPv6 address.
    Ipv6Host,
    /// 1 to 65535.
    Port,
    /// This scheme has no default port.
    PortGiven,
    /// This scheme has no paths.
    NoPath,
    /// `type=` and a record type.
    DnsQuery,
    /// `node/<name>`.
    Node,
    Via,
    Method,
    /// `Name: value`.
    Header,
    /// `at` names another node than `from`.
    SameNode {
        from: String,
    },
}

impl Expected {
    /// A text that would be read.
    pub fn example(&self) -> &'static str {
        match self {
            Expected::Source => "deploy/shop/web",
            Expected::Target | Expected::Host => "http://api.shop/items",
            Expected::NamespacedName => "pod/shop/web-0",
            Expected::Name => "node/node-1",
            Expected::IpAddress => "ip/10.244.1.5",
            Expected::Ipv6Host => "http://[2001:db8::1]:8080/",
            Expected::Port => "http://api:8080/",
            Expected::PortGiven | Expected::NoPath => "tcp://db:5432",
            Expected::DnsQuery => "dns://api.shop?type=SRV",
            Expected::Node | Expected::SameNode { .. } => "node/node-1",
            Expected::Via => "ingress/shop/shop",
            Expected::Method => "GET",
            Expected::Header => "Host: shop.example.com",
        }
    }
}
