//! The request language: one parser for command line, addresses, scenario files and the page's form.

mod display;
mod error;
mod parse;

use std::net::IpAddr;

pub use error::{Expected, Part, RequestError};
pub use parse::Written;

use crate::model::{Protocol, WorkloadKind};

/// Who asks for what, where, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub from: Source,
    pub to: Target,
    /// The node whose kernel is asked, and only it.
    pub at: Option<String>,
    pub via: Option<Via>,
    /// HTTP; `GET` (for gRPC `POST`) unless given.
    pub method: Option<String>,
    pub headers: Vec<(String, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// An outsider; 198.51.100.7 unless given.
    Internet(Option<IpAddr>),
    Ip(IpAddr),
    Node(String),
    Pod {
        namespace: String,
        name: String,
    },
    /// Every pod of it.
    Workload {
        kind: WorkloadKind,
        namespace: String,
        name: String,
    },
    /// A throw-away pod without labels there.
    Namespace(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    Url(Url),
    /// Asks the cluster's DNS.
    Dns {
        /// Lower case, with a final dot where one was written; for PTR perhaps an address.
        name: String,
        record: RecordType,
    },
    /// Whatever the source would use to reach this Service.
    Service {
        namespace: String,
        name: String,
        port: Option<u16>,
    },
}

/// The scheme that says nothing but the protocol.
impl From<Protocol> for Scheme {
    fn from(protocol: Protocol) -> Self {
        match protocol {
            Protocol::Tcp => Scheme::Tcp,
            Protocol::Udp => Scheme::Udp,
            Protocol::Sctp => Scheme::Sctp,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Url {
    pub scheme: Scheme,
    pub host: Host,
    pub port: u16,
    /// Path and query as written, beginning with `/`; empty when the URL has none, and for schemes without paths.
    pub path: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Host {
    Ip(IpAddr),
    /// Lower case, with a final dot where one was written.
    Name(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    Tcp,
    Udp,
    Sctp,
    Tls,
    Http,
    Https,
    Grpc,
}

impl Request {
    /// Its answer is a gRPC status, not an HTTP one.
    pub fn speaks_grpc(&self) -> bool {
        matches!(&self.to, Target::Url(url) if url.scheme == Scheme::Grpc)
    }
}

impl Scheme {
    pub const ALL: [Scheme; 7] =
        [Scheme::Tcp, Scheme::Udp, Scheme::Sctp, Scheme::Tls, Scheme::Http, Scheme::Https, Scheme::Grpc];

    pub fn as_str(self) -> &'static str {
        match self {
            Scheme::Tcp => "tcp",
            Scheme::Udp => "udp",
            Scheme::Sctp => "sctp",
            Scheme::Tls => "tls",
            Scheme::Http => "http",
            Scheme::Https => "https",
            Scheme::Grpc => "grpc",
        }
    }

    /// The port a URL of this scheme means when it names none.
    pub fn default_port(self) -> Option<u16> {
        match self {
            Scheme::Http | Scheme::Grpc => Some(80),
            Scheme::Https => Some(443),
            Scheme::Tcp | Scheme::Udp | Scheme::Sctp | Scheme::Tls => None,
        }
    }

    /// What carries it.
    pub fn protocol(self) -> Protocol {
        match self {
            Scheme::Udp => Protocol::Udp,
            Scheme::Sctp => Protocol::Sctp,
            Scheme::Tcp | Scheme::Tls | Scheme::Http | Scheme::Https | Scheme::Grpc => Protocol::Tcp,
        }
    }

    /// Carries HTTP requests, so that a URL may have a path.
    pub fn is_http(self) -> bool {
        match self {
            Scheme::Http | Scheme::Https | Scheme::Grpc => true,
            Scheme::Tcp | Scheme::Udp | Scheme::Sctp | Scheme::Tls => false,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordType {
    A,
    Aaaa,
    Srv,
    Ptr,
    Cname,
    Txt,
}

impl RecordType {
    pub const ALL: [RecordType; 6] =
        [RecordType::A, RecordType::Aaaa, RecordType::Srv, RecordType::Ptr, RecordType::Cname, RecordType::Txt];

    pub fn as_str(self) -> &'static str {
        match self {
            RecordType::A => "A",
            RecordType::Aaaa => "AAAA",
            RecordType::Srv => "SRV",
            RecordType::Ptr => "PTR",
            RecordType::Cname => "CNAME",
            RecordType::Txt => "TXT",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Via {
    Ingress {
        namespace: String,
        name: String,
    },
    Gateway {
        namespace: String,
        name: String,
    },
    Service {
        namespace: String,
        name: String,
    },
    /// `name` is a Service or a pod.
    PortForward {
        namespace: String,
        name: String,
    },
    ApiProxy,
}
