//! The request language: one parser for command line, addresses, scenario files and the page's form.

use std::net::IpAddr;

use crate::model::WorkloadKind;

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
    Dns {
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

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Url {
    pub scheme: Scheme,
    pub host: Host,
    pub port: u16,
    /// Path and query as written, beginning with `/`; empty when the URL has none.
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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordType {
    A,
    Aaaa,
    Srv,
    Ptr,
    Cname,
    Txt,
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

/// What could not be read: what was read, what was expected, and a valid example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestError {
    pub read: String,
    pub expected: &'static str,
    pub example: &'static str,
}
