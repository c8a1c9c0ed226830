use std::net::SocketAddr;

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
    NoEntry {
        host: String,
    },
    SeveralEntries {
        entries: Vec<String>,
    },
}

codes!(
    EntryReason:
    EntryReceived,
    IngressRuleMatched,
    IngressDefaultBackend,
    IngressNoHost,
    IngressNoPath,
    IngressClassNobody,
    IngressBackendServiceMissing,
    IngressBackendPortMissing,
    IngressBackendNoEndpoints,
    IngressResourceBackend,
    IngressEndpointChosen,
    IngressExternalName,
    IngressTlsRedirect,
    TlsTerminated,
    NoEntry,
    SeveralEntries,
);
