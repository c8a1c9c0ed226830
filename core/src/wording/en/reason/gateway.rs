use std::fmt::{self, Write};

use crate::reason::GatewayReason;

pub(super) fn say(what: &GatewayReason, out: &mut String) -> fmt::Result {
    use GatewayReason as R;
    match what {
        R::GatewayListener { gateway, listener } => {
            write!(out, "Gateway {gateway}: listener {listener} takes the connection.")
        }
        R::GatewayNoPort { gateway, port } => {
            write!(out, "Gateway {gateway} has no listener on port {port}: the connection is refused.")
        }
        R::GatewayListenerRefused { listener, reason } => {
            write!(out, "Listener {listener} is not programmed ({reason}): the connection is refused.")
        }
        R::GatewayNoListener { gateway, host } => {
            write!(out, "No listener of Gateway {gateway} on this port is for {host}: it answers 404.")
        }
        R::GatewayNoServerName { gateway, name } if name.is_empty() => {
            write!(
                out,
                "The client names no server in TLS, and every listener of Gateway {gateway} wants one: TLS fails."
            )
        }
        R::GatewayNoServerName { gateway, name } => {
            write!(out, "No listener of Gateway {gateway} on this port has the server name {name}: TLS fails.")
        }
        R::GatewayOtherProtocol { listener, protocol } => {
            write!(out, "Listener {listener} speaks {protocol}, and the client does not: the connection fails.")
        }
        R::GatewayMisdirected { host, listener } => {
            write!(
                out,
                "{host} belongs to listener {listener}, not to the one that TLS chose: the Gateway answers 421."
            )
        }
        R::GatewayClassNobody { gateway, class } => {
            write!(out, "Gateway {gateway} asks for class {class}, which nobody provides.")
        }
        R::RouteMatched { route, rule } => write!(out, "{route}: {rule} takes the request."),
        R::RouteTaken { route } => write!(out, "{route} takes the connection."),
        R::RouteNoRule { host, path } => write!(out, "No route takes {path} of {host}: the answer is 404."),
        R::RouteUnimplemented { path } => {
            write!(out, "No route takes the gRPC method {path}: the answer is UNIMPLEMENTED.")
        }
        R::RouteNone { listener } => write!(out, "No route at {listener} takes the connection: it is refused."),
        R::RouteBackendChosen { service, weight, total } => {
            write!(out, "{service} takes {weight} of every {total} requests.")
        }
        R::RouteBackendInvalid { route, backend, reason, http } => {
            let answer = if *http { "the answer is 500" } else { "it fails" };
            write!(out, "{route} sends to {backend}, which does not resolve ({reason}): {answer}.")
        }
        R::RouteNoBackend { route, http } => {
            let answer = if *http { "the answer is 500" } else { "it fails" };
            write!(out, "The rule of {route} names no backend with a weight: {answer}.")
        }
        R::RouteNoEndpoints { service } => {
            write!(out, "Service {service} has no ready endpoint: the connection is refused.")
        }
        R::RouteRedirect { route } => write!(out, "{route} sends the client elsewhere."),
        R::RouteRewritten { host: Some(host), path } => {
            write!(out, "The rule rewrites the request: host {host}, path {path}.")
        }
        R::RouteRewritten { host: None, path } => write!(out, "The rule rewrites the path to {path}."),
        R::RouteHeaders { set, removed } => {
            write!(out, "The rule changes headers:")?;
            set.iter().try_for_each(|header| write!(out, " {header};"))?;
            removed.iter().try_for_each(|header| write!(out, " without {header};"))?;
            out.truncate(out.trim_end_matches([';', ':']).len());
            write!(out, ".")
        }
        R::RouteMirrored { service } => {
            write!(out, "A copy of the request goes to {service}; its answer is thrown away.")
        }
        R::MeshService { service } => {
            write!(out, "The mesh takes the request for {service} in the client's pod: routes of this Service decide.")
        }
    }
}
