/// What a Gateway or a mesh does.
#[derive(Debug, Clone, PartialEq)]
pub enum GatewayReason {
    GatewayListener {
        /// `namespace/name`, as everywhere here.
        gateway: String,
        listener: String,
    },
    /// No listener of the Gateway has the port.
    GatewayNoPort {
        gateway: String,
        port: u16,
    },
    /// A listener that takes no connections; `reason` is upstream's.
    GatewayListenerRefused {
        listener: String,
        reason: &'static str,
    },
    GatewayNoListener {
        gateway: String,
        host: String,
    },
    /// TLS asks for a server name that no listener has.
    GatewayNoServerName {
        gateway: String,
        name: String,
    },
    /// Plain text where TLS is spoken, or the other way round.
    GatewayOtherProtocol {
        listener: String,
        protocol: String,
    },
    /// The Host is another listener's than the one that the server name chose: 421.
    GatewayMisdirected {
        host: String,
        listener: String,
    },
    GatewayClassNobody {
        gateway: String,
        class: String,
    },
    /// A rule of an HTTPRoute or GRPCRoute takes the request.
    RouteMatched {
        /// `HTTPRoute shop/web`
        route: String,
        /// `/api (PathPrefix)`
        rule: String,
    },
    /// A TLSRoute, TCPRoute or UDPRoute takes the connection.
    RouteTaken {
        route: String,
    },
    /// No rule of any route takes the request: 404.
    RouteNoRule {
        host: String,
        path: String,
    },
    /// As [`Self::RouteNoRule`], for gRPC: status UNIMPLEMENTED.
    RouteUnimplemented {
        path: String,
    },
    /// No route takes the connection.
    RouteNone {
        listener: String,
    },
    RouteBackendChosen {
        service: String,
        weight: u32,
        total: u32,
    },
    /// A backendRef that leads nowhere; `reason` is upstream's.
    RouteBackendInvalid {
        route: String,
        backend: String,
        reason: &'static str,
        /// Answered with 500; else the connection is refused, or it is gRPC.
        http: bool,
    },
    /// A rule that names no backend, or gives each a weight of 0.
    RouteNoBackend {
        route: String,
        http: bool,
    },
    RouteNoEndpoints {
        service: String,
    },
    RouteRedirect {
        route: String,
    },
    RouteRewritten {
        /// The host, where it changes.
        host: Option<String>,
        path: String,
    },
    RouteHeaders {
        set: Vec<String>,
        removed: Vec<String>,
    },
    RouteMirrored {
        service: String,
    },
    /// Routes that have the Service as their parent decide.
    MeshService {
        service: String,
    },
}

use crate::codes::codes;

codes!(
    GatewayReason:
    GatewayListener,
    GatewayNoPort,
    GatewayListenerRefused,
    GatewayNoListener,
    GatewayNoServerName,
    GatewayOtherProtocol,
    GatewayMisdirected,
    GatewayClassNobody,
    RouteMatched,
    RouteTaken,
    RouteNoRule,
    RouteUnimplemented,
    RouteNone,
    RouteBackendChosen,
    RouteBackendInvalid,
    RouteNoBackend,
    RouteNoEndpoints,
    RouteRedirect,
    RouteRewritten,
    RouteHeaders,
    RouteMirrored,
    MeshService,
);
