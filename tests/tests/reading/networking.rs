//! Ingresses and NetworkPolicies as k8s-openapi reads them, in our model's shape.

use ipnet::IpNet;
use k8s_openapi::api::networking::v1 as networking;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use svcpath_core::model::*;
use svcpath_core::object::ObjectRef;

use super::theirs::{address, meta, number, protocol, selector};

pub(crate) fn ingress(from: &networking::Ingress, reference: &ObjectRef) -> Ingress {
    let spec = from.spec.clone().unwrap_or_default();
    let rules = spec.rules.iter().flatten().map(|rule| IngressRule {
        host: rule.host.clone().unwrap_or_default(),
        paths: rule.http.as_ref().map(|http| {
            let paths = http.paths.iter().map(|path| IngressPath {
                path: path.path.clone().filter(|path| !path.is_empty()).unwrap_or_else(|| "/".into()),
                kind: match path.path_type.as_str() {
                    "Exact" => PathType::Exact,
                    "Prefix" => PathType::Prefix,
                    "ImplementationSpecific" => PathType::ImplementationSpecific,
                    other => panic!("pathType {other}"),
                },
                backend: backend(&path.backend),
            });
            paths.collect()
        }),
    });
    let tls = spec
        .tls
        .iter()
        .flatten()
        .map(|tls| IngressTls { hosts: tls.hosts.clone().unwrap_or_default(), secret: tls.secret_name.clone() });
    let balancer =
        from.status.iter().flat_map(|status| &status.load_balancer).flat_map(|status| &status.ingress).flatten();
    Ingress {
        meta: meta(&from.metadata, reference),
        class: spec.ingress_class_name.clone(),
        default_backend: spec.default_backend.as_ref().map(backend),
        rules: rules.collect(),
        tls: tls.collect(),
        addresses: balancer
            .map(|entry| IngressAddress {
                ip: entry.ip.as_deref().map(address),
                hostname: entry.hostname.clone(),
                mode: IpMode::Vip,
            })
            .collect(),
    }
}

fn backend(from: &networking::IngressBackend) -> IngressBackend {
    if let Some(service) = &from.service {
        let port = service.port.clone().unwrap_or_default();
        let port = match (port.number, port.name) {
            (Some(port), _) => ServicePortRef::Number(number(port)),
            (None, Some(name)) => ServicePortRef::Name(name),
            (None, None) => return IngressBackend::None,
        };
        return IngressBackend::Service { name: service.name.clone(), port };
    }
    match &from.resource {
        Some(resource) => IngressBackend::Resource { kind: resource.kind.clone(), name: resource.name.clone() },
        None => IngressBackend::None,
    }
}

pub(crate) fn ingress_class(from: &networking::IngressClass, reference: &ObjectRef) -> IngressClass {
    let meta = meta(&from.metadata, reference);
    IngressClass {
        controller: from.spec.as_ref().and_then(|spec| spec.controller.clone()).unwrap_or_default(),
        default: meta.annotations.get("ingressclass.kubernetes.io/is-default-class").map(String::as_str)
            == Some("true"),
        meta,
    }
}

pub(crate) fn network_policy(from: &networking::NetworkPolicy, reference: &ObjectRef) -> NetworkPolicy {
    let spec = from.spec.clone().unwrap_or_default();
    let ports = |ports: Option<Vec<networking::NetworkPolicyPort>>| -> Vec<Option<PolicyPort>> {
        let ports = ports.unwrap_or_default().into_iter().map(|port| {
            let numbers = match port.port {
                None => PortNumbers::All,
                Some(IntOrString::String(name)) => PortNumbers::Named(name),
                Some(IntOrString::Int(first)) => {
                    PortNumbers::Range(number(first), number(port.end_port.unwrap_or(first)))
                }
            };
            Some(PolicyPort { protocol: protocol(port.protocol.as_deref()), numbers })
        });
        ports.collect()
    };
    let peers = |peers: Option<Vec<networking::NetworkPolicyPeer>>| -> Vec<Option<PolicyPeer>> {
        let peers = peers.unwrap_or_default().into_iter().map(|peer| {
            // What cannot be read allows nobody knows whom.
            match peer.ip_block {
                Some(block) => {
                    let except: Option<Vec<IpNet>> = block.except.iter().flatten().map(|text| network(text)).collect();
                    Some(PolicyPeer::Block { cidr: network(&block.cidr)?, except: except? })
                }
                None => Some(PolicyPeer::Pods {
                    pods: peer.pod_selector.as_ref().map(selector),
                    namespaces: peer.namespace_selector.as_ref().map(selector),
                }),
            }
        });
        peers.collect()
    };
    let ingress = spec.ingress.clone().unwrap_or_default().into_iter();
    let egress = spec.egress.clone().unwrap_or_default().into_iter();
    let ingress: Vec<PolicyRule> =
        ingress.map(|rule| PolicyRule { ports: ports(rule.ports), peers: peers(rule.from) }).collect();
    let egress: Vec<PolicyRule> =
        egress.map(|rule| PolicyRule { ports: ports(rule.ports), peers: peers(rule.to) }).collect();
    let types = spec.policy_types.clone().filter(|types| !types.is_empty());
    let isolates =
        |direction: &str, default| types.as_ref().map_or(default, |types| types.iter().any(|t| t == direction));
    let (inward, outward) = (isolates("Ingress", true), isolates("Egress", !egress.is_empty()));
    NetworkPolicy {
        meta: meta(&from.metadata, reference),
        selects: Some(spec.pod_selector.as_ref().map(selector).unwrap_or_default()),
        ingress: inward.then_some(ingress),
        egress: outward.then_some(egress),
    }
}

/// Host bits mean nothing.
fn network(text: &str) -> Option<IpNet> {
    text.parse().ok().map(|network: IpNet| network.trunc())
}
