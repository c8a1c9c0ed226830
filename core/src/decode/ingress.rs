//! Ingresses in both forms they were ever written in, and their classes.

use super::cursor::{Cursor, IntOrString};
use super::{form, meta, service};
use crate::model::{
    Ingress, IngressBackend, IngressClass, IngressPath, IngressRule, IngressTls, PathType, ServicePortRef,
};
use crate::problem::{Problem, Prohibition, Rule, grammar};

const PATH_TYPES: [(&str, PathType); 3] = [
    ("Exact", PathType::Exact),
    ("Prefix", PathType::Prefix),
    ("ImplementationSpecific", PathType::ImplementationSpecific),
];

const CLASS_ANNOTATION: &str = "kubernetes.io/ingress.class";

pub(super) fn decode(root: &Cursor<'_>) -> Ingress {
    let mut ingress = Ingress {
        meta: meta::decode(root),
        class: None,
        default_backend: None,
        rules: Vec::new(),
        tls: Vec::new(),
        addresses: service::balancer_addresses(root),
    };
    let Some(spec) = root.field("spec") else { return ingress };
    form::check_subdomain(&spec, "ingressClassName");
    ingress.class = spec.filled("ingressClassName");
    // Only on creation (ValidateIngressCreate).
    if !ingress.meta.live {
        check_class_annotation(root, &spec);
    }
    // `backend` is what the beta versions call it.
    let default = spec.field("defaultBackend").or_else(|| spec.field("backend"));
    ingress.default_backend = default.map(|written| backend(&written));
    let rules = spec.list("rules");
    ingress.rules.extend(rules.iter().flat_map(Cursor::objects).map(|written| rule(&written)));
    let tls = spec.list("tls");
    ingress.tls.extend(tls.iter().flat_map(Cursor::objects).map(|written| certified(&written)));
    if ingress.default_backend.is_none() && ingress.rules.is_empty() {
        spec.missing("defaultBackend");
    }
    ingress
}

pub(super) fn class(root: &Cursor<'_>) -> IngressClass {
    let meta = meta::decode(root);
    let spec = root.field("spec");
    let controller = spec
        .as_ref()
        .and_then(|spec| form::filled(spec, "controller", Rule::DomainPrefixedPath, grammar::is_domain_prefixed_path));
    if controller.is_none() {
        root.missing("spec.controller");
    }
    let default =
        meta.annotations.get("ingressclass.kubernetes.io/is-default-class").is_some_and(|value| value == "true");
    IngressClass { meta, controller: controller.unwrap_or_default(), default }
}

fn check_class_annotation(root: &Cursor<'_>, spec: &Cursor<'_>) {
    let metadata = root.field("metadata");
    let annotations = metadata.as_ref().and_then(|metadata| metadata.field("annotations"));
    let entry =
        annotations.as_ref().and_then(|annotations| annotations.entries().find(|(key, ..)| *key == CLASS_ANNOTATION));
    if let (Some((_, _, entry)), Some(class)) = (entry, spec.get("ingressClassName"))
        && entry.raw_text() != class.raw_text()
    {
        entry.invalid(Rule::SameAsIngressClassName);
    }
}

fn certified(written: &Cursor<'_>) -> IngressTls {
    form::check_hosts(written, "hosts");
    form::check_subdomain(written, "secretName");
    IngressTls { hosts: written.strings("hosts"), secret: written.filled("secretName") }
}

fn rule(written: &Cursor<'_>) -> IngressRule {
    if let Some(host) = written.get("host").filter(|host| host.raw_text() != Some("")) {
        form::check_no_address(&host);
        form::check_host(&host);
    }
    let host = written.string("host").unwrap_or_default();
    let Some(http) = written.field("http") else { return IngressRule { host, paths: None } };
    let paths = http.list("paths");
    if paths.as_ref().is_none_or(|paths| paths.items().len() == 0) {
        http.missing("paths");
    }
    let paths = paths.iter().flat_map(Cursor::objects).map(|written| path(&written)).collect();
    IngressRule { host, paths: Some(paths) }
}

fn path(written: &Cursor<'_>) -> IngressPath {
    let kind = match written.get("pathType") {
        None => {
            if is_v1(written) {
                written.missing("pathType");
            }
            None
        }
        Some(_) => written.choice("pathType", &PATH_TYPES),
    };
    let kind = kind.unwrap_or(PathType::ImplementationSpecific);
    let path = written.string("path").unwrap_or_default();
    match kind {
        PathType::Exact | PathType::Prefix if path.is_empty() => written.missing("path"),
        PathType::Exact | PathType::Prefix | PathType::ImplementationSpecific => {}
    }
    if let Some(place) = written.get("path") {
        if !path.is_empty() && !path.starts_with('/') {
            place.invalid(Rule::AbsolutePath);
        }
        if kind != PathType::ImplementationSpecific {
            form::check_path(&place);
        }
    }
    // No path is every path.
    let path = if path.is_empty() { "/".into() } else { path };
    let backend = match written.field("backend") {
        Some(place) => backend(&place),
        None => {
            written.missing("backend");
            IngressBackend::None
        }
    };
    IngressPath { path, kind, backend }
}

/// `service: {name, port}`, or `serviceName` and `servicePort` of the beta versions. Either is understood under either version;
/// the one that does not belong there is a problem.
fn backend(written: &Cursor<'_>) -> IngressBackend {
    let service = written.field("service");
    let resource = written.field("resource");
    if let (Some(_), Some(resource)) = (&service, &resource) {
        resource.problem(Problem::Forbidden { why: Prohibition::TwoBackends });
    }
    if let Some(service) = service {
        if !is_v1(written) {
            written.missing("serviceName");
        }
        let Some(name) = service.filled("name") else {
            service.missing("name");
            return IngressBackend::None;
        };
        form::check_field(&service, "name", Rule::ServiceName, grammar::is_service_name);
        let Some(port) = service.field("port") else {
            service.missing("port");
            return IngressBackend::None;
        };
        return port_of(&port).map_or(IngressBackend::None, |port| IngressBackend::Service { name, port });
    }
    if let Some(resource) = resource {
        let of = |name: &'static str| resource.string(name).unwrap_or_default();
        return IngressBackend::Resource { kind: of("kind"), name: of("name") };
    }
    if is_v1(written) {
        written.missing("service");
    }
    let Some(name) = written.filled("serviceName") else {
        if !is_v1(written) {
            written.missing("serviceName");
        }
        return IngressBackend::None;
    };
    let port = match written.int_or_string("servicePort") {
        Some(IntOrString::Int(_)) => written.port("servicePort").map(ServicePortRef::Number),
        Some(IntOrString::String(name)) => Some(ServicePortRef::Name(name.into())),
        None => {
            if written.get("servicePort").is_none() {
                written.missing("servicePort");
            }
            None
        }
    };
    port.map_or(IngressBackend::None, |port| IngressBackend::Service { name, port })
}

fn port_of(port: &Cursor<'_>) -> Option<ServicePortRef> {
    form::check_field(port, "name", Rule::PortName, grammar::is_port_name);
    let name = port.filled("name");
    let number = port.get("number").and_then(|_| port.port("number"));
    if let (Some(_), Some(_), Some(place)) = (&name, number, port.get("name")) {
        place.problem(Problem::Forbidden { why: Prohibition::NumberAndName });
    }
    if name.is_none() && port.get("number").is_none() {
        port.missing("number");
    }
    number.map(ServicePortRef::Number).or(name.map(ServicePortRef::Name))
}

fn is_v1(place: &Cursor<'_>) -> bool {
    place.object().api_version == "networking.k8s.io/v1"
}
