use std::fmt::{self, Write};

use crate::reason::{CanaryBy, EntryReason};

pub(super) fn say(what: &EntryReason, out: &mut String) -> fmt::Result {
    use EntryReason as R;
    match what {
        R::EntryReceived { entry } => write!(out, "{entry} takes the connection and reads the request."),
        R::IngressRuleMatched { ingress, host, path } => {
            let host = if host.is_empty() { "every host" } else { host };
            let path = if path.is_empty() { "every path" } else { path };
            write!(out, "Ingress {ingress}: {host} with {path} takes the request.")
        }
        R::IngressDefaultBackend { ingress } => {
            write!(out, "No rule takes the request; the default backend of Ingress {ingress} does.")
        }
        R::IngressNoHost { host } => write!(out, "No rule names the host {host}: the controller answers 404."),
        R::IngressNoPath { host, path } => {
            write!(out, "{host} is known, but no rule of it takes {path}: the controller answers 404.")
        }
        R::IngressNoPort { entry, port } => {
            write!(out, "{entry} serves Ingresses at 80 and 443, and not at {port}: the connection is refused.")
        }
        R::IngressNoTls { entry, port } => {
            write!(out, "{entry} speaks plain HTTP at {port}, and the client TLS: the connection fails.")
        }
        R::IngressClassNobody { ingress, class } if class.is_empty() => {
            write!(out, "Ingress {ingress} names no class and none is the default: nobody serves it.")
        }
        R::IngressClassNobody { ingress, class } => {
            write!(out, "Ingress {ingress} asks for class {class}, which nobody provides.")
        }
        R::IngressBackendServiceMissing { ingress, service } => {
            write!(out, "Ingress {ingress} names Service {service}, which does not exist: the controller answers 503.")
        }
        R::IngressBackendPortMissing { ingress, service, port } => {
            write!(
                out,
                "Ingress {ingress} asks for port {port} of Service {service}, which does not have it: the controller answers 503."
            )
        }
        R::IngressBackendNoEndpoints { service } => {
            write!(out, "Service {service} has no ready endpoint: the controller answers 503.")
        }
        R::IngressResourceBackend { ingress, resource } => {
            write!(out, "Ingress {ingress} names the resource {resource}, which most controllers do not know.")
        }
        R::IngressEndpointChosen { service, of: 1, .. } => {
            write!(
                out,
                "The controller opens its own connection to the one ready pod of Service {service}; no kernel rewrites it."
            )
        }
        R::IngressEndpointChosen { service, of, .. } => {
            write!(
                out,
                "The controller opens its own connection to one of the {of} ready pods of Service {service}; no kernel rewrites it."
            )
        }
        R::IngressExternalName { service, host } => {
            write!(out, "Service {service} is an ExternalName: the controller dials {host}.")
        }
        R::IngressTlsRedirect { host } => write!(out, "{host} has a TLS section: plain HTTP is sent to https."),
        R::TlsTerminated { host, secret: Some(secret) } => {
            write!(out, "TLS for {host} ends here, with the certificate in Secret {secret}.")
        }
        R::TlsTerminated { host, secret: None } => {
            write!(out, "TLS for {host} ends here, with the controller's default certificate.")
        }
        R::NginxPatternMatched { ingress, pattern } => write!(
            out,
            "An annotation makes every path of this host a regular expression; Ingress {ingress} has the first that fits: ^{pattern}."
        ),
        R::NginxCanary { ingress, by: CanaryBy::Header { canary: true } } => {
            write!(out, "The header of canary Ingress {ingress} is there: its backend takes the request.")
        }
        R::NginxCanary { ingress, by: CanaryBy::Header { canary: false } } => {
            write!(out, "The header of canary Ingress {ingress} keeps the request with the main backend.")
        }
        R::NginxCanary { ingress, by: CanaryBy::Cookie { canary: true } } => {
            write!(out, "The cookie of canary Ingress {ingress} is there: its backend takes the request.")
        }
        R::NginxCanary { ingress, by: CanaryBy::Cookie { canary: false } } => {
            write!(out, "The cookie of canary Ingress {ingress} keeps the request with the main backend.")
        }
        R::NginxCanary { ingress, by: CanaryBy::Weight { weight, total } } => {
            write!(out, "Canary Ingress {ingress} takes {weight} of {total} requests.")
        }
        R::NginxBadPath { path } => {
            write!(
                out,
                "NGINX answers 400 to {path}: it leads above the root, or has a % that is no escape of a character."
            )
        }
        R::NginxPlainHttp { port } => {
            write!(out, "NGINX awaits TLS at {port}, and answers 400 to plain HTTP.")
        }
        R::NginxPreflight { ingress } => {
            write!(
                out,
                "The annotation enable-cors of Ingress {ingress} makes NGINX answer preflights (OPTIONS) itself."
            )
        }
        R::NginxRedirect { ingress, annotation } => {
            write!(out, "The annotation {annotation} of Ingress {ingress} sends the client elsewhere.")
        }
        R::NginxRootLocation { host, ingress } => {
            write!(
                out,
                "No rule of {host} takes the path. The annotations of Ingress {ingress}, the first to name the host, apply to it all the same."
            )
        }
        R::NginxSlashAdded { path } => {
            write!(out, "The location is {path}: NGINX answers by itself, with the slash added.")
        }
        R::NginxRewritten { annotation, to } => {
            write!(out, "The annotation {annotation} changes the request: the backend gets {to}.")
        }
        R::NginxServiceUpstream { service, address } => write!(
            out,
            "The annotation service-upstream makes the controller dial Service {service} at {address}, and no endpoint."
        ),
        R::NoEntry { host } => write!(out, "Nothing in the manifests serves {host}."),
        R::SeveralEntries { entries } => {
            write!(out, "Several entries could serve this host ({}); via says which.", entries.join(", "))
        }
    }
}
