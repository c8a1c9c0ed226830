//! GatewayClasses, Gateways, ListenerSets and ReferenceGrants, with the defaults of their schemas (kubernetes-sigs/gateway-api
//! apis/v1, whose `+kubebuilder` marks the API server applies). Routes have a file of their own.

mod route;

use std::collections::HashSet;

pub(super) use route::decode as route;

use super::cursor::Cursor;
use super::{form, meta, policy, twins};
use crate::model::{
    FromNamespaces, GATEWAY_GROUP, Gateway, GatewayClass, Listener, ListenerProtocol, ListenerSet, ReferenceGrant,
    Target,
};
use crate::object::ObjectRef;

/// Other makes that serve public hosts: Istio, OpenShift, Contour, Traefik, Emissary, Gloo, F5.
const FOREIGN: [(&str, &str); 10] = [
    ("networking.istio.io", "Gateway"),
    ("networking.istio.io", "VirtualService"),
    ("route.openshift.io", "Route"),
    ("projectcontour.io", "HTTPProxy"),
    ("traefik.io", "IngressRoute"),
    ("traefik.containo.us", "IngressRoute"),
    ("getambassador.io", "Mapping"),
    ("gateway.solo.io", "VirtualService"),
    ("k8s.nginx.org", "VirtualServer"),
    ("configuration.konghq.com", "TCPIngress"),
];

/// Whether it is a Gateway of another make, which serves hosts by rules of its own.
pub(super) fn is_foreign(reference: &ObjectRef) -> bool {
    let group = reference.api_version.split_once('/').map_or("", |(group, _)| group);
    let kind = reference.kind.as_str();
    FOREIGN.contains(&(group, kind)) || (group == GATEWAY_GROUP && kind.ends_with("Route"))
}

pub(super) fn class(root: &Cursor<'_>) -> GatewayClass {
    let meta = meta::decode(root);
    let spec = root.field("spec");
    let controller = spec.as_ref().and_then(|spec| spec.filled("controllerName"));
    if controller.is_none() {
        root.missing("spec.controllerName");
    }
    GatewayClass { meta, controller: controller.unwrap_or_default() }
}

pub(super) fn gateway(root: &Cursor<'_>) -> Gateway {
    let mut gateway = Gateway {
        meta: meta::decode(root),
        class: String::new(),
        listeners: Vec::new(),
        allowed_listeners: FromNamespaces::None,
        addresses: addresses(root, "status"),
    };
    let Some(spec) = root.field("spec") else {
        root.missing("spec.gatewayClassName");
        return gateway;
    };
    match spec.filled("gatewayClassName") {
        Some(class) => gateway.class = class,
        None => spec.missing("gatewayClassName"),
    }
    gateway.listeners = listeners(&spec);
    if let Some(allowed) = spec.field("allowedListeners") {
        gateway.allowed_listeners = namespaces(&allowed, FromNamespaces::None);
    }
    if gateway.addresses.is_empty() {
        gateway.addresses = addresses(root, "spec");
    }
    gateway
}

pub(super) fn listener_set(root: &Cursor<'_>) -> ListenerSet {
    let meta = meta::decode(root);
    let spec = root.field("spec");
    let parent = spec.as_ref().and_then(|spec| spec.field("parentRef"));
    if parent.is_none() {
        root.missing("spec.parentRef");
    }
    let parent = parent.map_or_else(nobody, |parent| target(&parent, GATEWAY_GROUP, "Gateway"));
    ListenerSet { meta, parent, listeners: spec.as_ref().map(listeners).unwrap_or_default() }
}

pub(super) fn grant(root: &Cursor<'_>) -> ReferenceGrant {
    let meta = meta::decode(root);
    let spec = root.field("spec");
    let each = |name: &'static str| {
        let list = spec.as_ref().and_then(|spec| spec.list(name));
        if list.as_ref().is_none_or(|list| list.items().len() == 0) {
            root.missing(&format!("spec.{name}"));
        }
        list
    };
    // Empty for the core group, and still to be written.
    let group = |entry: &Cursor<'_>| {
        if entry.get("group").is_none() {
            entry.missing("group");
        }
        entry.string("group").unwrap_or_default()
    };
    let required = |entry: &Cursor<'_>, name| {
        entry.filled(name).unwrap_or_else(|| {
            entry.missing(name);
            String::new()
        })
    };
    let (from, to) = (each("from"), each("to"));
    let from = from.iter().flat_map(Cursor::objects);
    let to = to.iter().flat_map(Cursor::objects);
    ReferenceGrant {
        meta,
        from: from.map(|entry| (group(&entry), required(&entry, "kind"), required(&entry, "namespace"))).collect(),
        to: to.map(|entry| (group(&entry), required(&entry, "kind"), entry.filled("name"))).collect(),
    }
}

