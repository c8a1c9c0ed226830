use std::net::SocketAddr;

use crate::codes::codes;
use crate::model::Protocol;

/// What the ways round do: port-forward and the API server's proxy.
#[derive(Debug, Clone, PartialEq)]
pub enum AroundReason {
    ApiServerAccepts,
    PortForwardKubelet {
        node: String,
        address: SocketAddr,
    },
    KubeletAccepts,
    PortForwardPod {
        pod: String,
    },
    /// kubectl knows no pod that runs; `target` begins with its kind.
    PortForwardNoPod {
        target: String,
    },
    /// The pod that was picked has no port of the name that the Service asks for.
    PortForwardNoPort {
        pod: String,
        port: String,
    },
    /// kubectl forwards TCP only.
    PortForwardProtocol {
        protocol: Protocol,
    },
    ApiProxyEndpoint {
        endpoint: SocketAddr,
    },
    /// The API server answers 503.
    ApiProxyNoEndpoints {
        service: String,
    },
}

codes!(
    AroundReason:
    ApiServerAccepts,
    PortForwardKubelet,
    KubeletAccepts,
    PortForwardPod,
    PortForwardNoPod,
    PortForwardNoPort,
    PortForwardProtocol,
    ApiProxyEndpoint,
    ApiProxyNoEndpoints,
);
