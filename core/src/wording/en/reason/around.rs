use std::fmt::{self, Write};

use crate::reason::AroundReason;

pub(super) fn say(what: &AroundReason, out: &mut String) -> fmt::Result {
    use AroundReason as R;
    match what {
        R::ApiServerAccepts => write!(out, "The API server takes the connection and passes it on."),
        R::PortForwardKubelet { node, address } => {
            write!(out, "The API server dials the kubelet of {node} at {address}.")
        }
        R::KubeletAccepts => write!(out, "The kubelet takes the connection."),
        R::PortForwardPod { pod } => {
            write!(out, "The kubelet dials localhost inside {pod}: this one pod, no balancing.")
        }
        R::PortForwardNoPod { target } => write!(out, "kubectl finds no running pod to forward to: {target}."),
        R::PortForwardNoPort { pod, port } => {
            write!(out, "No container of {pod} has a port named \"{port}\": kubectl does not know which to forward to.")
        }
        R::PortForwardProtocol { protocol } => write!(out, "kubectl forwards TCP only, and this port is {protocol}."),
        R::ApiProxyEndpoint { endpoint } => {
            write!(out, "The API server picks the endpoint {endpoint} and dials it.")
        }
        R::ApiProxyNoEndpoints { service } => {
            write!(out, "Service {service} has no ready endpoint: the API server answers 503.")
        }
    }
}
