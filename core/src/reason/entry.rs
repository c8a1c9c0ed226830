use std::net::SocketAddr;

use crate::codes::codes;

/// What an Ingress controller does.
#[derive(Debug, Clone, PartialEq)]
pub enum EntryReason {
    EntryReceived {
        entry: String,
    },
    IngressRuleMatched {
        ingress: String,
        host: String,
        path: String,
    },
    IngressDefaultBackend {
        ingress: String,
    },
    IngressNoHost {
        host: String,
    },
    IngressNoPath {
        host: String,
        path: String,
    },
    /// Ingresses are served at 80 and 443.
    IngressNoPort {
        entry: String,
        port: u16,
    },
    /// TLS to the port for plain HTTP.
    IngressNoTls {
        entry: String,
        port: u16,
    },
    IngressClassNobody {
        ingress: String,
        class: String,
    },
    IngressBackendServiceMissing {
        ingress: String,
        service: String,
    },
    IngressBackendPortMissing {
        ingress: String,
        service: String,
        port: String,
    },
    IngressBackendNoEndpoints {
        service: String,
    },
    IngressResourceBackend {
        ingress: String,
        resource: String,
    },
    /// The controller picks the pod itself; no kernel rewrite.
    IngressEndpointChosen {
        service: String,
        endpoint: SocketAddr,
        of: usize,
    },
    IngressExternalName {
        service: String,
        host: String,
    },
    IngressTlsRedirect {
        host: String,
    },
    TlsTerminated {
        host: String,
        secret: Option<String>,
    },
    /// The host's locations are regular expressions; this one came first.
    NginxPatternMatched {
        ingress: String,
        pattern: String,
    },
    /// A canary's say in a request.
    NginxCanary {
        ingress: String,
        by: CanaryBy,
    },
    /// NGINX cannot read the path, and answers 400.
    NginxBadPath {
        path: String,
    },
    /// NGINX gets plain HTTP at its port for TLS, and answers 400.
    NginxPlainHttp {
        port: u16,
    },
    /// `enable-cors` answers OPTIONS by itself.
    NginxPreflight {
        ingress: String,
    },
    /// An annotation sends the client elsewhere.
    NginxRedirect {
        ingress: String,
        /// Without its prefix.
        annotation: &'static str,
    },
    /// No rule takes the path, and annotations apply to it all the same.
    NginxRootLocation {
        host: String,
        ingress: String,
    },
    /// NGINX adds the slash that the location ends with.
    NginxSlashAdded {
        path: String,
    },
    /// An annotation changes the request.
    NginxRewritten {
        annotation: &'static str,
        to: String,
    },
    /// `service-upstream`: the cluster IP is dialled.
    NginxServiceUpstream {
        service: String,
        address: SocketAddr,
    },
    NoEntry {
        host: String,
    },
    SeveralEntries {
        entries: Vec<String>,
    },
}

/// What decides between a backend and its canary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CanaryBy {
    Header {
        canary: bool,
    },
    Cookie {
        canary: bool,
    },
    /// So many of `total` requests.
    Weight {
        weight: u32,
        total: u32,
    },
}

codes!(
    EntryReason:
    EntryReceived,
    IngressRuleMatched,
    IngressDefaultBackend,
    IngressNoHost,
    IngressNoPath,
    IngressNoPort,
    IngressNoTls,
    IngressClassNobody,
    IngressBackendServiceMissing,
    IngressBackendPortMissing,
    IngressBackendNoEndpoints,
    IngressResourceBackend,
    IngressEndpointChosen,
    IngressExternalName,
    IngressTlsRedirect,
    TlsTerminated,
    NginxPatternMatched,
    NginxCanary,
    NginxBadPath,
    NginxPlainHttp,
    NginxPreflight,
    NginxRedirect,
    NginxRootLocation,
    NginxSlashAdded,
    NginxRewritten,
    NginxServiceUpstream,
    NoEntry,
    SeveralEntries,
);