/// An object that is named, with the group and kind that are meant where it does not say.
fn target(written: &Cursor<'_>, group: &str, kind: &str) -> Target {
    if written.filled("name").is_none() {
        written.missing("name");
    }
    Target {
        group: written.string("group").unwrap_or_else(|| group.to_owned()),
        kind: written.filled("kind").unwrap_or_else(|| kind.to_owned()),
        namespace: written.filled("namespace"),
        name: written.string("name").unwrap_or_default(),
    }
}

fn nobody() -> Target {
    Target { group: GATEWAY_GROUP.into(), kind: "Gateway".into(), namespace: None, name: String::new() }
}

/// `addresses` of `spec` or `status`: their values, whatever their type.
fn addresses(root: &Cursor<'_>, of: &'static str) -> Vec<String> {
    let holder = root.field(of);
    let list = holder.as_ref().and_then(|holder| holder.list("addresses"));
    list.iter().flat_map(Cursor::objects).filter_map(|address| address.filled("value")).collect()
}

fn listeners(spec: &Cursor<'_>) -> Vec<Listener> {
    let list = spec.list("listeners");
    if list.as_ref().is_none_or(|list| list.items().len() == 0) {
        spec.missing("listeners");
    }
    let mut names = HashSet::new();
    let entries = list.iter().flat_map(Cursor::objects);
    entries.inspect(|written| twins::check_name(&mut names, written)).map(|written| listener(&written)).collect()
}

fn listener(written: &Cursor<'_>) -> Listener {
    for name in ["name", "port", "protocol"] {
        if written.get(name).is_none() {
            written.missing(name);
        }
    }
    form::check_subdomain(written, "name");
    if let Some(host) = written.get("hostname").filter(|host| host.raw_text() != Some("")) {
        form::check_host(&host);
    }
    let protocol = match written.filled("protocol").as_deref() {
        Some("HTTP") | None => ListenerProtocol::Http,
        Some("HTTPS") => ListenerProtocol::Https,
        Some("TLS") => ListenerProtocol::Tls,
        Some("TCP") => ListenerProtocol::Tcp,
        Some("UDP") => ListenerProtocol::Udp,
        Some(other) => ListenerProtocol::Other(other.to_owned()),
    };
    let tls = written.field("tls");
    let mode = tls.as_ref().and_then(|tls| tls.choice("mode", &[("Terminate", false), ("Passthrough", true)]));
    let certificates = tls.as_ref().and_then(|tls| tls.list("certificateRefs"));
    let options = tls.as_ref().and_then(|tls| tls.field("options"));
    let allowed = written.field("allowedRoutes");
    let kinds = allowed.as_ref().and_then(|allowed| allowed.list("kinds"));
    let kinds = kinds.iter().flat_map(Cursor::objects).map(|kind| {
        let group = kind.string("group").unwrap_or_else(|| GATEWAY_GROUP.into());
        (group, kind.string("kind").unwrap_or_default())
    });
    Listener {
        name: written.string("name").unwrap_or_default(),
        port: written.get("port").and_then(|_| written.port("port")).unwrap_or(0),
        protocol,
        hostname: written.filled("hostname").map(|host| host.to_ascii_lowercase()),
        tls: tls.is_some(),
        passthrough: mode.unwrap_or(false),
        certificates: certificates.iter().flat_map(Cursor::objects).map(|of| target(&of, "", "Secret")).collect(),
        tls_options: options.is_some_and(|options| !options.is_empty()),
        allowed_namespaces: allowed.map_or(FromNamespaces::Same, |allowed| namespaces(&allowed, FromNamespaces::Same)),
        allowed_kinds: kinds.collect(),
    }
}

/// `namespaces: {from, selector}`.
fn namespaces(holder: &Cursor<'_>, default: FromNamespaces) -> FromNamespaces {
    let Some(written) = holder.field("namespaces") else { return default };
    match written.choice("from", &[("None", 0), ("Same", 1), ("All", 2), ("Selector", 3)]) {
        Some(0) => FromNamespaces::None,
        Some(1) => FromNamespaces::Same,
        Some(2) => FromNamespaces::All,
        Some(_) => {
            if written.get("selector").is_none() {
                written.missing("selector");
            }
            FromNamespaces::Selector(policy::selector(&written, "selector"))
        }
        None => default,
    }
}
